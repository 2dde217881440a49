"""Maintenance: a library looked through for what is wrong, and mended."""
