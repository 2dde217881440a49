"""Tables for spreadsheets and statistics."""
