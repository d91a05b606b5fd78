"""Words for a supervision: one meeting, its agenda and its records."""

from enum import StrEnum


class Format(StrEnum):
    """How people met (source row E1)."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    AD_HOC = "ad_hoc"


class Part(StrEnum):
    """What a person was at a supervision; of a group the supervisee is the one who presents (source row B29)."""

    SUPERVISOR = "supervisor"
    SUPERVISEE = "supervisee"
    ATTENDEE = "attendee"


class SupervisionState(StrEnum):
    """Open until closed by the supervisor; discarded only while nothing was sent."""

    OPEN = "open"
    CLOSED = "closed"
    DISCARDED = "discarded"


class Depth(StrEnum):
    """How much is said about a child of a meeting; decides the kind of the record."""

    IN_DEPTH = "in_depth"
    BRIEF = "brief"

    @property
    def kind(self) -> "RecordKind":
        """The kind of the record of a child discussed so."""
        return RecordKind.BRIEF if self is Depth.BRIEF else RecordKind.CASEWORK


class AgendaOutcome(StrEnum):
    """What became of a child on the agenda.

    `WAITING` has nothing yet, `RECORD` a record somebody saved something in, `MENTION` the
    words "no change, actions continue", `NOT_REACHED` neither record nor clock.
    """

    WAITING = "waiting"
    RECORD = "record"
    MENTION = "mention"
    NOT_REACHED = "not_reached"


class RecordKind(StrEnum):
    """What a record is; decides its form and how agreement is asked."""

    CASEWORK = "casework"
    BRIEF = "brief"
    PERSONAL = "personal"
    NOTE = "note"
    CONTRACT = "contract"

    @property
    def depth(self) -> Depth:
        """How much such a record says: only a brief one is brief."""
        return Depth.BRIEF if self is RecordKind.BRIEF else Depth.IN_DEPTH

    @property
    def about_person(self) -> bool:
        """Whether it is about a member of staff, and as private as that."""
        return self in {RecordKind.PERSONAL, RecordKind.CONTRACT}
