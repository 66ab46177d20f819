"""A press of sixty hosts: honest, slow, broken and lying ones, and a plan that knows what can be had of each."""
