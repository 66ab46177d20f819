"""Clean: the raw bytes of a page or of a text file become an article, or are rejected with the reason."""
