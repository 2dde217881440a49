"""Annotations out and in: `export` and `import`."""
