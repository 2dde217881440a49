"""Text: where words, sentences and spans lie in it, and how texts are compared."""
