"""Sources: what is followed, when each is due, what was learned of it; a shared room like the ledger."""
