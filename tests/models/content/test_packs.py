"""The policies of the five source documents: what each says itself, and what it leaves to the default."""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from models.content import Library, load_library
from models.content.yaml_files import read_yaml
from models.forms.choice import ChoiceQuestion
from models.vocabulary import AgendaReason, ClockKind, Format, Meaning, MeetingPart, RecordKind
from tests.conftest import CONTENT

PACKS = ("bracknell-forest", "coventry", "default", "dorset", "family-safeguarding", "mosaic")
FILES = sorted((CONTENT / "policies").iterdir())
ROWS = re.compile(r"^[A-EI]\d+((,| to) [A-EI]\d+)*: \w+")
FORMS = {
    "mosaic": {"casework": "mosaic-casework", "brief": "mosaic-brief"},
    "dorset": {"casework": "dorset-casework", "personal": "dorset-personal"},
    "coventry": {"casework": "coventry-casework", "personal": "coventry-personal"},
    "bracknell-forest": {"casework": "bracknell-forest-casework"},
    "family-safeguarding": {"casework": "practice-guide-casework", "brief": "practice-guide-brief"},
    "default": {
        "casework": "default-casework",
        "brief": "mosaic-brief",
        "personal": "personal",
        "note": "note",
        "contract": "contract",
    },
}
GROUPS = dict.fromkeys(("bracknell-forest", "family-safeguarding"), "bracknell-forest-casework")

# usual, at most, at most in months, calendar month, least in a year
PERSON = {
    "default": (28, None, None, True, None),  # B4, E6, I4
    "dorset": (28, None, None, True, None),  # B4, I4
    "coventry": (28, 42, 2, False, 10),  # C7, I5
    "family-safeguarding": (28, None, None, True, None),  # E6, I4
}
SILENT: dict[str, set[str]] = {
    "default": set(),
    "mosaic": {"child", "person", "deadlines", "agenda", "forms.note"},
    "dorset": {"deadlines.filing_working_days", "forms.brief", "forms.note", "child.coming_due_days"},
    "coventry": {"child", "deadlines", "agenda", "forms.brief", "forms.note", "labels.kind.note"},
    "bracknell-forest": {"child", "person", "deadlines", "agenda", "forms.brief", "forms.personal"},
    "family-safeguarding": {"child", "deadlines.copy_working_days", "agenda.order", "forms.personal"},
}


@pytest.fixture(scope="module")
def libraries() -> dict[str, Library]:
    return {name: load_library(CONTENT, name) for name in PACKS}


def test_there_is_a_policy_for_each_source_and_a_default() -> None:
    assert [path.stem for path in FILES] == list(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_a_policy_names_its_own_forms_and_takes_the_others_from_the_default(
    libraries: dict[str, Library], name: str
) -> None:
    policy = libraries[name].policy
    assert policy.forms == FORMS["default"] | FORMS[name]
    assert policy.group == {"casework": GROUPS.get(name, "group-casework")}


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("met", [Format.ONE_TO_ONE, Format.GROUP])
@pytest.mark.parametrize("kind", RecordKind)
def test_every_kind_of_record_has_a_form_in_every_policy(
    libraries: dict[str, Library], name: str, met: Format, kind: RecordKind
) -> None:
    assert kind in libraries[name].form_for(kind, met).kinds


@pytest.mark.parametrize("name", PACKS)
def test_the_clock_of_staff_is_the_sources_own(libraries: dict[str, Library], name: str) -> None:
    person = libraries[name].policy.person
    numbers = (
        person.usual_days,
        person.most_days,
        person.most_months,
        person.calendar_month,
        person.least_in_a_year,
    )
    assert numbers == PERSON.get(name, PERSON["default"])


@pytest.mark.parametrize("name", PACKS)
def test_children_are_seen_every_eight_or_four_weeks_and_records_are_filed_and_copied_in_time(
    libraries: dict[str, Library], name: str
) -> None:
    policy = libraries[name].policy
    assert (policy.child.usual_days, policy.child.shorter_days) == (56, 28)  # B18
    assert (policy.deadlines.filing_working_days, policy.deadlines.copy_working_days) == (5, 10)  # E9, B37
    assert policy.agenda.order == tuple(AgendaReason)  # B19


@pytest.mark.parametrize("name", PACKS)
def test_every_open_child_is_talked_about_each_month_where_the_choice_is_not_left_to_both(
    libraries: dict[str, Library], name: str
) -> None:
    assert libraries[name].policy.open_child.monthly is (name != "dorset")  # E7; B18


@pytest.mark.parametrize("name", PACKS)
def test_the_assessed_year_and_students_are_the_sources_own(libraries: dict[str, Library], name: str) -> None:
    asye, student = libraries[name].policy.asye, libraries[name].policy.student
    assert (asye.weekly_days, asye.weekly_weeks) == (7, 6)  # B27, E6
    assert (asye.fortnightly_days, asye.fortnightly_months) == (14, 6)
    assert asye.review_months == (3, 6, 9, 11)
    assert asye.mentoring_days == 14
    assert (student.weekly_days, student.fortnightly_days) == (7, 14)  # E6


@pytest.mark.parametrize("name", PACKS)
def test_what_is_done_elsewhere_comes_as_often_as_the_sources_say(libraries: dict[str, Library], name: str) -> None:
    schedules = libraries[name].policy.schedules
    assert schedules.observation_months == 6  # B31
    assert schedules.file_audit_months == 12  # B41
    assert (schedules.monthly_audit_months, schedules.sample_audit_months) == (1, 3)  # C22, I13
    assert schedules.leaver_file_months == 1  # B38
    assert libraries[name].policy.contract.review_months == 12  # B6, C10


@pytest.mark.parametrize("name", PACKS)
def test_a_clock_whose_flow_does_not_exist_yet_is_off(libraries: dict[str, Library], name: str) -> None:
    policy = libraries[name].policy
    off = {clock for clock in ClockKind if not policy.watches(clock)} - {ClockKind.OPEN_CHILD}
    assert off == {"asye_review", "mentoring", "observation", "leaver_file"} | {
        clock for clock in ClockKind if clock.value.endswith("_audit")
    }


@pytest.mark.parametrize("name", PACKS)
def test_every_open_child_is_watched_each_month_but_where_the_choice_is_left_to_both(
    libraries: dict[str, Library], name: str
) -> None:
    assert libraries[name].policy.watches(ClockKind.OPEN_CHILD) is (name != "dorset")  # E7; B18


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize(
    ("met", "part", "clocks"),
    [
        (Format.ONE_TO_ONE, MeetingPart.CASEWORK, {"person", "child", "open_child"}),
        (Format.ONE_TO_ONE, MeetingPart.BRIEF, {"person", "child", "open_child"}),
        (Format.ONE_TO_ONE, MeetingPart.PERSONAL, {"person"}),
        (Format.ONE_TO_ONE, MeetingPart.MENTION, {"open_child"}),  # I7
        (Format.ONE_TO_ONE, MeetingPart.NOTE, set()),
        (Format.ONE_TO_ONE, MeetingPart.CONTRACT, set()),
        (Format.GROUP, MeetingPart.CASEWORK, {"child", "open_child"}),  # I6
        (Format.GROUP, MeetingPart.BRIEF, {"child", "open_child"}),
        (Format.GROUP, MeetingPart.MENTION, {"open_child"}),
        (Format.GROUP, MeetingPart.PERSONAL, set()),
        *((Format.AD_HOC, part, set()) for part in MeetingPart),
    ],
)
def test_what_satisfies_what(
    libraries: dict[str, Library], name: str, met: Format, part: MeetingPart, clocks: set[str]
) -> None:
    satisfies = libraries[name].policy.satisfies
    assert {clock for clock in ClockKind if part in satisfies.parts_for(clock, met)} == clocks


@pytest.mark.parametrize("name", PACKS)
def test_nudges_go_in_office_hours_and_the_digest_before_the_teams_post(
    libraries: dict[str, Library], name: str
) -> None:
    nudges = libraries[name].policy.nudges
    assert time(8) <= nudges.from_time <= nudges.digest_time < nudges.team_post_time < nudges.until_time <= time(18)


def test_every_own_frequency_a_form_offers_means_a_number_of_days(libraries: dict[str, Library]) -> None:
    library = libraries["default"]
    asked = library.form_for(RecordKind.CONTRACT).meaning(Meaning.OWN_FREQUENCY)
    assert isinstance(asked, ChoiceQuestion)
    assert [option.id for option in asked.options] == list(library.policy.person.own_frequencies)


@pytest.mark.parametrize("name", PACKS)
def test_only_where_the_choice_of_children_is_left_to_both_is_not_every_open_child_on_the_list(
    libraries: dict[str, Library], name: str
) -> None:
    assert libraries[name].policy.agenda.sweep_all_open_children is (name != "dorset")  # E7; B18


@pytest.mark.parametrize("name", PACKS)
def test_a_note_is_called_what_the_council_calls_it(libraries: dict[str, Library], name: str) -> None:
    words = libraries[name].policy.labels.kind[RecordKind.NOTE]
    assert words == ("Management oversight" if name == "family-safeguarding" else "Management discussion")  # I12


@pytest.mark.parametrize("name", PACKS)
def test_where_a_document_is_silent_the_policy_says_so(libraries: dict[str, Library], name: str) -> None:
    policy = libraries[name].policy
    assert set(policy.fallen_back) >= SILENT[name]
    assert policy.note is not None or name == "default"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_chapter_of_a_policy_names_its_source_rows(path: Path) -> None:
    data: dict[str, Any] = read_yaml(path)
    sources = [part["source"] for part in data.values() if isinstance(part, dict) and "source" in part]
    for source in (data["source"], *sources):
        assert ROWS.match(source), source
