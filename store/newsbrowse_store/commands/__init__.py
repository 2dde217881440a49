"""The commands of a session: each works out on a `Plan` what one decision changes."""
