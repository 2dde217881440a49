"""Tables and lists of records: CSV, JSON, RIS and Web of Science."""
