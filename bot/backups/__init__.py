"""Backups: one logical dump of every table, a second file with the keys, and the list of what was let go."""
