"""Graphs of entities and their relations."""
