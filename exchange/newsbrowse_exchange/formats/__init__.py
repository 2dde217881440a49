"""The formats, a module each, in families."""
