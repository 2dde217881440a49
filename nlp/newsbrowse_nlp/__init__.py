"""Text in, suggestions out: the model in a process of its own, and the rules over what it finds."""
