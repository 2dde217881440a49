"""Words that decide: annotate, relate, tag."""
