"""The post in a team's channel: rendering it, and its three buttons, each answered to one person alone."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from handlers import due, start
from handlers.blocks.due import DUE_TITLE
from handlers.blocks.ids import TEAM_SHOW, TEAM_SNOOZE, TEAM_START
from handlers.blocks.message import Message
from handlers.blocks.team_post import build_earlier_post, build_team_post
from handlers.desk import Desk
from handlers.listeners import Listener, Renderer, Who
from handlers.payload import Body
from handlers.views import Light
from models.values.call import LONDON, Call
from models.values.outbox import Promised
from models.vocabulary import MessageKind, SendingMode
from models.workflow.clocks.team_posts import check_leads, keep_lines, read_team_post
from models.workflow.parts import Parts

__all__ = ["LISTENERS", "RENDERERS"]


async def render_team_post(parts: Parts, promised: Promised, now: datetime) -> Message | None:
    """Return what the channel hears, as far as it may hear it now; what stands in a new post is kept first.

    A post that stands since an earlier day says no more than that.
    """
    if promised.team_id is None:
        return None
    of = date.fromisoformat(promised.facts["day"])
    if promised.mode is SendingMode.REFRESH and of < now.astimezone(LONDON).date():
        return build_earlier_post(of)
    post = await read_team_post(parts, promised.team_id, of, now)
    if post is None:
        return None
    if promised.mode is SendingMode.POST:
        await keep_lines(parts, promised, post, now)
    return build_team_post(post, promised.detail)


async def begin(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open *Start a supervision* for who supervises in this team; anybody else is told alone why not."""
    await check_leads(desk.parts, call, team_id=_team(body))
    await start.begin(ack, body, client, desk, call, light)


async def show(ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None) -> None:
    """Open what is due of this person's own."""
    await due.open_due(ack, body, client, desk, call, light)


async def snooze(
    ack: AsyncAck, body: Body, client: AsyncWebClient, desk: Desk, call: Call, light: Light | None
) -> None:
    """Ask which date to put off, and why, for who supervises in this team."""
    await check_leads(desk.parts, call, team_id=_team(body))
    await due.open_snooze(ack, body, client, desk, call, light)


def _team(body: Body) -> str:
    return str(body["actions"][0]["value"])


def _opens(_body: Body) -> str:
    return DUE_TITLE


RENDERERS: Mapping[MessageKind, Renderer] = MappingProxyType({MessageKind.TEAM_POST: render_team_post})

LISTENERS = (
    Listener("action", TEAM_START, begin, Who.SUPERVISOR),
    Listener("action", TEAM_SHOW, show, opens=_opens),
    Listener("action", TEAM_SNOOZE, snooze, Who.SUPERVISOR),
)
