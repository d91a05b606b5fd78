"""Who may do what: one table of act and tie, with the reason in words when it is refused.

Only the supervisor or stand-in of a person may start a supervision with that person; the
parties and the line above may read it (source rows B40, C12). What is not in the table is
refused.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from models.values.errors import Refusal
from models.values.people import Relation, Tie
from models.vocabulary import Part, RecordKind

__all__ = [
    "MAY",
    "PARTIES",
    "Deed",
    "can",
    "can_file",
    "can_write",
    "check",
    "check_may_add_child",
    "check_may_add_personal",
    "check_may_file",
    "check_may_prioritise",
    "check_may_read",
    "check_may_see_restricted",
    "check_may_set_leave",
    "check_may_settle",
    "check_may_start",
    "check_may_write",
]


class Deed(StrEnum):
    """What a viewer wants to do with a person's supervision, records or children."""

    START = "start"
    WRITE = "write"
    READ = "read"
    READ_PERSONAL = "read_personal"
    PRIORITISE = "prioritise"
    ADD_CHILD = "add_child"
    SEE_RESTRICTED = "see_restricted"
    SEE_PATTERNS = "see_patterns"
    SET_LEAVE = "set_leave"
    SETTLE = "settle"
    SETTLE_PERSONAL = "settle_personal"
    FILE = "file"
    FILE_PERSONAL = "file_personal"


MAY: Mapping[Deed, frozenset[Tie]] = MappingProxyType(
    {
        Deed.START: frozenset({Tie.SUPERVISOR, Tie.STAND_IN}),
        Deed.WRITE: frozenset({Tie.SUPERVISOR, Tie.STAND_IN}),
        Deed.READ: frozenset({Tie.SELF, Tie.SUPERVISOR, Tie.STAND_IN, Tie.LINE_ABOVE}),
        Deed.READ_PERSONAL: frozenset({Tie.SELF, Tie.SUPERVISOR, Tie.LINE_ABOVE}),
        Deed.PRIORITISE: frozenset({Tie.SELF, Tie.SUPERVISOR, Tie.STAND_IN}),
        Deed.ADD_CHILD: frozenset({Tie.SUPERVISOR, Tie.STAND_IN}),
        Deed.SEE_RESTRICTED: frozenset({Tie.SELF, Tie.SUPERVISOR, Tie.LINE_ABOVE}),
        Deed.SEE_PATTERNS: frozenset({Tie.SUPERVISOR, Tie.STAND_IN}),
        Deed.SET_LEAVE: frozenset({Tie.SELF, Tie.SUPERVISOR, Tie.LINE_ABOVE}),
        Deed.SETTLE: frozenset({Tie.SUPERVISOR, Tie.STAND_IN, Tie.LINE_ABOVE}),
        Deed.SETTLE_PERSONAL: frozenset({Tie.SUPERVISOR, Tie.LINE_ABOVE}),
        Deed.FILE: frozenset({Tie.SUPERVISOR, Tie.STAND_IN, Tie.LINE_ABOVE}),
        Deed.FILE_PERSONAL: frozenset({Tie.SUPERVISOR, Tie.LINE_ABOVE}),
    }
)

# A supervisor who held the meeting still has to write it up when the line has changed since;
# that opens nobody's present caseload, so it adds no child.
PARTIES: Mapping[Deed, frozenset[Part]] = MappingProxyType(
    {
        Deed.START: frozenset(),
        Deed.WRITE: frozenset({Part.SUPERVISOR}),
        Deed.READ: frozenset({Part.SUPERVISOR, Part.SUPERVISEE, Part.ATTENDEE}),
        Deed.READ_PERSONAL: frozenset({Part.SUPERVISOR, Part.SUPERVISEE}),
        Deed.PRIORITISE: frozenset(),
        Deed.ADD_CHILD: frozenset(),
        Deed.SEE_RESTRICTED: frozenset(),
        Deed.SEE_PATTERNS: frozenset(),
        Deed.SET_LEAVE: frozenset(),
        Deed.SETTLE: frozenset(),
        Deed.SETTLE_PERSONAL: frozenset(),
        Deed.FILE: frozenset({Part.SUPERVISOR}),
        Deed.FILE_PERSONAL: frozenset({Part.SUPERVISOR}),
    }
)

# Deeds that make something new, or are to be talked about, need somebody who is still there.
_NEEDS_PRESENCE = frozenset({Deed.START, Deed.PRIORITISE, Deed.ADD_CHILD, Deed.SEE_PATTERNS, Deed.SET_LEAVE})

_REASONS: Mapping[Deed, str] = MappingProxyType(
    {
        Deed.START: "Only {owner} supervisor, or the person who stands in, may start this.",
        Deed.WRITE: "Only {owner} supervisor, or the person who stands in, may write this.",
        Deed.READ: "Only those who met and the line above may read this.",
        Deed.READ_PERSONAL: (
            "A record about a person is for the two who met and the line above them; who only stands in sees none."
        ),
        Deed.PRIORITISE: "Only {owner} supervisor, the person who stands in, or the child's worker may do this.",
        Deed.ADD_CHILD: "Only {owner} supervisor today, or the person who stands in, may add a child.",
        Deed.SEE_PATTERNS: "Only {owner} supervisor today, or the person who stands in, may see this.",
        Deed.SET_LEAVE: "Only they themselves, {owner} supervisor and the line above may say when somebody is away.",
        Deed.SETTLE: "Only {owner} supervisor, the person who stands in, or the line above may do this.",
        Deed.SETTLE_PERSONAL: (
            "Only {owner} supervisor or the line above may do this: it is about the person, which who only stands in "
            "leaves to them."
        ),
        Deed.FILE: "Only {owner} supervisor, the person who stands in, or the line above may copy and file this.",
        Deed.FILE_PERSONAL: (
            "Only {owner} supervisor or the line above may copy and file this: it is about the person, which who only "
            "stands in leaves to them."
        ),
        Deed.SEE_RESTRICTED: "This child is restricted: only {owner} supervisor and the line above may do this.",
    }
)


def can(deed: Deed, relation: Relation) -> bool:
    """Say whether the table allows it."""
    if relation.left and deed in _NEEDS_PRESENCE:
        return False
    ties = {relation.tie, Tie.LINE_ABOVE} if relation.above else {relation.tie}
    return not ties.isdisjoint(MAY[deed]) or relation.part in PARTIES[deed]


def check(deed: Deed, relation: Relation) -> None:
    """Pass only what the table allows.

    Raises
    ------
    Refusal
        With the reason, which names nobody the viewer has no tie to.
    """
    if can(deed, relation):
        return
    if relation.left and relation.tie in MAY[deed]:
        message = f"{relation.name} has left, so there is nothing to do here any more."
        raise Refusal(message)
    known = relation.tie is not Tie.NONE or relation.part is not None
    own = "your" if relation.tie is Tie.SELF else (f"{relation.name}'s" if known else "their")
    raise Refusal(_REASONS[deed].format(owner=own))


def check_may_start(relation: Relation) -> None:
    """Pass only the supervisor or stand-in of somebody who is still there."""
    check(Deed.START, relation)


def check_may_write(relation: Relation, kind: RecordKind | None = None) -> None:
    """Pass only the supervisor, the stand-in, or who was the supervisor in that meeting.

    With a `kind` it is a record that is to be written; one about the person only by who may read it.
    """
    check(Deed.WRITE, relation)
    if kind is not None and kind.about_person:
        check(Deed.READ_PERSONAL, relation)


def can_write(relation: Relation, kind: RecordKind | None = None) -> bool:
    """Say whether `check_may_write` would pass."""
    private = kind is not None and kind.about_person
    return can(Deed.WRITE, relation) and (not private or can(Deed.READ_PERSONAL, relation))


def check_may_read(relation: Relation, kinds: Collection[RecordKind] = ()) -> None:
    """Pass those who met and the line above; a stand-in too, but for records about the person."""
    check(Deed.READ, relation)
    if any(kind.about_person for kind in kinds):
        check(Deed.READ_PERSONAL, relation)


def check_may_add_personal(relation: Relation) -> None:
    """Pass only who may start a meeting and read what personal records hand on to it: never a mere stand-in."""
    check(Deed.START, relation)
    check(Deed.READ_PERSONAL, relation)


def check_may_prioritise(relation: Relation) -> None:
    """Pass who may put a reason on a child for the next agenda: worker, supervisor, stand-in (B19)."""
    check(Deed.PRIORITISE, relation)


def check_may_add_child(relation: Relation) -> None:
    """Pass only today's supervisor or stand-in, whoever held the meeting."""
    check(Deed.ADD_CHILD, relation)


def check_may_settle(relation: Relation, *, personal: bool) -> None:
    """Pass who may move a due date: supervisor and line above, and of a child's also the stand-in (B5, C8)."""
    check(Deed.SETTLE_PERSONAL if personal else Deed.SETTLE, relation)


def check_may_file(relation: Relation, kind: RecordKind) -> None:
    """Pass who may copy a record out of the bot and say where it is filed (source rows B14, B28)."""
    check(Deed.FILE_PERSONAL if kind.about_person else Deed.FILE, relation)


def can_file(relation: Relation, kind: RecordKind) -> bool:
    """Say whether `check_may_file` would pass."""
    return can(Deed.FILE_PERSONAL if kind.about_person else Deed.FILE, relation)


def check_may_see_restricted(relation: Relation) -> None:
    """Pass who finds a person's restricted children on a list: the worker and the line, never a mere stand-in."""
    check(Deed.SEE_RESTRICTED, relation)


def check_may_set_leave(relation: Relation) -> None:
    """Pass who may say that somebody is away, and who covers: the person and the line, never a mere stand-in."""
    check(Deed.SET_LEAVE, relation)
