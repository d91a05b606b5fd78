"""Importing the directory: idempotent, dated, all or nothing, sealed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models.sealing import SealBroken, unseal
from models.tables import (
    Allocation,
    AuditEvent,
    Child,
    ChildFlagged,
    ChildPlan,
    DirectoryImport,
    Heartbeat,
    Person,
    PersonRole,
    SlackUser,
    SupervisionLine,
    Table,
    Team,
    TeamMember,
)
from models.values.directory import ImportRefused, Tally
from models.values.errors import Conflict
from models.vocabulary import LineKind, PlanStatus, Role, StaffKind
from models.workflow import directory
from models.workflow.directory import import_directory
from models.workflow.importing.known import read_known
from models.workflow.parts import Parts
from tests.conftest import START
from tests.support.directory import MANAGER, PRACTITIONER, SERVICE, Row, bring_in, child, example_files

pytestmark = pytest.mark.by_turns

TODAY = START.date()
LATER = START + timedelta(weeks=4)
TEAM = (SERVICE, MANAGER, PRACTITIONER)
TABLES = (Team, Person, PersonRole, TeamMember, SupervisionLine, Child, Allocation, ChildPlan, ChildFlagged)


async def rows_of(parts: Parts, table: type[Table]) -> Sequence[Any]:
    async with parts.read() as session:
        return (await session.exec(select(table))).all()


async def everything(parts: Parts) -> list[str]:
    """All rows of the directory as words, so that any difference shows."""
    found: list[str] = []
    for table in TABLES:
        found += [repr(row) for row in await rows_of(parts, table)]
    return sorted(found)


async def lines_of(parts: Parts) -> list[tuple[str, str, date, date | None]]:
    """Lines to seniors: kind, staff number of the senior, from, until."""
    async with parts.read() as session:
        found = await session.exec(
            select(SupervisionLine, Person.staff_number)
            .join(Person, col(Person.id) == SupervisionLine.senior_id)
            .order_by(col(SupervisionLine.from_on), col(SupervisionLine.kind))
        )
        return [(line.kind.value, number, line.from_on, line.until_on) for line, number in found.all()]


def with_sam(**cells: str) -> tuple[Row, ...]:
    return SERVICE, MANAGER, {**PRACTITIONER, **cells}


async def test_the_example_council_is_imported_whole(parts: Parts) -> None:
    summary = await import_directory(parts.database, parts.keyring, example_files(), now=START)
    assert (summary.people, summary.children) == (Tally(added=13), Tally(added=80))
    assert (summary.teams_added, summary.without_worker, summary.notes) == (2, 1, ())


async def test_importing_the_same_files_again_changes_nothing(parts: Parts) -> None:
    await import_directory(parts.database, parts.keyring, example_files(), now=START)
    before = await everything(parts)
    summary = await import_directory(parts.database, parts.keyring, example_files(), now=LATER)
    assert (summary.people, summary.children) == (Tally(unchanged=13), Tally(unchanged=80))
    assert await everything(parts) == before


async def test_a_dry_run_says_the_same_and_writes_nothing(parts: Parts) -> None:
    rehearsal = await bring_in(parts, START, children=[child()], dry_run=True)
    assert rehearsal.dry_run
    assert await everything(parts) == []
    assert await rows_of(parts, DirectoryImport) == []
    real = await bring_in(parts, START, children=[child()])
    assert (real.people, real.children) == (rehearsal.people, rehearsal.children)


async def test_nothing_is_imported_unless_all_is_good(parts: Parts) -> None:
    with pytest.raises(ImportRefused):
        await bring_in(parts, START, children=[child(), child("501", opened="soon")])
    assert await everything(parts) == []


async def test_what_is_heard_for_the_first_time_holds_since_the_start(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(child_protection_plan="yes")])
    started, opened = date(2020, 1, 6), date(2025, 3, 3)
    assert {row.from_on for table in (PersonRole, TeamMember) for row in await rows_of(parts, table)} == {started}
    assert await lines_of(parts) == [("supervisor", "1", started, None), ("supervisor", "2", started, None)]
    for table in (Allocation, ChildPlan, ChildFlagged):
        assert [(row.from_on, row.until_on) for row in await rows_of(parts, table)] == [(opened, None)]


async def test_without_a_start_date_a_person_is_known_from_the_effective_date(parts: Parts) -> None:
    await bring_in(parts, START, [{**SERVICE, "start_date": ""}], effective=date(2026, 2, 27))
    assert [row.from_on for row in await rows_of(parts, PersonRole)] == [date(2026, 2, 27)]


async def test_a_new_supervisor_closes_one_line_and_opens_another(parts: Parts) -> None:
    await bring_in(parts, START)
    summary = await bring_in(parts, LATER, with_sam(supervisor="1"), effective=date(2026, 3, 16))
    started, moved = date(2020, 1, 6), date(2026, 3, 16)
    assert summary.people == Tally(changed=1, unchanged=2)
    assert sorted(await lines_of(parts), key=str) == sorted(
        [
            ("supervisor", "1", started, None),
            ("supervisor", "2", started, moved),
            ("supervisor", "1", moved, None),
        ],
        key=str,
    )


async def test_a_stand_in_comes_with_who_agreed_and_goes_when_the_cell_is_empty(parts: Parts) -> None:
    await bring_in(parts, START, with_sam(stand_in="1", stand_in_agreed_by="Helen Marsh"))
    stand_in = [line for line in await rows_of(parts, SupervisionLine) if line.kind is LineKind.STAND_IN]
    assert [(line.agreed_by, line.until_on) for line in stand_in] == [("Helen Marsh", None)]
    await bring_in(parts, LATER)
    stand_in = [line for line in await rows_of(parts, SupervisionLine) if line.kind is LineKind.STAND_IN]
    assert [(line.agreed_by, line.until_on) for line in stand_in] == [("Helen Marsh", LATER.date())]


async def test_role_kind_and_team_move_on_the_effective_date(parts: Parts) -> None:
    await bring_in(parts, START, with_sam(staff_kind="asye", asye_start="2025-09-01"))
    await bring_in(parts, LATER, with_sam(team="Oak", role="supervisor", asye_start="2025-09-01"))
    roles = sorted(await rows_of(parts, PersonRole), key=lambda row: row.from_on)
    assert [(row.role, row.staff_kind, row.until_on) for row in roles[-1:]] == [
        (Role.SUPERVISOR, StaffKind.QUALIFIED, None)
    ]
    assert [row.until_on for row in roles if row.staff_kind is StaffKind.ASYE] == [LATER.date()]
    teams = {team.id: team.name for team in await rows_of(parts, Team)}
    members = sorted((teams[row.team_id], row.until_on is None) for row in await rows_of(parts, TeamMember))
    assert members == [("Elm", False), ("Elm", True), ("Oak", True)]


async def test_a_child_moves_to_another_worker_plan_and_flag_by_dated_rows(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(in_proceedings="yes")])
    await bring_in(parts, LATER, children=[child(worker="2", plan_status="looked_after", child_protection_plan="yes")])
    for table in (Allocation, ChildPlan, ChildFlagged):
        dated = sorted((row.from_on, row.until_on) for row in await rows_of(parts, table))
        assert dated == [(date(2025, 3, 3), LATER.date()), (LATER.date(), None)]


async def test_two_different_imports_on_one_day_leave_rows_that_never_held(parts: Parts) -> None:
    await bring_in(parts, START, children=[child()])
    await bring_in(parts, START, children=[child(plan_status="looked_after")])
    await bring_in(parts, START, children=[child(plan_status="early_help")])
    dated = {row.status: (row.from_on, row.until_on) for row in await rows_of(parts, ChildPlan)}
    assert dated == {
        PlanStatus.CHILD_IN_NEED: (date(2025, 3, 3), TODAY),
        PlanStatus.LOOKED_AFTER: (TODAY, TODAY),
        PlanStatus.EARLY_HELP: (TODAY, None),
    }


async def test_whoever_the_files_do_not_name_stays_as_known(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(), child("501")])
    before = await everything(parts)
    summary = await bring_in(parts, LATER, [SERVICE, MANAGER], [child("501")])
    assert (summary.people, summary.children) == (Tally(unchanged=2, absent=1), Tally(unchanged=1, absent=1))
    assert await everything(parts) == before


async def test_leaving_ends_every_fact_on_the_day_and_deletes_nothing(parts: Parts) -> None:
    await bring_in(parts, START)
    summary = await bring_in(parts, LATER, with_sam(left_on="2026-03-20"))
    assert summary.people == Tally(ended=1, unchanged=2)
    sam = next(row for row in await rows_of(parts, Person) if row.staff_number == "3")
    for table in (PersonRole, TeamMember, SupervisionLine):
        assert [row.until_on for row in await rows_of(parts, table) if row.person_id == sam.id] == [date(2026, 3, 20)]


async def test_a_leaving_date_ahead_ends_nothing_yet(parts: Parts) -> None:
    summary = await bring_in(parts, START, with_sam(left_on="2026-03-20"))
    assert summary.people == Tally(added=3)
    assert {row.until_on for row in await rows_of(parts, PersonRole)} == {None}


async def test_somebody_who_comes_back_begins_anew(parts: Parts) -> None:
    await bring_in(parts, START, with_sam(left_on="2026-02-20"))
    await bring_in(parts, LATER)
    sam = next(row for row in await rows_of(parts, Person) if row.staff_number == "3")
    dated = sorted((row.from_on, row.until_on) for row in await rows_of(parts, PersonRole) if row.person_id == sam.id)
    assert dated == [(date(2020, 1, 6), date(2026, 2, 20)), (LATER.date(), None)]


async def test_closing_ends_every_fact_on_the_day_and_deletes_nothing(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(restricted="yes")])
    summary = await bring_in(parts, LATER, children=[child(restricted="yes", closed="2026-03-13")])
    assert summary.children == Tally(ended=1)
    for table in (Allocation, ChildPlan, ChildFlagged):
        assert [row.until_on for row in await rows_of(parts, table)] == [date(2026, 3, 13)]


async def test_a_child_first_heard_of_when_closed_keeps_its_facts_with_both_dates(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(closed="2026-01-30")])
    for table in (Allocation, ChildPlan):
        dated = [(row.from_on, row.until_on) for row in await rows_of(parts, table)]
        assert dated == [(date(2025, 3, 3), date(2026, 1, 30))]


async def test_plain_facts_are_corrected_in_place(parts: Parts) -> None:
    await bring_in(parts, START, children=[child()])
    people = with_sam(name="Sam Okafor-Lee", last_supervised="2026-03-02")
    await bring_in(parts, LATER, people, [child(next_review="2026-04-01", family="F2", initials="jp")])
    sam = next(row for row in await rows_of(parts, Person) if row.staff_number == "3")
    [stored] = await rows_of(parts, Child)
    assert (sam.name, sam.last_supervised_on) == ("Sam Okafor-Lee", date(2026, 3, 2))
    assert (stored.next_review_on, stored.family, stored.initials) == (date(2026, 4, 1), "F2", "JP")


async def test_name_and_date_of_birth_are_sealed_by_the_childs_own_key(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(date_of_birth="2014-05-21"), child("501", name="Rowan Pebblewick")])
    first, second = sorted(await rows_of(parts, Child), key=lambda row: row.mosaic_number)
    keys = [parts.keyring.unwrap(row.wrapped_key) for row in (first, second)]
    assert b"Juniper" not in first.name
    assert unseal(keys[0], "child", first.id, "name", first.name) == "Juniper Pebblewick"
    assert unseal(keys[0], "child", first.id, "born_on", first.born_on) == "2014-05-21"
    assert unseal(keys[1], "child", second.id, "name", second.name) == "Rowan Pebblewick"
    assert second.born_on is None
    with pytest.raises(SealBroken):
        unseal(keys[1], "child", first.id, "name", first.name)


async def test_a_name_is_sealed_anew_only_when_it_differs(parts: Parts) -> None:
    await bring_in(parts, START, children=[child(date_of_birth="2014-05-21")])
    [before] = await rows_of(parts, Child)
    await bring_in(parts, LATER, children=[child(date_of_birth="2014-05-21", next_review="2026-05-01")])
    [same] = await rows_of(parts, Child)
    assert (same.name, same.born_on, same.wrapped_key) == (before.name, before.born_on, before.wrapped_key)
    await bring_in(parts, LATER, children=[child(name="Juniper Thistlewick")])
    [renamed] = await rows_of(parts, Child)
    key = parts.keyring.unwrap(renamed.wrapped_key)
    assert unseal(key, "child", renamed.id, "name", renamed.name) == "Juniper Thistlewick"
    assert (renamed.born_on, renamed.initials, renamed.wrapped_key) == (None, "JT", before.wrapped_key)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Juniper Pebblewick", "JP"),
        ("Zoë d'Arc-Smith", "ZD"),
        ("A B C D E", "ABCD"),
        ("نور علي", "نع"),
        ("7 Rowan", "R"),
    ],
)
async def test_initials_are_made_from_the_name_when_the_file_has_none(parts: Parts, name: str, initials: str) -> None:
    await bring_in(parts, START, children=[child(name=name)])
    [stored] = await rows_of(parts, Child)
    assert stored.initials == initials


async def test_two_people_may_swap_their_addresses(parts: Parts) -> None:
    await bring_in(parts, START)
    swapped = [SERVICE, {**MANAGER, "email": PRACTITIONER["email"]}, {**PRACTITIONER, "email": MANAGER["email"]}]
    await bring_in(parts, LATER, swapped)
    addresses = {row.staff_number: row.email for row in await rows_of(parts, Person)}
    assert (addresses["2"], addresses["3"]) == (PRACTITIONER["email"], MANAGER["email"])


async def test_an_address_of_somebody_the_file_does_not_name_is_refused(parts: Parts) -> None:
    await bring_in(parts, START)
    with pytest.raises(ImportRefused) as refused:
        await bring_in(parts, LATER, [SERVICE, {**MANAGER, "email": PRACTITIONER["email"]}])
    assert [problem.why for problem in refused.value.problems] == [
        "This is the address of 3, whom the file does not name."
    ]


async def test_references_may_lead_to_people_only_the_directory_knows(parts: Parts) -> None:
    await bring_in(parts, START)
    newcomer = {**PRACTITIONER, "staff_number": "4", "email": "amira@ashmere.example"}
    summary = await bring_in(parts, LATER, [newcomer], [child(worker="3"), child("501", worker="", team="Elm")])
    assert (summary.people.added, summary.children.added) == (1, 2)


async def test_a_circle_across_two_imports_is_refused(parts: Parts) -> None:
    await bring_in(parts, START)
    with pytest.raises(ImportRefused) as refused:
        await bring_in(parts, LATER, [{**SERVICE, "supervisor": "2"}])
    assert "1 → 2 → 1" in refused.value.problems[0].why


async def test_a_team_keeps_its_name_and_changes_its_channel(parts: Parts) -> None:
    await bring_in(parts, START)
    await bring_in(parts, LATER, [SERVICE, {**MANAGER, "team_channel": "C0ELMNEW"}, PRACTITIONER])
    assert [(team.name, team.channel_id) for team in await rows_of(parts, Team)] == [("Elm", "C0ELMNEW")]


async def test_how_much_a_teams_channel_hears_is_said_on_one_row_and_is_counts_again_once_nobody_says_it(
    parts: Parts,
) -> None:
    told = {**MANAGER, "channel_detail": "References"}
    heard = []
    for now, manager in ((START, MANAGER), (START, told), (START, told), (LATER, MANAGER)):
        summary = await bring_in(parts, now, [SERVICE, manager, PRACTITIONER])
        heard += [(team.channel_detail.value, summary.teams_changed) for team in await rows_of(parts, Team)]
    assert heard == [("counts", 0), ("references", 1), ("references", 0), ("counts", 1)]


async def test_an_import_has_everything_planned_anew_at_the_next_tick_and_a_dry_run_does_not(parts: Parts) -> None:
    async with parts.database.write(None, START) as session:
        for name in ("plan", "listing"):
            session.add(Heartbeat(name=name, last_at=START, real_at=START, facts={"checked": 3}))

    async def planned() -> dict[str, tuple[datetime, datetime, dict[str, int]]]:
        return {row.name: (row.last_at, row.real_at, row.facts) for row in await rows_of(parts, Heartbeat)}

    await bring_in(parts, START, dry_run=True)
    assert await planned() == dict.fromkeys(("plan", "listing"), (START, START, {"checked": 3}))
    await bring_in(parts, START)
    found = await planned()
    assert found["listing"][0] == START
    assert found["plan"] == (datetime(1970, 1, 1, tzinfo=UTC), START, {"checked": 3})


async def add_member(parts: Parts, slack_id: str, email: str, *, deleted: bool = False, stranger: bool = False) -> None:
    async with parts.database.write(None, START) as session:
        session.add(
            SlackUser(slack_id=slack_id, name="made up", email=email, seen_at=START, deleted=deleted, stranger=stranger)
        )


async def slack_ids(parts: Parts) -> dict[str, str | None]:
    return {row.staff_number: row.slack_id for row in await rows_of(parts, Person)}


async def test_people_are_linked_to_the_slack_members_of_their_address(parts: Parts) -> None:
    await add_member(parts, "U1", "Sam@ashmere.example")
    await add_member(parts, "U2", "priya@ashmere.example", deleted=True)
    await add_member(parts, "U3", "helen@ashmere.example", stranger=True)
    summary = await bring_in(parts, START)
    assert summary.linked == 1
    assert await slack_ids(parts) == {"1": None, "2": None, "3": "U1"}
    [told] = [row for row in await rows_of(parts, AuditEvent) if row.what == "linked_to_slack"]
    assert told.facts == {"slack_user": "U1"}


async def test_a_changed_address_ends_the_link_and_makes_it_anew(parts: Parts) -> None:
    await add_member(parts, "U1", "sam@ashmere.example")
    await bring_in(parts, START)
    await bring_in(parts, LATER, with_sam(email="sam.new@ashmere.example"))
    assert (await slack_ids(parts))["3"] is None
    await add_member(parts, "U2", "sam.other@ashmere.example")
    await bring_in(parts, LATER, with_sam(email="sam.other@ashmere.example"))
    assert (await slack_ids(parts))["3"] == "U2"


async def test_a_link_stays_when_the_address_stays(parts: Parts) -> None:
    await add_member(parts, "U1", "sam@ashmere.example")
    await bring_in(parts, START)
    await add_member(parts, "U0", "sam@ashmere.example")
    await bring_in(parts, LATER)
    assert (await slack_ids(parts))["3"] == "U1"


@pytest.mark.parametrize(
    ("effective", "said"),
    [
        (date(2026, 3, 31), "--effective: 2026-03-31 is in the future."),
        (
            date(2026, 2, 27),
            "--effective: 2026-02-27 is before the last import, which was as of 2026-03-02.",
        ),
    ],
)
async def test_the_effective_date_is_neither_ahead_nor_before_the_last_import(
    parts: Parts, effective: date, said: str
) -> None:
    await bring_in(parts, START)
    with pytest.raises(ImportRefused) as refused:
        await bring_in(parts, LATER, effective=effective)
    assert [str(problem) for problem in refused.value.problems] == [said]


async def test_today_is_the_day_in_london(parts: Parts) -> None:
    half_past_midnight = datetime.fromisoformat("2026-06-01T23:30:00+00:00")
    summary = await bring_in(parts, half_past_midnight)
    assert summary.effective_on == date(2026, 6, 2)


async def test_of_two_imports_planned_at_one_time_only_the_first_is_written(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring_in(parts, START)
    async with parts.read() as session:
        as_it_was = await read_known(session)
    await bring_in(parts, LATER, with_sam(name="Sam the First"))

    async def read_before_the_other(_session: object) -> object:
        return as_it_was

    monkeypatch.setattr(directory, "read_known", read_before_the_other)
    with pytest.raises(Conflict):
        await bring_in(parts, LATER, with_sam(name="Sam the Second"))
    assert "Sam the First" in {row.name for row in await rows_of(parts, Person)}


async def test_an_import_leaves_an_audit_event_and_its_day(parts: Parts) -> None:
    await bring_in(parts, START)
    [run] = await rows_of(parts, DirectoryImport)
    [event] = [row for row in await rows_of(parts, AuditEvent) if row.what == "imported_directory"]
    assert (run.effective_on, run.people, run.children) == (TODAY, 3, 0)
    assert (event.subject_id, event.person_id, event.facts["effective_on"]) == (run.id, None, "2026-03-02")
