"""Workspace: the library at hand, the open article and what is suggested; no Textual."""
