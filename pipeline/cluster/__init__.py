"""Cluster: near duplicates are found, and folded under the earliest of them."""
