"""A whole council in the database: teams of eight, a year's worth of meetings of some, and what they left to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, Final

from models.tables import (
    AgendaItem,
    Allocation,
    Attendance,
    Child,
    ChildFlagged,
    DirectoryImport,
    Filing,
    Mention,
    Person,
    PersonRole,
    Record,
    Request,
    RequestVersion,
    SmartAction,
    Supervision,
    SupervisionLine,
    Table,
    Team,
    TeamMember,
    Version,
)
from models.vocabulary import (
    ActionState,
    AgendaOutcome,
    ChannelDetail,
    ChildFlag,
    Filed,
    Format,
    LineKind,
    Part,
    RecordKind,
    RecordState,
    Role,
    StaffKind,
    SupervisionState,
)
from tests.benchmarks.filling import Write, writing

__all__ = ["TODAY", "Size", "fill"]

TODAY: Final = date(2026, 3, 18)
_NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_LONG_AGO: Final = date(2024, 1, 8)
_TEAM: Final = 8
_TEAMS_OF_A_MANAGER: Final = 10
_MEETINGS: Final = 4
_AT_ONCE: Final = 20_000

_UNCHAINED: Final[dict[str, Any]] = {"links": 0, "head": ""}
_UNHASHED: Final[dict[str, Any]] = {"facts": {}, "mac": "", "hash": ""}

Rows = Iterator[tuple[type[Table], dict[str, Any]]]


@dataclass(frozen=True)
class Size:
    """How many practitioners and children."""

    practitioners: int
    children: int

    @property
    def words(self) -> str:
        """Return it in words."""
        return f"{self.practitioners:,} practitioners, {self.children:,} children"


def fill(url: str, size: Size) -> None:
    """Write the council: people first, then children, then what was held and is to be done."""
    chance = Random(size.children)
    caseloads: list[list[str]] = [[] for _ in range(size.practitioners)]
    for number in range(size.children):
        caseloads[number % size.practitioners].append(f"c{number}")
    with writing(url) as write:
        for some in (_people(size), _caseloads(caseloads, chance), _history(caseloads, chance)):
            _write(write, some)


def _write(write: Write, rows: Rows) -> None:
    """Write rows by the thousand; the tables of a part in the order in which they refer to each other."""
    while some := list(islice(rows, _AT_ONCE)):
        by_table: dict[type[Table], list[dict[str, Any]]] = {}
        for table, values in some:
            by_table.setdefault(table, []).append(values)
        for table in sorted(by_table, key=_ORDER.index):
            write(table, by_table[table])


_ORDER: Final[list[type[Table]]] = [
    DirectoryImport,
    Team,
    Person,
    PersonRole,
    TeamMember,
    SupervisionLine,
    Child,
    Allocation,
    ChildFlagged,
    SmartAction,
    Supervision,
    Attendance,
    AgendaItem,
    Mention,
    Record,
    Version,
    Filing,
    Request,
    RequestVersion,
]


def _people(size: Size) -> Rows:
    teams = max(1, size.practitioners // _TEAM)
    yield (
        DirectoryImport,
        {"id": "i", "effective_on": _LONG_AGO, "imported_at": _NOW, "people": size.practitioners, "children": 0},
    )
    for manager in range(teams // _TEAMS_OF_A_MANAGER + 1):
        yield from _person(f"m{manager}", Role.SERVICE_MANAGER, None, None)
    for team in range(teams):
        yield (
            Team,
            {
                "id": f"t{team}",
                "name": f"Team {team}",
                "channel_id": f"C{team}",
                "channel_detail": ChannelDetail.COUNTS,
            },
        )
        yield from _person(f"s{team}", Role.SUPERVISOR, f"t{team}", f"m{team // _TEAMS_OF_A_MANAGER}")
    for number in range(size.practitioners):
        team = min(number // _TEAM, teams - 1)
        yield from _person(f"p{number}", Role.PRACTITIONER, f"t{team}", f"s{team}")


def _person(name: str, role: Role, team: str | None, senior: str | None) -> Rows:
    dated = {"person_id": name, "from_on": _LONG_AGO}
    yield (
        Person,
        {
            "id": name,
            "staff_number": name,
            "name": name,
            "email": name,
            "started_on": _LONG_AGO,
            "wrapped_key": b"",
            "last_contract_review_on": TODAY - timedelta(days=200),
        },
    )
    yield PersonRole, {"id": f"r{name}", "role": role, "staff_kind": StaffKind.QUALIFIED, **dated}
    if team is not None:
        yield TeamMember, {"id": f"m{name}", "team_id": team, **dated}
    if senior is not None:
        yield SupervisionLine, {"id": f"l{name}", "senior_id": senior, "kind": LineKind.SUPERVISOR, **dated}


def _caseloads(caseloads: Iterable[list[str]], chance: Random) -> Rows:
    shortening = (ChildFlag.CHILD_PROTECTION_PLAN, ChildFlag.IN_PROCEEDINGS)
    for number, children in enumerate(caseloads):
        for child in children:
            yield (
                Child,
                {
                    "id": child,
                    "mosaic_number": child,
                    "initials": "AB",
                    "name": b"",
                    "family": child,
                    "opened_on": _LONG_AGO,
                    "last_supervised_on": TODAY - timedelta(days=60 + chance.randrange(60)),
                    "wrapped_key": b"",
                },
            )
            yield (
                Allocation,
                {
                    "id": f"a{child}",
                    "child_id": child,
                    "person_id": f"p{number}",
                    "team_id": f"t{number // _TEAM}",
                    "from_on": _LONG_AGO,
                },
            )
            if chance.random() < 0.2:
                flag = {"child_id": child, "flag": chance.choice(shortening), "from_on": _LONG_AGO}
                yield ChildFlagged, {"id": f"f{child}", **flag}
            yield (
                SmartAction,
                {
                    "id": f"x{child}",
                    "child_id": child,
                    "owner_id": f"p{number}",
                    "state": ActionState.OPEN,
                    "due_on": TODAY + timedelta(days=chance.randrange(-5, 60)),
                    "created_at": _NOW,
                },
            )


def _history(caseloads: Iterable[list[str]], chance: Random) -> Rows:
    for number, children in enumerate(caseloads):
        last = TODAY - timedelta(days=chance.randrange(34))
        for back in range(_MEETINGS):
            meeting = f"h{number}-{back}"
            sent = back > 0 or chance.random() > 0.05
            yield from _meeting(meeting, number, last - timedelta(days=28 * back), sent=sent)
            for place, child in enumerate(children):
                if chance.random() < 0.08:
                    yield from _mention(meeting, number, child)
                elif chance.random() < 0.93:
                    yield from _record(meeting, number, child, place, sent=sent)
                    if sent:
                        yield from _sent(meeting, number, child, filed=back > 0)
        if chance.random() < 0.5:
            yield from _request(f"h{number}-1", number)


def _meeting(meeting: str, number: int, held_on: date, *, sent: bool) -> Rows:
    state = SupervisionState.CLOSED if sent else SupervisionState.OPEN
    yield (
        Supervision,
        {
            "id": meeting,
            "format": Format.ONE_TO_ONE,
            "held_on": held_on,
            "typed_at": _NOW,
            "state": state,
            "revision": 1,
        },
    )
    team = number // _TEAM
    for person, part in ((f"s{team}", Part.SUPERVISOR), (f"p{number}", Part.SUPERVISEE)):
        values = {"id": f"{meeting}{part}", "supervision_id": meeting, "person_id": person, "part": part}
        yield Attendance, values


def _mention(meeting: str, number: int, child: str) -> Rows:
    by = {"made_by": f"s{number // _TEAM}", "made_at": _NOW, "counted_at": _NOW}
    yield Mention, {"id": f"n{meeting}{child}"[:32], "supervision_id": meeting, "child_id": child, **by}


def _record(meeting: str, number: int, child: str, place: int, *, sent: bool) -> Rows:
    of = {"supervision_id": meeting, "child_id": child, "kind": RecordKind.BRIEF if place > 2 else RecordKind.CASEWORK}
    yield (
        AgendaItem,
        {
            "id": f"g{meeting}{child}",
            "worker_id": f"p{number}",
            "place": place,
            "outcome": AgendaOutcome.RECORD,
            **of,
        },
    )
    state = RecordState.COMPLETE if sent else RecordState.DRAFT
    yield (
        Record,
        {
            "id": f"r{meeting}{child}",
            "form_id": "made-up",
            "form_number": 1,
            "state": state,
            "revision": 1,
            "version": int(sent),
            "started_at": _NOW,
            "saved_at": _NOW,
            "wrapped_key": b"",
            "person_id": None,
            **_UNCHAINED,
            **of,
        },
    )


def _sent(meeting: str, number: int, child: str, *, filed: bool) -> Rows:
    """Leave the version of a record; all but those of the last meeting are filed."""
    record, version = f"r{meeting}{child}", f"w{meeting}{child}"
    of = {"record_id": record, "addendum": 0, "number": 1, "document": b"", "state": RecordState.COMPLETE}
    by = {"sent_by": f"s{number // _TEAM}", "sent_at": _NOW, "revision": 1, "replaced": False}
    yield Version, {"id": version, **of, **by, **_UNHASHED}
    if filed:
        where = {"record_id": record, "version_id": version, "place": Filed.MOSAIC, "state": RecordState.COMPLETE}
        who = {"filed_by": f"s{number // _TEAM}", "filed_on": TODAY, "filed_at": _NOW}
        yield Filing, {"id": f"y{meeting}{child}", **where, **who}


def _request(meeting: str, number: int) -> Rows:
    """Leave one request of a meeting unanswered, on a record about the person."""
    record = {
        "id": f"q{number}",
        "supervision_id": meeting,
        "child_id": None,
        "person_id": f"p{number}",
        "kind": RecordKind.PERSONAL,
        "form_id": "made-up",
        "form_number": 1,
        "state": RecordState.AWAITING,
        "revision": 1,
        "version": 1,
        "started_at": _NOW,
        "saved_at": _NOW,
        "wrapped_key": b"",
        **_UNCHAINED,
    }
    yield Record, record
    version = {"record_id": f"q{number}", "addendum": 0, "number": 1, "document": b"", "state": RecordState.AWAITING}
    by = {"sent_by": f"s{number // _TEAM}", "sent_at": _NOW, "revision": 1, "replaced": False}
    yield Version, {"id": f"v{number}", **version, **by, **_UNHASHED}
    asked = {"supervision_id": meeting, "addressee_id": f"p{number}", "asked_by": f"s{number // _TEAM}"}
    yield Request, {"id": f"k{number}", "asked_at": _NOW, "to_agree": True, "full_text": False, **asked}
    yield RequestVersion, {"request_id": f"k{number}", "version_id": f"v{number}", "place": 0}
