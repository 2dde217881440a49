"""Article: what a reader found, made a draft with headline, date, regions and metadata."""
