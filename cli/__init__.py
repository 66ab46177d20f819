"""The `rotative` command."""
