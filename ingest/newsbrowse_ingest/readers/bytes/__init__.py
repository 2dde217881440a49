"""Bytes: decoded, unpacked and taken apart, with bounds."""
