"""Command line: a file for each word of it, in families; `main` has the table of all words.

`options`, `output` and `long_work` are what commands share, `shapes` the JSON they print.
"""
