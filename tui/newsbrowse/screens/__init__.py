"""The screens: they own the state and answer the keys."""
