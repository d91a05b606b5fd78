"""Gathering what is held about one child or person, for somebody who asks for it (source row C12)."""
