"""The parts of the screen: they draw values and post messages."""
