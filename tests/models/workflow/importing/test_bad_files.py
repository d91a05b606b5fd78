"""Every way a directory file goes wrong: what is said, and where. Nothing said repeats a child's cell."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.directory import ImportRefused, Problem
from models.workflow.importing.known import Known
from models.workflow.importing.reading import Directory, DirectoryFiles, read_directory
from models.workflow.importing.rows import CHILD_COLUMNS, PERSON_COLUMNS
from models.workflow.importing.sheet import LONGEST_CELL
from tests.support.directory import MANAGER, PRACTITIONER, SERVICE, Row, child, to_csv

ON = date(2026, 3, 2)
TEAM = (SERVICE, MANAGER, PRACTITIONER)
GOOD_PEOPLE = to_csv(PERSON_COLUMNS, TEAM)
GOOD_CHILDREN = to_csv(CHILD_COLUMNS, [child()])


def nothing_known() -> Known:
    return Known(people={}, children={}, teams={}, slack_users={})


def read(people: bytes = GOOD_PEOPLE, children: bytes = GOOD_CHILDREN) -> Directory:
    return read_directory(DirectoryFiles(people, children), nothing_known(), ON)


def problems(people: bytes = GOOD_PEOPLE, children: bytes = GOOD_CHILDREN) -> tuple[Problem, ...]:
    with pytest.raises(ImportRefused) as refused:
        read(people, children)
    return refused.value.problems


def only_problem(people: bytes = GOOD_PEOPLE, children: bytes = GOOD_CHILDREN) -> str:
    found = problems(people, children)
    assert len(found) == 1, [str(each) for each in found]
    return str(found[0])


def sam(**cells: str) -> bytes:
    return to_csv(PERSON_COLUMNS, [SERVICE, MANAGER, {**PRACTITIONER, **cells}])


def priya(**cells: str) -> bytes:
    return to_csv(PERSON_COLUMNS, [SERVICE, {**MANAGER, **cells}, PRACTITIONER])


def kid(**cells: str) -> bytes:
    return to_csv(CHILD_COLUMNS, [child(**cells)])


def kids(*rows: Row) -> bytes:
    return to_csv(CHILD_COLUMNS, rows)


def test_good_files_have_no_problem() -> None:
    directory = read()
    assert [row.staff_number for row in directory.people] == ["1", "2", "3"]
    assert [row.mosaic_number for row in directory.children] == ["500"]


REWRITTEN = "A spreadsheet has rewritten this number (1.2E+05). Format the column as text and save again."
AS_UTF8 = "Save it as “CSV UTF-8 (comma separated)” and try again."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            b"", "people.csv: The file is empty. It needs a first line with the names of its columns.", id="empty"
        ),
        pytest.param(
            b"\n , \n",
            "people.csv: The file is empty. It needs a first line with the names of its columns.",
            id="blank",
        ),
        pytest.param(
            GOOD_PEOPLE.decode().encode("utf-16"),
            f"people.csv: The file is written as UTF-16 (“Unicode text”). {AS_UTF8}",
            id="UTF-16",
        ),
        pytest.param(
            GOOD_PEOPLE.decode().encode("utf-16-le"),
            f"people.csv: The file is written as UTF-16 (“Unicode text”). {AS_UTF8}",
            id="UTF-16 without its mark",
        ),
        pytest.param(b"PK\x03\x04rest", f"people.csv: This is a workbook, not a CSV file. {AS_UTF8}", id="workbook"),
        pytest.param(
            GOOD_PEOPLE.replace(b"Priya", b"Pri\0ya"),
            "people.csv, line 3: There is a NUL byte here, so this is not a text file, or it is damaged.",
            id="NUL",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b"Priya", b"Pri\x81ya"),
            f"people.csv, line 3: There are letters here in a writing that is not known. {AS_UTF8}",
            id="no known writing",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b"Priya Nair", b'"Priya Nair'),
            "people.csv, line 3: A quotation mark is opened here and not closed, or closed in the middle of a cell.",
            id="open quotation mark",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b",", b";"),
            "people.csv, line 1: The columns are separated by semicolons. They must be separated by commas.",
            id="semicolons",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b",", b"\t"),
            "people.csv, line 1: The columns are separated by tabs. They must be separated by commas.",
            id="tabs",
        ),
        pytest.param(
            b"".join(GOOD_PEOPLE.splitlines(keepends=True)[1:]),
            f"people.csv, line 1: The first line must name the columns: {', '.join(PERSON_COLUMNS)}.",
            id="no header",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b",left_on", b",leaving_date"),
            "people.csv, line 1, leaving_date: This column is not known.|"
            "people.csv, line 1, left_on: This column is missing.",
            id="unknown and missing column",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b",left_on", b",mentor,left_on"),
            "people.csv, line 1, mentor: This column is there twice.",
            id="column twice",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b",left_on", b",left_on,,x").replace(b",left_on,,x", b",left_on, ", 1),
            "people.csv, line 1, column 20: This column has no name.",
            id="column without a name",
        ),
        pytest.param(
            GOOD_PEOPLE.replace(b"Priya Nair", b"Nair, Priya"),
            "people.csv, line 3: There are 20 cells here and 19 columns. Put a cell with a comma in quotes.",
            id="too many cells",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_plain_sentence(content: bytes, said: str) -> None:
    assert "|".join(str(problem) for problem in problems(content)) == said


def test_a_file_of_many_megabytes_is_refused() -> None:
    assert only_problem(b"x" * 20_000_001) == "people.csv: The file is larger than 20 MB."


FORMULA = "This cell is a formula, or begins like one (=, +, - or @). Put the value itself, or leave it empty."


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": "=HYPERLINK(1)"}, f"name: {FORMULA}"),
        ({"name": "+44 20"}, f"name: {FORMULA}"),
        ({"name": "-1+1"}, f"name: {FORMULA}"),
        ({"name": " @SUM(A1)"}, f"name: {FORMULA}"),
        ({"team": "-"}, f"team: {FORMULA}"),
        ({"name": "#REF!"}, "name: This cell holds a spreadsheet's error instead of a value."),
        ({"start_date": "########"}, "start_date: This cell holds a spreadsheet's error instead of a value."),
        ({"name": "Sam\nOkafor"}, "name: There is a line break or an invisible control character in this cell."),
        ({"name": "Sam \x07"}, "name: There is a line break or an invisible control character in this cell."),
        ({"name": "Zo�"}, f"name: A letter was lost here (�) when the file was saved. {AS_UTF8}"),
        (
            {"name": "x" * (LONGEST_CELL + 1)},
            f"name: This cell has {LONGEST_CELL + 1} characters. More than {LONGEST_CELL} are not taken.",
        ),
        ({"name": "x" * 201}, "name: This is longer than 200 characters."),
        ({"name": ""}, "name: This must not be empty."),
        (
            {"staff_number": "Sam"},
            "staff_number: This must be a number: digits, and perhaps letters, hyphens or strokes, without spaces.",
        ),
        (
            {"staff_number": "1.2E+05"},
            f"staff_number: {REWRITTEN}",
        ),
        ({"staff_number": "1" * 21}, "staff_number: This is longer than 20 characters."),
        ({"email": "sam"}, "email: This is not an e-mail address."),
        ({"email": "sam@ashmere"}, "email: This is not an e-mail address."),
        ({"email": "Sam <sam@ashmere.example>"}, "email: This is not an e-mail address."),
        (
            {"team_channel": "#team-elm"},
            "team_channel: This is not a channel id such as C0123ABCD (in Slack: channel details, at the very bottom).",
        ),
        (
            {"role": "social worker"},
            "role: This must be one of: practitioner, supervisor, service_manager, quality_assurance, administrator.",
        ),
        ({"staff_kind": ""}, "staff_kind: This must not be empty."),
        ({"start_date": "6 Jan 2020"}, "start_date: Write a date as 2026-03-02 or 02/03/2026."),
        ({"start_date": "06/01/20"}, "start_date: Write a date as 2026-03-02 or 02/03/2026."),
        ({"start_date": "01/13/2020"}, "start_date: There is no such day. Write a date as 2026-03-02 or 02/03/2026."),
        ({"start_date": "2025-02-29"}, "start_date: There is no such day. Write a date as 2026-03-02 or 02/03/2026."),
        ({"start_date": "1020-01-06"}, "start_date: The year must be between 1900 and 2100."),
        (
            {"start_date": "43836"},
            "start_date: A spreadsheet has turned this date into a number. Format the column as a date and save again.",
        ),
        (
            {"last_supervised": "2026-03-03"},
            "last_supervised: This is after 2026-03-02, the day the directory describes.",
        ),
        ({"last_observed": "03/03/2026"}, "last_observed: This is after 2026-03-02, the day the directory describes."),
        (
            {"last_contract_review": "2026-03-03"},
            "last_contract_review: This is after 2026-03-02, the day the directory describes.",
        ),
        ({"start_date": "2026-01-05", "left_on": "2025-12-31"}, "left_on: This is before the start date."),
        ({"team": ""}, "team: A practitioner needs a team."),
        ({"supervisor": ""}, "supervisor: A practitioner needs a supervisor."),
        (
            {"staff_kind": "asye"},
            "asye_start: For staff kind asye the start of the assessed and supported year is needed.",
        ),
        ({"supervisor": "3"}, "supervisor: This is the person's own staff number."),
        ({"supervisor": "8"}, "supervisor: There is nobody with staff number 8 in this file or in the directory."),
        ({"mentor": "8"}, "mentor: There is nobody with staff number 8 in this file or in the directory."),
        (
            {"stand_in": "1"},
            "stand_in_agreed_by: A stand-in needs the name of the senior manager who agreed to it.",
        ),
        (
            {"stand_in_agreed_by": "Helen Marsh"},
            "stand_in: Somebody agreed to a stand-in here, but there is none.",
        ),
        (
            {"stand_in": "2", "stand_in_agreed_by": "Helen Marsh"},
            "stand_in: The supervisor cannot stand in for the supervisor.",
        ),
        (
            {"stand_in": "3", "stand_in_agreed_by": "Helen Marsh"},
            "stand_in: This is the person's own staff number.",
        ),
        ({"email": "priya@ashmere.example"}, "email: Line 3 has the same e-mail address."),
        ({"email": "PRIYA@ashmere.example"}, "email: Line 3 has the same e-mail address."),
        ({"team_channel": "C0OAK"}, "team_channel: Another row gives team Elm another channel."),
        ({"channel_detail": "everything"}, "channel_detail: This must be one of: counts, references."),
    ],
)
def test_a_bad_row_of_people_is_reported_with_line_column_and_why(cells: dict[str, str], said: str) -> None:
    no_children = kids()
    assert only_problem(sam(**cells), no_children) == f"people.csv, line 4, {said}"


def test_a_file_from_before_the_newest_column_is_taken_and_no_other_column_may_be_left_out() -> None:
    older = [column for column in PERSON_COLUMNS if column != "channel_detail"]
    assert {row.channel_detail for row in read(to_csv(older, TEAM)).people} == {None}
    for column in older:
        fewer = [each for each in older if each != column]
        rows = [{name: cell for name, cell in row.items() if name != column} for row in TEAM]
        said = f"people.csv, line 1, {column}: This column is missing."
        assert said in map(str, problems(to_csv(fewer, rows), kids()))


@pytest.mark.parametrize(
    ("people", "said"),
    [
        pytest.param(
            to_csv(PERSON_COLUMNS, [*TEAM, {**PRACTITIONER, "email": "b@ashmere.example"}]),
            "people.csv, line 5, staff_number: Line 4 has the same staff number.",
            id="number twice",
        ),
        pytest.param(
            to_csv(
                PERSON_COLUMNS,
                [*TEAM, {**PRACTITIONER, "staff_number": "4", "email": "b@x.example", "supervisor": "3"}],
            ),
            "people.csv, line 5, supervisor: 3 has neither the role supervisor nor service_manager.",
            id="supervised by a practitioner",
        ),
        pytest.param(
            priya(left_on="2026-03-02"), "people.csv, line 4, supervisor: 2 has left.", id="supervisor has left"
        ),
        pytest.param(
            to_csv(PERSON_COLUMNS, [{**SERVICE, "team_channel": "C0XYZ"}, MANAGER]),
            "people.csv, line 2, team_channel: There is a channel here but no team.",
            id="channel without a team",
        ),
        pytest.param(
            to_csv(PERSON_COLUMNS, [{**SERVICE, "channel_detail": "counts"}, MANAGER]),
            "people.csv, line 2, channel_detail: There is something about a team's channel here but no team.",
            id="channel detail without a team",
        ),
        pytest.param(
            to_csv(
                PERSON_COLUMNS,
                [SERVICE, {**MANAGER, "channel_detail": "references"}, {**PRACTITIONER, "channel_detail": "counts"}],
            ),
            "people.csv, line 4, channel_detail: Another row says something else of the channel of team Elm.",
            id="two channel details of one team",
        ),
        pytest.param(
            to_csv(
                PERSON_COLUMNS,
                [
                    *TEAM,
                    {
                        **PRACTITIONER,
                        "staff_number": "4",
                        "email": "b@x.example",
                        "team": "Oak",
                        "team_channel": "C0ELM",
                    },
                ],
            ),
            "people.csv, line 5, team_channel: This is the channel of team Elm.",
            id="channel of another team",
        ),
    ],
)
def test_rows_of_people_are_checked_against_each_other(people: bytes, said: str) -> None:
    assert only_problem(people, kids()) == said


def test_a_circle_of_supervisors_is_told_at_each_of_its_rows() -> None:
    people = to_csv(PERSON_COLUMNS, [{**SERVICE, "supervisor": "2"}, MANAGER, PRACTITIONER])
    assert [str(problem) for problem in problems(people)] == [
        "people.csv, line 2, supervisor: This line of supervisors goes in a circle: 1 → 2 → 1.",
        "people.csv, line 3, supervisor: This line of supervisors goes in a circle: 2 → 1 → 2.",
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": "=1"}, f"name: {FORMULA}"),
        ({"name": ""}, "name: This must not be empty."),
        (
            {"mosaic_number": "5.001E+5"},
            f"mosaic_number: {REWRITTEN}",
        ),
        (
            {"family": "Pebblewick"},
            "family: This must be a number: digits, and perhaps letters, hyphens or strokes, without spaces.",
        ),
        ({"initials": "JUNIPER"}, "initials: Initials are one to 4 letters."),
        ({"initials": "J1"}, "initials: Initials are one to 4 letters."),
        (
            {"name": "Ida Pebblewick", "initials": "Ida"},
            "initials: These are not initials but a whole word of the name.",
        ),
        (
            {"plan_status": "cin"},
            "plan_status: This must be one of: early_help, child_in_need, looked_after, care_leaver, other.",
        ),
        ({"child_protection_plan": ""}, "child_protection_plan: This must not be empty."),
        ({"restricted": "maybe"}, "restricted: Write yes or no."),
        ({"opened": ""}, "opened: This must not be empty."),
        ({"opened": "2026-03-03"}, "opened: This is after 2026-03-02, the day the directory describes."),
        ({"date_of_birth": "2026-03-03"}, "date_of_birth: This is after 2026-03-02, the day the directory describes."),
        (
            {"last_supervised": "2026-03-03"},
            "last_supervised: This is after 2026-03-02, the day the directory describes.",
        ),
        ({"closed": "2025-03-02"}, "closed: This is before the child was opened."),
        ({"closed": "2026-03-03"}, "closed: This is after 2026-03-02, the day the directory describes."),
        (
            {"worker": "9"},
            "worker: There is nobody with this staff number in the people's file or in the directory.",
        ),
        ({"worker": "1"}, "team: The worker is in no team, so the child's team is needed."),
        ({"team": "Ash"}, "team: There is no team of this name in the people's file or in the directory."),
        ({"worker": ""}, "team: A child without a worker needs a team."),
    ],
)
def test_a_bad_row_of_children_is_reported_with_line_column_and_why(cells: dict[str, str], said: str) -> None:
    assert only_problem(children=kid(**cells)) == f"children.csv, line 2, {said}"


def test_a_mosaic_number_twice_is_told_at_the_second_row() -> None:
    assert (
        only_problem(children=kids(child(), child(name="Rowan Pebblewick")))
        == "children.csv, line 3, mosaic_number: Line 2 has the same Mosaic number."
    )


def test_a_child_cannot_stay_with_a_worker_who_has_left() -> None:
    assert only_problem(sam(left_on="2026-02-27")) == (
        "children.csv, line 2, worker: The worker has left. "
        "Give the child's new worker, or leave it empty for the supervisor."
    )


def test_a_child_without_a_worker_needs_a_team_with_a_supervisor() -> None:
    people = to_csv(PERSON_COLUMNS, [SERVICE, {**PRACTITIONER, "supervisor": "1"}])
    assert only_problem(people, kid(worker="", team="Elm")) == (
        "children.csv, line 2, team: A child without a worker is the team's supervisor's, and this team has none."
    )


def test_a_closed_child_may_be_with_nobody_who_is_still_here() -> None:
    assert read(sam(left_on="2026-02-27"), kid(closed="2026-02-20")).children[0].is_closed(ON)


def test_every_bad_row_of_both_files_is_reported_at_once() -> None:
    people = to_csv(
        PERSON_COLUMNS, [SERVICE, {**MANAGER, "email": "x"}, {**PRACTITIONER, "start_date": "soon", "name": ""}]
    )
    found = problems(people, kids(child(opened="x", name=""), child("501", restricted="?")))
    assert [(problem.file, problem.line, problem.column) for problem in found] == [
        ("children.csv", 2, "name"),
        ("children.csv", 2, "opened"),
        ("children.csv", 3, "restricted"),
        ("people.csv", 3, "email"),
        ("people.csv", 4, "name"),
        ("people.csv", 4, "start_date"),
    ]


def test_nobody_and_no_team_is_called_unknown_because_their_own_row_is_broken() -> None:
    people = to_csv(PERSON_COLUMNS, [SERVICE, {**MANAGER, "email": "x"}, {**PRACTITIONER, "team": "Oak", "email": "y"}])
    found = problems(people, kids(child(), child("501", worker="", team="Oak"), child("502", worker="", team="Elm")))
    assert [(problem.file, problem.line, problem.column) for problem in found] == [
        ("people.csv", 3, "email"),
        ("people.csv", 4, "email"),
    ]


def test_the_line_told_is_where_the_row_begins_though_cells_hold_line_breaks_and_lines_are_blank() -> None:
    rows = kids(child(name="Juniper\nPebblewick"), child("501", opened="x")).replace(b"\n501", b"\n\n,,\n501")
    assert [(problem.line, problem.column) for problem in problems(children=rows)] == [(2, "name"), (6, "opened")]


def test_no_sentence_about_children_repeats_a_cell() -> None:
    marked = {column: f"Marked{place}Cell" for place, column in enumerate(CHILD_COLUMNS)}
    found = problems(children=kids(marked, {**marked, "name": "=Marked"}))
    assert len(found) > len(CHILD_COLUMNS)
    assert not [str(problem) for problem in found if "Marked" in str(problem)]


def test_a_column_whose_name_would_turn_the_terminal_is_told_without_it() -> None:
    header = GOOD_PEOPLE.splitlines(keepends=True)[0]
    told = " ".join(map(str, problems(people=GOOD_PEOPLE.replace(header, header.replace(b"email", b"e\x1b[2Jx")))))
    assert "e?[2jx" in told.casefold()
    assert "\x1b" not in told


def test_a_header_line_that_is_a_row_of_children_is_not_repeated() -> None:
    said = str(problems(children=b"Juniper Pebblewick,2014-05-21\n")[0])
    assert "Juniper" not in said
    assert "2014" not in said


@pytest.mark.parametrize(
    ("people", "name"),
    [
        pytest.param(sam(name="Zoë Smith-Jones").decode().encode("utf-8-sig"), "Zoë Smith-Jones", id="byte-order mark"),
        pytest.param(sam(name="Zoë Okafor").replace(b"\n", b"\r\n"), "Zoë Okafor", id="Windows lines"),
        pytest.param(sam(name='"Sam" O\'Kafor, junior'), '"Sam" O\'Kafor, junior', id="quoted comma"),
        pytest.param(sam(name="Zoe\u0308 \u00a0 Okafor "), "Zoë Okafor", id="composed and single spaced"),
        pytest.param(sam(name="سام أوكافور"), "سام أوكافور", id="right to left"),
        pytest.param(sam(name="Sam – Okafor"), "Sam – Okafor", id="a dash inside"),
    ],
)
def test_names_survive_the_ways_files_are_saved(people: bytes, name: str) -> None:
    assert read(people).people[2].name == name


def test_windows_1252_is_read_and_told() -> None:
    directory = read(sam(name="Zoë Okafor").decode().encode("cp1252"))
    assert directory.people[2].name == "Zoë Okafor"
    assert directory.notes == (
        "people.csv was read as Windows-1252 (from line 4 on it is not UTF-8): look at a name with an accent.",
    )


def test_headers_may_be_written_as_people_write_them_and_in_any_order() -> None:
    columns = list(reversed(PERSON_COLUMNS))
    content = to_csv(columns, TEAM)
    header, rest = content.split(b"\n", 1)
    people = header.replace(b"_", b" ").title() + b"\n" + rest
    assert read(people).people[2].email == "sam@ashmere.example"


def test_words_may_be_written_as_people_write_them() -> None:
    row = read(sam(role="Quality Assurance", staff_kind="Not-qualified", email="Sam@Ashmere.EXAMPLE")).people[2]
    assert (row.role, row.staff_kind, row.email) == ("quality_assurance", "not_qualified", "sam@ashmere.example")


def test_both_writings_of_a_date_are_taken_day_first() -> None:
    row = read(sam(start_date="2/3/2020", last_supervised="2026-02-03")).people[2]
    assert (row.start_date, row.last_supervised) == (date(2020, 3, 2), date(2026, 2, 3))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_refused_with_problems_and_never_break_the_import(content: bytes) -> None:
    assert problems(content, content)


@given(place=st.integers(0, len(GOOD_CHILDREN) - 1), byte=st.integers(0, 255))
def test_any_byte_changed_is_taken_or_refused_at_a_place(place: int, byte: int) -> None:
    changed = GOOD_CHILDREN[:place] + bytes([byte]) + GOOD_CHILDREN[place + 1 :]
    files: set[str] = set()
    found: tuple[object, ...] = ()
    try:
        found = read(children=changed).children
    except ImportRefused as refused:
        files = {problem.file for problem in refused.problems}
    assert files == {"children.csv"} if files else len(found) <= 1


names = st.text(st.characters(categories=["L", "M"]) | st.sampled_from(" '-.,"), min_size=1, max_size=60)


@given(names.map(lambda text: "A" + text))
def test_any_name_of_letters_is_taken_whole(name: str) -> None:
    [row] = read(children=kid(name=name)).children
    assert row.name == " ".join(unicodedata.normalize("NFC", name).split())
