"""Feeds: updated, and exchanged as OPML."""
