"""How articles come in: files, addresses and feeds, read and added to a library."""
