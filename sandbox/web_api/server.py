"""The door of the Web API: tokens, scopes, failures asked for, and the answer."""

import asyncio
import inspect
import json
import time
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.faults import Fault
from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.rooms import Rooms
from sandbox.web_api import chat, conversations, files, people, reactions, views
from sandbox.web_api.calls import METHODS, Call, Method, method, read_arguments
from sandbox.web_api.pace import Pace
from sandbox.web_api.places import missing

__all__ = ["WebApi"]

ROOMS_OF_METHODS: Final = (chat, conversations, files, people, reactions, views)
"""Imported so that their methods are in the table."""


@method("apps.connections.open", token="app")  # noqa: S106 - the kind of token, not a token
def open_connection(call: Call) -> Json:
    """Give the address of a fresh web socket."""
    sockets = call.rooms.sockets
    base = call.rooms.response_urls.base.replace("http://", "ws://", 1)
    return {"url": f"{base}/socket?ticket={sockets.new_ticket()}"}


@dataclass
class _Reply:
    body: Json
    status: int = 200
    headers: dict[str, str] | None = None


class WebApi:
    """Serves `/api/<method>`."""

    def __init__(self, rooms: Rooms, pace: Pace, *, bot_token: str, app_token: str) -> None:
        self._rooms = rooms
        self._pace = pace
        self._tokens = {"bot": bot_token, "app": app_token}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        began = time.perf_counter()
        name = request.match_info["method"]
        arguments: Json = {}
        fault = self._rooms.faults.for_method(name)
        try:
            arguments = await read_arguments(request)
            token = self._token(request, arguments)
            reply = await self._answer(name, token, arguments, fault)
        except Refused as refusal:
            reply = _Reply(refusal.answer())
        dropped = fault is not None and fault.fault in {"drop_reply", "drop_request"}
        self._note(name, began, arguments, reply, dropped=dropped)
        if dropped:
            return _drop(request)
        headers = {"x-oauth-scopes": ",".join(self._rooms.workspace.app.scopes)}
        return web.json_response(reply.body, status=reply.status, headers=headers | (reply.headers or {}))

    @staticmethod
    def _token(request: web.Request, arguments: Json) -> str:
        header = request.headers.get("Authorization", "")
        given = arguments.pop("token", None)
        return header.removeprefix("Bearer ").strip() or str(given or "")

    async def _answer(self, name: str, token: str, arguments: Json, fault: Fault | None) -> _Reply:
        asked = METHODS.get(name)
        if fault is not None and (failed := await self._fail(fault, asked)) is not None:
            return failed
        if asked is None:
            raise Refused("unknown_method", req_method=name)
        self._check_token(token, asked)
        self._check_scopes(asked)
        if name == "chat.postMessage" and (wait := self._pace.wait_for(self._channel(arguments))):
            return _ratelimited(wait)
        result = asked.do(Call(self._rooms, arguments))
        body = await result if inspect.isawaitable(result) else result
        return _Reply({"ok": True, **body})

    async def _fail(self, fault: Fault, asked: Method | None) -> _Reply | None:
        """Make a failure; None means the call is done all the same."""
        if fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault.fault == "ratelimited":
            return _ratelimited(fault.retry_after)
        elif fault.fault == "server_error":
            return _Reply({"ok": False, "error": "internal_error"}, status=503)
        elif fault.fault == "drop_request":
            return _Reply({"ok": False, "error": "dropped"})
        elif fault.fault == "refuse":
            raise Refused(fault.error)
        elif fault.fault == "no_scope":
            raise Refused("missing_scope", **missing((), ",".join(asked.scopes if asked else ())))
        return None

    def _channel(self, arguments: Json) -> str:
        """Give the channel a post goes to, whether it names the channel or the person."""
        channel = str(arguments.get("channel"))
        workspace = self._rooms.workspace
        return workspace.dm_id(channel) if workspace.person(channel) else channel

    def _check_token(self, token: str, asked: Method) -> None:
        if not token:
            raise Refused("not_authed")
        if token not in self._tokens.values():
            raise Refused("invalid_auth")
        if token != self._tokens[asked.token]:
            raise Refused("not_allowed_token_type")

    def _check_scopes(self, asked: Method) -> None:
        have = self._rooms.workspace.app.scopes
        if asked.scopes and not set(asked.scopes) & set(have):
            raise Refused("missing_scope", **missing(have, ",".join(asked.scopes)))

    def _note(self, name: str, began: float, arguments: Json, reply: _Reply, *, dropped: bool) -> None:
        error = None if reply.body.get("ok") else str(reply.body.get("error"))
        self._rooms.traffic.note(
            direction="from_bot",
            kind=f"api:{name}",
            began=began,
            error="dropped" if dropped else error,
            body=json.loads(json.dumps(arguments, default=str)),
            answer=reply.body,
        )


def _ratelimited(seconds: int) -> _Reply:
    return _Reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})


def _drop(request: web.Request) -> web.StreamResponse:
    """Cut the connection: the caller never learns what became of the call."""
    transport: Any = request.transport
    if transport is not None:
        transport.abort()
    return web.Response(status=500)
