"""What is typed is stored as it is typed: committed before the ack, nothing redrawn, no timings kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.fields.left_out import is_left_out_tick
from handlers.blocks.fields.place import BESIDE
from handlers.blocks.fields.typed import is_nearly_full
from handlers.blocks.ids import ACTION_WHEN, ACTION_WHO, FIELD_CHOSEN, FIELD_TYPED, read_field_block_id, read_place
from handlers.desk import Desk
from handlers.listeners import Listener, Who
from handlers.payload import Body, safe_facts
from handlers.record_views import redraw
from handlers.screen import Kept, keep, page_name, read_screen, show_page, touched_blocks
from models.values.call import Call
from models.values.errors import Refusal, Unavailable
from models.values.record import Saved

__all__ = ["LISTENERS", "autosave", "needs_redraw"]

_log = structlog.get_logger()


async def autosave(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Store the whole screen; of those waiting for the same view only the newest is stored.

    The database being away is not said at every letter: the time of the last save stands on the
    step, the text stays on the screen, and the next letter or button saves it.
    """
    saving = replace(call, key=None)

    async def store(touched: frozenset[str]) -> bool:
        kept = await keep(desk, saving, body, touched)
        await ack()
        # Within the line, so that a button pressed meanwhile finds the page drawn.
        if needs_redraw(body, kept.screen.view):
            await show_page(desk, client, body, await redraw(desk, call, _as_seen(kept)))
        return True

    try:
        page = page_name(body["view"])
        stored = await desk.newest.offer(body["view"]["id"], touched_blocks(body), store, page=page)
    except Unavailable as error:
        _log.warning("typing was not stored", error=type(error).__name__, **safe_facts(body))
        stored = None
    except Refusal as refusal:
        await ack()
        await _say_on_page(desk, call, body, client, refusal)
        return
    if stored is None:
        await ack()


async def _say_on_page(desk: Desk, call: Call, body: Body, client: AsyncWebClient, refusal: Refusal) -> None:
    """Say once, on top of the page, that what is typed cannot be stored; what was typed stays in its boxes."""
    screen = read_screen(body)
    unsaved = Kept(screen, Saved(revision=screen.page.seen, saved_at=None, changed=False))
    view = await redraw(desk, call, _as_seen(unsaved), refusal.sentence)
    if _first_words(view) != _first_words(body["view"]):
        await show_page(desk, client, body, view)


def _as_seen(kept: Kept) -> Kept:
    """Leave texts of another device alone while somebody types: they are dealt with at the next button."""
    if not (kept.saved.clashes or kept.saved.stale):
        return replace(kept, screen=replace(kept.screen, restored=False))
    seen = replace(kept.saved, clashes=(), stale=(), revision=kept.screen.page.seen)
    return Kept(replace(kept.screen, restored=False), seen)


def _first_words(view: dict[str, Any]) -> str | None:
    words: str | None = (view["blocks"][0].get("text") or {}).get("text")
    return words


def needs_redraw(body: Body, view: Mapping[str, Any]) -> bool:
    """Say whether the settled view has to change: a full box needs another, an emptied one its first text forgotten.

    So does a tick that says what becomes of the text above it.

    Forgetting matters: a box that was drawn with a text and comes back empty is else taken for
    one that Slack left out.
    """
    action: dict[str, Any] = body["actions"][0]
    says_more = action.get("action_id") == ACTION_WHEN or is_left_out_tick(str(action.get("block_id", "")))
    if says_more or _was_emptied(body, action):
        return True
    return action.get("type") == "plain_text_input" and _is_full(view, action)


def _was_emptied(body: Body, action: dict[str, Any]) -> bool:
    if any(action.get(key) for key in ("value", "selected_option", "selected_options", "selected_date")):
        return False
    drawn = (block for block in body["view"]["blocks"] if block.get("block_id") == action.get("block_id"))
    return any(key.startswith("initial_") for block in drawn for key in block.get("element") or {})


def _is_full(view: Mapping[str, Any], action: dict[str, Any]) -> bool:
    """Whether what was typed fills the last box of an answer; an action's boxes are single ones."""
    typed_in = read_field_block_id(str(action.get("block_id", "")))
    if (
        typed_in is None
        or typed_in.part >= BESIDE
        or read_place(str(view.get("private_metadata", ""))).page == "action"
    ):
        return False
    text = (view["state"]["values"].get(action["block_id"], {}).get(action["action_id"]) or {}).get("value") or ""
    others = (read_field_block_id(block.get("block_id", "")) for block in view["blocks"])
    same = (other for other in others if other is not None and other.question == typed_in.question)
    last = max(other.part for other in same if other.part < BESIDE)
    return typed_in.part == last and is_nearly_full(text)


LISTENERS = (
    Listener("action", FIELD_TYPED, autosave, Who.SUPERVISOR),
    Listener("action", FIELD_CHOSEN, autosave, Who.SUPERVISOR),
    Listener("action", ACTION_WHO, autosave, Who.SUPERVISOR),
    Listener("action", ACTION_WHEN, autosave, Who.SUPERVISOR),
)
