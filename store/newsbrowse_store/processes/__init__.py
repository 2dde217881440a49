"""Processes: how our own child processes are started and spoken with."""
