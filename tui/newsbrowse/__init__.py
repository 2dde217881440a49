"""What people meet: the Textual app and the command line."""
