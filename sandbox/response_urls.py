"""Response URLs: five uses within thirty minutes, without scopes or membership."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.blockkit import limits
from sandbox.conversations import Conversation
from sandbox.kinds import Blocks, Json
from sandbox.message_checks import checked_content
from sandbox.messages import Message
from sandbox.refusals import Refused
from sandbox.talk import Talk
from sandbox.workspace import Workspace

__all__ = ["ResponseUrls", "says_something"]


@dataclass
class _Issued:
    user: str
    conversation: Conversation
    original: Message | None
    born: float
    uses: int = 0


class ResponseUrls:
    """Gives out response URLs and does what is posted to them."""

    def __init__(self, workspace: Workspace, talk: Talk) -> None:
        self._workspace = workspace
        self._talk = talk
        self._issued: dict[str, _Issued] = {}
        self.base = ""

    def issue(self, user: str, conversation: Conversation, original: Message | None = None) -> str:
        """Give a URL for one act of a person; with the message they pressed, if any."""
        secret = secrets.token_hex(16)
        self._issued[secret] = _Issued(user, conversation, original, self._workspace.clock.unix())
        return f"{self.base}/response/{secret}"

    async def serve(self, request: web.Request) -> web.Response:
        """Take what the bot posts to a response URL."""
        try:
            issued = self._check_usable(request.match_info["secret"])
        except Refused as refusal:
            return web.Response(status=404, text=refusal.error)
        try:
            given = await request.json()
            self.say(given, user=issued.user, conversation=issued.conversation, original=issued.original)
        except json.JSONDecodeError:
            return web.Response(status=400, text="invalid_payload")
        except Refused as refusal:
            return web.Response(status=400, text=refusal.error)
        issued.uses += 1
        return web.Response(text="ok")

    def say(self, given: Any, *, user: str, conversation: Conversation, original: Message | None = None) -> None:
        """Do what a response or the body of an ack asks: replace, delete, or say something."""
        if not isinstance(given, dict):
            raise Refused("invalid_payload")
        if given.get("delete_original"):
            if original is None:
                raise Refused("cant_delete_message")
            self._talk.remove(conversation, original)
            return
        text, blocks = checked_content(self._workspace, given)
        if given.get("replace_original") and original is not None:
            self._replace(conversation, original, text, blocks)
        elif given.get("response_type") == "in_channel":
            self._talk.post(
                conversation,
                self._workspace.app.bot_user_id,
                text,
                blocks=blocks,
                thread_ts=given.get("thread_ts"),
            )
        else:
            self._talk.note(conversation, user, text, blocks=blocks, thread_ts=given.get("thread_ts"))

    def _replace(self, conversation: Conversation, original: Message, text: str, blocks: Blocks) -> None:
        original.text, original.blocks = text, blocks
        self._talk.change(conversation, original)

    def _check_usable(self, secret: str) -> _Issued:
        issued = self._issued.get(secret)
        if issued is None:
            raise Refused("no_active_hooks")
        if self._workspace.clock.unix() - issued.born > limits.RESPONSE_URL_SECONDS:
            raise Refused("expired_url")
        if issued.uses >= limits.RESPONSE_URL_USES:
            raise Refused("used_url")
        return issued


def says_something(payload: Json | None) -> bool:
    """Whether the body of an ack to a command holds a message."""
    return isinstance(payload, dict) and bool(payload.get("text") or payload.get("blocks"))
