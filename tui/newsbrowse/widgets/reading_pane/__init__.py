"""Reading pane: the text with its entities, the cursor and the selection."""
