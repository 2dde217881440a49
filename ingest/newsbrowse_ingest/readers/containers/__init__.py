"""Containers: files that hold other files."""
