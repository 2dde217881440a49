"""Search: articles found by what they say and by what was decided in them."""
