"""What a machine lacks to run a test service."""


class ServiceMissing(Exception):
    """A test service can't run on this machine; the message says what to install."""
