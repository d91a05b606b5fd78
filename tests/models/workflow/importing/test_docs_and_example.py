"""The columns are documented, and the example council is the one that the pretend workspace shows."""

import re
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
import yaml

from models.vocabulary import ChannelDetail, Role, StaffKind
from models.workflow.importing.known import Known
from models.workflow.importing.reading import Directory, read_directory
from models.workflow.importing.rows import ChildRow, PersonRow, Row
from tests.support.directory import EXAMPLE, example_files

DOCS = Path(__file__).parents[4] / "docs" / "directory.md"
ON = date(2026, 3, 2)


@pytest.fixture(scope="module")
def council() -> Directory:
    return read_directory(example_files(), Known(people={}, children={}, teams={}, slack_users={}), ON)


def needed(kind: type[Row], column: str) -> str:
    return "no" if type(None) in getattr(kind.model_fields[column].annotation, "__args__", ()) else "yes"


@pytest.mark.parametrize(("title", "kind"), [("people.csv", PersonRow), ("children.csv", ChildRow)])
def test_the_docs_show_every_column_as_it_is(title: str, kind: type[Row]) -> None:
    section = DOCS.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    shown = re.findall(r"^\| `(\w+)` \| (yes|no) \| (.+?) \| (?:(.*) )?\|$", section, re.MULTILINE)
    assert shown == [
        (name, needed(kind, name), field.description, (field.examples or [""])[0])
        for name, field in kind.model_fields.items()
        if name != "line"
    ]


@pytest.mark.parametrize("kind", [PersonRow, ChildRow])
def test_every_example_in_the_docs_is_a_cell_that_is_taken(kind: type[Row]) -> None:
    examples = {name: (field.examples or [""])[0] for name, field in kind.model_fields.items() if name != "line"}
    assert kind.model_validate({"line": 2, **examples}).line == 2


def test_the_council_has_the_people_the_story_needs(council: Directory) -> None:
    roles = [row.role for row in council.people]
    kinds = [row.staff_kind for row in council.people if row.role is Role.PRACTITIONER]
    assert {role: roles.count(role) for role in Role} == {
        Role.PRACTITIONER: 8,
        Role.SUPERVISOR: 2,
        Role.SERVICE_MANAGER: 1,
        Role.QUALITY_ASSURANCE: 1,
        Role.ADMINISTRATOR: 1,
    }
    assert (kinds.count(StaffKind.ASYE), kinds.count(StaffKind.STUDENT)) == (1, 1)
    assert len({row.team for row in council.people} - {None}) == 2


def test_the_council_has_eighty_children_in_forty_five_families(council: Directory) -> None:
    children = council.children
    assert (len(children), len({row.family for row in children})) == (80, 45)
    assert len({row.name for row in children}) == 80
    assert [row.mosaic_number for row in children if row.worker is None] == ["500174"]
    assert any(row.is_closed(ON) for row in children)


def test_sam_has_twelve_open_children_with_three_pairs_and_one_restricted(council: Directory) -> None:
    children = sorted(
        (row for row in council.children if row.worker == "1002" and not row.is_closed(ON)), key=lambda row: row.family
    )
    sizes = sorted(len(list(group)) for _, group in groupby(children, key=lambda row: row.family))
    assert sizes == [1, 1, 1, 1, 1, 1, 2, 2, 2]
    assert sum(row.restricted for row in children) == 1


def test_the_council_and_the_pretend_workspace_know_the_same_people_and_channels(council: Directory) -> None:
    workspace = yaml.safe_load((EXAMPLE / "workspace.yml").read_text(encoding="utf-8"))
    members = {user["email"]: user["real_name"] for user in workspace["users"]}
    channels = {channel["id"]: channel["name"] for channel in workspace["channels"]}
    assert {row.email: row.name for row in council.people}.items() <= members.items()
    assert {row.team: channels[row.team_channel] for row in council.people if row.team_channel} == {
        "Elm": "team-elm",
        "Oak": "team-oak",
    }
    hears = {row.team: row.channel_detail for row in council.people if row.channel_detail is not None}
    assert hears == dict.fromkeys(("Elm", "Oak"), ChannelDetail.REFERENCES)
