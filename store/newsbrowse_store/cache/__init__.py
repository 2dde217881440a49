"""Cache: what is worked out from the records and kept in SQLite; deleting it loses nothing."""
