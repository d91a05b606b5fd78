"""The wrong person pressing, submitting or reacting: nothing changes, and nothing is shown that is not theirs."""

import asyncio
import json
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from handlers.listeners import Who
from models import tables
from models.tables import Act, ActionEntry, Booking, ClockOverride, Record, Request, RequestVersion, Team, Version
from models.values.access import GrantPlan, Scope, Subject
from models.values.call import Call
from models.values.preparing import Given
from models.vocabulary import ActKind, ClockKind, MessageKind, Purpose, RecordKind
from models.workflow.access.grants import give_grant
from models.workflow.agreement import act
from models.workflow.clocks.bookings import book_supervision
from models.workflow.clocks.settling import set_override
from models.workflow.notes import start_note
from models.workflow.preparing import save_preparation
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import NotSeen
from tests.journeys.forge import forge, id_of
from tests.journeys.forged_presses import OWNED, Facts, Press, build_presses, build_questions
from tests.journeys.scene import Scene
from tests.journeys.steps import Meeting, begin
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "Nobody else may read that the grandmother moved out."
STRANGERS = ("amira", "owen", "tom")
"""An administrator, and two of another team."""

KEPT = (
    *("Supervision", "Attendance", "AgendaItem", "Mention", "Record", "Answer", "Version", "Addendum", "SmartAction"),
    *("ActionEntry", "Request", "RequestVersion", "Act", "AuditEvent", "ChildPriority", "Booking", "Preparation"),
    *("ClockOverride", "ClockDone", "Snooze", "PostedFile", "Filing", "Link", "Grant"),
)
"""The tables nobody without a part in a meeting may change by pressing."""
SEALED = re.compile(r"sealed_on=(None|datetime\.date\([^)]*\))")


@dataclass
class Secret:
    """A meeting of Priya and Sam that has something in every state."""

    meeting: Meeting
    facts: Facts
    message: Json


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def secret(scene: Scene) -> Secret:
    meeting = await begin(scene, in_depth=3, brief=1)
    await meeting.write(0, words=SECRET)
    await meeting.write(1, words=SECRET)
    await meeting.send()
    await meeting.write(2, words=SECRET)
    requests = await meeting.until_requests(2)
    facts = await find_facts(meeting)
    message = next(one for one in requests if facts.request in json.dumps(one["blocks"]))
    return Secret(meeting, facts, message)


async def find_facts(meeting: Meeting) -> Facts:
    """Have Sam ask for a change to one record, and collect every id there is."""
    scene = meeting.scene
    records = {row.child_id: row.id for row in await scene.rows(Record, Record.supervision_id == meeting.id)}
    first, second, draft = (records[child.id] for child in meeting.children[:3])
    versions = {row.record_id: row.id for row in await scene.rows(Version) if row.record_id in {first, second}}
    asked = {row.version_id: row.request_id for row in await scene.rows(RequestVersion)}
    sam = meeting.call(meeting.worker_id)
    await act(
        scene.parts,
        sam,
        request_id=asked[versions[second]],
        kind=ActKind.CHANGE_ASKED,
        comments=SECRET,
        at_last_page=True,
    )
    (done,) = await scene.rows(Act, Act.request_id == asked[versions[second]])
    (entry,) = await scene.rows(ActionEntry, ActionEntry.record_id == draft)
    notes = {urgent: uuid4().hex for urgent in (False, True)}
    for urgent, note in notes.items():
        child = meeting.children[3].id
        await start_note(scene.parts, meeting.call(), supervision_id=note, child_id=child, urgent=urgent)
    await save_preparation(scene.parts, sam, subject_id=meeting.children[2].id, given=Given(texts={"identity": SECRET}))
    day = meeting.call().today + timedelta(days=14)
    await book_supervision(scene.parts, meeting.call(), supervisee_id=meeting.worker_id, booked_on=day)
    (booking,) = await scene.rows(Booking)
    await set_override(
        scene.parts,
        meeting.call(),
        clock=ClockKind.CHILD,
        subject_id=meeting.children[3].id,
        every_days=14,
        due_on=None,
        until_on=meeting.call().today + timedelta(days=60),
        reason=SECRET,
    )
    (override,) = await scene.rows(ClockOverride)
    (team,) = await scene.rows(Team, Team.name == "Elm")
    nina = await scene.person_id("Nina")
    about = Subject(Scope.PERSON, meeting.worker_id)
    grant = await give_grant(
        scene.parts,
        Call(await scene.person_id("Helen"), scene.now()),
        GrantPlan(nina, Purpose.HUMAN_RESOURCES, about, scene.now().date(), SECRET),
    )
    return Facts(
        meeting,
        draft=draft,
        request=asked[versions[first]],
        asked_request=asked[versions[second]],
        waiting_record=first,
        asked_record=second,
        version=versions[first],
        act=done.id,
        action=entry.action_id,
        note=notes[False],
        urgent_note=notes[True],
        booking=booking.id,
        override=override.id,
        team=team.id,
        grant=grant,
    )


async def all_rows(scene: Scene) -> dict[str, list[str]]:
    """Return everything that stands in the tables; that the day was sealed meanwhile is nobody's press."""
    found = {name: await scene.rows(getattr(tables, name)) for name in KEPT}
    return {name: sorted(SEALED.sub("", repr(row)) for row in rows) for name, rows in found.items()}


async def press(town: Town, hands: Hands, one: Press) -> None:
    """Make one forged press from a modal of that person's own."""
    await hands.see()
    if not one.in_message and (hands.view is None or hands.view["view"].get("callback_id") != "start"):
        await hands.command("/supervision")
        await hands.until(lambda seen: seen["views"], waiting_for="a modal of their own")
    told = await forge(
        town.sandbox,
        hands,
        one.kind,
        one.name,
        value=one.value,
        place=one.place,
        state=one.state,
        in_message=one.in_message,
    )
    assert told.ok, f"{one.name} was not acknowledged: {told.ack}"


def gives_away(hands: Hands, meeting: Meeting) -> list[str]:
    """Return what of a meeting stands on somebody's screen."""
    seen = json.dumps(hands.seen, ensure_ascii=False)
    words = [SECRET, "These words were forged.", *(child.name for child in meeting.children)]
    return [word for word in words if word in seen]


def presses_for(facts: Facts, *but: Who) -> list[Press]:
    """Return every forged press, without those of people who may do more."""
    free = [id_of(one).rstrip(":") for one in OWNED if one.who in but]
    return [one for one in build_presses(facts) if not any(one.name.startswith(name) for name in free)]


def share(presses: list[Press], place: int, of: int) -> list[Press]:
    """Return one person's share of the presses; where there is time, all of them."""
    return presses if os.environ.get("SOAK") == "1" else presses[place::of]


@pytest.mark.parametrize("place", range(len(STRANGERS)), ids=STRANGERS)
async def test_somebody_without_a_part_changes_nothing_and_sees_nothing(
    town: Town, scene: Scene, secret: Secret, place: int
) -> None:
    hands = await scene.person(STRANGERS[place])
    before = await all_rows(scene)
    own = [Who.GIVER] if STRANGERS[place] == "owen" else []  # who says who may read, and reads nothing by that
    presses = [*presses_for(secret.facts, *own), *build_questions(secret.facts)]

    for one in share(presses, place, len(STRANGERS)):
        await press(town, hands, one)
        await hands.see()
        assert gives_away(hands, secret.meeting) == [], f"{one.name} gave something away"

    await asyncio.sleep(0.1)
    assert await all_rows(scene) == before


async def test_the_line_above_may_read_and_changes_nothing(town: Town, scene: Scene, secret: Secret) -> None:
    helen = await scene.person("helen")
    before = await all_rows(scene)

    presses = presses_for(secret.facts, Who.READER, Who.SETTLER, Who.FILER, Who.ANSWERING, Who.GIVER)
    for one in share(presses, 0, 2):
        await press(town, helen, one)

    assert await all_rows(scene) == before
    await press(town, helen, Press("action", "read_record", secret.facts.waiting_record, in_message=True))
    await helen.until_view(SECRET)
    with pytest.raises(NotSeen):
        await helen.click_button("Agree")


async def test_the_supervisee_cannot_write_send_close_or_discard_what_is_about_them(
    town: Town, scene: Scene, secret: Secret
) -> None:
    sam = await scene.person("sam")
    before = await all_rows(scene)

    presses = presses_for(secret.facts, Who.READER, Who.ADDRESSEE, Who.SELF, Who.ANSWERING)
    for one in share(presses, 1, 2):
        await press(town, sam, one)
        await sam.see()
        assert "These words were forged." not in json.dumps(sam.seen)

    assert await all_rows(scene) == before


async def test_the_supervisor_cannot_answer_in_the_name_of_the_one_who_was_asked(
    town: Town, scene: Scene, secret: Secret
) -> None:
    priya = await scene.person("priya")
    acts = await scene.rows(Act)

    for one in presses_for(secret.facts, Who.READER, Who.SUPERVISOR, Who.SETTLER, Who.FILER):
        await press(town, priya, one)

    assert await scene.rows(Act) == acts


@pytest.mark.parametrize("user", ["U0AMIRA", "U0PRIYA", "U0HELEN", "U0PIOTR", "U0MEERA", "U0SANDBOT"])
async def test_a_tick_by_anybody_but_the_one_who_was_asked_counts_for_nothing(
    town: Town, scene: Scene, secret: Secret, user: str
) -> None:
    acts = await scene.rows(Act)
    with town.sandbox.rooms.events.collected() as told:
        town.sandbox.workspace.emit(
            {
                "type": "reaction_added",
                "user": user,
                "reaction": "white_check_mark",
                "item_user": town.sandbox.workspace.app.bot_user_id,
                "item": {"type": "message", "channel": "D0SAM", "ts": secret.message["ts"]},
                "event_ts": town.sandbox.clock.next_ts(),
            }
        )
    assert [outcome.ok for outcome in await asyncio.gather(*told)] == [True]

    assert await scene.rows(Act) == acts
    await secret.meeting.until_says(secret.message, "waiting for your answer")


async def test_a_stand_in_may_start_write_and_send_and_hears_the_answer(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, by="priya", about="rosa")

    (message,) = await meeting.asked()
    await meeting.read(message)
    await meeting.worker.click_button("Ask for a change")
    await meeting.worker.until_view("What should change?")
    await meeting.worker.type_into("What should change?", "It was Gran.")
    await meeting.worker.submit()

    asked = await meeting.until_told(MessageKind.CHANGE_ASKED)
    await meeting.supervisor.click_button("Open and mend", message=asked)
    await meeting.supervisor.until_view("It was Gran.")


async def test_a_record_of_the_brief_kind_can_be_opened_by_those_who_may_only(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, by="tom", about="grace", in_depth=0, brief=1)
    await meeting.write(0, RecordKind.BRIEF, SECRET)
    await meeting.send()
    await meeting.until_requests(1)
    (request,) = await scene.rows(Request, Request.supervision_id == meeting.id)
    dan = await scene.person("dan")

    await press(town, dan, Press("action", "read_request", request.id, in_message=True))

    await dan.until_view("may read this")
    assert gives_away(dan, meeting) == []


async def test_the_same_presses_by_those_they_belong_to_do_something(town: Town, scene: Scene, secret: Secret) -> None:
    priya, sam = await scene.person("priya"), await scene.person("sam")
    presses = {(one.kind, one.name): one for one in build_presses(secret.facts)}
    before = await all_rows(scene)

    await press(town, priya, presses["action", "record_save"])
    written = await all_rows(scene)
    await press(town, sam, presses["action", "agree"])

    assert written["Answer"] != before["Answer"]
    assert (await all_rows(scene))["Act"] != written["Act"]
