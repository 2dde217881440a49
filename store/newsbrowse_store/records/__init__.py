"""Records: the TinyDB files of articles, entities and feeds, and what is in them."""
