"""Words about pipelines and suggestions: analyze, models."""
