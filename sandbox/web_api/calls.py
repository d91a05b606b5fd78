"""One call of a Web API method: its arguments, and the table of methods."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.rooms import Rooms

__all__ = ["METHODS", "Call", "Method", "method", "page_of", "read_arguments"]

_NESTED: Final = frozenset({"blocks", "view", "metadata", "attachments", "message", "files"})
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Call:
    """A call with its arguments decoded."""

    rooms: Rooms
    arguments: Json

    def text(self, name: str) -> str:
        """Give an argument that must be there."""
        value = self.arguments.get(name)
        if value is None or value == "":
            raise Refused("invalid_arguments", [f"missing required field: {name} [json-pointer:/{name}]"])
        return str(value)

    def get(self, name: str) -> Any:
        """Give an argument that may be missing."""
        return self.arguments.get(name)

    def flag(self, name: str) -> bool:
        """Give a yes-or-no argument in any of the spellings clients use."""
        value = self.arguments.get(name, False)
        return _FLAGS.get(value.lower(), False) if isinstance(value, str) else bool(value)

    def number(self, name: str, default: int, most: int) -> int:
        """Give a number argument within Slack's bounds."""
        try:
            value = int(self.arguments.get(name) or default)
        except ValueError:
            raise Refused("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]) from None
        if not 1 <= value <= most:
            raise Refused("invalid_limit")
        return value


Function = Callable[[Call], Json | Awaitable[Json]]


@dataclass(frozen=True)
class Method:
    """A method of the table: what it does, and the scopes of which it needs one."""

    do: Function
    scopes: tuple[str, ...] = field(default=())
    token: str = "bot"  # noqa: S105 - which kind of token, not a token


METHODS: Final[dict[str, Method]] = {}


def method(name: str, *scopes: str, token: str = "bot") -> Callable[[Function], Function]:  # noqa: S107
    """Put a function into the table of methods."""

    def keep(function: Function) -> Function:
        METHODS[name] = Method(do=function, scopes=scopes, token=token)
        return function

    return keep


async def read_arguments(request: web.Request) -> Json:
    """Read a call's arguments from JSON, a form, or the address."""
    arguments: Json = {name: _decoded(name, value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        try:
            given = await request.json()
        except json.JSONDecodeError:
            raise Refused("invalid_json") from None
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        return arguments | given
    for name, value in (await request.post()).items():
        arguments[name] = _decoded(name, value)
    return arguments


def _decoded(name: str, value: Any) -> Any:
    """Decode the arguments that travel as JSON inside a form or an address."""
    if name not in _NESTED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        wrong = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise Refused(wrong.get(name, "invalid_arguments")) from None


def page_of(call: Call, things: list[Any], *, default: int = 100, most: int = 1000) -> tuple[list[Any], Json]:
    """Cut one page out of a list, with Slack's cursor to the next."""
    limit = call.number("limit", default, most)
    cursor = call.get("cursor") or ""
    try:
        start = int(str(cursor).removeprefix("from:")) if cursor else 0
    except ValueError:
        raise Refused("invalid_cursor") from None
    rest = start + limit
    following = f"from:{rest}" if rest < len(things) else ""
    return things[start:rest], {"next_cursor": following}
