"""The services of one machine without servers: a Redis child, and workers, shared by all commands that need them."""
