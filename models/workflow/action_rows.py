"""The actions of a child or a person as one record sees them: what other records sent, and what this one says (A9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from pydantic import JsonValue
from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.forms import ActionsQuestion
from models.rules.conflict import Cell, is_blank
from models.rules.retention import LET_GO_AFTER_FILING
from models.rules.smart_actions import find_gaps, find_hints
from models.sealing import seal, unseal
from models.tables import ActionEntry, Record, SmartAction, Supervision, SupervisionLine
from models.values.action import ActionContent, ActionLine, Finding
from models.values.call import LONDON
from models.vocabulary import ActionState, Depth, LineKind, RecordKind
from models.workflow.dated import held_by_then
from models.workflow.ground import Ground
from models.workflow.names import read_names

__all__ = [
    "WORKING",
    "StoredAction",
    "load_lines",
    "load_stored",
    "read_cell",
    "read_content",
    "seal_cell",
    "to_value",
]

WORKING = 0
"""The version of an entry that was not sent yet."""

_Heirs = Mapping[str, tuple[date, str]]
"""Who took over from a former supervisor, and on which day that one ended."""


@dataclass(frozen=True, slots=True)
class StoredAction:
    """An action with what other records had sent of it by this meeting, and this record's working entry.

    `since` is the day it was first spoken of. `latest` is what the latest meeting of all said of
    it; `overtaken` that this is a later one, which a record mended late neither shows nor undoes.
    """

    action: SmartAction
    sent: ActionContent | None
    since: date | None
    entry: ActionEntry | None
    cell: Cell
    latest: ActionContent | None = None
    overtaken: bool = False

    @property
    def content(self) -> ActionContent:
        """The action as this record leaves it."""
        return read_content(self.cell.value) or self.sent or ActionContent()

    @property
    def is_on_the_list(self) -> bool:
        """Whether this record shows it: open when carried in, begun here, or spoken of here."""
        return self.entry is not None or (self.sent is not None and self.sent.state is ActionState.OPEN)


def to_value(content: ActionContent) -> dict[str, JsonValue]:
    """Return an action as the value of a cell; `read_content` undoes it."""
    value: dict[str, JsonValue] = content.model_dump(mode="json")
    return value


def read_content(value: object) -> ActionContent | None:
    """Return the action in a cell, None from an empty one."""
    return None if value is None else ActionContent.model_validate(value)


def seal_cell(key: bytes, entry_id: str, cell: Cell) -> bytes:
    """Return a cell sealed for an entry, under the subject's own key."""
    return seal(key, "actionentry", entry_id, "text", cell.model_dump_json())


def read_cell(key: bytes, entry: ActionEntry) -> Cell:
    """Undo `seal_cell`; where the words were let go, the action is what its plain columns say."""
    if not entry.text:
        return Cell(value=to_value(_remaining(entry)))
    return Cell.model_validate_json(unseal(key, "actionentry", entry.id, "text", entry.text))


def _remaining(entry: ActionEntry) -> ActionContent:
    return ActionContent(
        state=entry.state,
        what=f"({LET_GO_AFTER_FILING})",
        owner_id=entry.owner_id,
        due_on=entry.due_on,
        due_by=entry.due_by,
    )


async def load_stored(session: AsyncSession, ground: Ground) -> dict[str, StoredAction]:
    """Return every action that a sent record or this draft speaks of, by id, oldest first.

    Of a child that is any record of it, of a person only one of the same kind.
    """
    actions = await session.exec(
        select(SmartAction)
        .where(ground.subject.owns(SmartAction))
        .order_by(col(SmartAction.created_at), col(SmartAction.id))
    )
    entries = (
        await session.exec(
            select(ActionEntry, col(Supervision.held_on), held_by_then(ground.supervision))
            .join(SmartAction, col(SmartAction.id) == col(ActionEntry.action_id))
            .join(Record, col(Record.id) == col(ActionEntry.record_id))
            .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
            .where(
                ground.is_handed(SmartAction),
                or_(
                    (col(Record.id) == ground.record_id) & (col(ActionEntry.version) == WORKING),
                    (col(Record.id) != ground.record_id)
                    & (col(ActionEntry.version) == col(Record.version))
                    & col(ActionEntry.sent_at).is_not(None),
                ),
            )
            .order_by(
                col(Supervision.held_on), col(Supervision.typed_at), col(ActionEntry.sent_at), col(ActionEntry.id)
            )
        )
    ).all()
    working = {entry.action_id: entry for entry, _, _ in entries if entry.record_id == ground.record_id}
    sent: dict[str, list[_SentEntry]] = {}
    for entry, held_on, by_then in entries:
        if entry.record_id != ground.record_id:
            sent.setdefault(entry.action_id, []).append(_SentEntry(entry, held_on, bool(by_then)))
    heirs = await _read_heirs(session, ground) if sent or working else {}
    return {
        action.id: _build_stored(ground, action, sent.get(action.id, []), working.get(action.id), heirs)
        for action in actions
        if action.id in sent or action.id in working
    }


class _SentEntry(NamedTuple):
    """What another record sent of an action, on which day, and whether that was by this meeting."""

    entry: ActionEntry
    held_on: date
    by_then: bool


def _build_stored(
    ground: Ground, action: SmartAction, sent: list[_SentEntry], entry: ActionEntry | None, heirs: _Heirs
) -> StoredAction:
    by_then = [one for one in sent if one.by_then]
    known = _read_last(ground, by_then, heirs)
    before = Cell(value=None if known is None else to_value(known))
    return StoredAction(
        action=action,
        sent=known,
        since=by_then[0].held_on if by_then else None,
        entry=entry,
        cell=before if entry is None else _read_working(ground, entry, heirs),
        latest=_read_last(ground, sent, heirs),
        overtaken=len(by_then) < len(sent),
    )


def _read_last(ground: Ground, sent: list[_SentEntry], heirs: _Heirs) -> ActionContent | None:
    """Return what was sent last of an action; an open one of a former supervisor is the new one's (B39)."""
    if not sent:
        return None
    entry = sent[-1].entry
    content = read_content(read_cell(ground.subject.key, entry).value)
    if content is None or entry.sent_at is None:
        return content
    return _pass_on(content, entry.sent_at, heirs)


def _read_working(ground: Ground, entry: ActionEntry, heirs: _Heirs) -> Cell:
    """Return what a draft says of an action; what was saved before a handover passes on like what was sent."""
    cell = read_cell(ground.subject.key, entry)
    content = read_content(cell.value)
    if content is None or entry.saved_by in {new_id for _, new_id in heirs.values()}:
        return cell
    passed_on = _pass_on(content, entry.saved_at, heirs)
    return cell if passed_on is content else cell.model_copy(update={"value": to_value(passed_on)})


def _pass_on(content: ActionContent, at: datetime, heirs: _Heirs) -> ActionContent:
    """Give an open action of a former supervisor to the new one; not one agreed with them since, as a colleague."""
    if content.state is not ActionState.OPEN or (content.owner_id or "") not in heirs:
        return content
    until_on, new_id = heirs[content.owner_id or ""]
    return content if at.astimezone(LONDON).date() > until_on else content.model_copy(update={"owner_id": new_id})


async def _read_heirs(session: AsyncSession, ground: Ground) -> _Heirs:
    """Return who took over from each former supervisor of the worker."""
    lines = (
        await session.exec(
            select(SupervisionLine).where(
                SupervisionLine.person_id == ground.item.worker_id, SupervisionLine.kind == LineKind.SUPERVISOR
            )
        )
    ).all()
    present = next((line.senior_id for line in lines if line.until_on is None), None)
    if present is None:
        return {}
    former = sorted((line.until_on, line.senior_id) for line in lines if line.until_on is not None)
    return {senior: (until_on, present) for until_on, senior in former if senior != present}


async def load_lines(
    session: AsyncSession, ground: Ground, stored: Mapping[str, StoredAction]
) -> tuple[ActionLine, ...]:
    """Return the actions of the working list: carried ones first, then those begun here.

    A note is about one decision, so it lists only what it speaks of itself.
    """
    whole = ground.kind is not RecordKind.NOTE
    shown = [one for one in stored.values() if one.is_on_the_list and (whole or one.entry is not None)]
    names = await read_names(session, (one.content.owner_id for one in shown))
    lines = [_build_line(ground, one, names) for one in shown]
    return tuple(sorted(lines, key=lambda line: line.is_new))


def _build_line(ground: Ground, one: StoredAction, names: Mapping[str, str]) -> ActionLine:
    now, table = one.content, ground.form.action_table
    return ActionLine(
        id=one.action.id,
        now=now,
        carried=one.sent,
        changed=one.entry is not None and not is_blank(one.cell.value),
        owner=names.get(now.owner_id or ""),
        since=one.since,
        saved_at=None if one.entry is None else one.entry.saved_at,
        findings=_find(ground, one),
        clash=bool(one.cell.parked),
        shared_from=one.cell.shared_from,
        class_label="" if table is None else table.class_words(now.class_id),
    )


def _find(ground: Ground, one: StoredAction) -> tuple[Finding, ...]:
    """Return what is to be said of an action that this record speaks of."""
    table = ground.form.action_table
    if one.entry is None or table is None:
        return ()
    gaps = find_gaps(one.content, table, _depth(ground, table), carried=one.sent is not None)
    return (*gaps, *find_hints(one.content, table, ground.supervision.held_on))


def _depth(ground: Ground, table: ActionsQuestion) -> Depth:
    """Return how much an action must say: in depth its reason too; of others only where the form asks for it.

    A note has its reason beside the decision, and a person's record need not give one.
    """
    if ground.kind in {RecordKind.CASEWORK, RecordKind.BRIEF}:
        return ground.kind.depth
    return Depth.IN_DEPTH if table.why_required else Depth.BRIEF
