"""How text becomes lines of cells, as functions from values to values; no Textual in here."""
