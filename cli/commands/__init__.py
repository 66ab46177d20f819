"""One module per command; what is heavy is imported when the command runs, so that help and errors are quick."""
