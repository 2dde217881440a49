"""Formats: one module each, in families."""
