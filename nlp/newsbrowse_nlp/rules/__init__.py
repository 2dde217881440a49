"""Rules: small pure functions over spans that come after the model."""
