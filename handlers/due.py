"""What is due: `/supervision due`, Home, *Show mine* in a team's post, *Show all* in a digest."""

import re
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.claims import as_number
from handlers.blocks.due import ALL, DUE_TITLE, MINE, OF_WORKER, SNOOZING, build_due, read_due_scope
from handlers.blocks.ids import DUE_PAGE, DUE_SCOPE, DUE_SHOW, HOME_DUE, Place, read_place
from handlers.desk import Desk
from handlers.listeners import Listener
from handlers.payload import Body, has_typed_more
from handlers.views import Light, View, open_light, show_view
from models.values.call import Call
from models.workflow.clocks.lists import read_due

__all__ = ["LISTENERS", "WORD", "due_view", "open_due", "open_snooze"]

WORD: Final = "due"


async def open_due(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open the list of what is due from this person: a light modal at once, filled when it has been read."""
    await ack()
    async with open_light(client, body, DUE_TITLE, light) as fill:
        await fill(await due_view(desk, call, Place(), typed=has_typed_more(body)))


async def show_all(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open the list that a digest is cut from: the reader's own, or of the whole line where it told of others.

    *Show* beside one line for several children opens the list of just those.
    """
    value = str(body["actions"][0].get("value") or MINE)
    scope = value if value == ALL or value.startswith(OF_WORKER) else MINE
    await ack()
    async with open_light(client, body, DUE_TITLE, light) as fill:
        await fill(await due_view(desk, call, Place(scope=scope)))


async def open_snooze(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Open the list of what this person may put off; *Snooze* stands in a team's post, which names no date."""
    await ack()
    async with open_light(client, body, DUE_TITLE, light) as fill:
        await fill(await due_view(desk, call, Place(way=SNOOZING)))


async def due_view(desk: Desk, call: Call, place: Place, *, typed: bool = False) -> View:
    """Return the list that a place names, at its page, as it stands now."""
    listed = await read_due(desk.parts, call, place.scope or MINE)
    policy, snoozing = desk.parts.library.policy, place.way == SNOOZING
    return build_due(listed, policy, call.person_id, place.n or 1, snoozing=snoozing, typed=typed)


async def choose_scope(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show whose dates were chosen, in place."""
    await ack()
    await show_view(client, body, await due_view(desk, call, Place(scope=read_due_scope(body["actions"][0]))))


async def turn_page(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call) -> None:
    """Show another page of the list."""
    await ack()
    place = read_place(body["view"]["private_metadata"]).model_copy(
        update={"n": as_number(body["actions"][0]["value"])}
    )
    await show_view(client, body, await due_view(desk, call, place))


def _opens(_body: Body) -> str:
    return DUE_TITLE


LISTENERS = (
    Listener("action", HOME_DUE, open_due, opens=_opens),
    Listener("action", DUE_SHOW, show_all, opens=_opens),
    Listener("action", DUE_SCOPE, choose_scope),
    Listener("action", re.compile(f"^{DUE_PAGE}:"), turn_page),
)
