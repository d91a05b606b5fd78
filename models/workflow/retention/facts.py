"""What retention is judged from: a child's records with their filings, answers, and what they handed on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy import and_, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.forms import Form, ScaleQuestion
from models.rules.retention import is_filed
from models.tables import (
    ActionEntry,
    Addendum,
    CarriedAnswer,
    Filing,
    Record,
    SmartAction,
    Supervision,
    Version,
)
from models.values.errors import Missing
from models.values.retention import CarriedFact, EntryFact, FiledFact, RecordFact, VersionFact
from models.vocabulary import ActionState, CarryRule, Meaning
from models.workflow.carried import carried_keys
from models.workflow.releases import read_released_form

__all__ = ["ChildFacts", "load_carried_facts", "load_entry_facts", "load_record_facts"]


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """The records of one child as retention sees them."""

    child_id: str
    records: tuple[RecordFact, ...]


async def load_record_facts(session: AsyncSession, child_ids: Collection[str]) -> dict[str, ChildFacts]:
    """Return the records of children, by child: columns only, never a document."""
    found = await session.exec(
        select(Record, col(Supervision.held_on), col(Supervision.typed_at))
        .join(Supervision, col(Supervision.id) == col(Record.supervision_id))
        .where(col(Record.child_id).in_(child_ids))
    )
    rows = found.all()
    versions = await _load_versions(session, child_ids)
    unbound = await _load_unbound(session, child_ids)
    typed = await _load_typed(session, child_ids)
    records: dict[str, list[RecordFact]] = {child_id: [] for child_id in child_ids}
    for record, held_on, typed_at in rows:
        records[record.subject_id].append(
            RecordFact(
                id=record.id,
                kind=record.kind,
                state=record.state,
                held_on=held_on,
                begun_at=typed_at,
                versions=tuple(versions[record.id]),
                gone=record.purged_at is not None or not record.wrapped_key,
                bound=record.id not in unbound,
                typed_at=typed.get(record.id),
            )
        )
    return {child_id: ChildFacts(child_id, tuple(of_child)) for child_id, of_child in records.items()}


async def _load_versions(session: AsyncSession, child_ids: Collection[str]) -> dict[str, list[VersionFact]]:
    """Return the versions that stand, of each record the record itself first."""
    statement: Any = (
        sql.select(col(Version.id), col(Version.record_id), col(Version.state), Filing)
        .join(Record, col(Record.id) == col(Version.record_id))
        .outerjoin(Filing, col(Filing.version_id) == col(Version.id))
        .where(col(Record.child_id).in_(child_ids), col(Version.replaced).is_(False))
        .order_by(col(Version.addendum))
    )
    found = await session.exec(statement)
    versions: dict[str, list[VersionFact]] = defaultdict(list)
    for version_id, record_id, state, filing in found:
        filed = None if filing is None else FiledFact(filing.told, filing.outcome_at or filing.filed_at)
        versions[record_id].append(VersionFact(version_id, state, filed))
    return versions


async def _load_unbound(session: AsyncSession, child_ids: Collection[str]) -> frozenset[str]:
    found = await session.exec(
        select(col(Version.record_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .where(col(Record.child_id).in_(child_ids), col(Version.hash) == "")
    )
    return frozenset(found.all())


async def _load_typed(session: AsyncSession, child_ids: Collection[str]) -> dict[str, datetime]:
    """Return when an addendum was last typed that nobody sent, by record."""
    found = await session.exec(
        select(col(Addendum.record_id), func.max(col(Addendum.saved_at)))
        .join(Record, col(Record.id) == col(Addendum.record_id))
        .outerjoin(
            Version,
            and_(col(Version.record_id) == col(Addendum.record_id), col(Version.addendum) == col(Addendum.addendum)),
        )
        .where(col(Record.child_id).in_(child_ids), col(Version.id).is_(None))
        .group_by(col(Addendum.record_id))
    )
    return dict(found.all())


async def load_carried_facts(session: AsyncSession, facts: ChildFacts) -> tuple[CarriedFact, ...]:
    """Return what a child's records hand on, with the rule of the question that asked for it."""
    of = {record.id: record for record in facts.records}
    statement: Any = (
        sql.select(
            CarriedAnswer, col(Version.record_id), col(Version.sent_at), col(Record.form_id), col(Record.form_number)
        )
        .join(Version, col(Version.id) == col(CarriedAnswer.version_id))
        .join(Record, col(Record.id) == col(Version.record_id))
        .where(col(CarriedAnswer.child_id) == facts.child_id)
    )
    rows = (await session.exec(statement)).all()
    forms = await _load_forms(session, ((form_id, number) for *_, form_id, number in rows))
    return tuple(
        CarriedFact(
            id=carried.id,
            name=carried.question,
            held_on=of[record_id].held_on,
            sent_at=sent_at,
            purged=of[record_id].gone,
            filed=is_filed(of[record_id]),
            rule=asked.rule,
            means_outcomes=asked.means_outcomes,
            of_a_scale=asked.of_a_scale,
        )
        for carried, record_id, sent_at, form_id, number in rows
        for asked in (_find_asked(forms.get((form_id, number)), carried.question),)
    )


class _Asked(NamedTuple):
    """How the question behind an answer that was handed on carries."""

    rule: CarryRule
    means_outcomes: bool = False
    of_a_scale: bool = False


async def _load_forms(session: AsyncSession, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Form]:
    forms: dict[tuple[str, int], Form] = {}
    for key in sorted(set(keys)):
        try:
            forms[key] = await read_released_form(session, *key)
        except Missing:
            continue
    return forms


def _find_asked(form: Form | None, name: str) -> _Asked:
    """Return how an answer carries; one whose question is unknown stays as long as one that may be changed."""
    if form is None:
        return _Asked(CarryRule.EDITABLE)
    for question in form.answered:
        if name in carried_keys(form, question):
            return _Asked(question.carry, Meaning.OUTCOMES in question.means, isinstance(question, ScaleQuestion))
    return _Asked(CarryRule.EDITABLE)


async def load_entry_facts(session: AsyncSession, facts: ChildFacts) -> tuple[EntryFact, ...]:
    """Return what a child's records said of actions and is still in words."""
    gone = {record.id for record in facts.records if record.gone}
    held = {record.id: (record.held_on, record.begun_at) for record in facts.records}
    statement: Any = (
        sql.select(
            col(ActionEntry.id),
            col(ActionEntry.action_id),
            col(ActionEntry.record_id),
            col(ActionEntry.version) == col(Record.version),
            func.length(col(ActionEntry.text)) > 0,
            col(SmartAction.state),
        )
        .join(SmartAction, col(SmartAction.id) == col(ActionEntry.action_id))
        .join(Record, col(Record.id) == col(ActionEntry.record_id))
        .where(col(SmartAction.child_id) == facts.child_id, col(ActionEntry.record_id).in_(held))
    )
    rows = (await session.exec(statement)).all()
    in_order = sorted(rows, key=lambda row: held[row[2]])
    last = {action_id: record_id for _, action_id, record_id, current, _, _ in in_order if current}
    return tuple(
        EntryFact(
            id=entry_id,
            purged=record_id in gone,
            current=bool(current),
            open=state is ActionState.OPEN,
            settled=last.get(action_id) in gone,
        )
        for entry_id, action_id, record_id, current, in_words, state in rows
        if in_words
    )
