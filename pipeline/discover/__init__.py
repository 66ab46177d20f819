"""What comes in: URLs, files, folders, JSON lines, web archives, each as arrivals for the ledger."""
