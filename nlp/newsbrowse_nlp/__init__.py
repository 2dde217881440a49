"""Text in, suggestions out."""
