"""Words that take articles in: add and feed."""
