"""A made-up year of a small council, from a seed: what happened, as the oracle takes it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from models.vocabulary import ChildFlag, ClockKind, Format, StaffKind
from tests.support.oracle import Ask, Council, Exempted, Leave, LifeOfChild, LifeOfPerson, Meeting, Noted, Span

__all__ = ["DAYS", "GO_LIVE", "LONG_AGO", "MANAGER", "TEAMS", "make_year"]

GO_LIVE = date(2027, 3, 1)
"""A Monday: the year that follows has both clock changes, every bank holiday and a leap day."""

DAYS = 430
SATURDAY = 5
LONG_AGO = date(2024, 1, 8)
TEAMS = {"elm": "priya", "oak": "tom"}
MANAGER = "helen"


def make_year(seed: int) -> Council:
    """Invent a council and what happens in it in some fourteen months."""
    chance = Random(seed)
    # In some, the bot comes in the middle of a month.
    council = Council(GO_LIVE + timedelta(days=8 * (seed % 3 == 0)))
    council.people = list(_people(chance))
    joined = {person.id: person.started or GO_LIVE for person in council.people}
    council.children = [_child(chance, number, joined) for number in range(20)]
    council.leaves = list(_leaves(chance, council.people))
    for person in council.people:
        council.meetings += _meetings(chance, council, person)
    council.requests = [_request(chance, one) for one in council.meetings if one.sent is not None and one.has_records]
    council.actions = [_action(chance, one) for one in council.meetings if one.sent is not None and one.casework]
    council.noted = list(_noted(chance, council))
    council.exempted = list(_exempted(chance))
    settled = {one.id: one.settled for one in council.requests}
    for meeting in council.meetings:
        _file(chance, meeting, settled.get(f"request-{meeting.id}"))
    return council


def _people(chance: Random) -> Iterator[LifeOfPerson]:
    """Name the members of both teams, each with a story of their own."""

    def ago(most: int) -> date:
        return GO_LIVE - timedelta(days=chance.randint(1, most))

    def one(name: str, senior: str, **facts: Any) -> LifeOfPerson:
        told: dict[str, Any] = {"started": LONG_AGO, "told": ago(50), "contract_told": ago(420)}
        kind = [Span(StaffKind.QUALIFIED, LONG_AGO)]
        return LifeOfPerson(**{"id": name, "kinds": kind, "seniors": [Span(senior, LONG_AGO)], **told, **facts})

    turned = GO_LIVE + timedelta(days=chance.randint(150, 250))
    moved = GO_LIVE + timedelta(days=chance.randint(60, 300))
    joined = GO_LIVE + timedelta(days=chance.randint(20, 120))
    begun = GO_LIVE - timedelta(days=chance.randint(0, 40))
    yield one("priya", MANAGER)
    yield one("tom", MANAGER, told=None)
    yield one("amira", "priya")
    yield one("lucy", "priya", kinds=[Span(StaffKind.NOT_QUALIFIED, LONG_AGO)], contract_told=None)
    yield one("joe", "priya", kinds=[Span(StaffKind.ASYE, begun)], started=begun, asye_started=begun, told=None)
    yield one(
        "ben",
        "tom",
        kinds=[Span(StaffKind.STUDENT, begun, turned), Span(StaffKind.QUALIFIED, turned)],
        started=begun,
        fortnightly_from=GO_LIVE + timedelta(days=chance.randint(20, 90)),
        told=None,
    )
    yield one("dan", "tom", kinds=[Span(StaffKind.ASYE, joined)], started=joined, asye_started=joined, told=None)
    yield one("rosa", "tom", seniors=[Span("tom", LONG_AGO, moved), Span("priya", moved)])
    yield one("grace", "tom", left=turned)
    yield one(
        "nia",
        "priya",
        kinds=[Span(StaffKind.QUALIFIED, LONG_AGO, moved), Span(StaffKind.ASYE, moved)],
        asye_started=moved,
    )


WORKERS = ("amira", "lucy", "joe", "dan", "rosa", "grace", "nia")
FLAGS = (
    ChildFlag.CHILD_PROTECTION_PLAN,
    ChildFlag.IN_PROCEEDINGS,
    ChildFlag.EMERGENCY_OR_UNSUITABLE_PLACEMENT,
    ChildFlag.RESTRICTED,
)


def _child(chance: Random, number: int, joined: Mapping[str, date]) -> LifeOfChild:
    known = chance.random() < 0.6
    opened = GO_LIVE + timedelta(days=chance.randint(-600, -1) if known else chance.randint(0, 300))
    handed = max(opened, GO_LIVE) + timedelta(days=chance.randint(30, 300))
    first, then = (
        chance.choice([name for name in WORKERS if joined[name] <= max(on, GO_LIVE)]) for on in (opened, handed)
    )
    flags = []
    for flag in FLAGS:
        on = max(opened, GO_LIVE) + timedelta(days=chance.randint(-20, 250))
        while chance.random() < 0.45:
            # Some end on the day on which they begin again.
            until = on + timedelta(days=chance.randint(1, 120))
            flags.append(Span(flag, max(on, opened), until if chance.random() < 0.8 else None))
            on = until + timedelta(days=chance.choice((0, 1, 40)))
            if flags[-1].until_on is None or flags[-1].until_on <= flags[-1].from_on:
                break
    return LifeOfChild(
        id=f"child{number:02}",
        opened=opened,
        workers=[Span(first, opened, handed), Span(then, handed)],
        closed=max(opened, GO_LIVE) + timedelta(days=chance.randint(40, 400)) if chance.random() < 0.3 else None,
        told=max(opened, GO_LIVE - timedelta(days=chance.randint(1, 70))) if known and chance.random() < 0.8 else None,
        flags=[span for span in flags if span.until_on is None or span.until_on > span.from_on],
    )


def _leaves(chance: Random, people: Iterable[LifeOfPerson]) -> Iterator[Leave]:
    for person in people:
        begun = max(person.started or GO_LIVE, GO_LIVE)
        on = begun + timedelta(days=chance.randint(0, 120))
        while (on - GO_LIVE).days < DAYS:
            until = on + timedelta(days=chance.choice((1, 3, 7, 14, 21, 45, 100)))
            yield Leave(person.id, on, until, max(begun, on - timedelta(days=chance.choice((0, 0, 5, 30)))))
            on = until + timedelta(days=chance.choice((0, 30, 90, 150)))


def _meetings(chance: Random, council: Council, person: LifeOfPerson) -> Iterator[Meeting]:
    usual = {StaffKind.ASYE: (5, 17), StaffKind.STUDENT: (6, 15)}
    on = max(person.started or GO_LIVE, GO_LIVE) + timedelta(days=chance.randint(1, 25))
    number = 0
    while (on - GO_LIVE).days < DAYS:
        if on.weekday() < SATURDAY and (person.left is None or on < person.left):
            number += 1
            yield _meeting(chance, council, person, on, number)
        kind = next((span.what for span in person.kinds if span.holds(on)), StaffKind.QUALIFIED)
        least, most = usual.get(StaffKind(kind), (18, 36))
        on += timedelta(days=chance.randint(least, most) * (3 if chance.random() < 0.12 else 1))


def _meeting(chance: Random, council: Council, person: LifeOfPerson, on: date, number: int) -> Meeting:
    senior = next(span.what for span in person.seniors if span.holds(on))
    mine = [child.id for child in council.children if _open(child, on) and _worker(child, on) == person.id]
    chance.shuffle(mine)
    deep, brief = chance.randint(0, 3), chance.randint(3, 6)
    met = chance.choices((Format.ONE_TO_ONE, Format.GROUP), (0.85, 0.15))[0]
    sent = on + timedelta(days=chance.choice((0, 0, 1, 2, 4, 7, 8, 14, 21))) if chance.random() < 0.92 else None
    meeting = Meeting(
        id=f"{person.id}-{number}",
        held=on,
        met=met,
        supervisor=senior,
        supervisee=person.id,
        casework=tuple(mine[:deep]),
        brief=tuple(mine[deep:brief]),
        mentioned=tuple(mine[brief:]),
        personal=met is Format.ONE_TO_ONE and (chance.random() < 0.4 or not mine),
        sent=sent,
        closed=(sent or on) + timedelta(days=chance.choice((0, 1, 20))) if chance.random() < 0.9 else None,
    )
    if met is Format.ONE_TO_ONE and chance.random() < 0.1:
        # An agreement has a meeting of its own.
        return Meeting(meeting.id, on, met, senior, person.id, contract=True, sent=sent, closed=meeting.closed)
    return meeting


def _open(child: LifeOfChild, on: date) -> bool:
    return child.opened <= on and (child.closed is None or on < child.closed)


def _worker(child: LifeOfChild, on: date) -> str | None:
    return next((span.what for span in child.workers if span.holds(on)), None)


def _request(chance: Random, meeting: Meeting) -> Ask:
    assert meeting.sent is not None
    settled = meeting.sent + timedelta(days=chance.choice((0, 1, 2, 4, 9, 30))) if chance.random() < 0.9 else None
    return Ask(f"request-{meeting.id}", meeting.supervisee, meeting.sent, settled=settled)


def _action(chance: Random, meeting: Meeting) -> Ask:
    assert meeting.sent is not None
    due = meeting.sent + timedelta(days=chance.randint(1, 60))
    settled = due + timedelta(days=chance.randint(-10, 15)) if chance.random() < 0.85 else None
    return Ask(
        id=f"action-{meeting.id}",
        whose=chance.choice((meeting.supervisee, meeting.supervisor)),
        asked=meeting.sent,
        due=due,
        settled=max(settled, meeting.sent) if settled is not None else None,
        about=meeting.casework[0],
    )


def _file(chance: Random, meeting: Meeting, settled: date | None) -> None:
    """File the records of a meeting some days after they were sent, and where they are answered later the outcome."""
    if meeting.sent is None or not meeting.has_records or chance.random() < 0.1:
        return
    meeting.filed = meeting.sent + timedelta(days=chance.choice((0, 1, 3, 8, 20)))
    if settled is not None and settled >= meeting.filed and chance.random() < 0.8:
        meeting.pasted = settled + timedelta(days=chance.choice((0, 1, 6, 12)))


def _noted(chance: Random, council: Council) -> Iterator[Noted]:
    for child in council.children[::4]:
        done = max(child.opened, GO_LIVE) + timedelta(days=chance.randint(10, 200))
        yield Noted(ClockKind.CHILD, child.id, done, done + timedelta(days=chance.randint(0, 9)))
    for person in council.people[::3]:
        done = max(person.started or GO_LIVE, GO_LIVE) + timedelta(days=chance.randint(10, 200))
        yield Noted(ClockKind.PERSON, person.id, done, done + timedelta(days=chance.randint(0, 9)))


def _exempted(chance: Random) -> Iterator[Exempted]:
    """Exceptions for a while: shorter and longer, for people and children, and one fixed date."""

    def span() -> tuple[date, date]:
        on = GO_LIVE + timedelta(days=chance.randint(20, 200))
        return on, on + timedelta(days=chance.randint(30, 180))

    for name, days in (("amira", 42), ("lucy", 14), ("rosa", 35)):
        yield Exempted(ClockKind.PERSON, name, *span(), every_days=days)
    for number, days in ((1, 84), (2, 14), (6, 28)):
        yield Exempted(ClockKind.CHILD, f"child{number:02}", *span(), every_days=days)
    on, until = span()
    yield Exempted(ClockKind.CHILD, "child09", on, until, due_on=on + timedelta(days=chance.randint(5, 25)))
