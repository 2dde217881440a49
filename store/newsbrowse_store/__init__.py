"""The library on disk and the decisions made in it."""
