"""Every button and form that belongs to somebody, pressed with the ids of somebody else's meeting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from handlers import JOURNEYS
from handlers.blocks import ids
from handlers.blocks.ids import Place, field_block_id, join_ids
from handlers.listeners import Listener, Who
from tests.journeys.forge import State, id_of
from tests.journeys.steps import Meeting

__all__ = ["OWNED", "Facts", "Press", "build_presses", "build_questions"]

FORGED = "These words were forged."


def _owned() -> Iterator[Listener]:
    for journey in JOURNEYS:
        for listener in journey.LISTENERS:
            if listener.kind in {"action", "view"} and listener.who not in {Who.ANYONE, Who.LISTED}:
                yield listener


OWNED = tuple(_owned())
"""Every press that is for certain people only."""


@dataclass(frozen=True)
class Press:
    """One press or submission: of what, with which value, from which made-up modal."""

    kind: str
    name: str
    value: str = ""
    place: Place = field(default_factory=Place)
    state: State = field(default_factory=dict)
    in_message: bool = False


@dataclass(frozen=True)
class Facts:
    """The ids of a meeting: a record being written, one that waits, one for which a change is asked."""

    meeting: Meeting
    draft: str
    request: str
    asked_request: str
    waiting_record: str
    asked_record: str
    version: str
    act: str
    action: str
    note: str
    urgent_note: str
    booking: str
    override: str
    team: str
    grant: str

    @property
    def child(self) -> str:
        """The child whose record is being written."""
        return self.meeting.children[2].id

    @property
    def untouched(self) -> str:
        """The child nobody wrote about."""
        return self.meeting.children[3].id


def build_presses(facts: Facts) -> list[Press]:
    """Return a press for each listener that belongs to somebody; some have several."""
    presses = [
        *_start(facts),
        *_note(facts),
        *_planning(facts),
        *_preparing(facts),
        *_card(facts),
        *_writing(facts),
        *_sending(facts),
        *_reading(facts),
        *_answering(facts),
        *_settling(facts),
        *_filing(facts),
        *_in_a_channel(facts),
        *_looking_up(facts),
        *_letting_in(facts),
        *_disposing(),
    ]
    named = {press.name for press in presses}
    missing = [id_of(one) for one in OWNED if not any(name.startswith(id_of(one).rstrip(":")) for name in named)]
    assert not missing, f"nobody tries to forge {missing}"
    return presses


def _in_a_channel(facts: Facts) -> list[Press]:
    return [Press("action", name, facts.team, in_message=True) for name in (ids.TEAM_START, ids.TEAM_SNOOZE)]


def _looking_up(facts: Facts) -> list[Press]:
    whose = (f"person:{facts.meeting.worker_id}", f"child:{facts.untouched}")
    return [
        *(Press("action", ids.RECORDS_SHOW, one, in_message=True) for one in whose),
        Press("action", ids.RECORDS_READ, facts.waiting_record, Place(page="records", subject=whose[0])),
        Press("action", ids.CHILD_PAGE, facts.untouched, Place(page="records", subject=whose[1])),
        Press("action", ids.GLASS_OPEN),
        Press("view", ids.GLASS_VIEW, place=Place(page="glass")),
    ]


def _letting_in(facts: Facts) -> list[Press]:
    place = Place(page="access")
    boxes = {
        **_chosen(ids.ACCESS_READER, ids.ACCESS_READER, selected_option=_option(facts.meeting.supervisor_id)),
        **_chosen(ids.ACCESS_PURPOSE, ids.ACCESS_PURPOSE, selected_option=_option("inspection")),
        **_chosen(ids.ACCESS_ABOUT, ids.ACCESS_ABOUT, selected_option=_option("council:")),
        **_chosen(ids.ACCESS_LAST, ids.ACCESS_LAST, selected_date=facts.meeting.call().today.isoformat()),
        **_chosen(ids.ACCESS_REASON, ids.ACCESS_REASON, value=FORGED),
    }
    return [
        Press("action", ids.ACCESS_OPEN, in_message=True),
        Press("view", ids.ACCESS_VIEW, place=place, state=boxes),
        Press("action", ids.ACCESS_APPROVE, facts.grant, place),
        Press("action", ids.ACCESS_END, facts.grant, place),
        Press("action", f"{ids.ACCESS_PAGE}:more", "2", place),
    ]


def _disposing() -> list[Press]:
    there = Place(page="disposal", n=1)
    return [
        Press("action", ids.DISPOSAL_OPEN, in_message=True),
        Press("action", f"{ids.DISPOSAL_PAGE}:more", "2", there),
        Press("action", ids.DISPOSAL_CONFIRM, "d" * 32, there),
    ]


def _chosen(block: str, element: str, **state: Any) -> State:
    return {block: {element: state}}


def _option(value: str) -> dict[str, str]:
    return {"value": value}


def _start(facts: Facts) -> list[Press]:
    worker = facts.meeting.worker_id
    who = _chosen(ids.START_WHO, ids.START_WHO, selected_option=_option(worker))
    agenda = Place(supervision="f" * 32, person=worker, held=facts.meeting.call().today.isoformat(), told=True)
    agreement = agenda.model_copy(update={"page": "contract", "way": "contract"})
    as_agreement = _chosen(ids.START_WAY, ids.START_WAY, selected_option=_option("contract"))
    in_depth = _chosen(
        f"{ids.AGENDA_IN_DEPTH}:{worker}", ids.AGENDA_IN_DEPTH, selected_options=[_option(facts.untouched)]
    )
    return [
        Press("action", ids.START_WAY, state=who),
        Press("action", ids.START_WHO, state=who),
        Press("action", ids.START_NEXT, state=who),
        Press("action", ids.START_NEXT, state={**who, **as_agreement}),
        Press("action", ids.CONTRACT_START, place=agreement),
        Press("action", ids.CONTRACT_BACK, place=agreement),
        *_start_group(facts),
        Press("action", ids.AGENDA_BACK, place=agenda),
        Press("action", ids.AGENDA_START, place=agenda, state=in_depth),
        Press("view", ids.AGENDA_VIEW, place=agenda, state=in_depth),
        Press("action", ids.CARRY_ON, facts.meeting.id),
        Press("action", ids.CARRY_ON, facts.meeting.id, in_message=True),
    ]


def _note(facts: Facts) -> list[Press]:
    child = _chosen(ids.NOTE_CHILD, ids.NOTE_CHILD, selected_option=_option(facts.untouched))
    return [
        Press("action", ids.NOTE_WRITE, place=Place(page="note", supervision="9" * 32), state=child),
        Press("action", ids.CARD_URGENT, facts.note, in_message=True),
        Press("action", ids.SPOKEN, facts.urgent_note, in_message=True),
    ]


def _planning(facts: Facts) -> list[Press]:
    worker, today = facts.meeting.worker_id, facts.meeting.call().today.isoformat()
    form = {
        **_chosen(f"{ids.PLAN_WHO}:0", ids.PLAN_WHO, selected_option=_option(worker)),
        **_chosen(f"{ids.PLAN_DAY}:0", ids.PLAN_DAY, selected_date=today),
    }
    plan = Place(page="plan", told=True, held=today)
    return [
        Press("action", ids.HOME_PLAN, in_message=True),
        Press("action", ids.PLAN_WHO, place=plan, state=form),
        Press("action", ids.PLAN_BOOK, place=plan, state=form),
        Press("action", ids.PLAN_BOOK, place=plan.model_copy(update={"booking": facts.booking}), state=form),
        Press("action", ids.PLAN_KEEP, place=plan),
        Press("action", ids.PLAN_MOVE, facts.booking, place=plan),
        Press("action", ids.PLAN_CANCEL, facts.booking, place=plan),
        Press("action", f"{ids.PLAN_PAGE}:more", "2", place=plan),
    ]


def _preparing(facts: Facts) -> list[Press]:
    subject = Place(page="prepare_subject", subject=facts.child)
    draft = Place(page="prepare_draft", subject=facts.child, section="voices")
    about_me = Place(page="prepare_subject", subject=facts.meeting.worker_id)
    return [
        Press("action", ids.PREPARE_OPEN, in_message=True),
        Press("action", f"{ids.PREPARE_PAGE}:more", "2"),
        Press("action", ids.PREPARE_SUBJECT, facts.child),
        Press("action", ids.PREPARE_SUBJECT, facts.meeting.worker_id),
        Press("action", ids.PREPARE_DRAFT, "voices", place=subject),
        Press("action", ids.PREPARE_SAVE, place=draft),
        Press("action", ids.PREPARE_BACK, place=about_me),
        Press("action", ids.PREPARE_TYPED, place=subject),
        Press("view", ids.PREPARE_VIEW, place=subject),
    ]


def _start_group(facts: Facts) -> list[Press]:
    held = facts.meeting.call().today.isoformat()
    place = Place(page="group", supervision="e" * 32, person=facts.meeting.worker_id, held=held)
    state = {
        **_chosen(ids.GROUP_CHILDREN, ids.GROUP_CHILDREN, selected_options=[_option(facts.untouched)]),
        **_chosen(ids.GROUP_OUTSIDE, ids.GROUP_OUTSIDE, value=FORGED),
    }
    return [
        Press("action", ids.GROUP_BACK, place=place),
        Press("action", ids.GROUP_START, place=place, state=state),
        Press("view", ids.GROUP_VIEW, place=place, state=state),
    ]


def _card(facts: Facts) -> list[Press]:
    meeting = facts.meeting.id
    here = Place(supervision=meeting)
    add = _chosen(ids.ADD_CHILD, ids.ADD_CHILD, selected_option=_option(facts.untouched))
    closing = _chosen(ids.CLOSE_MINUTES, ids.CLOSE_MINUTES, value="5")
    left = _chosen(ids.NOT_REACHED_CHILDREN, ids.NOT_REACHED_CHILDREN, selected_options=[_option(facts.untouched)])
    return [
        Press("action", f"{ids.CARD_PAGE}:next", join_ids(meeting, "1"), in_message=True),
        Press("action", ids.CARD_CHILD, join_ids(meeting, facts.child, "in_depth"), in_message=True),
        Press("action", ids.CARD_ADD, meeting, in_message=True),
        Press("action", ids.CARD_PERSONAL, meeting, in_message=True),
        Press("view", ids.ADD_VIEW, place=here, state=add),
        Press("action", ids.ADD_AND_WRITE, place=here, state=add),
        Press("action", ids.CARD_NOT_REACHED, meeting, in_message=True),
        Press("view", ids.NOT_REACHED_VIEW, place=here, state=left),
        Press("action", ids.CARD_CLOSE, meeting, in_message=True),
        Press("view", ids.CLOSE_VIEW, place=here, state=closing),
        Press("action", ids.CARD_DISCARD, meeting, in_message=True),
        Press("action", ids.CARD_PATTERNS, meeting, in_message=True),
    ]


def _writing(facts: Facts) -> list[Press]:
    page = Place(
        page="section",
        supervision=facts.meeting.id,
        record=facts.draft,
        subject=facts.child,
        section="outcomes",
        revision=1_000_000,
        render=7,
    )
    box = field_block_id(facts.draft, "outcomes", "desired_outcomes", 0, 7)
    typed = _chosen(box, ids.FIELD_TYPED, value=FORGED)
    step = page.model_copy(update={"page": "action", "section": "actions", "action": facts.action})
    what = _chosen(field_block_id(facts.draft, facts.action, "what", 0, 7), ids.FIELD_TYPED, value=FORGED)
    blank = page.model_copy(update={"subject": facts.untouched, "page": "hub"})
    saving = [
        (ids.RECORD_SAVE, ""),
        (ids.RECORD_BACK, ""),
        (ids.RECORD_NEXT, "child"),
        (ids.RECORD_LIST, ""),
        (ids.RECORD_OPEN, "outcomes"),
        (ids.RECORD_CHILD, join_ids(facts.child, "in_depth")),
        (ids.CLASH_OPEN, ""),
        (ids.CLASH_MINE, join_ids("desired_outcomes", "prepared")),
        (ids.READ_EARLIER, "progress"),
        (ids.PROMPTS_OTHERS, "desired_outcomes"),
        (ids.PROMPTS_HIDE, ""),
        (ids.PROMPTS_SHOW, ""),
        (f"{ids.EARLIER_PAGE}:next", "1"),
        (ids.FIELD_TYPED, ""),
        (ids.FIELD_CHOSEN, ""),
        (ids.PROPOSE, "desired_outcomes"),
        (ids.USE_PREPARED, "identity"),
        (ids.READ_PREPARED, "question:identity"),
        (ids.ACTION_ADD, ""),
        (ids.ACTION_OPEN, facts.action),
        (ids.SHARE_ANSWER, "desired_outcomes"),
        (ids.SHARE_ACTION, facts.action),
    ]
    of_action = [ids.ACTION_SAVE, ids.ACTION_MORE, ids.ACTION_REMOVE, ids.ACTION_WHO, ids.ACTION_WHEN]
    return [
        *(Press("action", name, value, page, typed) for name, value in saving),
        *(Press("action", name, "", step, what) for name in of_action),
        Press("action", ids.MENTION, "", blank),
        Press("action", ids.MENTION_UNDO, "", blank),
        Press("view", ids.RECORD_VIEW, "", page, typed),
    ]


def _sending(facts: Facts) -> list[Press]:
    here = Place(supervision=facts.meeting.id, n=1)
    return [
        Press("action", ids.READ_THROUGH, facts.meeting.id),
        Press("action", ids.READ_THROUGH, facts.meeting.id, in_message=True),
        Press("action", f"{ids.READ_THROUGH_PAGE}:next", "1", here),
        Press("action", ids.READ_THROUGH_GO, join_ids(facts.child, "outcomes"), here),
        Press("action", ids.SEND_UNCHANGED, facts.asked_record, here),
        Press("view", ids.READ_THROUGH_VIEW, "", here),
        Press("action", ids.CLOSE_AS_LEFT, facts.version, Place(record=facts.waiting_record)),
        Press("action", ids.OPEN_AND_MEND, facts.act, in_message=True),
        Press("action", ids.WHAT_WAS_ASKED, facts.asked_record, in_message=True),
        Press("action", ids.MEND, facts.act, Place(record=facts.asked_record)),
        Press("action", ids.ADD_ADDENDUM, facts.waiting_record),
        Press("action", ids.ADD_ADDENDUM, facts.waiting_record, in_message=True),
        *_addendum(facts),
    ]


def _addendum(facts: Facts) -> list[Press]:
    place = Place(record=facts.waiting_record, n=1)
    box = f"{ids.ADDENDUM_TYPED}:{facts.waiting_record}:1:0"
    typed = _chosen(box, ids.ADDENDUM_TYPED, value=FORGED)
    return [
        Press("action", ids.ADDENDUM_TYPED, "", place, typed),
        Press("view", ids.ADDENDUM_VIEW, "", place, typed),
    ]


def _reading(facts: Facts) -> list[Press]:
    return [
        Press("action", ids.READ_REQUEST, facts.request),
        Press("action", ids.READ_REQUEST, facts.request, in_message=True),
        Press("action", ids.READ_RECORD, facts.waiting_record, in_message=True),
        Press("action", f"{ids.READING_PAGE}:next", "1", Place(request=facts.request)),
        Press("action", f"{ids.READING_PAGE}:next", "1", Place(record=facts.waiting_record)),
        Press("action", ids.READING_FILE, "", Place(request=facts.request)),
        Press("action", ids.READING_FILE, "", Place(record=facts.waiting_record)),
    ]


def _answering(facts: Facts) -> list[Press]:
    def words(kind: str) -> State:
        block = f"{ids.ANSWER_WORDS}:{facts.request}:{kind}"
        return _chosen(block, ids.ANSWER_WORDS, value=FORGED)

    kinds = ("agreed_with_comments", "change_asked", "not_agreed", "commented")
    return [
        Press("action", ids.AGREE, facts.request, Place(request=facts.request)),
        Press("action", ids.AGREE, facts.request, in_message=True),
        *(Press("action", f"{ids.ANSWER}:{kind}", kind, Place(request=facts.request)) for kind in kinds),
        *(Press("view", ids.ANSWER_VIEW, "", Place(page=kind, request=facts.request), words(kind)) for kind in kinds),
        Press("action", ids.ANSWER_BACK, facts.request, Place(request=facts.request)),
        Press("action", ids.UNDO, facts.asked_request),
        Press("action", ids.UNDO, facts.asked_request, in_message=True),
    ]


def build_questions(facts: Facts) -> list[Press]:
    """Return presses that ask why dates of this meeting's people are what they are."""
    values = (join_ids("child", facts.untouched), join_ids("person", facts.meeting.worker_id))
    return [
        Press("action", ids.WHY_OPEN, value, in_message=in_message) for value in values for in_message in (False, True)
    ]


def _filing(facts: Facts) -> list[Press]:
    drawn = facts.meeting.call().now.isoformat()
    listed = Place(page="filing", scope="all", n=1, stamp=drawn)
    boxes = Place(page="copy", version=facts.version, n=99, stamp=drawn)
    typed = _chosen(f"{ids.COPY_BOX}:{facts.version}:0:1:0", ids.COPY_BOX, value=FORGED)
    return [
        Press("action", ids.FILING_COPY, facts.version, listed),
        Press("action", f"{ids.COPY_PAGE}:next", "1", boxes, typed),
        Press("view", ids.COPY_VIEW, "", boxes, typed),
        Press("action", ids.FILING_FILED, facts.version, listed),
        Press("action", ids.FILING_ALL, "", listed),
        Press("action", ids.FILING_INDEX, facts.meeting.worker_id, listed),
        Press("view", ids.INDEX_VIEW, "", listed),
    ]


def _settling(facts: Facts) -> list[Press]:
    worker, child = facts.meeting.worker_id, facts.untouched
    today = facts.meeting.call().today
    child_place, person_place, seen_place = (
        Place(page="settle", clock=clock, subject=subject)
        for clock, subject in (("child", child), ("person", worker), ("observation", worker))
    )
    words = {name: {name: {"value": FORGED}} for name in (ids.SETTLE_BY, ids.SETTLE_LINE, ids.SETTLE_REASON)}
    noted = {**words, **_chosen(ids.SETTLE_DONE_ON, ids.SETTLE_DONE_ON, selected_date=today.isoformat())}
    tomorrow = (today + timedelta(days=1)).isoformat()
    later = {**words, **_chosen(ids.SETTLE_UNTIL, ids.SETTLE_UNTIL, selected_date=tomorrow)}
    often = {**later, **_chosen(ids.SETTLE_EVERY, ids.SETTLE_EVERY, value="3")}
    opens = (ids.HELD_OPEN, ids.OVERRIDE_OPEN, ids.SNOOZE_OPEN)
    return [
        Press("action", ids.START_WITH, worker),
        Press("action", f"{ids.START_WITH}:0", worker, in_message=True),
        *(Press("action", name, join_ids("child", child), child_place) for name in opens),
        *(Press("action", name, join_ids("person", worker), person_place) for name in opens),
        Press("action", ids.DONE_OPEN, join_ids("observation", worker), seen_place),
        Press("action", ids.OVERRIDE_END, join_ids("child", child, facts.override), child_place),
        Press("action", ids.SNOOZE_END, join_ids("child", child), child_place),
        *(Press("view", ids.HELD_VIEW, place=place, state=noted) for place in (child_place, person_place)),
        Press("view", ids.DONE_VIEW, place=seen_place, state=noted),
        *(Press("view", ids.OVERRIDE_VIEW, place=place, state=often) for place in (child_place, person_place)),
        *(Press("view", ids.SNOOZE_VIEW, place=place, state=later) for place in (child_place, person_place)),
    ]
