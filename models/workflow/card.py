"""Reading a supervision for its card."""

from dataclasses import replace

from models.rules.access import Deed, can
from models.values.call import Call
from models.values.supervision import SupervisionOverview
from models.vocabulary import SupervisionState
from models.workflow.agenda import load_left_out
from models.workflow.overview import load_overview
from models.workflow.parts import Parts
from models.workflow.people import relation_in

__all__ = ["read_card"]


async def read_card(parts: Parts, call: Call, *, supervision_id: str) -> SupervisionOverview | None:
    """Return the supervision with what its agenda leaves out; nothing for somebody who may not write in it."""
    async with parts.read() as session:
        if not can(Deed.WRITE, await relation_in(session, call.person_id, supervision_id, call.today)):
            return None
        overview = await load_overview(session, parts, supervision_id)
        if overview.state is not SupervisionState.OPEN:
            return overview
        left_out = await load_left_out(session, parts, call, overview)
        return replace(overview, left_out=left_out)
