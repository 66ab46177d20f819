"""The HTTP interface: a JSON API, its server, and a typed client."""
