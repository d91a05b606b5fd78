"""Letting go of filed text: what goes, what stays for the next supervision, and everything that still opens."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from models.rules.retention import LET_GO_AFTER_FILING
from models.tables import (
    Act,
    ActionEntry,
    Addendum,
    Answer,
    Attendance,
    AuditEvent,
    CarriedAnswer,
    Child,
    Disposal,
    Link,
    Person,
    Record,
    SmartAction,
    Version,
)
from models.values.errors import Refusal
from models.values.record import SectionView
from models.vocabulary import ActionState, ActKind, Kept, LinkKind, RecordState
from models.workflow.addenda import open_addendum
from models.workflow.agreement import act
from models.workflow.full_text import read_text
from models.workflow.home import read_home
from models.workflow.overview import read_overview
from models.workflow.parts import Options, Parts
from models.workflow.reading import open_record, open_request, read_request
from models.workflow.record import open_record as open_hub
from models.workflow.record import read_section
from models.workflow.retention import purging
from models.workflow.retention.holds import end_hold, find_child, find_person, set_hold
from models.workflow.retention.log import read_log
from models.workflow.retention.purging import purge
from models.workflow.sending import read_through
from models.workflow.waiting import read_answer
from tests.conftest import START
from tests.support.council import call_of, make_team
from tests.support.letting_go import agree_all, close_child, file_everything, hold_meeting, make_keeper, purge_after
from tests.support.meetings import requests_to, rows_of
from tests.support.personal import on_made_up_forms
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is decided before a database is asked needs only one kind of them."""


@dataclass
class Scene:
    parts: Parts
    first: Writing
    child: str
    actions: list[str]

    async def meet(self, number: int, *, brief: bool = False, agreed: bool = True, filed: bool = True) -> Writing:
        meeting, made = await hold_meeting(self.first, number, [self.child], brief=brief)
        self.actions += made
        at = meeting.now + timedelta(hours=1)
        if agreed:
            await agree_all(self.parts, at)
        if filed:
            await file_everything(self.parts, at + timedelta(days=1))
        return meeting

    async def record(self, meeting: Writing) -> Record:
        found: Record
        (found,) = await rows_of(self.parts, Record, Record.supervision_id == meeting.meeting)
        return found

    async def sections(self, meeting: Writing) -> list[SectionView]:
        """Open the next supervision as its supervisor would: every step of the child's record."""
        hub = await open_hub(self.parts, meeting.call, supervision_id=meeting.meeting, subject_id=self.child)
        return [
            await read_section(
                self.parts, meeting.call, supervision_id=meeting.meeting, subject_id=self.child, section_id=line.id
            )
            for line in hub.sections
        ]

    async def words(self) -> str:
        """Return everything of meetings that can still be read by anybody with the keys."""
        said = []
        for version in await rows_of(self.parts, Version):
            if version.document is not None:
                reading = await open_record(self.parts, self.first.call, record_id=version.record_id)
                said += [one.document.canonical() for one in reading.versions]
        return "\n".join(said)


@pytest.fixture
async def scene(parts: Parts, tmp_path: Path) -> Scene:
    child, _ = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    made_up = on_made_up_forms(parts, tmp_path)
    return Scene(made_up, Writing(made_up, START, "0" * 32), child, [])


async def test_filed_text_goes_and_what_happened_stays(scene: Scene) -> None:
    first, second = await scene.meet(1), await scene.meet(2)
    before = await scene.record(first)
    (version,) = await rows_of(scene.parts, Version, Version.record_id == before.id)

    gone = await purge_after(scene.parts, second.now)

    assert gone.records == 1
    record = await scene.record(first)
    (after,) = await rows_of(scene.parts, Version, Version.record_id == record.id)
    assert record.purged_at is not None
    assert (after.document, after.nonce) == (None, None)
    assert (after.facts, after.mac, after.hash, after.state) == (
        version.facts,
        version.mac,
        version.hash,
        version.state,
    )
    assert await rows_of(scene.parts, Answer, Answer.record_id == record.id) == []
    assert [one.kind for one in await rows_of(scene.parts, Act)] == [ActKind.AGREED, ActKind.AGREED]
    (logged,) = await rows_of(scene.parts, Disposal)
    assert (logged.kept, logged.record_id, logged.child_id) == (Kept.CASEWORK_TEXT, record.id, scene.child)
    assert logged.done_at is not None
    (line,) = await read_log(scene.parts)
    assert (line.record_id, line.subject_id, line.confirmed_by) == (record.id, scene.child, None)
    (link,) = await rows_of(scene.parts, Link, Link.kind == LinkKind.PURGED)
    assert (link.record_id, link.row_id, link.hash) == (record.id, logged.id, record.head)
    assert len(await rows_of(scene.parts, AuditEvent, AuditEvent.what == "purged")) == 1
    assert "New: mark1." not in await scene.words()
    assert "New: mark2." in await scene.words(), "the latest completed record of an open child stays"


async def test_outcomes_stay_until_a_filed_record_says_them_anew_or_the_child_closes(scene: Scene) -> None:
    await scene.meet(1)
    brief = await scene.meet(2, brief=True, filed=False)
    await purge_after(scene.parts, brief.now)
    names = {row.question for row in await rows_of(scene.parts, CarriedAnswer)}
    assert {"outcomes", "progress"} <= names

    second_filed = brief.now + timedelta(days=40)
    await file_everything(scene.parts, second_filed)
    await purge_after(scene.parts, second_filed, days=1)
    kept = await rows_of(scene.parts, CarriedAnswer, CarriedAnswer.question == "outcomes")
    record = await scene.record(brief)
    versions = {one.id for one in await rows_of(scene.parts, Version, Version.record_id == record.id)}
    assert {one.version_id for one in kept} == versions, "only what the newer, filed record says"

    await close_child(scene.parts, scene.child, (second_filed + timedelta(days=2)).date())
    await purge(scene.parts, second_filed + timedelta(days=60))
    assert await rows_of(scene.parts, CarriedAnswer) == []
    assert all(record.purged_at for record in await rows_of(scene.parts, Record)), "of a closed child the latest too"
    assert [entry.text for entry in await rows_of(scene.parts, ActionEntry)] == [b""] * 4
    assert {one.state for one in await rows_of(scene.parts, SmartAction)} == {ActionState.OPEN}, "the rows stay (I20)"


@on_sqlite
@pytest.mark.parametrize("meetings", [3, pytest.param(26, marks=pytest.mark.soak)])
async def test_over_years_each_supervision_opens_as_it_must_and_little_is_kept(scene: Scene, meetings: int) -> None:
    for number in range(1, meetings + 1):
        held = await scene.meet(number, brief=number % 3 == 1)
        if number % 5 and number < meetings:
            await purge(scene.parts, held.now + timedelta(days=14))
            continue
        following = scene.first.later(f"{1000 + number:032x}", weeks=4 * number + 3)
        await following.start(in_depth=(scene.child,))
        before = await scene.sections(following)
        await purge(scene.parts, held.now + timedelta(days=14))
        after = await scene.sections(following)
        assert after == before, number
    left = [one for one in await rows_of(scene.parts, Version) if one.document is not None]
    assert len(left) <= 2, "the latest completed one, and one whose days are not over"
    fields = {field.question.id: field for step in after for field in step.fields}
    assert fields["standing"].answer is not None
    assert fields["standing"].answer.value() == {"text": f"Stands: mark{meetings}."}
    assert fields["fresh"].earlier is not None
    assert fields["fresh"].earlier.text == f"New: mark{meetings}."
    (actions,) = [step.actions for step in after if step.actions is not None]
    said = [line.now.what for line in actions]
    assert said == [f"Do: mark{number}" for number in range(1, meetings + 1)], "open ones with their words"


@on_sqlite
async def test_what_waits_stays_however_long_and_a_late_answer_until_its_outcome_is_pasted(scene: Scene) -> None:
    scene.parts = scene.first.parts = replace(scene.parts, options=Options(record_in_dm="full"))
    await close_child(scene.parts, scene.child, (START + timedelta(days=400)).date())
    first = await scene.meet(1, agreed=False)
    (request,) = await requests_to(scene.parts, "sam")
    assert "New: mark1." in (await read_text(scene.parts, request, 1)).text
    assert (await purge(scene.parts, START + timedelta(days=2000))).records == 0
    await agree_all(scene.parts, first.now + timedelta(days=3))
    assert (await purge(scene.parts, START + timedelta(days=2000))).records == 0
    await file_everything(scene.parts, first.now + timedelta(days=4))
    assert (await purge(scene.parts, START + timedelta(days=2000))).records == 1
    posted = await read_text(scene.parts, request, 1)
    assert (posted.text, posted.taken_away) == ("", True), "what was posted whole is taken away with it"


@on_sqlite
async def test_words_of_a_closed_action_go_with_the_record_that_closed_it(scene: Scene) -> None:
    await scene.meet(1)
    meeting = scene.first.later(f"{2:032x}", weeks=8)
    await meeting.start(in_depth=(scene.child,))
    await meeting.see(scene.child)
    await meeting.write(scene.child, "talk", {"standing": "Stands: two.", "fresh": "New: two."})
    await meeting.see(scene.child, "actions")
    await meeting.act(scene.child, scene.actions[0], state=ActionState.ACHIEVED, outcome="It was done.")
    await meeting.send()
    await agree_all(scene.parts, meeting.now)
    await file_everything(scene.parts, meeting.now)
    await purge_after(scene.parts, meeting.now)
    first_words = await rows_of(scene.parts, ActionEntry, ActionEntry.record_id == (await scene.record(meeting)).id)
    assert all(entry.text for entry in first_words), "the record that closed it is the latest, and keeps its words"

    third = await scene.meet(3)
    await purge_after(scene.parts, third.now)
    entries = await rows_of(scene.parts, ActionEntry, ActionEntry.action_id == scene.actions[0])
    assert entries
    assert all(entry.text == b"" for entry in entries)
    (action,) = await rows_of(scene.parts, SmartAction, SmartAction.id == scene.actions[0])
    assert (action.state, action.owner_id) == (ActionState.ACHIEVED, "sam"), "hidden, never erased (I20)"
    following = scene.first.later("f" * 32, weeks=20)
    await following.start(in_depth=(scene.child,))
    lines = [line for step in await scene.sections(following) for line in step.actions or ()]
    assert scene.actions[0] not in {line.id for line in lines}


@on_sqlite
async def test_everything_that_showed_the_record_still_opens_and_says_what_became_of_it(scene: Scene) -> None:
    first = await scene.meet(1, agreed=False, filed=False)
    (request,) = await requests_to(scene.parts, "sam")
    sam = call_of("sam", first.now + timedelta(hours=1))
    words = "I said it otherwise."
    await act(
        scene.parts, sam, request_id=request, kind=ActKind.AGREED_WITH_COMMENTS, comments=words, at_last_page=True
    )
    await file_everything(scene.parts, first.now + timedelta(days=1))
    late = replace(sam, now=first.now + timedelta(days=3))
    await act(
        scene.parts, late, request_id=request, kind=ActKind.COMMENTED, comments="One thing more.", at_last_page=True
    )
    second = await scene.meet(2)
    await purge_after(scene.parts, second.now)
    record = await scene.record(first)
    later = replace(second.call, now=second.now + timedelta(days=40))

    asked = await read_request(scene.parts, request)
    assert asked is not None
    (version,) = asked.versions
    assert (version.label, version.state) == ("AB · 100001", RecordState.COMPLETE)
    assert (version.let_go, version.actions) == (LET_GO_AFTER_FILING, None)
    reading = await open_record(scene.parts, later, record_id=record.id)
    (shown,) = reading.versions
    assert (shown.let_go, reading.may_add) == (LET_GO_AFTER_FILING, False)
    assert [one.text for one in shown.agreed.comments] == ["One thing more."], (
        "written after the paste, it is nowhere else"
    )
    assert (shown.document.subject.name, shown.document.sections) == ("Child AB", ())
    assert [party.name for party in shown.document.parties if party.required] == ["Sam Example"]
    mine = await open_request(scene.parts, replace(sam, now=later.now), request_id=request)
    assert mine.versions[0].let_go == LET_GO_AFTER_FILING
    (given,) = await rows_of(scene.parts, Act, Act.kind == ActKind.AGREED_WITH_COMMENTS)
    assert (given.comments, bool(given.mac)) == (None, True)
    assert (await read_answer(scene.parts, given.id)).comments == ""
    assert (await read_overview(scene.parts, later, supervision_id=first.meeting)).rows
    through = await read_through(scene.parts, later, supervision_id=first.meeting)
    assert [(one.name, one.state) for one in through.sent] == [("Child AB", RecordState.COMPLETE)]
    assert await read_home(scene.parts, later) is not None
    await open_hub(scene.parts, later, supervision_id=first.meeting, subject_id=scene.child)
    for refused in (
        act(scene.parts, replace(sam, now=later.now), request_id=request, kind=ActKind.COMMENTED, comments="And?"),
        open_addendum(scene.parts, later, record_id=record.id),
    ):
        with pytest.raises(Refusal, match="let go after filing"):
            await refused


@on_sqlite
async def test_a_hold_on_the_child_or_on_who_was_there_beats_every_timer(scene: Scene) -> None:
    await make_keeper(scene.parts)
    await scene.meet(1)
    second = await scene.meet(2)
    keeper = call_of("ada", second.now)
    async with scene.parts.read() as session:
        subjects: list[Child | Person] = [await find_child(session, "100001"), await find_person(session, "S-sam")]
    for subject in subjects:
        await set_hold(scene.parts, keeper, subject=subject, reason="A complaint is open.")
        assert (await purge_after(scene.parts, second.now, days=2000)).records == 0
        with pytest.raises(Refusal, match="already"):
            await set_hold(scene.parts, keeper, subject=subject, reason="Again.")
        await end_hold(scene.parts, keeper, subject=subject)
    with pytest.raises(Refusal, match="administrator"):
        await set_hold(scene.parts, second.call, subject=subjects[0], reason="Mine.")
    assert (await purge_after(scene.parts, second.now, days=2000)).records == 1


@on_sqlite
@pytest.mark.parametrize("on_the_child", [True, False])
async def test_a_hold_keeps_what_the_next_sending_would_have_pushed_out(scene: Scene, *, on_the_child: bool) -> None:
    await make_keeper(scene.parts)
    first = await scene.meet(1)
    keeper = call_of("ada", first.now)
    async with scene.parts.read() as session:
        held: Child | Person
        held = await find_child(session, "100001") if on_the_child else await find_person(session, "S-sam")
    await set_hold(scene.parts, keeper, subject=held, reason="A complaint is open.")
    versions = {one.id for one in await rows_of(scene.parts, Version)}
    before = {one.id for one in await rows_of(scene.parts, CarriedAnswer, col(CarriedAnswer.version_id).in_(versions))}
    assert before
    for number in range(2, 9):
        await scene.meet(number)

    kept = {one.id for one in await rows_of(scene.parts, CarriedAnswer)}
    assert before <= kept
    await end_hold(scene.parts, keeper, subject=held)
    await scene.meet(9)
    assert not before & {one.id for one in await rows_of(scene.parts, CarriedAnswer)}


@on_sqlite
async def test_a_hold_on_who_was_at_an_earlier_meeting_keeps_what_that_one_handed_on(scene: Scene) -> None:
    await make_keeper(scene.parts)
    first = await scene.meet(1)
    brief = await scene.meet(2, brief=True, filed=False)
    assert (await purge_after(scene.parts, brief.now)).records == 1
    of_first = {row.id for row in await rows_of(scene.parts, CarriedAnswer)}
    async with scene.parts.database.write(None, brief.now) as session:
        at_the_first = update(Attendance).where(col(Attendance.supervision_id) == first.meeting)
        await session.exec(at_the_first.where(col(Attendance.person_id) == "priya").values(person_id="ada"))
    async with scene.parts.read() as session:
        ada = await find_person(session, "S-ada")
    await set_hold(scene.parts, call_of("ada", brief.now), subject=ada, reason="A complaint is open.")
    await close_child(scene.parts, scene.child, brief.now.date())
    await file_everything(scene.parts, brief.now)

    assert (await purge_after(scene.parts, brief.now)).records == 1, "nobody who is held was at the second meeting"
    assert {row.id for row in await rows_of(scene.parts, CarriedAnswer)} == of_first

    await end_hold(scene.parts, call_of("ada", brief.now), subject=ada)
    assert (await purge_after(scene.parts, brief.now)).handed_on == 1
    assert await rows_of(scene.parts, CarriedAnswer) == []


POINTS = ("_forget_comments", "_forget_prepared", "_forget_outside", "add_link", "_show", "_let_handed_on_go")


@on_sqlite
async def test_killed_at_any_point_nothing_is_half_gone_and_the_next_night_goes_on(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.meet(1)
    last = await scene.meet(2)
    await close_child(scene.parts, scene.child, last.now.date())
    night = last.now + timedelta(days=40)
    whole = await _gone(scene)

    async def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for point in POINTS:
        with monkeypatch.context() as patched:
            patched.setattr(purging, point, die)
            with pytest.raises(KeyboardInterrupt):
                await purge(scene.parts, night)
        assert await _gone(scene) == whole, point
    steps = iter([True, False])
    assert (await purge(scene.parts, night, lambda: next(steps, False))).records == 1, "no time for more that night"
    assert (await purge(scene.parts, night)).records == 1
    assert (await purge(scene.parts, night)).records == 0


async def _gone(scene: Scene) -> tuple[int, ...]:
    """Count what is there, and what has gone."""
    async with scene.parts.read() as session:
        there = (await session.exec(select(Version).where(col(Version.document).is_not(None)))).all()
        answers = (await session.exec(select(Answer))).all()
        purged = (await session.exec(select(Record).where(col(Record.purged_at).is_not(None)))).all()
    tables = (Disposal, Link, Addendum, CarriedAnswer)
    return (len(there), len(answers), len(purged), *[len(await rows_of(scene.parts, one)) for one in tables])
