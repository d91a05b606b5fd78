"""Who people are, what they are to each other, and whom they supervise."""

from datetime import date, timedelta

import pytest

from models.tables import Attendance, Person, Record, Supervision, new_id
from models.values.call import Call
from models.values.due import DueState
from models.values.errors import Missing
from models.values.people import Relation, Tie
from models.vocabulary import Format, Part, RecordKind, RecordState, Role, StaffKind, SupervisionState
from models.workflow.parts import Parts
from models.workflow.people import directory_as_of, read_listed, read_supervisees
from models.workflow.relations import child_relation, relation, relation_in
from tests.conftest import START
from tests.support.directory import MANAGER, PRACTITIONER, SERVICE, Row, bring_in, child, child_ids, person_ids

pytestmark = pytest.mark.by_turns

TODAY = START.date()
OTHER_TEAM: Row = {
    **MANAGER,
    "staff_number": "4",
    "name": "Tom Bell",
    "email": "tom@ashmere.example",
    "team": "Oak",
    "team_channel": "",
}
STAND_IN = {"stand_in": "4", "stand_in_agreed_by": "Helen Marsh"}
COUNCIL = (SERVICE, MANAGER, {**PRACTITIONER, **STAND_IN}, OTHER_TEAM)


async def supervise(parts: Parts, supervisor: str, supervisee: str, held_on: date, *, sent: bool = True) -> str:
    """Put a supervision into the database, as a start and a send would leave it."""
    supervision_id = new_id()
    async with parts.database.write(None, START) as session:
        session.add(
            Supervision(
                id=supervision_id,
                format=Format.ONE_TO_ONE,
                held_on=held_on,
                typed_at=START,
                state=SupervisionState.OPEN,
                first_sent_at=START if sent else None,
            )
        )
        await session.flush()
        for person_id, part in ((supervisor, Part.SUPERVISOR), (supervisee, Part.SUPERVISEE)):
            session.add(Attendance(supervision_id=supervision_id, person_id=person_id, part=part))
        session.add(
            Record(
                supervision_id=supervision_id,
                kind=RecordKind.PERSONAL,
                person_id=supervisee,
                form_id="personal",
                form_number=1,
                state=RecordState.AWAITING if sent else RecordState.DRAFT,
                version=1 if sent else 0,
                started_at=START,
                wrapped_key=parts.keyring.new_key()[1],
            )
        )
    return supervision_id


@pytest.mark.parametrize(
    ("viewer", "person", "tie"),
    [
        ("3", "3", Tie.SELF),
        ("2", "3", Tie.SUPERVISOR),
        ("4", "3", Tie.STAND_IN),
        ("1", "3", Tie.LINE_ABOVE),
        ("1", "2", Tie.SUPERVISOR),
        ("3", "2", Tie.NONE),
        ("4", "2", Tie.NONE),
        ("2", "1", Tie.NONE),
    ],
)
async def test_the_tie_is_read_from_the_lines_of_the_directory(
    parts: Parts, viewer: str, person: str, tie: Tie
) -> None:
    await bring_in(parts, START, COUNCIL)
    ids = await person_ids(parts)
    async with parts.read() as session:
        assert (await relation(session, ids[viewer], ids[person], TODAY)).tie is tie


async def test_a_stand_in_from_the_line_above_is_known_as_both(parts: Parts) -> None:
    await bring_in(parts, START, [*COUNCIL[:2], {**PRACTITIONER, **STAND_IN, "stand_in": "1"}, OTHER_TEAM])
    ids = await person_ids(parts)
    async with parts.read() as session:
        assert await relation(session, ids["1"], ids["3"], TODAY) == Relation(Tie.STAND_IN, "Sam Okafor", above=True)


async def test_a_tie_is_the_one_of_the_day_asked_about(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL)
    moved = START + timedelta(weeks=4)
    await bring_in(parts, moved, [{**PRACTITIONER, "supervisor": "4", "team": "Oak"}])
    ids = await person_ids(parts)
    async with parts.read() as session:
        before = [await relation(session, ids[each], ids["3"], TODAY) for each in ("2", "4")]
        after = [await relation(session, ids[each], ids["3"], moved.date()) for each in ("2", "4")]
    assert [each.tie for each in before] == [Tie.SUPERVISOR, Tie.STAND_IN]
    assert [each.tie for each in after] == [Tie.NONE, Tie.SUPERVISOR]


async def test_who_has_left_keeps_the_line_of_the_last_day_and_says_so(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL)
    ids = await person_ids(parts)
    later = START + timedelta(weeks=4)
    await bring_in(parts, later, [{**PRACTITIONER, "left_on": "2026-03-20"}])
    async with parts.read() as session:
        found = await relation(session, ids["2"], ids["3"], later.date())
    assert found == Relation(Tie.SUPERVISOR, "Sam Okafor", left=True)


async def test_a_viewer_who_has_left_is_nothing_to_anybody_from_that_day(parts: Parts) -> None:
    await bring_in(parts, START, [*COUNCIL[:1], {**MANAGER, "left_on": "2026-03-20"}, *COUNCIL[2:]])
    ids = await person_ids(parts)
    supervision_id = await supervise(parts, ids["2"], ids["3"], TODAY)
    async with parts.read() as session:
        last_day = await relation(session, ids["2"], ids["3"], date(2026, 3, 19))
        gone = await relation_in(session, ids["2"], supervision_id, date(2026, 3, 20))
    assert last_day.tie is Tie.SUPERVISOR
    assert gone == Relation(Tie.NONE, "Sam Okafor")


async def test_a_supervision_tells_the_viewers_own_part(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL)
    ids = await person_ids(parts)
    supervision_id = await supervise(parts, ids["4"], ids["3"], TODAY)
    async with parts.read() as session:
        found = {number: await relation_in(session, ids[number], supervision_id, TODAY) for number in ids}
    assert {number: (each.tie, each.part) for number, each in found.items()} == {
        "1": (Tie.LINE_ABOVE, None),
        "2": (Tie.SUPERVISOR, None),
        "3": (Tie.SELF, Part.SUPERVISEE),
        "4": (Tie.STAND_IN, Part.SUPERVISOR),
    }


async def test_a_supervision_that_is_not_there_is_missing(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL)
    ids = await person_ids(parts)
    async with parts.read() as session:
        with pytest.raises(Missing):
            await relation_in(session, ids["2"], "nothing", TODAY)


async def test_a_childs_tie_is_the_one_to_its_worker(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL, [child()])
    ids, [child_id] = await person_ids(parts), (await child_ids(parts)).values()
    async with parts.read() as session:
        found = {number: (await child_relation(session, ids[number], child_id, TODAY)).tie for number in ids}
    assert found == {"1": Tie.LINE_ABOVE, "2": Tie.SUPERVISOR, "3": Tie.SELF, "4": Tie.STAND_IN}


async def test_a_child_without_a_worker_is_the_teams_supervisors_own(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL, [child(worker="", team="Elm")])
    ids, [child_id] = await person_ids(parts), (await child_ids(parts)).values()
    async with parts.read() as session:
        found = {number: (await child_relation(session, ids[number], child_id, TODAY)).tie for number in ids}
    assert found == {"1": Tie.SUPERVISOR, "2": Tie.SELF, "3": Tie.NONE, "4": Tie.NONE}


async def test_a_closed_child_is_nobodys(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL, [child(closed="2026-02-27")])
    ids, [child_id] = await person_ids(parts), (await child_ids(parts)).values()
    async with parts.read() as session:
        assert (await child_relation(session, ids["2"], child_id, TODAY)).tie is Tie.NONE


async def test_a_listed_person_has_account_role_and_team(parts: Parts) -> None:
    await bring_in(parts, START, COUNCIL)
    ids = await person_ids(parts)
    async with parts.database.write(None, START) as session:
        (await session.get_one(Person, ids["3"])).slack_id = "U3"
    async with parts.read() as session:
        found = (await read_listed(session, [ids["3"]], TODAY))[ids["3"]]
    assert (found.id, found.name, found.first_name, found.slack_id) == (ids["3"], "Sam Okafor", "Sam", "U3")
    assert (found.role, found.staff_kind, found.team_name) == (Role.PRACTITIONER, StaffKind.QUALIFIED, "Elm")


async def test_nobody_is_listed_before_the_first_or_from_the_leaving_day(parts: Parts) -> None:
    await bring_in(parts, START, [SERVICE, {**MANAGER, "start_date": "2026-03-09", "left_on": "2026-03-20"}])
    person_id = (await person_ids(parts))["2"]
    days = [date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 19), date(2026, 3, 20)]
    async with parts.read() as session:
        assert [bool(await read_listed(session, [person_id], day)) for day in days] == [False, True, True, False]


async def test_an_unknown_person_is_missing(parts: Parts) -> None:
    async with parts.read() as session:
        with pytest.raises(Missing):
            await relation(session, "nobody", "nobody", TODAY)


async def test_supervisees_stand_by_what_is_due_soonest_a_child_of_theirs_or_they_themselves(parts: Parts) -> None:
    def person(number: str, name: str, **cells: str) -> Row:
        return {**PRACTITIONER, "staff_number": number, "name": name, "email": f"{number}@x.example", **cells}

    people = [
        *COUNCIL,
        person("5", "Amira Khan", last_supervised="2026-02-10"),
        person("6", "Lucy Price"),
        person("7", "Joe Whitlock", supervisor="4", stand_in="2", stand_in_agreed_by="Helen Marsh"),
        person("8", "Ben Hale", left_on="2026-02-27"),
    ]
    children = [
        child("501", last_supervised="2026-02-09"),
        child("502", last_supervised="2026-01-05", restricted="yes"),
        child("503", worker="7", last_supervised="2026-02-23"),
    ]
    await bring_in(parts, START, people, children)
    ids = await person_ids(parts)
    found = await read_supervisees(parts, Call(ids["2"], START))
    own = [each.person_due.due_on if each.person_due else None for each in found]
    assert [(each.name, each.due_on, each.last_on, each.children, each.stand_in) for each in found] == [
        ("Sam Okafor", date(2026, 3, 2), None, 2, False),
        ("Amira Khan", None, date(2026, 2, 10), 0, False),
        ("Joe Whitlock", date(2026, 4, 20), None, 1, True),
        ("Lucy Price", None, None, 0, False),
    ]
    assert own == [date(2026, 3, 30), date(2026, 3, 10), date(2026, 3, 30), date(2026, 3, 30)]
    assert found[0].state is DueState.DUE


async def test_last_supervised_is_the_latest_of_a_meeting_sent_and_the_directory(parts: Parts) -> None:
    await bring_in(parts, START, [SERVICE, MANAGER, {**PRACTITIONER, "last_supervised": "2026-01-05"}])
    ids = await person_ids(parts)
    call = Call(ids["2"], START)
    await supervise(parts, ids["2"], ids["3"], date(2026, 2, 16), sent=False)
    assert [each.last_on for each in await read_supervisees(parts, call)] == [date(2026, 1, 5)]
    await supervise(parts, ids["2"], ids["3"], date(2026, 2, 9))
    await supervise(parts, ids["2"], ids["3"], date(2025, 12, 1))
    assert [each.last_on for each in await read_supervisees(parts, call)] == [date(2026, 2, 9)]


async def test_the_directory_is_as_of_the_latest_effective_date(parts: Parts) -> None:
    async with parts.read() as session:
        assert await directory_as_of(session) is None
    await bring_in(parts, START, effective=date(2026, 2, 27))
    await bring_in(parts, START, effective=date(2026, 3, 1))
    async with parts.read() as session:
        assert await directory_as_of(session) == date(2026, 3, 1)
