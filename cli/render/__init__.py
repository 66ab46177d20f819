"""From records to what a terminal shows: pure, nothing is read or written here."""
