"""Pool: reading in processes of our own, which may die or hang without harm."""
