"""Inspector: entities, relations, notes and facts of the open article."""
