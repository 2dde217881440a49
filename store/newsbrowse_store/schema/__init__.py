"""Schema: the labels, relation types and kept searches of a library, from `newsbrowse.toml`."""
