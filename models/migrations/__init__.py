"""Alembic's scripts: from nothing they build exactly the tables of `models.tables`."""
