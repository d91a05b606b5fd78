"""Two devices on one record: what does not clash is merged in silence, what does waits for a choice."""

import asyncio
from dataclasses import replace

import pytest

from models.database import Database, build_engine
from models.rules.conflict import Choice
from models.values.errors import Conflict
from models.values.record import Clash, SectionView
from models.vocabulary import ActionState
from models.workflow.clashes import read_clash, settle_clash
from models.workflow.parts import Parts
from models.workflow.sending import read_through
from tests.conftest import START
from tests.support.council import make_team
from tests.support.writing import OUTCOMES, PROGRESS, Writing

MEETING = "a" * 32
ACTION = "1" * 32


async def begin(parts: Parts) -> tuple[Writing, str]:
    [child] = await make_team(parts, START, last_discussed={"AB": 60})
    writing = Writing(parts, START, MEETING)
    await writing.start(in_depth=(child,))
    return writing, child


def text_of(step: SectionView, place: int = 0) -> str:
    field = step.fields[place]
    return "" if field.answer is None else field.question.show(field.answer)


async def the_clash(writing: Writing, child: str) -> Clash:
    clash = await read_clash(writing.parts, writing.call, supervision_id=MEETING, subject_id=child)
    assert clash is not None
    return clash


async def both_write(writing: Writing, child: str) -> None:
    """Let laptop and phone write the same answer without seeing each other's."""
    await writing.see(child, "progress", view="laptop")
    await writing.see(child, "progress", view="phone")
    await writing.write(child, "progress", {"progress": "From the laptop."}, view="laptop")
    saved = await writing.write(child, "progress", {"progress": "From the phone."}, view="phone")
    assert saved.clashes == ("progress",)


async def test_different_answers_are_merged_in_silence(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.see(child, "outcomes", view="laptop")
    await writing.see(child, "progress", view="phone")
    one = await writing.write(child, "outcomes", {"desired_outcomes": OUTCOMES}, view="laptop")
    other = await writing.write(child, "progress", {"progress": PROGRESS}, view="phone")
    assert (one.clashes, other.clashes) == ((), ())
    assert text_of(await writing.see(child, "outcomes")) == OUTCOMES
    assert text_of(await writing.see(child, "progress")) == PROGRESS


async def test_a_screen_that_only_shows_the_old_text_is_told_to_draw_the_new_one(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write(child, "progress", {"progress": "Before."})
    await writing.see(child, "progress", view="laptop")
    await writing.see(child, "progress", view="phone")
    await writing.write(child, "progress", {"progress": "After."}, view="laptop")
    saved = await writing.write(child, "progress", {"progress": "Before."}, view="phone")
    assert (saved.stale, saved.clashes) == (("progress",), ())
    assert text_of(await writing.see(child, "progress")) == "After."


async def test_a_box_that_was_not_on_the_screen_is_drawn_again_when_another_device_wrote_it(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.see(child, "outcomes", view="phone")
    await writing.write(child, "outcomes", {"desired_outcomes": OUTCOMES}, view="laptop")
    saved = await writing.write(child, "outcomes", {}, view="phone")
    assert saved.stale == ("desired_outcomes",)


async def test_the_same_text_from_both_is_no_clash(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write(child, "progress", {"progress": PROGRESS}, view="laptop")
    saved = await writing.write(child, "progress", {"progress": PROGRESS}, view="phone")
    assert (saved.changed, saved.clashes) == (False, ())


async def test_both_texts_are_shown_with_who_wrote_them_and_nothing_can_be_sent_meanwhile(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write_in_depth(child)
    writing.seen["laptop"] = writing.seen["phone"] = 2
    await both_write(writing, child)
    clash = await the_clash(writing, child)
    assert (clash.theirs, clash.mine, clash.left) == ("From the laptop.", "From the phone.", 1)
    assert (clash.theirs_by, clash.mine_by) == ("Priya Example", "Priya Example")
    assert (await writing.see(child, "progress")).clashes == 1
    [record] = (await read_through(parts, writing.call, supervision_id=MEETING)).records
    assert any("two texts" in lack.words for lack in record.lacking)


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (Choice.THEIRS, "From the laptop."),
        (Choice.MINE, "From the phone."),
        (Choice.BOTH, "From the laptop.\n\nFrom the phone."),
    ],
)
async def test_what_a_person_chooses_is_stored(parts: Parts, choice: Choice, kept: str) -> None:
    writing, child = await begin(parts)
    await both_write(writing, child)
    clash = await the_clash(writing, child)
    await settle_clash(
        parts,
        writing.call,
        writing.page(child, "phone"),
        subject=clash.subject,
        parked=clash.parked,
        choice=choice,
    )
    assert text_of(await writing.see(child, "progress")) == kept
    assert await read_clash(parts, writing.call, supervision_id=MEETING, subject_id=child) is None


async def test_typing_on_while_two_texts_wait_keeps_the_newest_of_each(parts: Parts) -> None:
    writing, child = await begin(parts)
    await both_write(writing, child)
    await writing.write(child, "progress", {"progress": "From the phone, and more."}, view="phone")
    await writing.write(child, "progress", {"progress": "From the laptop, and more."}, view="laptop")
    clash = await the_clash(writing, child)
    assert (clash.theirs, clash.mine) == ("From the laptop, and more.", "From the phone, and more.")


async def test_a_choice_made_twice_is_refused_the_second_time(parts: Parts) -> None:
    writing, child = await begin(parts)
    await both_write(writing, child)
    clash = await the_clash(writing, child)
    page = writing.page(child, "phone")
    await settle_clash(parts, writing.call, page, subject=clash.subject, parked=clash.parked, choice=Choice.MINE)
    with pytest.raises(Conflict):
        await settle_clash(parts, writing.call, page, subject=clash.subject, parked=clash.parked, choice=Choice.THEIRS)


async def test_the_other_screen_gives_way_to_the_choice_without_asking_again(parts: Parts) -> None:
    writing, child = await begin(parts)
    await both_write(writing, child)
    clash = await the_clash(writing, child)
    await settle_clash(
        parts,
        writing.call,
        writing.page(child, "phone"),
        subject=clash.subject,
        parked=clash.parked,
        choice=Choice.MINE,
    )
    saved = await writing.write(child, "progress", {"progress": "From the laptop."}, view="laptop")
    assert (saved.stale, saved.clashes) == (("progress",), ())


async def test_an_older_letter_that_arrives_late_does_not_replace_a_newer_one(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.write(child, "progress", {"progress": "Sett"}, stamp="1772442000.000100")
    await writing.write(child, "progress", {"progress": "Settled"}, stamp="1772442000.000300")
    saved = await writing.write(child, "progress", {"progress": "Settl"}, stamp="1772442000.000200")
    assert not saved.changed
    assert text_of(await writing.see(child, "progress")) == "Settled"


async def test_two_devices_that_begin_a_record_at_once_make_one_and_lose_nothing(
    parts: Parts, database_url: str
) -> None:
    # What is asked here is what becomes of both, not how long a busy machine keeps the second waiting.
    patient = Database(build_engine(database_url, patience=20))
    writing, child = await begin(replace(parts, database=patient))
    one, other = await asyncio.gather(
        writing.write(child, "progress", {"progress": "From the laptop."}, view="laptop"),
        writing.write(child, "progress", {"progress": "From the phone."}, view="phone"),
    )
    await patient.close()
    assert sorted([one.clashes, other.clashes]) == [(), ("progress",)]
    clash = await read_clash(parts, writing.call, supervision_id=MEETING, subject_id=child)
    assert clash is not None
    assert {clash.theirs, clash.mine} == {"From the laptop.", "From the phone."}


async def test_an_action_written_on_two_devices_waits_for_a_choice_too(parts: Parts) -> None:
    writing, child = await begin(parts)
    await writing.act(child, ACTION, view="laptop", what="Ring the school nurse on Monday")
    saved = await writing.act(child, ACTION, view="phone", what="Write to the school nurse", state=ActionState.OPEN)
    assert saved.clashes == (ACTION,)
    clash = await the_clash(writing, child)
    assert clash.is_action
    assert not clash.can_keep_both
    assert "Ring the school nurse" in clash.theirs
    assert "Write to the school nurse" in clash.mine
    await settle_clash(
        parts,
        writing.call,
        writing.page(child, "phone"),
        subject=ACTION,
        parked=clash.parked,
        choice=Choice.MINE,
    )
    step = await writing.see(child, "actions")
    assert step.actions is not None
    assert [line.now.what for line in step.actions] == ["Write to the school nurse"]
