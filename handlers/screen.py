"""Reading a screen of a record and keeping what stands on it, before anything is acked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.action_fields import read_action
from handlers.blocks.fields import FieldPlace, read_field
from handlers.blocks.ids import Place, read_place
from handlers.desk import Desk
from handlers.payload import Body
from handlers.views import replace_view
from models.forms import Answer, AnsweredQuestion
from models.values.call import Call
from models.values.errors import Missing, Repeated
from models.values.record import Page, Saved
from models.workflow.actions import save_action
from models.workflow.answers import save_section

__all__ = [
    "Kept",
    "Screen",
    "field_place",
    "insist",
    "keep",
    "page_name",
    "read_screen",
    "settle",
    "show_page",
    "touched_blocks",
]

_STAMP = re.compile(r"\d{1,12}(\.\d{1,9})?")
_INITIAL = ("initial_value", "initial_options", "initial_option", "initial_date")
_STATE = ("value", "selected_options", "selected_option", "selected_date")


@dataclass(frozen=True, slots=True)
class Screen:
    """A view as it came back: where it stands, and what is in its boxes.

    `restored` says that a box came back empty although it was drawn with something in it and
    nobody emptied it: such a box says nothing, and has to be drawn again.
    """

    place: Place
    view: Mapping[str, Any]
    page: Page
    restored: bool

    @property
    def supervision(self) -> str:
        """The supervision it belongs to."""
        return self.page.supervision_id

    @property
    def subject(self) -> str:
        """The child or the person it is about."""
        return self.page.subject_id


@dataclass(frozen=True, slots=True)
class Kept:
    """A screen, and what storing it did."""

    screen: Screen
    saved: Saved


def read_screen(body: Body, touched: frozenset[str] = frozenset()) -> Screen:
    """Return the screen a payload comes from; `touched` are the blocks somebody surely wrote in.

    Raises
    ------
    Missing
        When it is no page of a record.
    """
    view: Mapping[str, Any] = body["view"]
    place = read_place(view.get("private_metadata", ""))
    if place.supervision is None or place.subject is None:
        raise Missing
    settled, restored = settle(view, touched)
    stamp = str((body.get("actions") or [{}])[0].get("action_ts", ""))
    page = Page(
        supervision_id=place.supervision,
        subject_id=place.subject,
        writer=str(view["id"]),
        seen=place.revision or 0,
        stamp=stamp if _STAMP.fullmatch(stamp) else None,
    )
    return Screen(place, settled, page, restored)


def touched_blocks(body: Body) -> frozenset[str]:
    """Return the blocks this payload was sent for."""
    return frozenset(str(action.get("block_id", "")) for action in body.get("actions") or ())


def page_name(view: Mapping[str, Any]) -> str:
    """Return what tells this page of a view from every other that stood or will stand in it."""
    place = read_place(view.get("private_metadata", ""))
    return f"{place.page}:{place.action}:{place.render}"


def settle(view: Mapping[str, Any], touched: frozenset[str]) -> tuple[Mapping[str, Any], bool]:
    """Take out boxes that came back empty by themselves.

    Slack may send nothing for a box that was drawn with an initial value until it is touched;
    that must never be taken for a text somebody deleted. Emptying a box sends a payload of its
    own, after which it is drawn without an initial value.
    """
    values = {block: dict(elements) for block, elements in view.get("state", {}).get("values", {}).items()}
    restored = False
    for block in view.get("blocks", ()):
        block_id, element = block.get("block_id", ""), block.get("element") or {}
        sent = values.get(block_id, {}).get(element.get("action_id"))
        drawn = any(element.get(key) for key in _INITIAL)
        if sent is not None and drawn and block_id not in touched and not any(sent.get(key) for key in _STATE):
            del values[block_id]
            restored = True
    return {**view, "state": {"values": values}}, restored


async def keep(desk: Desk, call: Call, body: Body, touched: frozenset[str] = frozenset()) -> Kept:
    """Store what stands on the screen; a page without boxes has nothing to store.

    A payload that comes again does no harm: what was typed since is newer and stays.
    """
    screen = read_screen(body, touched)
    try:
        return Kept(screen, await _store(desk, call, screen))
    except Repeated:
        return Kept(screen, await _store(desk, replace(call, key=None), screen))


async def insist(desk: Desk, call: Call, body: Body) -> Kept:
    """Store the screen for a button or a submission, after what is being stored and before what waits.

    Its key is one of its own, so that what the button does besides can have the payload's.
    """
    saving = replace(call, key=None if call.key is None else f"{call.key}:save")
    own = touched_blocks(body)
    return await desk.newest.insist(body["view"]["id"], own, lambda touched: keep(desk, saving, body, touched))


async def show_page(desk: Desk, client: AsyncWebClient, body: Body, view: dict[str, Any]) -> None:
    """Replace the page a payload came from, unless it turned to another meanwhile or was closed."""
    view_id = str(body["view"]["id"])
    seen = desk.redraws.latest(view_id, str(body["view"]["hash"]))
    drawn = await replace_view(client, view_id, seen, view)
    if drawn is not None and _has_same_boxes(body["view"], view):
        desk.redraws.note(view_id, seen, drawn)


def _has_same_boxes(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    one, other = (read_place(view.get("private_metadata", "")) for view in (before, after))
    return (one.page, one.record, one.render, one.n) == (other.page, other.record, other.render, other.n)


async def _store(desk: Desk, call: Call, screen: Screen) -> Saved:
    place = screen.place
    if place.page == "section" and place.section is not None:

        def read(question: AnsweredQuestion) -> Answer | None:
            return read_field(question, screen.view, field_place(place))

        return await save_section(desk.parts, call, screen.page, section_id=place.section, read=read)
    if place.page == "action" and place.action is not None:
        given = read_action(screen.view, place)
        return await save_action(desk.parts, call, screen.page, action_id=place.action, given=given)
    return Saved(revision=place.revision or 0, saved_at=None, changed=False)


def field_place(place: Place) -> FieldPlace:
    """Return where the fields of a step stand; boxes of any other place are not read."""
    return FieldPlace(place.record or "", place.section or "", place.render)
