"""Annotations of texts: what annotation tools and trainers of models read and write."""
