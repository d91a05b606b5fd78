"""The outbox: messages are promised with the change they tell of, and sent afterwards."""

from models.outbox.promises import find_posted, find_promised, promise, refresh, remove

__all__ = ["find_posted", "find_promised", "promise", "refresh", "remove"]
