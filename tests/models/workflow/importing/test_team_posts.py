"""What an import changes of the posts in teams' channels, on both databases."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.outbox import promise
from models.tables import Outbox, Team
from models.values.outbox import Promised
from models.vocabulary import MessageKind, OutboxState, SendingMode
from models.workflow.clocks.team_posts import keep_lines, read_team_post, team_post_key
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.directory import MANAGER, PRACTITIONER, SERVICE, bring_in, child

pytestmark = pytest.mark.by_turns

TODAY = START.date()
EVERYBODY = (SERVICE, MANAGER, PRACTITIONER)
COMING = (TODAY - timedelta(days=45)).isoformat()
CHILDREN = (child("501", last_supervised=COMING), child("502", last_supervised=COMING, family="F2"))
NEXT = START + timedelta(days=1)


async def post(parts: Parts) -> str:
    """Bring the directory in, and let today's post of the team be sent with both numbers; return the team's id."""
    await bring_in(parts, START - timedelta(days=20), EVERYBODY, CHILDREN)
    async with parts.read() as session:
        team_id = (await session.exec(select(Team.id))).one()
    key, facts = team_post_key(team_id, TODAY), {"team": team_id, "day": TODAY.isoformat()}
    shown = await read_team_post(parts, team_id, TODAY, START)
    assert shown is not None
    async with parts.database.write(None, START) as session:
        await promise(
            session, key=key, kind=MessageKind.TEAM_POST, recipient_id=None, team_id=team_id, facts=facts, now=START
        )
    async with parts.database.write(None, START) as session:
        row_id = (await session.exec(select(Outbox.id))).one()
        await session.exec(update(Outbox).values(lease_owner="claim"))
    kind, mode = MessageKind.TEAM_POST, SendingMode.POST
    promised = Promised(row_id, kind, mode, None, facts, START, 1, START, "claim", team_id=team_id)
    await keep_lines(parts, promised, shown, START)
    async with parts.database.write(None, START) as session:
        sent: Any = {"state": OutboxState.SENT, "channel_id": "C0ELM", "message_ts": "1.1"}
        await session.exec(update(Outbox).where(col(Outbox.key) == key).values(**sent))
    assert await numbers(parts, team_id, START) == ["501", "502"]
    return team_id


async def numbers(parts: Parts, team_id: str, now: datetime, day: date = TODAY) -> list[str]:
    found = await read_team_post(parts, team_id, day, now)
    return [] if found is None else [line.label for line in found.children]


async def refreshes(parts: Parts) -> int:
    async with parts.read() as session:
        return len((await session.exec(select(Outbox).where(Outbox.mode == SendingMode.REFRESH))).all())


MOVED = {**PRACTITIONER, "team": "Ash"}


@pytest.mark.parametrize(
    ("people", "children", "left"),
    [
        (EVERYBODY, (child("501", last_supervised=COMING, restricted="yes"), CHILDREN[1]), ["502"]),
        (EVERYBODY, (child("501", last_supervised=COMING, closed=TODAY.isoformat()), CHILDREN[1]), ["502"]),
        (EVERYBODY, (CHILDREN[0], {**CHILDREN[1], "worker": "2"}), ["501", "502"]),
        ((SERVICE, {**MANAGER, "channel_detail": "references"}, PRACTITIONER), CHILDREN, ["501", "502"]),
        ((SERVICE, MANAGER, MOVED), CHILDREN, []),
    ],
    ids=["restricted", "closed", "another worker", "detail", "another team"],
)
async def test_what_an_import_changes_shows_in_todays_post(
    parts: Parts, people: tuple[Mapping[str, str], ...], children: tuple[Mapping[str, str], ...], left: list[str]
) -> None:
    team_id = await post(parts)
    await bring_in(parts, START, EVERYBODY, CHILDREN)
    assert await refreshes(parts) == 0, "the same files change nothing"
    await bring_in(parts, START, people, children)
    assert await refreshes(parts) == 1
    assert await numbers(parts, team_id, START) == left


async def test_a_child_that_becomes_restricted_goes_from_the_posts_of_earlier_days_too(parts: Parts) -> None:
    await post(parts)
    await bring_in(parts, NEXT, EVERYBODY, (CHILDREN[0], {**CHILDREN[1], "name": "Another Name"}))
    assert await refreshes(parts) == 0, "nothing but that is taken back"
    await bring_in(parts, NEXT, EVERYBODY, ({**CHILDREN[0], "restricted": "yes"}, CHILDREN[1]))
    assert await refreshes(parts) == 1
