"""Pages of the web, saved; and bookmarks of them."""
