"""Article list: the sidebar with articles, groups and kept searches."""
