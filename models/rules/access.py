"""Who may see and do what: one table of things and acts, with the reason in words when it is refused.

What is not in the table is refused. A row names the ties that open an act on a thing, the parts in the
meeting that do so until it was handed over, the roles, and the purposes of a grant (source rows B14, B39,
B40, C12, C17, I10). A colleague of the same team has no tie: what is coming due is for them in the post of
the team's channel, and nothing else is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final

from models.values.errors import Refusal
from models.values.people import Relation, Tie
from models.vocabulary import Part, Purpose, RecordKind, Role

__all__ = [
    "TABLE",
    "Deed",
    "Row",
    "Thing",
    "Verb",
    "can",
    "can_file",
    "can_read",
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
    "may",
]


class Thing(StrEnum):
    """What there is to see or to change, by what words call it."""

    MEETING = "supervision"
    DRAFT = "draft"
    CHILD_RECORD = "child record"
    PERSONAL_RECORD = "personal record"
    CONTRACT = "supervision agreement"
    CHILD = "child on a caseload"
    RESTRICTED_CHILD = "restricted child on a list"
    PATTERNS = "what keeps missing"
    LEAVE = "absence"
    DUE_LIST = "due list"
    OWN_DUE_LIST = "due list, what is the person's own affair"
    CHILD_DATE = "due date of a child"
    OWN_DATE = "due date of a person"
    METADATA = "that there is a record, when and of what kind"
    GRANT = "grant to read"
    READS = "who read one's records"


class Verb(StrEnum):
    """What may be done to a thing."""

    READ = "read"
    START = "start"
    WRITE = "write"
    ADD = "add"
    MARK = "mark"
    SET = "set"
    MOVE = "move"
    FILE = "copy and file"
    GIVE = "give"
    END = "end"
    BREAK_GLASS = "read without a right, with a reason"


class Deed(Enum):
    """An act on a thing that the table has a row for; everything else is refused."""

    START = (Thing.MEETING, Verb.START)
    WRITE = (Thing.DRAFT, Verb.WRITE)
    READ = (Thing.CHILD_RECORD, Verb.READ)
    READ_PERSONAL = (Thing.PERSONAL_RECORD, Verb.READ)
    READ_CONTRACT = (Thing.CONTRACT, Verb.READ)
    BREAK_GLASS = (Thing.CHILD_RECORD, Verb.BREAK_GLASS)
    READ_CHILD = (Thing.CHILD, Verb.READ)
    PRIORITISE = (Thing.CHILD, Verb.MARK)
    ADD_CHILD = (Thing.CHILD, Verb.ADD)
    SEE_RESTRICTED = (Thing.RESTRICTED_CHILD, Verb.READ)
    SEE_PATTERNS = (Thing.PATTERNS, Verb.READ)
    SET_LEAVE = (Thing.LEAVE, Verb.SET)
    SEE_DUE = (Thing.DUE_LIST, Verb.READ)
    SEE_OWN_DUE = (Thing.OWN_DUE_LIST, Verb.READ)
    SETTLE = (Thing.CHILD_DATE, Verb.MOVE)
    SETTLE_PERSONAL = (Thing.OWN_DATE, Verb.MOVE)
    FILE = (Thing.CHILD_RECORD, Verb.FILE)
    FILE_PERSONAL = (Thing.PERSONAL_RECORD, Verb.FILE)
    FILE_CONTRACT = (Thing.CONTRACT, Verb.FILE)
    SEE_METADATA = (Thing.METADATA, Verb.READ)
    GIVE_GRANT = (Thing.GRANT, Verb.GIVE)
    END_GRANT = (Thing.GRANT, Verb.END)
    SEE_READS = (Thing.READS, Verb.READ)

    @property
    def thing(self) -> Thing:
        """What it is done to."""
        return self.value[0]

    @property
    def verb(self) -> Verb:
        """What is done."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Row:
    """Who may do one thing: by any of these ties today, parts in the meeting, roles, or purposes of a grant.

    `present` asks for a person who is still there; `guests` lets guests of the workspace do it to what is
    their own. `reason` is the sentence for everybody else.
    """

    reason: str
    ties: frozenset[Tie] = frozenset()
    parts: frozenset[Part] = frozenset()
    roles: frozenset[Role] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    present: bool = False
    guests: bool = False


_SELF, _SUPERVISOR, _STAND_IN, _ABOVE = Tie.SELF, Tie.SUPERVISOR, Tie.STAND_IN, Tie.LINE_ABOVE
_HELD, _MET, _THERE = Part.SUPERVISOR, Part.SUPERVISEE, Part.ATTENDEE
_MANAGER, _KEEPER, _QUALITY = Role.SERVICE_MANAGER, Role.ADMINISTRATOR, Role.QUALITY_ASSURANCE
_LOOKING: Final = frozenset({Purpose.QUALITY_ASSURANCE, Purpose.INVESTIGATION, Purpose.INSPECTION})
_OF_STAFF: Final = frozenset({*_LOOKING, Purpose.WORKFORCE, Purpose.HUMAN_RESOURCES})
_OF_A_CHILD: Final = frozenset({*_LOOKING, Purpose.BREAK_GLASS})
_PERSONAL = (
    "A record about a person is for the two who met and the line above them; who only stands in sees none, and who "
    "handed over to another supervisor none any more."
)
_FILING = (
    "Only {owner} supervisor or the line above may copy and file this: it is about the person, which who only "
    "stands in leaves to them."
)

# A supervisor who held the meeting still has to write it up while nobody else is down as supervisor; that opens
# nobody's present caseload, so it adds no child. From the handover on it is the new supervisor's.
TABLE: Mapping[Deed, Row] = MappingProxyType(
    {
        Deed.START: Row(
            "Only {owner} supervisor, or the person who stands in, may start this.",
            ties=frozenset({_SUPERVISOR, _STAND_IN}),
            present=True,
        ),
        Deed.WRITE: Row(
            "Only {owner} supervisor, or the person who stands in, may write this.",
            ties=frozenset({_SUPERVISOR, _STAND_IN}),
            parts=frozenset({_HELD}),
        ),
        Deed.READ: Row(
            "Only those who met, the child's worker today and the line above may read this.",
            ties=frozenset({_SELF, _SUPERVISOR, _STAND_IN, _ABOVE}),
            parts=frozenset({_HELD, _MET, _THERE}),
            purposes=_OF_A_CHILD,
            guests=True,
        ),
        Deed.READ_PERSONAL: Row(
            _PERSONAL,
            ties=frozenset({_SELF, _SUPERVISOR, _ABOVE}),
            parts=frozenset({_HELD, _MET}),
            purposes=_OF_STAFF,
            guests=True,
        ),
        Deed.READ_CONTRACT: Row(
            _PERSONAL,
            ties=frozenset({_SELF, _SUPERVISOR, _ABOVE}),
            parts=frozenset({_HELD, _MET}),
            purposes=_OF_STAFF,
            guests=True,
        ),
        Deed.BREAK_GLASS: Row(
            "Only supervisors, service managers and quality assurance may open records without a right to them.",
            roles=frozenset({Role.SUPERVISOR, _MANAGER, _QUALITY}),
        ),
        Deed.READ_CHILD: Row(
            "Only the child's worker, who covers, the supervisor and the line above see all there is of a child.",
            ties=frozenset({_SELF, _SUPERVISOR, _STAND_IN, _ABOVE}),
            purposes=_OF_A_CHILD,
        ),
        Deed.PRIORITISE: Row(
            "Only {owner} supervisor, the person who stands in, or the child's worker may do this.",
            ties=frozenset({_SELF, _SUPERVISOR, _STAND_IN}),
            present=True,
        ),
        Deed.ADD_CHILD: Row(
            "Only {owner} supervisor today, or the person who stands in, may add a child.",
            ties=frozenset({_SUPERVISOR, _STAND_IN}),
            present=True,
        ),
        Deed.SEE_RESTRICTED: Row(
            "This child is restricted: only {owner} supervisor and the line above may do this.",
            ties=frozenset({_SELF, _SUPERVISOR, _ABOVE}),
        ),
        Deed.SEE_PATTERNS: Row(
            "Only {owner} supervisor today, or the person who stands in, may see this.",
            ties=frozenset({_SUPERVISOR, _STAND_IN}),
            present=True,
        ),
        Deed.SET_LEAVE: Row(
            "Only they themselves, {owner} supervisor and the line above may say when somebody is away.",
            ties=frozenset({_SELF, _SUPERVISOR, _ABOVE}),
            present=True,
        ),
        Deed.SEE_DUE: Row(
            "Only the person, {owner} supervisor, the person who stands in and the line above see what is due.",
            ties=frozenset({_SELF, _SUPERVISOR, _STAND_IN, _ABOVE}),
        ),
        Deed.SEE_OWN_DUE: Row(
            "Only the person, {owner} supervisor and the line above see this date.",
            ties=frozenset({_SELF, _SUPERVISOR, _ABOVE}),
        ),
        Deed.SETTLE: Row(
            "Only {owner} supervisor, the person who stands in, or the line above may do this.",
            ties=frozenset({_SUPERVISOR, _STAND_IN, _ABOVE}),
        ),
        Deed.SETTLE_PERSONAL: Row(
            "Only {owner} supervisor or the line above may do this: it is about the person, which who only stands in "
            "leaves to them.",
            ties=frozenset({_SUPERVISOR, _ABOVE}),
        ),
        Deed.FILE: Row(
            "Only {owner} supervisor, the person who stands in, or the line above may copy and file this.",
            ties=frozenset({_SUPERVISOR, _STAND_IN, _ABOVE}),
            parts=frozenset({_HELD}),
        ),
        Deed.FILE_PERSONAL: Row(_FILING, ties=frozenset({_SUPERVISOR, _ABOVE}), parts=frozenset({_HELD})),
        Deed.FILE_CONTRACT: Row(_FILING, ties=frozenset({_SUPERVISOR, _ABOVE}), parts=frozenset({_HELD})),
        Deed.SEE_METADATA: Row(
            "Only who may read a record, and administrators, may know that there is one.",
            ties=frozenset({_SELF, _SUPERVISOR, _ABOVE}),
            roles=frozenset({_KEEPER}),
        ),
        Deed.GIVE_GRANT: Row(
            "Only service managers and administrators say who else may read.",
            roles=frozenset({_MANAGER, _KEEPER}),
        ),
        Deed.END_GRANT: Row(
            "Only service managers and administrators end what was given.",
            roles=frozenset({_MANAGER, _KEEPER}),
        ),
        Deed.SEE_READS: Row(
            "Who read a person's records is for that person.",
            ties=frozenset({_SELF}),
            guests=True,
        ),
    }
)

_READING: Mapping[RecordKind, Deed] = MappingProxyType(
    {RecordKind.PERSONAL: Deed.READ_PERSONAL, RecordKind.CONTRACT: Deed.READ_CONTRACT}
)
_FILING_OF: Mapping[RecordKind, Deed] = MappingProxyType(
    {RecordKind.PERSONAL: Deed.FILE_PERSONAL, RecordKind.CONTRACT: Deed.FILE_CONTRACT}
)
_BY_WORDS: Final = {deed.value: deed for deed in Deed}


def may(verb: Verb, thing: Thing, relation: Relation) -> bool:
    """Say whether somebody may do that to that thing; what the table does not name nobody may."""
    deed = _BY_WORDS.get((thing, verb))
    return deed is not None and can(deed, relation)


def can(deed: Deed, relation: Relation) -> bool:
    """Say whether the table allows it."""
    row = TABLE[deed]
    if relation.left and row.present:
        return False
    if relation.guest:
        return row.guests and relation.tie is Tie.SELF
    ties = {relation.tie, Tie.LINE_ABOVE} if relation.above else {relation.tie}
    return (
        not ties.isdisjoint(row.ties)
        or (relation.part in row.parts and not (relation.handed_over and relation.part is Part.SUPERVISOR))
        or relation.role in row.roles
        or relation.purpose in row.purposes
    )


def check(deed: Deed, relation: Relation) -> None:
    """Pass only what the table allows.

    Raises
    ------
    Refusal
        With the reason, which names nobody the viewer has no tie to.
    """
    if can(deed, relation):
        return
    row = TABLE[deed]
    if relation.guest:
        message = "As a guest of this workspace you can read and agree your own records, and nothing else."
        raise Refusal(message)
    if relation.left and relation.tie in row.ties:
        message = f"{relation.name} has left, so there is nothing to do here any more."
        raise Refusal(message)
    if relation.handed_over and relation.part in row.parts:
        message = f"{relation.name} has had another supervisor since, to whom this was handed over."
        raise Refusal(message)
    known = relation.tie is not Tie.NONE or relation.part is not None
    own = "your" if relation.tie is Tie.SELF else (f"{relation.name}'s" if known else "their")
    raise Refusal(row.reason.format(owner=own))


def check_may_start(relation: Relation) -> None:
    """Pass only the supervisor or stand-in of somebody who is still there."""
    check(Deed.START, relation)


def check_may_write(relation: Relation, kind: RecordKind | None = None) -> None:
    """Pass only the supervisor, the stand-in, or who was the supervisor in that meeting and has not handed over.

    With a `kind` it is a record that is to be written; one about the person only by who may read it.
    """
    check(Deed.WRITE, relation)
    if kind is not None and kind.about_person:
        check(_READING[kind], relation)


def can_write(relation: Relation, kind: RecordKind | None = None) -> bool:
    """Say whether `check_may_write` would pass."""
    private = kind is not None and kind.about_person
    return can(Deed.WRITE, relation) and (not private or can_read(relation, kind))


def can_read(relation: Relation, kind: RecordKind | None) -> bool:
    """Say whether somebody may read a record of that kind."""
    return can(Deed.READ if kind is None else _READING.get(kind, Deed.READ), relation)


def check_may_read(relation: Relation, kinds: Collection[RecordKind] = ()) -> None:
    """Pass those who met and the line above; a stand-in too, but for records about the person."""
    for kind in kinds:
        if kind.about_person:
            check(_READING[kind], relation)
    if not kinds or not all(kind.about_person for kind in kinds):
        check(Deed.READ, relation)


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
    check(_FILING_OF.get(kind, Deed.FILE), relation)


def can_file(relation: Relation, kind: RecordKind) -> bool:
    """Say whether `check_may_file` would pass."""
    return can(_FILING_OF.get(kind, Deed.FILE), relation)


def check_may_see_restricted(relation: Relation) -> None:
    """Pass who finds a person's restricted children on a list: the worker and the line, never a mere stand-in."""
    check(Deed.SEE_RESTRICTED, relation)


def check_may_set_leave(relation: Relation) -> None:
    """Pass who may say that somebody is away, and who covers: the person and the line, never a mere stand-in."""
    check(Deed.SET_LEAVE, relation)
