"""Disk: files made durable and whole, locked, written line by line and merged by git."""
