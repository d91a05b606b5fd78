"""What Slack refuses in a message, wherever the message comes from."""

import re
from typing import Any, Final

from sandbox.blockkit import limits
from sandbox.blockkit.normalise import normalised
from sandbox.blockkit.surfaces import block_problems, size_of, too_much_text
from sandbox.kinds import Blocks, Json
from sandbox.refusals import Refused
from sandbox.workspace import Workspace

__all__ = ["checked_blocks", "checked_content", "checked_metadata"]

_EVENT_TYPE: Final = re.compile(r"[A-Za-z0-9_]{1,255}")


def checked_content(workspace: Workspace, given: Json, *, longest: int = limits.MESSAGE_TEXT) -> tuple[str, Blocks]:
    """Check a message's text and blocks together, or refuse."""
    text = given.get("text") or ""
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["must be a string [json-pointer:/text]"])
    blocks = checked_blocks(workspace, given.get("blocks"))
    attachments = given.get("attachments") or []
    if not isinstance(attachments, list) or len(attachments) > limits.MESSAGE_ATTACHMENTS:
        raise Refused("too_many_attachments")
    if len(text) > longest:
        raise Refused("msg_too_long")
    if not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    return text, blocks


def checked_blocks(workspace: Workspace, raw: Any) -> Blocks:
    """Check a message's blocks and fill in their ids, or refuse."""
    if raw is None or raw in ("", []):
        return []
    if not isinstance(raw, list):
        raise Refused("invalid_blocks_format")
    problems = block_problems(raw, surface="message")
    if problems:
        raise Refused("invalid_blocks", problems)
    if too_much_text(raw):
        raise Refused("msg_blocks_too_long")
    return normalised(raw, lambda: workspace.new_id("b")[:6])


def checked_metadata(raw: Any) -> Json | None:
    """Check a message's metadata, or refuse; `{}` means none."""
    if raw is None or raw == {}:
        return None
    if not isinstance(raw, dict) or set(raw) - {"event_type", "event_payload", "entities"}:
        raise Refused("invalid_metadata_format")
    payload = raw.get("event_payload")
    kind = raw.get("event_type")
    if not isinstance(kind, str) or not _EVENT_TYPE.fullmatch(kind) or not isinstance(payload, dict):
        raise Refused("invalid_metadata_format")
    if not all(_flat_enough(one) for one in payload.values()):
        raise Refused("invalid_metadata_schema")
    if size_of(raw) > limits.METADATA_BYTES:
        raise Refused("metadata_too_large")
    return {"event_type": kind, "event_payload": payload}


def _flat_enough(value: Any) -> bool:
    """Slack takes plain values, flat objects, and lists of either."""
    if isinstance(value, dict):
        return all(isinstance(one, str | int | float | bool) for one in value.values())
    if isinstance(value, list):
        return all(not isinstance(one, list) and _flat_enough(one) for one in value)
    return isinstance(value, str | int | float | bool)
