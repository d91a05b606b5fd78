"""Whole records to be put on paper: one with much in it, made up."""

from datetime import date, timedelta
from typing import Any

from models.values.document import DocumentSection
from models.values.paper import Heading, StandingAct, WholeRecord, WholeVersion
from models.vocabulary import ActionState, ActKind, RecordKind, RecordState, Way
from tests.conftest import START
from tests.models.rules.test_documents import action, answer, document

__all__ = ["CODE", "HASH", "LONG", "act", "rich", "whole"]

HASH = "57e8b" + "0" * 59
CODE = "K7UL-AAAA"

LONG = (
    "Jay told her that the walks with Dad on Saturday are the best part of the week, and that he would like more of "
    "them. He was quieter when she asked about school, and looked at his hands.\n\nWe talked about what that may mean "
    "and what we do not know yet: nobody has asked Jay on his own since the move.\nThe school says four days out of "
    "five; the fifth is always Monday."
)

_QUESTIONS = (
    ("Since last time", "What has happened since the last supervision?"),
    ("Since last time", "What was agreed last time, and what became of it?"),
    ("The child", "What does Jay say, in his own words?"),
    ("The child", "What is a day like for him at the moment?"),
    ("The child", "What are we worried about, and why?"),
    ("The family", "Who is in the family network, and who knows about the plan?"),
    ("The family", "What is working well?"),
    ("Thinking it through", "What else could explain what we see?"),
    ("Thinking it through", "What would have to change for us to step down?"),
    ("Thinking it through", "On a scale from 0 to 10, how safe is Jay today?"),
    ("The plan", "What outcomes do we want for Jay?"),
    ("The plan", "Management oversight: what was decided, and why?"),
)


def act(kind: ActKind, minutes: int = 60, **changed: Any) -> StandingAct:
    said: dict[str, Any] = {
        "person_id": "sam",
        "name": "Sam Okafor",
        "kind": kind,
        "way": Way.BUTTON,
        "at": START + timedelta(hours=2, minutes=minutes),
        "number": 1,
    }
    return StandingAct(**(said | changed))


def whole(*acts: StandingAct, state: RecordState = RecordState.AWAITING, **changed: Any) -> WholeRecord:
    """Return a short record of one version with these acts."""
    written = document(label="Record of supervision", **changed)
    version = WholeVersion("v" * 32, written, state, HASH, acts)
    name = written.subject.name if written.subject.child_id is None else ""
    return WholeRecord(Heading("r" * 32, written.kind, written.meeting.held_on, HASH, name), (version,))


def rich() -> WholeRecord:
    """Return a record with twelve answers, five actions, an agreement with comments, and an addendum."""
    sections: dict[str, list[Any]] = {}
    for place, (section, question) in enumerate(_QUESTIONS):
        said = (
            LONG
            if place % 3 == 0
            else "Six. It was four in January, when the court order was new."
            if place == 9
            else LONG[:140]
        )
        sections.setdefault(section, []).append(answer(f"q{place}", said, label=question))
    sections["The plan"].append(answer("q12", "", label="Anything about equality and identity"))
    actions = (
        action(
            1,
            what="Ask the school nurse about Jay's hearing",
            why="He did not turn round when his name was called twice.",
            how="By telephone, and by letter if there is no answer within a week",
            due_on=date(2026, 3, 16),
            due_words="before the core group",
            carried=True,
        ),
        action(
            2,
            what="See Jay on his own",
            why="Nobody has asked him since the move.",
            how="At school, on a Monday",
            who="Sam Okafor",
            due_on=date(2026, 3, 9),
        ),
        action(
            3,
            what="Invite the grandmother to the next family group conference",
            why="She has offered to have Jay every other weekend.",
            who="Mum, chased by Sam Okafor",
            due_on=date(2026, 3, 30),
        ),
        action(
            4,
            what="Chronology brought up to date",
            state=ActionState.ACHIEVED,
            outcome="Done on 20 February; shared with the reviewing officer.",
            carried=True,
        ),
        action(
            5,
            what="Referral to the young carers' project",
            state=ActionState.NO_LONGER_NEEDED,
            outcome="Jay's sister has moved back home and takes her own medicine now.",
        ),
    )
    first = document(
        label="Record of supervision",
        number=2,
        sections=tuple(
            DocumentSection(section=title, title=title, answers=tuple(answers)) for title, answers in sections.items()
        ),
        actions=actions,
    )
    added = document(
        label="Record of supervision",
        addendum=1,
        sections=(),
        actions=(),
        addendum_text="The school rang on Tuesday: Jay's Mondays are with his grandmother, and always were agreed.",
        sent_at=START + timedelta(days=1),
    )
    acts = (
        act(ActKind.CHANGE_ASKED, 20, comments="Dad was there for the first half, which is not said."),
        act(ActKind.AGREED_WITH_COMMENTS, 95, number=2, comments=LONG[:230], way=Way.REACTION),
    )
    versions = (
        WholeVersion("v" * 32, first, RecordState.COMPLETE, HASH, acts),
        WholeVersion("w" * 32, added, RecordState.AWAITING, HASH[::-1].replace("0", "a"), ()),
    )
    return WholeRecord(Heading("r" * 32, RecordKind.CASEWORK, date(2026, 3, 2), HASH), versions)
