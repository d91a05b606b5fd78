"""The earlier points of a scale stand beside it: of this child, of meetings up to this one, and not without end."""

import pytest
from sqlmodel import col, select

from models.forms import ScaleAnswer, TextAnswer
from models.tables import CarriedAnswer, LegalHold
from models.values.errors import Missing
from models.values.record import Earlier
from models.workflow.carried import KEPT, KEPT_OF_A_SCALE
from models.workflow.parts import Parts
from models.workflow.record import read_earlier
from tests.conftest import START
from tests.models.workflow.test_actions import ask_for_change
from tests.support.council import make_team
from tests.support.meetings import rows_of
from tests.support.next_steps import under_policy, write_needed
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns


@pytest.fixture
async def coventry(parts: Parts) -> Parts:
    return under_policy(parts, "coventry")


async def begin(parts: Parts) -> tuple[Writing, str, str]:
    """Return the time from which meetings are held, and two children of Sam's."""
    child, other = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50})
    return Writing(parts, START, "0" * 32), child, other


def section_of(writing: Writing) -> str:
    """Return the section of the scale."""
    form = next(form for form in writing.parts.library.forms.values() if form.id == "coventry-casework")
    return next(section.id for section in form.sections if any(one.id == "safety" for one in section.questions))


async def hold(writing: Writing, child: str, *points: int | None, first: int = 1) -> list[Writing]:
    """Hold a meeting for each point, four weeks apart, and send it; None is not scaled."""
    held = []
    for number, point in enumerate(points, first):
        meeting = writing.later(f"{number:032x}", weeks=4 * (number - 1))
        await meeting.start(in_depth=(child,))
        await write_needed(meeting, child)
        await say(meeting, child, point)
        await meeting.send()
        held.append(meeting)
    return held


async def say(meeting: Writing, child: str, point: int | None) -> None:
    answer = ScaleAnswer(unscaled=True) if point is None else ScaleAnswer(point=point)
    await meeting.see(child, section_of(meeting))
    await meeting.write(child, section_of(meeting), {"safety": answer})


async def beside(meeting: Writing, child: str) -> Earlier | None:
    step = await meeting.see(child, section_of(meeting))
    return next(field.earlier for field in step.fields if field.question.id == "safety")


def lines(earlier: Earlier | None) -> list[str]:
    """Return each line without the ends of the scale, which are said once."""
    return [] if earlier is None else [line.split(" (")[0] for line in earlier.text.splitlines()]


async def test_the_points_of_earlier_meetings_stand_there_newest_first_with_those_not_scaled(coventry: Parts) -> None:
    writing, child, other = await begin(coventry)
    await hold(writing, child, 4, None, 6)
    following = writing.later("f" * 32, weeks=12)
    await following.start(in_depth=(child, other))
    earlier = await beside(following, child)
    assert lines(earlier) == ["6 on 27 April 2026", "Not scaled on 30 March 2026", "4 on 2 March 2026"]
    assert earlier is not None
    assert earlier.text.count("0 is “No safety”") == 1
    assert await beside(following, other) is None


async def test_six_points_are_kept_and_of_a_text_two_answers_as_before(coventry: Parts) -> None:
    writing, child, _ = await begin(coventry)
    await hold(writing, child, *range(9))
    following = writing.later("f" * 32, weeks=36)
    await following.start(in_depth=(child,))
    assert [line.split()[0] for line in lines(await beside(following, child))] == ["8", "7", "6", "5", "4", "3"]
    async with coventry.read() as session:
        names = (await session.exec(select(CarriedAnswer.question))).all()
        texts = (await session.exec(select(CarriedAnswer.text).where(col(CarriedAnswer.question) == "safety"))).all()
    assert names.count("safety") == KEPT_OF_A_SCALE
    assert {names.count(name) for name in names if name != "safety"} == {KEPT}
    assert all(b"safety" not in text for text in texts)


async def test_a_hold_keeps_more_points_and_shows_as_many_as_ever(coventry: Parts) -> None:
    writing, child, _ = await begin(coventry)
    async with coventry.database.write(None, START) as session:
        session.add(LegalHold(child_id=child, text=b"sealed", set_by="priya", set_at=START))
    await hold(writing, child, *range(9))
    following = writing.later("f" * 32, weeks=36)
    await following.start(in_depth=(child,))
    assert [line.split()[0] for line in lines(await beside(following, child))] == ["8", "7", "6", "5", "4", "3"]
    names = [row.question for row in await rows_of(coventry, CarriedAnswer)]
    assert names.count("safety") == 9


async def test_a_record_of_another_form_takes_no_point_away(coventry: Parts, parts: Parts) -> None:
    writing, child, _ = await begin(coventry)
    await hold(writing, child, 4, 5, 6)
    between = Writing(under_policy(parts, "mosaic"), writing.later("", weeks=12).now, "e" * 32)
    await between.start(in_depth=(child,))
    await between.write_in_depth(child)
    await between.send()
    following = writing.later("f" * 32, weeks=16)
    await following.start(in_depth=(child,))
    assert [line.split()[0] for line in lines(await beside(following, child))] == ["6", "5", "4"]


async def test_a_record_written_up_late_is_given_no_point_of_a_later_meeting(coventry: Parts) -> None:
    writing, child, _ = await begin(coventry)
    late = writing.later("d" * 32, weeks=2)
    await hold(writing, child, 4)
    await late.start(in_depth=(child,))
    await hold(writing, child, 7, first=2)
    assert lines(await beside(late, child)) == ["4 on 2 March 2026"]


async def test_a_record_being_mended_shows_neither_its_own_point_nor_a_later_one(coventry: Parts) -> None:
    writing, child, _ = await begin(coventry)
    first, second = await hold(writing, child, 4, 7)
    await ask_for_change_to(second, child)
    await hold(writing, child, 9, first=3)
    assert lines(await beside(second, child)) == ["4 on 2 March 2026"]
    await say(second, child, 6)
    await second.send()
    following = first.later("f" * 32, weeks=12)
    await following.start(in_depth=(child,))
    assert [line.split()[0] for line in lines(await beside(following, child))] == ["9", "6", "4"]


async def ask_for_change_to(meeting: Writing, child: str) -> None:
    await ask_for_change(meeting.parts, child, meeting.meeting)


async def test_all_of_it_can_be_read_in_full_and_nothing_where_there_is_none(coventry: Parts) -> None:
    writing, child, other = await begin(coventry)
    await hold(writing, child, 4, 5)
    following = writing.later("f" * 32, weeks=8)
    await following.start(in_depth=(child, other))
    ids = {"supervision_id": following.meeting, "question_id": "safety"}
    _, earlier = await read_earlier(coventry, following.call, subject_id=child, **ids)
    assert earlier == await beside(following, child)
    with pytest.raises(Missing):
        await read_earlier(coventry, following.call, subject_id=other, **ids)


async def test_other_questions_show_the_last_answer_only(coventry: Parts) -> None:
    writing, child, _ = await begin(coventry)
    section = section_of(writing)
    for number, words in enumerate(("Aunt helps.", "Mum rang us."), 1):
        meeting = writing.later(f"{number:032x}", weeks=4 * number)
        await meeting.start(in_depth=(child,))
        await write_needed(meeting, child)
        await meeting.see(child, section)
        await meeting.write(child, section, {"working_well": TextAnswer(text=words)})
        await meeting.send()
    following = writing.later("f" * 32, weeks=12)
    await following.start(in_depth=(child,))
    step = await following.see(child, section)
    earlier = next(field.earlier for field in step.fields if field.question.id == "working_well")
    assert earlier is not None
    assert (earlier.text, earlier.several) == ("Mum rang us.", False)
