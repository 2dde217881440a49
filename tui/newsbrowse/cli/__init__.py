"""Command line: one file a word of it, in families."""
