"""Worker: the process that analyses for the app, and how it is spoken with."""
