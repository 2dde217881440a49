"""Settings: what the user chose, and where everything lies."""
