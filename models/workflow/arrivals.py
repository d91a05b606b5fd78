"""Finding what was backdated: what says another time than the seals allow between which it came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, false, or_
from sqlalchemy import select as columns
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.arrivals import SLACK, bound_at, may_be_bound_later
from models.rules.integrity import BOUND_LATER, read_stamp, stamp
from models.tables import AuditEvent, Link
from models.values.bundle import Seal
from models.vocabulary import LinkKind
from models.workflow.clocks.columns import raw, rows, table

__all__ = ["check_event_times", "check_link_times"]

_MINUTE: Final = 16


@dataclass(frozen=True, slots=True)
class _Span:
    """What came between two seals, of which `seal` covers it; the first has none before it, the newest none over it."""

    after: datetime | None
    seal: Seal | None

    @property
    def until(self) -> datetime | None:
        """When the seal was made that covers it."""
        return None if self.seal is None else read_stamp(self.seal.until)

    def misses(self, among: Table) -> ColumnElement[bool]:
        """Return the condition that a row lies in it, and says a time that does not."""
        on = None if self.seal is None else date.fromisoformat(self.seal.sealed_on)
        early = false() if self.after is None else among.c.at < self.after - SLACK
        ahead = false() if self.until is None else among.c.at > self.until + SLACK
        return and_(among.c.sealed_on == on, or_(early, ahead))

    def is_before(self, at: datetime) -> bool:
        """Say whether a time is too early for it."""
        return self.after is not None and at < self.after - SLACK

    def is_behind(self, at: datetime) -> bool:
        """Say whether a time is too late for it."""
        return self.until is not None and at > self.until + SLACK


async def check_link_times(session: AsyncSession, seals: Sequence[Seal], wrong: list[str]) -> None:
    """Add a sentence on each link that was dated back, or ahead."""
    links = table(Link)
    found = columns(links.c.record_id, links.c.place, raw(links.c.kind), links.c.at, links.c.facts)
    for span in _spans(seals):
        for row in await rows(session, found.where(span.misses(links)).order_by(links.c.record_id, links.c.place)):
            wrong += _judge_link(row, span)


async def check_event_times(session: AsyncSession, seals: Sequence[Seal], wrong: list[str]) -> None:
    """Add a sentence on each audit event that was dated back, or ahead."""
    events = table(AuditEvent)
    found = columns(events.c.id, events.c.at)
    for span in _spans(seals):
        for event_id, at in await rows(session, found.where(span.misses(events)).order_by(events.c.id)):
            wrong.append(_say(f"The audit event {event_id}", at, span))


def _spans(seals: Sequence[Seal]) -> Iterator[_Span]:
    span = _Span(None, None)
    for seal in (*seals, None):
        span = _Span(span.until, seal)
        yield span


def _judge_link(row: Any, span: _Span) -> list[str]:
    record_id, place, kind, at, facts = row
    where = f"Record {record_id}: link {place}"
    try:
        bound = bound_at(at, facts)
        explained = BOUND_LATER not in facts or may_be_bound_later(LinkKind(kind), at, facts, first=span.after is None)
    except ValueError:
        return []  # told with its record
    if not explained:
        return [f"{where} says that it was bound later, and came after the first seal: it was backdated."]
    return [_say(where, at, span)] if span.is_before(bound) or span.is_behind(max(at, bound)) else []


def _say(where: str, at: datetime, span: _Span) -> str:
    said = f"{where} says {stamp(at)[:_MINUTE]}"
    if span.is_behind(at) and span.seal is not None:
        return f"{said}, and was there already when the seal of {span.seal.sealed_on} was made."
    over = "the last seal" if span.seal is None else f"the seal before the one of {span.seal.sealed_on}"
    return f"{said}, and came only after {over} was made: it was backdated."
