"""Decisions: every act of an annotator, the rules it keeps, and how it is taken back."""
