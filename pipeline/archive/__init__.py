"""Web archives (WARC, ISO 28500): read from where one stopped, and written of what was fetched; a shared room."""
