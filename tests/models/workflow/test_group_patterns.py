"""What keeps missing: after the meeting, to the supervisor of the worker alone (source row D2)."""

from dataclasses import replace

import pytest

from models.content import load_library
from models.tables import AuditEvent
from models.values.errors import Refusal
from models.values.supervision import AgendaPlan, Closing
from models.vocabulary import Format
from models.workflow.card import read_card
from models.workflow.closing import close_meeting
from models.workflow.parts import Parts
from models.workflow.patterns import open_patterns
from models.workflow.sending import send_all
from models.workflow.supervision import start_supervision
from tests.conftest import CONTENT, START
from tests.support.council import call_of, restrict
from tests.support.group import Grouped, group_plan, people_for_groups, send_group, write_in_group
from tests.support.meetings import MEETING, PRIYA, after, rows_of

pytestmark = pytest.mark.by_turns

SEEN = "When was the child last seen?"
GENOGRAM = "Is the key information up to date, the genogram too?"
WEEK = 60 * 24 * 7
OF_TWO = "c" * 32
GAPS = ("last_seen", "information_up_to_date")


@pytest.fixture
def forest(parts: Parts) -> Parts:
    """A council that asks about the file, in a group and one to one alike."""
    return replace(parts, library=load_library(CONTENT, "bracknell-forest"))


async def meet_before(parts: Parts) -> Grouped:
    """Hold a meeting of two a week before the group, with two things missing."""
    children = await people_for_groups(parts)
    earlier = after(PRIYA, -WEEK)
    await start_supervision(parts, earlier, AgendaPlan(OF_TWO, "sam", earlier.today, (children.of_sam,), ()))
    await write_in_group(parts, children.of_sam, call=earlier, meeting=OF_TWO, met=Format.ONE_TO_ONE, without=GAPS)
    await send_all(parts, earlier, supervision_id=OF_TWO)
    return children


async def hold_group(parts: Parts, children: Grouped) -> None:
    """Hold the group: of Sam's child one thing is missing again, of Joe's another one, for the first time."""
    await start_supervision(parts, PRIYA, group_plan(children.of_sam, children.of_joe))
    await write_in_group(parts, children.of_sam, without=["last_seen"])
    await write_in_group(parts, children.of_joe, without=["cultural_identity"])
    await send_all(parts, PRIYA, supervision_id=MEETING)


async def close(parts: Parts) -> None:
    await close_meeting(parts, after(PRIYA, 90), supervision_id=MEETING, closing=Closing())


async def test_what_was_missing_before_and_is_again_is_shown_by_worker_after_the_meeting(forest: Parts) -> None:
    await hold_group(forest, await meet_before(forest))
    await close(forest)

    press = replace(after(PRIYA, 91), key="a press that Slack sends again")
    found = await open_patterns(forest, press, supervision_id=MEETING)
    assert await open_patterns(forest, press, supervision_id=MEETING) == found

    sam, joe = found.workers
    assert (sam.worker, sam.records) == ("Sam Example", 2)
    (pattern,) = sam.patterns
    assert (pattern.question, pattern.asked) == (SEEN, 2)
    assert [(gap.held_on, gap.label) for gap in pattern.gaps] == [
        (START.date(), "AZ · 100001"),
        (after(PRIYA, -WEEK).today, "AZ · 100001"),
    ]
    assert (joe.worker, joe.records, joe.patterns) == ("Joe Example", 1, ())
    seen = await rows_of(forest, AuditEvent, AuditEvent.what == "patterns_opened")
    assert {(event.person_id, event.subject_id) for event in seen} == {("priya", "sam"), ("priya", "joe")}


async def test_nothing_is_shown_before_the_meeting_is_closed(forest: Parts) -> None:
    await hold_group(forest, await meet_before(forest))

    with pytest.raises(Refusal, match="close it first"):
        await open_patterns(forest, PRIYA, supervision_id=MEETING)
    card = await read_card(forest, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert not card.may_see_patterns
    await close(forest)
    card = await read_card(forest, after(PRIYA, 91), supervision_id=MEETING)
    assert card is not None
    assert card.may_see_patterns


@pytest.mark.parametrize("who", ["sam", "joe", "ben", "olu", "nell"])
async def test_presenter_attendees_the_line_above_and_strangers_are_refused(forest: Parts, who: str) -> None:
    await hold_group(forest, await meet_before(forest))
    await close(forest)

    with pytest.raises(Refusal, match="supervisor today"):
        await open_patterns(forest, replace(call_of(who, START), now=after(PRIYA, 91).now), supervision_id=MEETING)


async def test_a_supervisor_sees_the_workers_they_supervise_today_only(forest: Parts) -> None:
    await hold_group(forest, await meet_before(forest))
    await close(forest)

    found = await open_patterns(forest, call_of("tom", after(PRIYA, 91).now), supervision_id=MEETING)

    assert [one.worker for one in found.workers] == ["Sam Example"], "Tom stands in for Sam's supervisor, not Joe's"


async def test_a_stand_in_sees_nothing_of_a_restricted_child(forest: Parts) -> None:
    children = await meet_before(forest)
    await hold_group(forest, children)
    await close(forest)
    await restrict(forest, children.of_sam)

    (sam,) = (await open_patterns(forest, call_of("tom", after(PRIYA, 91).now), supervision_id=MEETING)).workers
    of_priya, _ = (await open_patterns(forest, after(PRIYA, 91), supervision_id=MEETING)).workers

    assert (sam.records, sam.patterns) == (0, ())
    assert of_priya.records == 2


async def test_six_records_are_looked_at_and_no_older_one(forest: Parts) -> None:
    children = await people_for_groups(forest)
    for weeks in range(8, 0, -1):
        earlier, meeting = after(PRIYA, -WEEK * weeks), f"{weeks:032x}"
        await start_supervision(forest, earlier, AgendaPlan(meeting, "sam", earlier.today, (children.of_sam,), ()))
        gaps = GAPS if weeks > 5 else ()  # the three oldest of eight; with the group's own, none of them counts twice
        await write_in_group(
            forest, children.of_sam, call=earlier, meeting=meeting, met=Format.ONE_TO_ONE, without=gaps
        )
        await send_all(forest, earlier, supervision_id=meeting)
    await hold_group(forest, children)
    await close(forest)

    sam, _joe = (await open_patterns(forest, after(PRIYA, 91), supervision_id=MEETING)).workers

    assert (sam.records, sam.patterns) == (6, ())


async def test_a_council_that_asks_nothing_about_the_file_has_no_button_for_it(parts: Parts) -> None:
    children = await people_for_groups(parts)
    await start_supervision(parts, PRIYA, group_plan(children.of_sam))
    await write_in_group(parts, children.of_sam)
    await send_all(parts, PRIYA, supervision_id=MEETING)
    await close(parts)

    card = await read_card(parts, after(PRIYA, 91), supervision_id=MEETING)

    assert card is not None
    assert not card.may_see_patterns


async def test_a_group_whose_form_asked_nothing_about_the_file_shows_that_after_a_change_of_pack(parts: Parts) -> None:
    await send_group(replace(parts, library=load_library(CONTENT, "default")))
    council = replace(parts, library=load_library(CONTENT, "bracknell-forest"))
    await close_meeting(council, after(PRIYA, 5), supervision_id=MEETING, closing=Closing(None, None))

    found = await open_patterns(council, after(PRIYA, 7), supervision_id=MEETING)

    assert {one.worker: (one.records, one.patterns) for one in found.workers} == {
        "Sam Example": (0, ()),
        "Joe Example": (0, ()),
    }
    seen = [row.subject_id for row in await rows_of(council, AuditEvent, AuditEvent.what == "patterns_opened")]
    assert sorted(seen) == ["joe", "sam"]
