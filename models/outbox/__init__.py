"""The outbox: messages are promised with the change they tell of, and sent afterwards."""

from models.outbox.promises import Post, find_posted, promise, promise_all, refresh, refresh_all

__all__ = ["Post", "find_posted", "promise", "promise_all", "refresh", "refresh_all"]
