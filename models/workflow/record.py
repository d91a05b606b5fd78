"""Reading a record while it is written: its hub, its steps, and earlier answers in full."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.content import Library
from models.forms import ActionsQuestion, AnsweredQuestion, Prompt, ScaleQuestion, Section
from models.rules.own_actions import group_by_owner
from models.rules.points import points_words
from models.rules.prompts import mix_prompts
from models.rules.proposals import is_next_step
from models.values.action import ActionLine
from models.values.call import Call
from models.values.errors import Missing
from models.values.preparing import Prepared
from models.values.record import (
    AnswerField,
    Earlier,
    RecordHead,
    RecordView,
    SectionLine,
    SectionState,
    SectionView,
)
from models.vocabulary import CarryRule, Format, Meaning, Part, Setting
from models.workflow.action_rows import load_lines, load_stored
from models.workflow.answers import StoredAnswer, load_answers
from models.workflow.carried import Carried, find_carried, load_carried, load_points
from models.workflow.ground import Ground, load_ground
from models.workflow.heads import load_head
from models.workflow.offers import load_offers
from models.workflow.overview import load_parties
from models.workflow.parts import Parts
from models.workflow.prepared import Beside, load_prepared
from models.workflow.settings import has_chosen

__all__ = ["open_record", "read_earlier", "read_prepared", "read_section"]


@dataclass(frozen=True, slots=True)
class _Draft:
    """All of a record as it is being written."""

    ground: Ground
    head: RecordHead
    carried: dict[str, Carried]
    points: Mapping[str, tuple[Carried, ...]]
    stored: Mapping[str, StoredAnswer]
    actions: tuple[ActionLine, ...]
    prepared: Beside


async def open_record(parts: Parts, call: Call, *, supervision_id: str, subject_id: str) -> RecordView:
    """Return the hub of a child's record, begun or not."""
    async with parts.read() as session:
        draft = await _load(session, parts, call, supervision_id, subject_id)
        hidden = await _hides_prompts(session, call, draft.ground.form.answered)
    lines = tuple(_build_line(draft, section) for section in draft.ground.form.sections)
    return RecordView(draft.head, lines, draft.actions, prompts_hidden=hidden)


async def read_section(
    parts: Parts, call: Call, *, supervision_id: str, subject_id: str, section_id: str | None = None
) -> SectionView:
    """Return one step of a child's record, the first where none is named."""
    async with parts.read() as session:
        draft = await _load(session, parts, call, supervision_id, subject_id)
        section = _find_section(draft.ground, section_id)
        hidden = await _hides_prompts(session, call, section.answered)
        offers = await load_offers(
            session,
            parts,
            call,
            draft.ground,
            section,
            carried=draft.carried,
            stored=draft.stored,
            lines=draft.actions,
        )
        there = await _load_there(session, draft.ground)
    library = None if hidden else parts.library
    following = draft.ground.form.section_after(section.id)
    asks_for_actions = any(isinstance(question, ActionsQuestion) for question in section.questions)
    return SectionView(
        head=draft.head,
        section=section,
        fields=tuple(_build_field(draft, question, library) for question in section.answered),
        actions=draft.actions if asks_for_actions else None,
        beside=_beside(draft) if section is draft.ground.form.sections[0] else (),
        following=None if following is None else following.id,
        saved_at=_saved_at(draft, section),
        first_record=not draft.carried,
        offers=offers,
        action_groups=group_by_owner(draft.actions, there) if there and asks_for_actions else (),
        prepared=draft.prepared.on_top if section is draft.ground.form.sections[0] else (),
    )


async def read_earlier(
    parts: Parts, call: Call, *, supervision_id: str, subject_id: str, question_id: str
) -> tuple[RecordHead, Earlier]:
    """Return the whole of an earlier answer that stands beside a box.

    Raises
    ------
    Missing
        When no earlier record answered it.
    """
    async with parts.read() as session:
        draft = await _load(session, parts, call, supervision_id, subject_id)
    asked = (_earlier(draft, question) for question in draft.ground.form.answered if question.id == question_id)
    found = next((one for one in (*asked, *_beside(draft)) if one is not None and one.question == question_id), None)
    if found is None:
        raise Missing
    return draft.head, found


async def read_prepared(
    parts: Parts, call: Call, *, supervision_id: str, subject_id: str, question_id: str
) -> tuple[RecordHead, Prepared]:
    """Return the whole of a text that the supervisee prepared for this record.

    Raises
    ------
    Missing
        When there is none, or it is not there any more.
    """
    async with parts.read() as session:
        draft = await _load(session, parts, call, supervision_id, subject_id)
    return draft.head, draft.prepared.find(question_id)[0]


async def _load(session: AsyncSession, parts: Parts, call: Call, supervision_id: str, subject_id: str) -> _Draft:
    ground = await load_ground(session, parts, supervision_id=supervision_id, subject_id=subject_id, writer=call)
    carried = await load_carried(session, ground)
    return _Draft(
        ground=ground,
        head=await load_head(session, parts, ground),
        carried=carried,
        points=await load_points(session, ground),
        stored=await load_answers(session, ground, carried),
        actions=await load_lines(session, ground, await load_stored(session, ground)),
        prepared=await load_prepared(session, parts, ground),
    )


async def _load_there(session: AsyncSession, ground: Ground) -> Mapping[str, str]:
    """Return the names of those in a group, in the order in which each accounts for their own actions (D3)."""
    if ground.supervision.format is not Format.GROUP:
        return {}
    parties = await load_parties(session, ground.supervision.id)
    return dict(one for part in (Part.SUPERVISEE, Part.ATTENDEE, Part.SUPERVISOR) for one in parties.get(part, ()))


def _find_section(ground: Ground, section_id: str | None) -> Section:
    if section_id is None:
        return ground.form.sections[0]
    try:
        return ground.form.section(section_id)
    except KeyError:
        raise Missing from None


async def _hides_prompts(session: AsyncSession, call: Call, questions: Iterable[AnsweredQuestion]) -> bool:
    """Say whether the caller hid prompts that would be there."""
    return any(question.banks for question in questions) and await has_chosen(
        session, call.person_id, Setting.PROMPTS_HIDDEN
    )


def _offered(draft: _Draft, question: AnsweredQuestion, library: Library | None) -> tuple[Prompt, ...]:
    """Return the prompts of the question's banks, in an order that stays for this record."""
    if library is None:
        return ()
    return mix_prompts(library.prompts_beside(question), f"{draft.head.id}/{question.id}")


def _build_field(draft: _Draft, question: AnsweredQuestion, library: Library | None) -> AnswerField:
    stored = draft.stored[question.id]
    carried_in = find_carried(draft.carried, draft.ground.form, question) is not None
    return AnswerField(
        question=question,
        answer=stored.answer,
        fixed=question.carry is CarryRule.LOCKED and carried_in,
        prefilled=stored.row is None and stored.answer is not None,
        earlier=_earlier(draft, question),
        clash=bool(stored.cell.parked),
        offered=_offered(draft, question, library),
        proposed=question.proposes is not None and is_next_step(question.id, draft.actions),
        prepared=draft.prepared.of(question.id, stored.answer),
    )


def _earlier(draft: _Draft, question: AnsweredQuestion) -> Earlier | None:
    """Return what was said before, where the box does not open with it; of a scale, all its earlier points."""
    if isinstance(question, ScaleQuestion):
        return _points(draft, question)
    if question.carry is not CarryRule.NEVER:
        return None
    found = find_carried(draft.carried, draft.ground.form, question)
    if found is None or not found.shown.strip():
        return None
    return Earlier(question.id, found.label, found.shown, found.held_on)


def _points(draft: _Draft, question: ScaleQuestion) -> Earlier | None:
    said = draft.points[question.id]
    words = points_words(question, ((one.held_on, one.stored, one.shown) for one in said))
    return Earlier(question.id, question.label, words, said[0].held_on, several=True) if words else None


def _beside(draft: _Draft) -> tuple[Earlier, ...]:
    """Return earlier answers that the form has no box for, and that its reader should know.

    Those are the outcomes, which progress is judged against (A4, A5), and what was decided and why since
    the last supervision, in a note or a group (B28, B30).
    """
    return tuple(
        Earlier(meaning.value, found.label, found.shown, found.held_on)
        for meaning in (Meaning.OUTCOMES, Meaning.DECISION, Meaning.REASON)
        if (found := draft.carried.get(meaning.value)) is not None
        and draft.ground.form.meaning(meaning) is None
        and found.shown.strip()
        and (meaning is Meaning.OUTCOMES or _is_since_last(draft, found))
    )


def _is_since_last(draft: _Draft, found: Carried) -> bool:
    """Say whether an answer is no older than the last supervision of the child, which always speaks of progress."""
    progress = draft.carried.get(Meaning.PROGRESS.value)
    return progress is None or found.held_on >= progress.held_on


def _build_line(draft: _Draft, section: Section) -> SectionLine:
    clashes = sum(bool(draft.stored[question.id].cell.parked) for question in section.answered)
    if any(isinstance(question, ActionsQuestion) for question in section.questions):
        clashes += sum(line.clash for line in draft.actions)
    return SectionLine(section.id, section.title, _state(draft, section), _saved_at(draft, section), clashes)


def _state(draft: _Draft, section: Section) -> SectionState:
    """Say how far a section is: done when what it needs is there, or all of it where it needs nothing."""
    given = {question.id: _is_answered(draft.stored[question.id]) for question in section.answered}
    needed = [given[question.id] for question in section.answered if question.required]
    if any(isinstance(question, ActionsQuestion) for question in section.questions):
        given["actions"] = bool(draft.actions)
        needed.extend(not line.blocking for line in draft.actions)
    if not any(given.values()):
        return SectionState.EMPTY
    return SectionState.DONE if all(needed or given.values()) else SectionState.BEGUN


def _is_answered(stored: StoredAnswer) -> bool:
    answer = stored.answer
    return answer is not None and not answer.is_empty


def _saved_at(draft: _Draft, section: Section) -> datetime | None:
    """Return when anything of the section was last saved."""
    times = [draft.stored[question.id].saved_at for question in section.answered]
    if any(isinstance(question, ActionsQuestion) for question in section.questions):
        times.extend(line.saved_at for line in draft.actions)
    return max((time for time in times if time is not None), default=None)
