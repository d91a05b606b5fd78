"""*Reminders* on Home: when somebody wants to hear of what is due."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.ids import HOME_REMINDERS, REMINDERS_VIEW
from handlers.blocks.nudge_choice import REMINDERS_TITLE, build_reminders, read_reminders
from handlers.desk import Desk
from handlers.listeners import Listener
from handlers.payload import Body
from handlers.views import Light, open_light
from models.values.call import Call
from models.values.errors import Refusal
from models.workflow.clocks.choices import choose_times, read_times

__all__ = ["LISTENERS"]


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open what the person chose."""
    await ack()
    async with open_light(client, body, REMINDERS_TITLE, light) as fill:
        await fill(build_reminders(await read_times(desk.parts, call), desk.parts.library.policy.nudges))


async def save(ack: AsyncAck, body: Body, desk: Desk, call: Call) -> None:
    """Remember what the person chose."""
    times = read_reminders(body["view"])
    if times is None:
        raise Refusal("Choose how often and at what time.")
    await choose_times(desk.parts, call, times)
    await ack()


def _opens(_body: Body) -> str | None:
    return REMINDERS_TITLE


LISTENERS = (
    Listener("action", HOME_REMINDERS, begin, opens=_opens),
    Listener("view", REMINDERS_VIEW, save),
)
