"""Articles as references, for bibliographies."""
