"""Articles to read, with what was decided in them."""
