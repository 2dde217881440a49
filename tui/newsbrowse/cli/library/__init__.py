"""Words about the library: list, search, show, stats, check, paths, open."""
