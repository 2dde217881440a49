"""Screens: they own the state and answer the keys."""
