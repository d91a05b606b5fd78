"""What a journey declares: its listeners, and how its promised messages are rendered."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from handlers.blocks.message import Message
from handlers.payload import Body
from models.values.outbox import Promised
from models.workflow.parts import Parts

__all__ = ["Kind", "Listener", "Renderer", "Who"]

Kind = Literal["command", "shortcut", "action", "view", "view_closed", "event", "options"]

Renderer = Callable[[Parts, Promised, datetime], Awaitable[Message | None]]
"""Renders a promised message at the moment of sending; `None` when it is no longer true."""


class Who(StrEnum):
    """Who may use a listener.

    The door (`handlers.door`) lets only people of the directory in, except for `ANYONE`. The
    narrower ones depend on the record in question: the workflow function behind the listener
    checks them with `models.rules.access`, and they are named here so that the list of
    listeners says who each is for.
    """

    ANYONE = "anyone"
    LISTED = "anyone in the directory"
    SUPERVISOR = "the supervisee's supervisor or stand-in"
    READER = "those who were there, the child's worker, the line above, and by grant"
    ANSWERING = "the child's worker, who covers, the supervisor, the line above, and by grant"
    SENIOR = "supervisors, service managers and quality assurance"
    GIVER = "service managers and administrators; who was named approves"
    SETTLER = "the supervisor, the line above and, of a child's date, the stand-in"
    FILER = "the supervisor, of a child's record also the stand-in, and the line above"
    SELF = "the one it is about"
    KEEPER = "an administrator of the directory"
    ADDRESSEE = "the one who was asked to agree"


@dataclass(frozen=True, slots=True)
class Listener:
    """One thing people or Slack do, the function that answers it, and who may.

    `id` is a command, a callback id, an action id or the name of an event. The function takes
    what it needs by name: `ack, body, client, respond, desk, call, person, light`. `opens` gives
    the title of the modal that this payload opens, where it opens one: for a person whom it has
    met before, the door opens it, with nothing in it, while it looks again (`light`). `guests` lets guests of the
    workspace whom the directory lists in as well, where the setting allows any: to what is their own.
    """

    kind: Kind
    id: str | re.Pattern[str]
    function: Callable[..., Awaitable[Any]]
    who: Who = Who.LISTED
    opens: Callable[[Body], str | None] | None = None
    guests: bool = False

    @property
    def for_guests(self) -> bool:
        """Whether a guest may use it: reading and agreeing what is their own, and what Slack tells of by itself."""
        return self.guests or self.kind == "event" or self.who in {Who.READER, Who.ADDRESSEE}
