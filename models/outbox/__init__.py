"""The outbox: messages are promised with the change they tell of, and sent afterwards."""

from models.outbox.promises import find_posted, promise, refresh

__all__ = ["find_posted", "promise", "refresh"]
