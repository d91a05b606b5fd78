"""Slack at the wire: answers every call of the bot, keeps what stands on screens, and notes who was shown what.

It checks what it is given as the sandbox does, and refuses nothing that an attacker would like to see go through:
a trigger may be used again and again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace, TracebackType
from typing import Any, Self

from sandbox.blockkit.normalise import normalised
from sandbox.blockkit.surfaces import block_problems, options_problems, view_problems
from sandbox.kinds import Json
from sandbox.views import OpenView

__all__ = ["TEAM", "Message", "Shown", "Wire"]

TEAM = "T0ASHMERE"
_APP: Any = SimpleNamespace(id="A0SUPER", bot_id="B0SUPER")
_MOST_VIEWS = 3
_MESSAGES_KEPT = 40


@dataclass(frozen=True)
class Shown:
    """Something somebody was shown: a member, or everybody in a channel."""

    to: str
    how: str
    text: str


@dataclass
class Message:
    """A message of the bot as it stands in a conversation."""

    channel: str
    ts: str
    blocks: list[Json]
    metadata: Json | None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Wire:
    """The workspace as the bot's client finds it; stands in for the HTTP session of the SDK."""

    members: Mapping[str, Json]
    closed: bool = False
    shown: list[Shown] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    screens: dict[str, list[OpenView]] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)
    messages: dict[str, list[Message]] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    _number: int = 0

    def request(self, _verb: str, url: str, **given: Any) -> "_Answering":
        """Be called as a client session is."""
        asked: Json = {}
        for key in ("params", "data", "json"):
            asked |= given.get(key) or {}
        return _Answering(self, url.rsplit("/", 1)[-1], asked)

    def number(self) -> int:
        """Return a number nobody has had before."""
        self._number += 1
        return self._number

    def trigger(self, user: str) -> str:
        """Return the trigger of something a member does."""
        made = f"{self.number()}.{user}"
        self.triggers[made] = user
        return made

    def as_slack(self, opened: OpenView) -> Json:
        """Return a view as payloads and answers spell it."""
        return opened.as_slack(TEAM, _APP)

    def say(self, to: str, given: Any) -> None:
        """Take down what was said to one person only, by a response URL or in an ack."""
        if isinstance(given, dict) and given.get("blocks"):
            self._check(block_problems(given["blocks"], surface="message"), given)
        self._note(to, "ephemeral", given)

    def obey(self, user: str, payload: Any, view_id: str | None) -> None:
        """Do what an ack asks."""
        if not payload:
            return
        self._note(user, "ack", payload)
        if "options" in payload or "option_groups" in payload:
            self._check(options_problems(payload), payload)
            return
        stack = self.screens.setdefault(user, [])
        view = payload.get("view")
        if view is None:
            return
        self._check(view_problems(view, kind="modal"), view)
        place = next((n for n, one in enumerate(stack) if one.id == view_id), None)
        if payload.get("response_action") == "update" and place is not None:
            stack[place].replace(self._whole(view), self._hash())
        elif len(stack) < _MOST_VIEWS:
            stack.append(self._open(user, view, stack))

    def answer(self, method: str, asked: Json) -> Json:
        """Return what Slack answers to one call."""
        known = getattr(self, "_" + method.replace(".", "_"), None)
        if known is None:
            return {"ok": True}
        found: Json = known(asked)
        return {"ok": "error" not in found, **found}

    def _views_open(self, asked: Json) -> Json:
        return self._put(asked, above=False)

    def _views_push(self, asked: Json) -> Json:
        return self._put(asked, above=True)

    def _put(self, asked: Json, *, above: bool) -> Json:
        user = self.triggers.get(str(asked.get("trigger_id")))
        if user is None:
            return {"error": "invalid_trigger_id"}
        view = asked["view"]
        self._check(view_problems(view, kind="modal"), view)
        stack = self.screens.setdefault(user, [])
        if not above:
            stack.clear()
        if len(stack) >= _MOST_VIEWS or (above and not stack):
            return {"error": "push_limit_reached"}
        stack.append(self._open(user, view, stack))
        self._note(user, "modal", view)
        return {"view": self.as_slack(stack[-1])}

    def _views_update(self, asked: Json) -> Json:
        opened = next((one for stack in self.screens.values() for one in stack if one.id == asked.get("view_id")), None)
        if opened is None:
            return {"error": "not_found"}
        if asked.get("hash") not in (None, opened.hash):
            return {"error": "hash_conflict"}
        self._check(view_problems(asked["view"], kind="modal"), asked["view"])
        opened.replace(self._whole(asked["view"]), self._hash())
        self._note(opened.user, "modal", asked["view"])
        return {"view": self.as_slack(opened)}

    def _views_publish(self, asked: Json) -> Json:
        user, view = str(asked["user_id"]), asked["view"]
        self._check(view_problems(view, kind="home"), view)
        self.homes[user] = self._open(user, view, [])
        self._note(user, "home", view)
        return {"view": self.as_slack(self.homes[user])}

    def _chat_postMessage(self, asked: Json) -> Json:  # noqa: N802 -- the name of the method
        channel = str(asked["channel"])
        channel = f"D{channel[1:]}" if channel.startswith("U") else channel
        blocks = asked.get("blocks") or []
        if blocks:
            self._check(block_problems(blocks, surface="message"), blocks)
        message = Message(channel, self._ts(), self._blocks(blocks), asked.get("metadata"))
        kept = self.messages.setdefault(channel, [])
        kept.append(message)
        del kept[:-_MESSAGES_KEPT]
        self._note(channel, "message", {"text": asked.get("text"), "blocks": blocks})
        return {"channel": channel, "ts": message.ts, "message": {"ts": message.ts}}

    def _chat_update(self, asked: Json) -> Json:
        channel, blocks = str(asked["channel"]), asked.get("blocks") or []
        self._check(block_problems(blocks, surface="message") if blocks else [], blocks)
        self._note(channel, "message", {"text": asked.get("text"), "blocks": blocks})
        for message in self.messages.get(channel, []):
            if message.ts == asked["ts"]:
                message.blocks = self._blocks(blocks)
                return {"channel": channel, "ts": message.ts}
        return {"error": "message_not_found"}

    def _conversations_open(self, asked: Json) -> Json:
        return {"channel": {"id": f"D{str(asked['users'])[1:]}"}}

    def _conversations_info(self, asked: Json) -> Json:
        return {"channel": {"id": asked["channel"], "is_private": True, "is_member": True}}

    def _conversations_members(self, _asked: Json) -> Json:
        return {"members": ["U0PRIYA", "U0SAM"], "response_metadata": {"next_cursor": ""}}

    def _conversations_history(self, asked: Json) -> Json:
        kept = self.messages.get(str(asked["channel"]), [])
        return {"messages": [{"ts": one.ts, "metadata": one.metadata} for one in kept]}

    def _users_info(self, asked: Json) -> Json:
        member = self.members.get(str(asked.get("user")))
        return {"error": "user_not_found"} if member is None else {"user": member}

    def _open(self, user: str, view: Json, stack: list[OpenView]) -> OpenView:
        below = stack[-1] if stack else None
        return OpenView.opened(
            view_id=f"V{self.number()}", user=user, view=self._whole(view), view_hash=self._hash(), below=below
        )

    def _whole(self, view: Json) -> Json:
        return {**view, "blocks": self._blocks(view.get("blocks") or [])}

    def _blocks(self, blocks: list[Json]) -> list[Json]:
        return normalised(json.loads(json.dumps(blocks)), lambda: f"b{self.number()}")

    def _hash(self) -> str:
        return f"{self.number()}.hash"

    def _ts(self) -> str:
        return f"1772442000.{self.number():06d}"

    def _note(self, to: str, how: str, what: Any) -> None:
        self.shown.append(Shown(to, how, json.dumps(what, ensure_ascii=False)))

    def _check(self, problems: list[str], what: Any) -> None:
        if problems:
            self.wrong.append(f"Slack would refuse this: {problems} in {json.dumps(what, ensure_ascii=False)[:600]}")


class _Answering:
    """One call under way, as `session.request` gives it."""

    status = 200
    content_type = "application/json"

    def __init__(self, wire: Wire, method: str, asked: Json) -> None:
        self.headers: dict[str, str] = {}
        self._wire = wire
        self._method = method
        self._asked = asked
        self._answer: Json = {}

    async def __aenter__(self) -> Self:
        self._answer = self._wire.answer(self._method, self._asked)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        return None

    async def json(self) -> Json:
        """Return the answer."""
        return self._answer
