"""Documents: PDF, Word, OpenDocument, EPUB."""
