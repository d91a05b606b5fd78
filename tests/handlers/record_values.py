"""Made-up values for the tests of a record's pages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from models.content import load_library
from models.forms import Answer, Form, TextAnswer
from models.values.action import ActionContent, ActionLine
from models.values.record import (
    ActionStep,
    AnswerField,
    Banner,
    Clash,
    Earlier,
    RecordHead,
    RecordView,
    SectionLine,
    SectionState,
    SectionView,
)
from models.vocabulary import (
    ActionState,
    AgendaOutcome,
    CarryRule,
    DueBy,
    Format,
    RecordKind,
    RecordState,
)
from tests.conftest import CONTENT

__all__ = ["CARRIED", "EARLIER", "HEAD", "NEW", "RENDER", "SAVED", "action_step", "clash", "hub", "step"]

LIBRARY = load_library(CONTENT)
HELD = date(2026, 3, 2)
SAVED = datetime(2026, 3, 2, 9, 42, tzinfo=UTC)
RENDER = 7
EARLIER = Earlier("progress", "How far have we come?", "Jay went to school on four days.", date(2026, 2, 2))

HEAD = RecordHead(
    id="e" * 32,
    supervision_id="a" * 32,
    subject_id="c" * 32,
    kind=RecordKind.CASEWORK,
    kind_words=LIBRARY.policy.labels.kind[RecordKind.CASEWORK],
    outcome=AgendaOutcome.RECORD,
    format=Format.ONE_TO_ONE,
    held_on=HELD,
    title="Supervision with Sam Example",
    supervisee_id="sam",
    supervisee="Sam Example",
    form=LIBRARY.form_for(RecordKind.CASEWORK),
    banner=Banner("Jay <Example>", "JE · 100001", "JE · 100001 · child protection plan, child in need"),
    state=RecordState.DRAFT,
    revision=3,
    version=0,
    saved_at=SAVED,
)
CARRIED = ActionLine(
    id="1" * 32,
    now=ActionContent(what="Walk with Jay <!channel> `twice`", owner_id="sam", due_on=date(2026, 3, 9)),
    carried=ActionContent(what="Walk with Jay <!channel> `twice`", owner_id="sam", due_on=date(2026, 3, 9)),
    changed=False,
    owner="Sam Example",
    since=date(2026, 2, 2),
)
NEW = ActionLine(
    id="2" * 32,
    now=ActionContent(
        what="Ring the school nurse",
        why="Hearing",
        owner_id="olu",
        who_words="School nurse",
        due_on=date(2026, 3, 16),
        due_by=DueBy.TWO_WEEKS,
        when_words="Before the core group",
    ),
    carried=None,
    changed=True,
    owner="Olu Example",
    saved_at=SAVED,
)


def brief_head() -> RecordHead:
    form = LIBRARY.form_for(RecordKind.BRIEF)
    return replace(
        HEAD,
        kind=RecordKind.BRIEF,
        kind_words=LIBRARY.policy.labels.kind[RecordKind.BRIEF],
        form=form,
        outcome=AgendaOutcome.WAITING,
        revision=0,
        saved_at=None,
    )


def hub(*, clashes: int = 0) -> RecordView:
    states = (SectionState.DONE, SectionState.BEGUN, SectionState.EMPTY, SectionState.EMPTY)
    lines = tuple(
        SectionLine(section.id, section.title, state, SAVED if state is not SectionState.EMPTY else None, number)
        for section, state, number in zip(HEAD.form.sections, states, (0, clashes, 0, 0), strict=True)
    )
    return RecordView(HEAD, lines, (CARRIED, NEW))


def step(
    section_id: str,
    *,
    head: RecordHead = HEAD,
    answers: Mapping[str, Answer] | None = None,
    earlier: Earlier | None = None,
    actions: tuple[ActionLine, ...] | None = None,
    beside: tuple[Earlier, ...] = (),
) -> SectionView:
    """Return a section as a step with these answers."""
    section = head.form.section(section_id)
    given = answers or {}
    fields = tuple(
        AnswerField(
            question,
            given.get(question.id),
            prefilled=question.carry is CarryRule.EDITABLE and question.id in given,
            earlier=earlier,
        )
        for question in section.answered
    )
    following = head.form.section_after(section_id)
    return SectionView(
        head=head,
        section=section,
        fields=fields,
        actions=actions,
        beside=beside,
        following=None if following is None else following.id,
        saved_at=head.saved_at,
        first_record=earlier is None,
    )


def action_step(line: ActionLine | None) -> ActionStep:
    return ActionStep(
        head=HEAD,
        action_id="3" * 32 if line is None else line.id,
        section_id="actions",
        line=line,
        owner_id="sam",
        owner="Sam Example",
        dates={
            DueBy.NEXT_SUPERVISION: date(2026, 3, 30),
            DueBy.TWO_WEEKS: date(2026, 3, 16),
            DueBy.NEXT_VISIT: date(2026, 3, 23),
        },
    )


def clash(theirs: str, mine: str) -> Clash:
    return Clash(
        head=HEAD,
        subject="progress",
        is_action=False,
        section_id="progress",
        label="How far have we come?",
        theirs=theirs,
        theirs_by="Tom Example",
        mine=mine,
        mine_by="Priya Example",
        can_keep_both=True,
        parked="V0123",
        left=2,
    )


def sized_form(texts: int) -> Form:
    """Return a form of one section with that many text questions."""
    asked = [
        {"id": f"q{number}", "type": "text", "label": f"Question {number}", "source": "our own"}
        for number in range(texts)
    ]
    return Form.model_validate(
        {
            "id": "sized",
            "number": 1,
            "title": "Sized",
            "kinds": ["casework"],
            "source": "our own",
            "sections": [{"id": "all", "title": "All", "questions": asked}],
        }
    )


def sized_step(texts: int, text: str) -> SectionView:
    head = replace(HEAD, form=sized_form(texts))
    return step("all", head=head, answers={f"q{number}": TextAnswer(text=text) for number in range(texts)})


ACHIEVED = replace(
    CARRIED,
    now=CARRIED.now.model_copy(update={"state": ActionState.ACHIEVED, "outcome": "Yes, every Friday."}),
    changed=True,
)
