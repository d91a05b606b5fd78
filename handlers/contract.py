"""Beginning a supervision agreement; from then on it is written and sent as every record is."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.contract import read_contract_plan
from handlers.blocks.ids import CONTRACT_BACK, CONTRACT_START
from handlers.blocks.start import Chosen, StartWay, build_start
from handlers.desk import Desk
from handlers.home import publish_home
from handlers.listeners import Listener, Who
from handlers.payload import Body
from handlers.record_views import section_view
from handlers.views import show_view
from models.values.call import Call
from models.values.contracts import ContractPlan
from models.values.errors import Missing
from models.workflow.agenda import read_start
from models.workflow.contracts import start_contract

__all__ = ["LISTENERS"]


async def start(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Begin it, and turn the modal into its first section."""
    plan = _read_plan(body)
    supervision_id = await start_contract(desk.parts, call, plan)
    await ack()
    await show_view(client, body, await section_view(desk, call, supervision_id, plan.supervisee_id))
    desk.later(publish_home(desk, client, call.person_id))


async def go_back(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Go back to the first step as it was left."""
    await ack()
    plan = _read_plan(body)
    chosen = Chosen(plan.supervisee_id, plan.held_on, StartWay.CONTRACT)
    await show_view(client, body, build_start(await read_start(desk.parts, call), chosen))


def _read_plan(body: Body) -> ContractPlan:
    plan = read_contract_plan(body["view"])
    if plan is None:
        raise Missing
    return plan


LISTENERS = (
    Listener("action", CONTRACT_START, start, Who.SUPERVISOR),
    Listener("action", CONTRACT_BACK, go_back, Who.SUPERVISOR),
)
