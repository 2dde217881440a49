"""Controllers: what a key does to the workspace, said to a view; they know no Textual.

Each registers its handlers by the ids of actions; the main screen dispatches to them.
"""
