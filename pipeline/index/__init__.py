"""The index stage: articles become searchable. It is the only writer of the index."""
