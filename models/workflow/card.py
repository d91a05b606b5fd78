"""Reading a supervision for its card."""

from dataclasses import replace

from models.rules.access import Deed, can
from models.values.call import Call
from models.values.supervision import RowState, SupervisionOverview
from models.vocabulary import Format, SupervisionState
from models.workflow.agenda import load_left_out, may_include_personal
from models.workflow.notes import load_urgent
from models.workflow.overview import load_overview, shown_to
from models.workflow.parts import Parts
from models.workflow.patterns import asks_about_file
from models.workflow.relations import relations_in

__all__ = ["read_card"]


async def read_card(parts: Parts, call: Call, *, supervision_id: str) -> SupervisionOverview | None:
    """Return the supervision with what its agenda leaves out; nothing for somebody who may not write in it."""
    async with parts.read() as session:
        relations = await relations_in(session, call.person_id, supervision_id, call.today)
        if not any(can(Deed.WRITE, relation) for relation in relations.values()):
            return None
        overview = shown_to(relations, await load_overview(session, parts, supervision_id))
        overview = replace(overview, urgent=await load_urgent(session, supervision_id))
        if overview.state is not SupervisionState.OPEN:
            theirs = any(can(Deed.SEE_PATTERNS, relation) for relation in relations.values())
            return replace(overview, may_see_patterns=theirs and _is_over(overview) and asks_about_file(parts))
        left_out = () if overview.stands_alone else await load_left_out(session, parts, call, overview)
        may_add = _has_room(overview) and await may_include_personal(session, parts, call, overview.supervisee_id)
        return replace(overview, left_out=left_out, may_add_personal=may_add)


def _is_over(overview: SupervisionOverview) -> bool:
    """Say whether it is a group that has ended and of which something was sent."""
    return overview.format is Format.GROUP and overview.state is SupervisionState.CLOSED and overview.sent


def _has_room(overview: SupervisionOverview) -> bool:
    there = any(row.about_person and row.state is not RowState.NOT_REACHED for row in overview.rows)
    return overview.format is Format.ONE_TO_ONE and not there and not overview.stands_alone
