"""Readers: what is in a file, as drafts of articles."""
