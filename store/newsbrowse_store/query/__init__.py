"""Query: what a search may ask for, as it is typed and as it is understood."""
