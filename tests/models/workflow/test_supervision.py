"""Starting a supervision and choosing its agenda."""

import dataclasses
from datetime import timedelta

import pytest
from sqlmodel import select

from models.tables import AuditEvent, Outbox, Supervision
from models.values.errors import Missing, Refusal, Repeated
from models.values.supervision import AgendaPlan, RowState, Stop
from models.vocabulary import Depth, MessageKind, OutboxState
from models.workflow.agenda import read_agenda, read_start
from models.workflow.card import read_card
from models.workflow.overview import read_overview
from models.workflow.parts import Parts
from models.workflow.supervision import next_stop, start_supervision
from tests.conftest import START
from tests.support.council import call_of, make_team, restrict

TODAY = START.date()
# Children are due 56 days after the last discussion: overdue, due before the next meeting, and much later.
CASELOAD = {"AB": 60, "CD": 40, "EF": 1}
MEETING = "a" * 32

PRIYA = call_of("priya", START)


def plan(in_depth: list[str], brief: list[str]) -> AgendaPlan:
    return AgendaPlan(MEETING, "sam", TODAY, tuple(in_depth), tuple(brief))


async def test_a_supervisor_may_start_with_their_own_people_and_a_stand_in_is_told_that_they_stand_in(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed=CASELOAD)

    own = await read_start(parts, PRIYA)
    stand_in = await read_start(parts, call_of("tom", START))

    assert [(person.name, person.stand_in) for person in own.supervisees] == [("Sam Example", False)]
    assert [(person.name, person.stand_in) for person in stand_in.supervisees] == [("Sam Example", True)]
    assert own.directory_on == TODAY


async def test_a_stand_in_starts_without_the_restricted_children(parts: Parts) -> None:
    urgent, second, third = await make_team(parts, START, last_discussed=CASELOAD)
    await restrict(parts, urgent)
    tom = call_of("tom", START)

    [person] = (await read_start(parts, tom)).supervisees
    [own] = (await read_start(parts, PRIYA)).supervisees
    assert (person.children, own.children) == (2, 3)
    assert person.due_on is not None
    assert own.due_on is not None
    assert person.due_on > own.due_on
    agenda = await read_agenda(parts, tom, supervisee_id="sam", held_on=TODAY)
    assert [child.id for child in agenda.children] == [second, third]
    with pytest.raises(Refusal, match="no longer on this caseload"):
        await start_supervision(parts, tom, plan([urgent], []))
    await start_supervision(parts, PRIYA, plan([urgent], []))


async def test_somebody_who_supervises_nobody_is_told_so_in_a_sentence(parts: Parts) -> None:
    await make_team(parts, START, last_discussed=CASELOAD)

    with pytest.raises(Refusal, match="Nobody is down in the directory as your supervisee"):
        await read_start(parts, call_of("sam", START))


@pytest.mark.parametrize("who", ["sam", "olu", "nell"])
async def test_only_the_supervisor_or_stand_in_may_see_the_agenda_or_start(parts: Parts, who: str) -> None:
    [first, *_] = await make_team(parts, START, last_discussed=CASELOAD)
    somebody = call_of(who, START)

    with pytest.raises(Refusal, match="supervisor"):
        await read_agenda(parts, somebody, supervisee_id="sam", held_on=TODAY)
    with pytest.raises(Refusal, match="supervisor"):
        await start_supervision(parts, somebody, plan([first], []))


async def test_the_agenda_lists_the_overdue_first_and_sweeps_every_open_child_where_the_policy_does(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed={"EF": 1, "AB": 60, "CD": 40})

    choices = await read_agenda(parts, PRIYA, supervisee_id="sam", held_on=TODAY)

    assert [child.initials for child in choices.children] == ["AB", "CD", "EF"]
    assert len(choices.brief) == 3
    assert choices.next_on == TODAY + timedelta(days=28)


async def test_where_the_policy_does_not_sweep_only_what_falls_due_before_the_next_supervision_is_brief(
    parts: Parts,
) -> None:
    await make_team(parts, START, last_discussed=CASELOAD)
    agenda = parts.library.policy.agenda.model_copy(update={"sweep_all_open_children": False})
    policy = parts.library.policy.model_copy(update={"agenda": agenda})
    library = dataclasses.replace(parts.library, policy=policy)

    choices = await read_agenda(dataclasses.replace(parts, library=library), PRIYA, supervisee_id="sam", held_on=TODAY)

    assert [child.initials for child in choices.children if child.id in choices.brief] == ["AB", "CD"]


async def test_leaving_out_a_child_whose_date_passes_is_known_and_leaving_out_another_is_not(parts: Parts) -> None:
    _overdue, soon, later = await make_team(parts, START, last_discussed=CASELOAD)
    choices = await read_agenda(parts, PRIYA, supervisee_id="sam", held_on=TODAY)

    assert [child.initials for child in choices.left_out(frozenset({soon, later}))] == ["AB"]


async def test_starting_keeps_the_agenda_in_depth_first_and_promises_the_card(parts: Parts) -> None:
    overdue, soon, later = await make_team(parts, START, last_discussed=CASELOAD)

    await start_supervision(parts, PRIYA, plan([later], [soon, later, overdue]))

    overview = await read_overview(parts, PRIYA, supervision_id=MEETING)
    assert [(row.label, row.kind.depth, row.state) for row in overview.rows] == [
        ("EF · 100003", Depth.IN_DEPTH, RowState.TO_DO),
        ("AB · 100001", Depth.BRIEF, RowState.TO_DO),
        ("CD · 100002", Depth.BRIEF, RowState.TO_DO),
    ]
    assert (overview.supervisor, overview.supervisee) == ("Priya Example", "Sam Example")
    async with parts.read() as session:
        [card] = (await session.exec(select(Outbox))).all()
        events = (await session.exec(select(AuditEvent.what))).all()
    assert (card.key, card.kind, card.recipient_id, card.state) == (
        f"card:{MEETING}",
        MessageKind.CARD,
        "priya",
        OutboxState.WAITING,
    )
    assert events == ["supervision_started"]


async def test_two_presses_of_start_make_one_supervision(parts: Parts) -> None:
    children = await make_team(parts, START, last_discussed=CASELOAD)

    await start_supervision(parts, call_of("priya", START, "first press"), plan([], children))
    await start_supervision(parts, call_of("priya", START, "second press"), plan([], children))

    with pytest.raises(Repeated):
        await start_supervision(parts, call_of("priya", START, "first press"), plan([], children))
    async with parts.read() as session:
        assert len((await session.exec(select(Supervision))).all()) == 1
        assert len((await session.exec(select(Outbox))).all()) == 1


async def test_a_day_to_come_is_refused(parts: Parts) -> None:
    await make_team(parts, START, last_discussed=CASELOAD)
    tomorrow = AgendaPlan(MEETING, "sam", TODAY + timedelta(days=1), (), ())

    with pytest.raises(Refusal, match="today or earlier"):
        await start_supervision(parts, PRIYA, tomorrow)


async def test_a_child_of_another_caseload_cannot_be_put_on_the_agenda(parts: Parts) -> None:
    [of_nell] = await make_team(parts, START, last_discussed={"AB": 1}, worker="nell")

    with pytest.raises(Refusal, match="no longer on this caseload"):
        await start_supervision(parts, PRIYA, plan([of_nell], []))


async def test_a_meeting_without_children_goes_straight_to_the_read_through(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})

    await start_supervision(parts, PRIYA, plan([], []))

    assert await next_stop(parts, PRIYA, MEETING) == Stop("read_through")


async def test_the_walk_goes_in_depth_then_brief_then_back_to_the_skipped_then_to_the_read_through(
    parts: Parts,
) -> None:
    overdue, soon, later = await make_team(parts, START, last_discussed=CASELOAD)
    await start_supervision(parts, PRIYA, plan([later], [soon, overdue]))

    assert await next_stop(parts, PRIYA, MEETING) == Stop("in_depth", later)
    assert await next_stop(parts, PRIYA, MEETING, later) == Stop("brief", overdue)
    assert await next_stop(parts, PRIYA, MEETING, overdue) == Stop("brief", soon)
    assert await next_stop(parts, PRIYA, MEETING, soon) == Stop("in_depth", later), "skipped before"


async def test_an_open_supervision_is_offered_again_and_only_to_those_who_may_write_in_it(parts: Parts) -> None:
    children = await make_team(parts, START, last_discussed=CASELOAD)
    await start_supervision(parts, PRIYA, plan([], children))

    own = await read_start(parts, PRIYA)
    stand_in = await read_start(parts, call_of("tom", START))
    choices = await read_agenda(parts, PRIYA, supervisee_id="sam", held_on=TODAY)

    assert [(one.id, one.supervisee, one.done, one.total) for one in own.open] == [(MEETING, "Sam Example", 0, 3)]
    assert stand_in.open == own.open
    assert choices.open == own.open[0]
    assert choices.supervision_id != MEETING
    for who in ("sam", "olu", "nell"):
        with pytest.raises(Refusal):
            await next_stop(parts, call_of(who, START), MEETING)
        assert await read_card(parts, call_of(who, START), supervision_id=MEETING) is None


async def test_the_card_says_what_the_agenda_leaves_out(parts: Parts) -> None:
    _overdue, soon, later = await make_team(parts, START, last_discussed=CASELOAD)
    await start_supervision(parts, PRIYA, plan([soon], [later]))

    card = await read_card(parts, PRIYA, supervision_id=MEETING)

    assert card is not None
    assert [child.initials for child in card.left_out] == ["AB"]


async def test_a_supervision_nobody_has_heard_of_is_not_there(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})

    with pytest.raises(Missing):
        await next_stop(parts, PRIYA, "f" * 32)
