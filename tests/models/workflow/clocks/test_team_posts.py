"""What a team's channel is told in the morning, and how its post follows what is done, on both databases."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from handlers.team_post import render_team_post
from models.outbox import promise
from models.tables import (
    Booking,
    Child,
    ChildFlagged,
    ChildPlan,
    ChildPriority,
    ClockDone,
    ClockOverride,
    DirectoryImport,
    Outbox,
    Person,
    Snooze,
    Team,
)
from models.values.clocks import TeamPost
from models.values.errors import Refusal
from models.values.outbox import Promised
from models.values.supervision import Closing
from models.vocabulary import (
    AgendaReason,
    ChannelDetail,
    ChildFlag,
    ClockKind,
    MessageKind,
    OutboxState,
    PlanStatus,
    SendingMode,
)
from models.workflow.clocks.team_posts import (
    check_leads,
    keep_lines,
    read_team_post,
    reduce_earlier_posts,
    refresh_channels_posts,
    refresh_team_post,
    team_post_key,
)
from models.workflow.closing import close_meeting
from models.workflow.mentions import make_mention
from models.workflow.parts import Parts
from tests.conftest import START
from tests.models.workflow.meeting_steps import LATER, MEETING, start_meeting
from tests.support.council import LONG_AGO, call_of, make_team, restrict

pytestmark = pytest.mark.by_turns

TODAY = START.date()
COMING = 45  # days ago: due in eleven days
FINE = 2


async def open_team(parts: Parts, **discussed: int) -> tuple[str, dict[str, str]]:
    """Make the team with its children; everybody in it was supervised lately. Return its id, and the children's."""
    children = await make_team(parts, START, last_discussed=discussed or {"AA": COMING, "BB": FINE})
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).values(last_supervised_on=TODAY - timedelta(days=FINE)))
        await session.exec(update(DirectoryImport).values(effective_on=date(2025, 1, 6)))
        team = (await session.exec(select(Team))).one()
        team.channel_id = "C0ELM"
        session.add(team)
        return team.id, dict(zip(discussed or ("AA", "BB"), children, strict=True))


async def promise_post(parts: Parts, team_id: str) -> None:
    async with parts.database.write(None, START) as session:
        await promise(
            session,
            key=team_post_key(team_id, TODAY),
            kind=MessageKind.TEAM_POST,
            recipient_id=None,
            team_id=team_id,
            facts={"team": team_id, "day": TODAY.isoformat()},
            now=START,
        )


async def post(parts: Parts, team_id: str) -> TeamPost:
    """Promise the morning's post and send it, as delivery does."""
    await promise_post(parts, team_id)
    key = team_post_key(team_id, TODAY)
    shown = await read_team_post(parts, team_id, TODAY, START)
    assert shown is not None
    async with parts.read() as session:
        row = (await session.exec(select(Outbox).where(Outbox.key == key))).one()
    promised = Promised(
        row.id, row.kind, SendingMode.POST, None, dict(row.facts), START, 1, START, "claim", team_id=team_id
    )
    async with parts.database.write(None, START) as session:
        await session.exec(update(Outbox).where(col(Outbox.key) == key).values(lease_owner="claim"))
    await keep_lines(parts, promised, shown, START)
    await keep_lines(parts, replace(promised, claim="lost meanwhile"), replace(shown, lines=()), START)
    async with parts.database.write(None, START) as session:
        sent: Any = {"state": OutboxState.SENT, "channel_id": "C0ELM", "message_ts": "1.1"}
        await session.exec(update(Outbox).where(col(Outbox.key) == key).values(**sent))
    return shown


async def shown_now(parts: Parts, team_id: str, now: datetime = START) -> list[tuple[str, bool]]:
    """Return the lines as they stand, with whether they are done."""
    found = await read_team_post(parts, team_id, TODAY, now)
    return [] if found is None else [(line.label, line.done) for line in found.lines]


async def add(parts: Parts, *rows: object) -> None:
    async with parts.database.write(None, START) as session:
        session.add_all(rows)


async def refreshes(parts: Parts) -> int:
    async with parts.read() as session:
        found = await session.exec(
            select(Outbox).where(Outbox.mode == SendingMode.REFRESH, Outbox.kind == MessageKind.TEAM_POST)
        )
        return len(found.all())


async def test_what_is_coming_due_is_told_by_number_and_first_name_with_its_date(parts: Parts) -> None:
    team_id, _ = await open_team(parts, AA=COMING, BB=FINE, CC=COMING + 2)
    async with parts.database.write(None, START) as session:
        since = TODAY - timedelta(days=25)
        await session.exec(update(Person).where(col(Person.id) == "sam").values(last_supervised_on=since))
    found = await read_team_post(parts, team_id, TODAY, START)
    assert found is not None
    assert (found.team, found.within_days) == ("Long Term East", 14)
    assert [(line.label, (line.due_on - TODAY).days) for line in found.lines] == [
        ("Sam", 3),
        ("100003", 9),
        ("100001", 11),
    ]


async def test_a_first_name_that_two_of_the_team_have_stands_with_the_other_one(parts: Parts) -> None:
    team_id, _ = await open_team(parts, AA=FINE)
    async with parts.database.write(None, START) as session:
        since = TODAY - timedelta(days=25)
        await session.exec(update(Person).where(col(Person.id) == "sam").values(last_supervised_on=since))
        await session.exec(update(Person).where(col(Person.id) == "nell").values(name="Sam Other"))
    assert await shown_now(parts, team_id) == [("Sam Example", False)]


async def test_nothing_is_posted_when_nothing_is_coming_due(parts: Parts) -> None:
    team_id, _ = await open_team(parts, AA=FINE)
    assert await read_team_post(parts, team_id, TODAY, START) is None


@pytest.mark.parametrize(
    "now",
    [START - timedelta(hours=2), START + timedelta(hours=10), START + timedelta(days=1)],
    ids=["early", "late", "the next day"],
)
async def test_nothing_is_posted_out_of_hours_or_on_another_day(parts: Parts, now: datetime) -> None:
    team_id, _ = await open_team(parts)
    assert await read_team_post(parts, team_id, TODAY, now) is None


async def test_a_post_whose_first_try_failed_is_not_made_up_for_in_the_evening(parts: Parts) -> None:
    team_id, _ = await open_team(parts)
    await post(parts, team_id)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Outbox).values(state=OutboxState.SENDING, channel_id=None, message_ts=None))
    assert await read_team_post(parts, team_id, TODAY, START + timedelta(hours=10)) is None


async def test_a_restricted_child_is_never_told_of_nor_one_that_became_it_during_the_day(parts: Parts) -> None:
    team_id, ids = await open_team(parts, AA=COMING, BB=COMING)
    await restrict(parts, ids["AA"])
    await post(parts, team_id)
    assert await shown_now(parts, team_id) == [("100002", False)]
    await add(parts, ChildFlagged(child_id=ids["BB"], flag=ChildFlag.RESTRICTED, from_on=TODAY))
    assert await shown_now(parts, team_id) == []
    assert await read_team_post(parts, team_id, TODAY, START) is not None


async def test_nothing_overdue_is_told(parts: Parts) -> None:
    team_id, _ = await open_team(parts, AA=COMING, BB=90)
    assert await shown_now(parts, team_id) == [("100001", False)]


async def test_somebody_with_a_frequency_of_their_own_is_not_told_of(parts: Parts) -> None:
    team_id, _ = await open_team(parts)
    reason: Any = {"text": b"", "set_by": "priya", "set_at": START}
    days: Any = {"from_on": TODAY - timedelta(days=9), "until_on": TODAY + timedelta(days=90)}
    await add(parts, ClockOverride(clock=ClockKind.PERSON, person_id="sam", every_days=3, **days, **reason))
    assert await shown_now(parts, team_id) == [("100001", False)]


async def test_what_is_snoozed_or_booked_is_left_out(parts: Parts) -> None:
    team_id, ids = await open_team(parts, AA=COMING, BB=COMING)
    due_on = TODAY + timedelta(days=11)
    by: Any = {"set_by": "priya", "set_at": START}
    snooze: Any = {"clock": ClockKind.CHILD, "due_on": due_on, "until_on": TODAY + timedelta(days=3), "text": b""}
    await add(parts, Snooze(child_id=ids["AA"], **snooze, **by))
    assert await shown_now(parts, team_id) == [("100002", False)]
    await add(parts, Booking(supervisor_id="priya", supervisee_id="sam", booked_on=due_on, **by))
    assert await shown_now(parts, team_id) == []


async def test_what_was_done_since_the_morning_is_shown_as_done_and_nothing_new_is_added(parts: Parts) -> None:
    team_id, ids = await open_team(parts, AA=COMING, BB=COMING, CC=FINE)
    await post(parts, team_id)
    done: Any = {"text": b"", "recorded_by": "priya", "recorded_at": START}
    await add(parts, ClockDone(clock=ClockKind.CHILD, child_id=ids["AA"], done_on=TODAY, **done))
    async with parts.database.write(None, START) as session:
        child = update(Child).where(col(Child.id) == ids["CC"])
        await session.exec(child.values(last_supervised_on=TODAY - timedelta(days=COMING)))
    assert await shown_now(parts, team_id, START + timedelta(hours=11)) == [("100001", True), ("100002", False)]


async def test_what_only_moved_without_being_done_is_not_called_done(parts: Parts) -> None:
    team_id, ids = await open_team(parts, AA=COMING, BB=COMING)
    await post(parts, team_id)
    reason: Any = {"text": b"", "set_by": "priya", "set_at": START}
    days: Any = {"from_on": TODAY, "until_on": TODAY + timedelta(days=90)}
    await add(parts, ClockOverride(clock=ClockKind.CHILD, child_id=ids["AA"], every_days=90, **days, **reason))
    assert await shown_now(parts, team_id) == [("100002", False)]


async def test_what_stands_in_a_post_is_kept_as_ids_and_dates_only(parts: Parts) -> None:
    team_id, ids = await open_team(parts)
    await post(parts, team_id)
    async with parts.read() as session:
        facts = (await session.exec(select(Outbox.facts))).one()
    assert facts == {
        "team": team_id,
        "day": "2026-03-02",
        "lines": f"child:{ids['AA']}:2026-03-13:2026-01-16",
    }


async def test_a_mention_that_counts_at_the_close_of_a_meeting_shows_in_the_post_of_the_team(parts: Parts) -> None:
    team_id, ids = await open_team(parts)
    await post(parts, team_id)
    await start_meeting(parts, [], [ids["AA"]])
    await make_mention(parts, call_of("priya", START, "m"), supervision_id=MEETING, child_id=ids["AA"])
    assert await refreshes(parts) == 0
    await close_meeting(parts, LATER, supervision_id=MEETING, closing=Closing(60, 0))
    assert await refreshes(parts) == 1


async def test_changes_of_a_day_are_shown_once_and_only_where_a_post_stands(parts: Parts) -> None:
    team_id, ids = await open_team(parts)
    async with parts.database.write(None, START) as session:
        await refresh_team_post(session, person_id="sam", now=START)
    assert await refreshes(parts) == 0
    await post(parts, team_id)
    async with parts.database.write(None, START) as session:
        await refresh_team_post(session, person_id="sam", now=START)
        await refresh_team_post(session, child_id=ids["AA"], now=START)
        await refresh_team_post(session, now=START)
    assert await refreshes(parts) == 1


async def test_a_post_in_doubt_is_left_alone(parts: Parts) -> None:
    team_id, _ = await open_team(parts)
    await post(parts, team_id)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Outbox).values(state=OutboxState.UNSURE))
    async with parts.database.write(None, START) as session:
        await refresh_team_post(session, person_id="sam", now=START)
    assert await refreshes(parts) == 0


async def test_a_post_of_an_earlier_day_loses_its_numbers_once_when_the_next_one_stands(parts: Parts) -> None:
    team_id, _ = await open_team(parts)
    await post(parts, team_id)
    await reduce_earlier_posts(parts, team_id, START + timedelta(hours=8))
    assert await refreshes(parts) == 0, "its day is not over"
    tomorrow = START + timedelta(days=1)
    await reduce_earlier_posts(parts, team_id, tomorrow)
    async with parts.database.write(None, START) as session:
        sent = update(Outbox).where(col(Outbox.mode) == SendingMode.REFRESH).values(state=OutboxState.SENT)
        row = (await session.exec(select(Outbox).where(Outbox.mode == SendingMode.REFRESH))).one()
        await session.exec(sent)
    await reduce_earlier_posts(parts, team_id, tomorrow + timedelta(days=1))
    async with parts.read() as session:
        rows = (await session.exec(select(Outbox))).all()
    assert sorted(one.mode for one in rows) == [SendingMode.POST, SendingMode.REFRESH]
    assert [one.facts.get("lines") for one in rows if one.mode is SendingMode.POST] == [None]
    promised = Promised(
        row.id, row.kind, SendingMode.REFRESH, None, dict(row.facts), START, 1, START, "claim", team_id=team_id
    )
    message = await render_team_post(parts, replace(promised, detail=ChannelDetail.REFERENCES), tomorrow)
    assert message is not None
    assert message.text == "What was coming due on Mon 2 March 2026: see the newest post."
    assert "10000" not in json.dumps(message.blocks)


async def test_whoever_joins_before_the_next_post_finds_no_numbers_of_yesterday(parts: Parts) -> None:
    team_id, _ = await open_team(parts)
    await post(parts, team_id)
    async with parts.database.write(None, START) as session:
        await refresh_channels_posts(session, "C0ELM", START + timedelta(hours=20))
    assert await refreshes(parts) == 1


@pytest.mark.parametrize(("who", "may"), [("priya", True), ("tom", True), ("olu", True), ("sam", False)])
async def test_who_supervises_or_stands_in_for_somebody_of_the_team_may_use_its_buttons(
    parts: Parts,
    who: str,
    may: bool,  # noqa: FBT001 -- pytest gives it by name
) -> None:
    team_id, _ = await open_team(parts)
    if may:
        await check_leads(parts, call_of(who, START), team_id=team_id)
        return
    with pytest.raises(Refusal, match="supervises in this team"):
        await check_leads(parts, call_of(who, START), team_id=team_id)


async def test_of_everything_known_of_people_and_children_only_numbers_and_first_names_reach_a_channel(
    parts: Parts,
) -> None:
    team_id, ids = await open_team(parts, ZQA=COMING, ZQOTHER=COMING)
    marks = {
        "staff_number": "zqstaff",
        "email": "zqmail@x.example",
        "slack_id": "UZQSLACK",
        "name": "Zqfirst Zqsurname",
    }
    sealed = b"zqsealed"
    async with parts.database.write(None, START) as session:
        since = TODAY - timedelta(days=25)
        await session.exec(update(Person).where(col(Person.id) == "sam").values(last_supervised_on=since, **marks))
        await session.exec(update(Child).values(name=sealed, family="zqfamily"))
        child = update(Child).where(col(Child.id) == ids["ZQOTHER"])
        await session.exec(child.values(initials="ZQ", mosaic_number="zqnumber"))
        session.add(ChildPriority(child_id=ids["ZQOTHER"], reason=AgendaReason.HIGH_RISK, put_by="sam", put_at=START))
        session.add(ChildPlan(child_id=ids["ZQOTHER"], status=PlanStatus.LOOKED_AFTER, from_on=LONG_AGO))
    await post(parts, team_id)
    async with parts.read() as session:
        row = (await session.exec(select(Outbox))).one()
    promised = Promised(
        row.id, row.kind, SendingMode.REFRESH, None, dict(row.facts), START, 1, START, "claim", team_id=team_id
    )
    said = {}
    for detail in ChannelDetail:
        message = await render_team_post(parts, replace(promised, detail=detail), START)
        assert message is not None
        said[detail] = re.sub(team_id, "", json.dumps([message.text, message.blocks]).casefold())
    marked = set(re.findall(r"zq\w*", said[ChannelDetail.REFERENCES]))
    assert marked == {"zqfirst", "zqnumber"}
    assert "zq" not in said[ChannelDetail.COUNTS]
    assert "10000" not in said[ChannelDetail.COUNTS]
    for words in said.values():
        assert not any(each in words for each in ("risk", "looked after", "need", "overdue", "asye", "contract"))
