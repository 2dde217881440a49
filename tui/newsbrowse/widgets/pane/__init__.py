"""The parts of the reading pane, each built on the one before: drawing, moving, selecting."""
