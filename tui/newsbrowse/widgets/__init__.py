"""Widgets: the parts of the screen, which draw values and post messages."""
