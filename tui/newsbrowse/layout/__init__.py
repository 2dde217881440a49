"""Layout: how text becomes lines of cells, as functions from values to values; no Textual here."""
