"""The polite client: checked addresses, bounded answers, robots.txt."""
