"""Annotations out of a library and into it, in the formats that other tools read and write."""
