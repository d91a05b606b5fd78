"""Where a record stands: one table of moves, and one fold of the acts on the current version.

The table says what may be recorded; the fold says what the recorded acts amount to. A version
that was replaced keeps its acts and none of them counts: callers fold the current version only.
Silence is never consent: nothing here moves by the passing of time.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from models.values.agreement import ActFact, Actor, Move, Owner, Step
from models.values.errors import Refusal
from models.vocabulary import ActKind, RecordState

__all__ = [
    "AGREEING",
    "CLOSED",
    "OWNER",
    "TRANSITIONS",
    "UNDO",
    "can_move",
    "check_comment",
    "check_move",
    "check_withdrawal",
    "counting",
    "diagram",
    "fold",
    "last_acts",
]

UNDO = timedelta(minutes=15)

AGREEING = frozenset({ActKind.AGREED, ActKind.AGREED_WITH_COMMENTS})

CLOSED = frozenset({RecordState.COMPLETE, RecordState.NOT_AGREED, RecordState.NO_ANSWER_LEFT, RecordState.DISCARDED})

OWNER: Mapping[RecordState, Owner] = MappingProxyType(
    {
        RecordState.DRAFT: Owner.SUPERVISOR,
        RecordState.AWAITING: Owner.PRACTITIONER,
        RecordState.CHANGE_ASKED: Owner.SUPERVISOR,
        RecordState.COMPLETE: Owner.NOBODY,
        RecordState.NOT_AGREED: Owner.NOBODY,
        RecordState.NO_ANSWER_LEFT: Owner.NOBODY,
        RecordState.DISCARDED: Owner.NOBODY,
    }
)

_OPEN_TO_ANSWERS = (RecordState.AWAITING, RecordState.CHANGE_ASKED)

# What is not in the table is refused. A set of more than one state is settled by the fold.
TRANSITIONS: Mapping[tuple[RecordState, Move, Actor], frozenset[RecordState]] = MappingProxyType(
    {
        (RecordState.DRAFT, Step.SENT, Actor.SENDER): frozenset({RecordState.AWAITING, RecordState.COMPLETE}),
        (RecordState.DRAFT, Step.DISCARDED, Actor.SENDER): frozenset({RecordState.DISCARDED}),
        (RecordState.AWAITING, ActKind.AGREED, Actor.REQUIRED): frozenset({RecordState.AWAITING, RecordState.COMPLETE}),
        (RecordState.AWAITING, ActKind.AGREED_WITH_COMMENTS, Actor.REQUIRED): frozenset(
            {RecordState.AWAITING, RecordState.COMPLETE}
        ),
        (RecordState.AWAITING, ActKind.CHANGE_ASKED, Actor.REQUIRED): frozenset({RecordState.CHANGE_ASKED}),
        (RecordState.AWAITING, ActKind.NOT_AGREED, Actor.REQUIRED): frozenset({RecordState.NOT_AGREED}),
        (RecordState.AWAITING, ActKind.WITHDRAWN, Actor.REQUIRED): frozenset({RecordState.AWAITING}),
        (RecordState.AWAITING, ActKind.COMMENTED, Actor.PARTY): frozenset({RecordState.AWAITING}),
        (RecordState.AWAITING, Step.CLOSED_AS_LEFT, Actor.SENDER): frozenset({RecordState.NO_ANSWER_LEFT}),
        (RecordState.CHANGE_ASKED, ActKind.WITHDRAWN, Actor.REQUIRED): frozenset(_OPEN_TO_ANSWERS),
        (RecordState.CHANGE_ASKED, ActKind.COMMENTED, Actor.PARTY): frozenset({RecordState.CHANGE_ASKED}),
        (RecordState.CHANGE_ASKED, Step.SENT, Actor.SENDER): frozenset({RecordState.AWAITING}),
        (RecordState.CHANGE_ASKED, Step.CLOSED_AS_LEFT, Actor.SENDER): frozenset({RecordState.NO_ANSWER_LEFT}),
        (RecordState.COMPLETE, ActKind.WITHDRAWN, Actor.REQUIRED): frozenset(
            {RecordState.AWAITING, RecordState.COMPLETE}
        ),
        (RecordState.COMPLETE, ActKind.COMMENTED, Actor.REQUIRED): frozenset({RecordState.COMPLETE}),
        (RecordState.COMPLETE, ActKind.COMMENTED, Actor.PARTY): frozenset({RecordState.COMPLETE}),
        (RecordState.COMPLETE, Step.ADDED_TO, Actor.SENDER): frozenset({RecordState.COMPLETE}),
        (RecordState.NOT_AGREED, ActKind.WITHDRAWN, Actor.REQUIRED): frozenset(
            {RecordState.AWAITING, RecordState.NOT_AGREED}
        ),
        (RecordState.NOT_AGREED, ActKind.COMMENTED, Actor.REQUIRED): frozenset({RecordState.NOT_AGREED}),
        (RecordState.NOT_AGREED, ActKind.COMMENTED, Actor.PARTY): frozenset({RecordState.NOT_AGREED}),
        (RecordState.NOT_AGREED, Step.ADDED_TO, Actor.SENDER): frozenset({RecordState.NOT_AGREED}),
        (RecordState.NO_ANSWER_LEFT, ActKind.COMMENTED, Actor.PARTY): frozenset({RecordState.NO_ANSWER_LEFT}),
    }
)

_WHO: Mapping[Actor, str] = MappingProxyType(
    {
        Actor.REQUIRED: "the person asked to agree",
        Actor.SENDER: "the supervisor",
        Actor.PARTY: "somebody else who was there",
        Actor.OTHER: "anybody else",
    }
)

_STANDS: Mapping[RecordState, str] = MappingProxyType(
    {
        RecordState.DRAFT: "This has not been sent yet.",
        RecordState.AWAITING: "This is waiting for an answer.",
        RecordState.CHANGE_ASKED: "A change was asked for. The supervisor sends a new version.",
        RecordState.COMPLETE: "This is agreed and complete. What is missing can be put in an addendum.",
        RecordState.NOT_AGREED: "This is closed as not agreed; it stands with the comments.",
        RecordState.NO_ANSWER_LEFT: "This is closed without an answer; the person has left.",
        RecordState.DISCARDED: "This was discarded.",
    }
)


def can_move(state: RecordState, move: Move, actor: Actor) -> bool:
    """Say whether the table lets this person do this now."""
    return (state, move, actor) in TRANSITIONS


def check_move(state: RecordState, move: Move, actor: Actor) -> None:
    """Pass only what the table allows.

    Raises
    ------
    Refusal
        With where the record stands when it is too early or too late, or with who may do it.
    """
    if can_move(state, move, actor):
        return
    if any(can_move(other, move, actor) for other in RecordState):
        raise Refusal(_STANDS[state])
    raise Refusal("Only the person who was asked can answer this.")


def check_comment(until: date | None, today: date) -> None:
    """Pass a comment of somebody whose agreement is not needed: up to that day, or always without one.

    Raises
    ------
    Refusal
        Once the day is over.
    """
    if until is not None and today > until:
        message = f"Comments could be added until {until.day} {until:%B %Y}. Speak to the supervisor instead."
        raise Refusal(message)


def check_withdrawal(act: ActFact | None, now: datetime, undo: timedelta = UNDO, *, added_to: bool = False) -> None:
    """Pass only the withdrawal of an act that still counts, up to the end of its undo window.

    What was `added_to` since stands: an addendum needs a record that is answered.

    Raises
    ------
    Refusal
        With the reason; nothing changes.
    """
    if act is None:
        raise Refusal("There is nothing to undo.")
    if now - act.at > undo:
        minutes = int(undo.total_seconds() // 60)
        message = f"That can be undone for {minutes} minutes, and they are over. It stands as it is."
        raise Refusal(message)
    if added_to:
        raise Refusal("An addendum was sent since, so your answer stands. Say in your answer to it what is not right.")


def counting(acts: Iterable[ActFact]) -> tuple[ActFact, ...]:
    """Return the acts that count, in the order they were made.

    An act told twice counts once; one withdrawn by the person who made it does not count, and
    neither do withdrawals themselves or comments of those whose agreement is not needed.
    """
    known = {act.id: act for act in acts}
    undone = {
        act.withdraws
        for act in known.values()
        if act.kind is ActKind.WITHDRAWN and act.withdraws in known and known[act.withdraws].person_id == act.person_id
    }
    standing = (
        act for act in known.values() if act.id not in undone and act.kind not in {ActKind.WITHDRAWN, ActKind.COMMENTED}
    )
    return tuple(sorted(standing, key=lambda act: (act.at, act.sequence, act.id)))


def last_acts(acts: Iterable[ActFact]) -> dict[str, ActFact]:
    """Return the last counting act of each person."""
    return {act.person_id: act for act in counting(acts)}


def fold(acts: Iterable[ActFact], required: Collection[str], *, left: bool = False) -> RecordState:
    """Return where a sent version stands.

    `required` are the ids of those whose agreement it needs: a note, which needs nobody's, is
    complete as soon as it is sent. `left` is true once the supervisor has closed it because the
    person asked has left.
    """
    last = {person: act.kind for person, act in last_acts(acts).items() if person in required}
    kinds = set(last.values())
    if left:
        return RecordState.NO_ANSWER_LEFT
    if ActKind.NOT_AGREED in kinds:
        return RecordState.NOT_AGREED
    if ActKind.CHANGE_ASKED in kinds:
        return RecordState.CHANGE_ASKED
    if len(last) == len(set(required)):
        return RecordState.COMPLETE
    return RecordState.AWAITING


def diagram() -> str:
    """Return the table as a Mermaid state diagram, with the owner of each state."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for state in RecordState:
        owner = OWNER[state]
        words = "closed: nobody has a next step" if owner is Owner.NOBODY else f"next step: {owner.value}"
        lines.append(f"    {state.value}: {state.value.replace('_', ' ')} ({words})")
    for (state, move, actor), targets in TRANSITIONS.items():
        for target in RecordState:
            if target in targets:
                words = f"{move.value.replace('_', ' ')} by {_WHO[actor]}"
                lines.append(f"    {state.value} --> {target.value}: {words}")
    lines.extend(f"    {state.value} --> [*]" for state in RecordState if OWNER[state] is Owner.NOBODY)
    return "\n".join(lines) + "\n"
