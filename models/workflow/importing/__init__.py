"""The rooms of a directory import: sheet (bytes to cells), rows, reading with its checks, plans, apply."""
