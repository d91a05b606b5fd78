"""Acks that leave at once: Bolt looks only every 10 ms whether a listener has acked."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.context.ack.async_ack import AsyncAck

from handlers.failures import describe

__all__ = ["PromptAck"]

_log = structlog.get_logger()


class PromptAck(AsyncAck):
    """The `ack` of one payload; its first answer goes to Slack from within the call, and no second one does.

    So nothing that a listener does after its ack, not even failing, can hold the ack up or lose it.
    """

    def __init__(self, send: Callable[[BoltResponse], Awaitable[None]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._send = send
        self._sent = False

    async def __call__(self, *given: Any, **named: Any) -> BoltResponse:
        """Ack as Bolt does, and send it."""
        response = await super().__call__(*given, **named)
        await self.send(response)
        return response

    async def send(self, response: BoltResponse) -> None:
        """Send an answer, unless one was sent.

        A connection that is gone loses the ack, as it would have without this; what the listener
        still has to do goes on.
        """
        if self._sent:
            return
        self._sent = True
        try:
            await self._send(response)
        except Exception as error:  # noqa: BLE001 -- the SDK's own connection errors have no common kind
            _log.warning("an ack could not be sent", **describe(error))
