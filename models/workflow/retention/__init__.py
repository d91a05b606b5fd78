"""Letting go: what is filed, what is held, what is due for disposal, and what went."""
