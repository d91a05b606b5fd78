"""Grants as screens show them: names, labels and, for who may know it, the reason."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.grants import is_over
from models.rules.retention import LET_GO_AT_THE_END
from models.sealing import seal, unseal
from models.tables import Grant, Team
from models.values.access import GrantFact, GrantRow, Scope
from models.values.call import Call
from models.vocabulary import Purpose
from models.workflow.access.gates import grant_fact
from models.workflow.names import read_child_labels, read_names
from models.workflow.parts import Parts

__all__ = ["WHOLE_COUNCIL", "build_rows", "read_labels", "read_reason", "seal_reason"]

WHOLE_COUNCIL = "the whole council"
_PLACE = ("access_grant", "text")
_DAY = timedelta(days=1)


def seal_reason(parts: Parts, grant_id: str, reason: str) -> dict[str, Any]:
    """Return the columns that hold a reason, under a key of its own."""
    key, wrapped = parts.keyring.new_key()
    table, field = _PLACE
    return {"text": seal(key, table, grant_id, field, reason.strip()), "wrapped_key": wrapped}


def read_reason(parts: Parts, grant: Grant) -> str:
    """Undo `seal_reason`; of somebody whose file was erased, say that it went with it."""
    if not grant.wrapped_key:
        return LET_GO_AT_THE_END
    table, field = _PLACE
    return unseal(parts.keyring.unwrap(grant.wrapped_key), table, grant.id, field, grant.text)


async def build_rows(
    session: AsyncSession, parts: Parts, call: Call, grants: Sequence[Grant], *, with_reason: bool
) -> tuple[GrantRow, ...]:
    """Return grants as rows for somebody who may know of them."""
    facts = {grant.id: grant_fact(grant) for grant in grants}
    people = {one for grant in grants for one in (grant.reader_id, grant.given_by, grant.approved_by) if one}
    names = await read_names(session, people)
    labels = await read_labels(session, facts.values())
    rows = []
    for grant in grants:
        waits = grant.approved_by is not None and grant.approved_at is None
        second = names.get(grant.approved_by or "")
        rows.append(
            GrantRow(
                id=grant.id,
                reader=names[grant.reader_id],
                purpose=grant.purpose,
                about=labels[grant.id],
                from_on=grant.from_on,
                last_on=None if grant.until_on is None else grant.until_on - _DAY,
                given_by=names[grant.given_by],
                given_at=grant.given_at,
                approved_by=None if waits else second,
                waiting_for=second if waits else None,
                mine_to_approve=waits and grant.approved_by == call.person_id and grant.ended_at is None,
                over=is_over(facts[grant.id], call.now, call.today, parts.options.break_glass),
                hidden=grant.hidden,
                reason=read_reason(parts, grant) if with_reason else "",
                until_at=grant.given_at + parts.options.break_glass if grant.purpose is Purpose.BREAK_GLASS else None,
            )
        )
    return tuple(rows)


async def read_labels(session: AsyncSession, grants: Collection[GrantFact]) -> dict[str, str]:
    """Return of whom each grant opens the records: a colleague's or a team's name, initials and number of a child."""
    ids = {scope: {one.subject.id for one in grants if one.subject.scope is scope} for scope in Scope}
    teams = await session.exec(select(col(Team.id), col(Team.name)).where(col(Team.id).in_(ids[Scope.TEAM])))
    known = await read_child_labels(session, ids[Scope.CHILD]) | await read_names(session, ids[Scope.PERSON])
    known |= {team_id: f"the team {name}" for team_id, name in teams}
    return {one.id: known.get(one.subject.id, WHOLE_COUNCIL) for one in grants}
