"""Texts: plain, Markdown, mail."""
