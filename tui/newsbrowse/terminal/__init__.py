"""Terminal: what it can do, its clipboard, and the keys typed ahead."""
