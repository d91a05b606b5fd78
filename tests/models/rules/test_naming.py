"""Names of files: by day and check code, a member of staff only where it is their own file, a child never."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.naming import ARCHIVE_PATTERN, archive_name, check_archive_pattern, export_name, safe_name
from models.vocabulary import RecordKind

DAY = date(2026, 3, 2)
MARKED = "Zanzibar"


@pytest.mark.parametrize("kind", RecordKind)
def test_only_a_staff_file_bears_a_name_in_its_name(kind: RecordKind) -> None:
    given_ = {"held_on": DAY, "record_id": "1a2b3c4d" * 4, "code": "K7QM-2F4D", "suffix": "pdf"}
    name = export_name(kind=kind, staff_name=MARKED, **given_)  # type: ignore[arg-type]
    assert (MARKED in name) == kind.about_person
    bare = f"2026-03-02 {kind.value} 1a2b3c4d K7QM-2F4D.pdf"
    assert name.replace(f"{MARKED} ", "") == bare
    assert export_name(kind=kind, **given_) == bare  # type: ignore[arg-type]


def test_a_leavers_archive_says_first_when_it_is_deleted_and_then_whose_it_is() -> None:
    assert archive_name(date(2032, 3, 31), "Sam Okafor") == "Deletion Date 2032-03-31 - Sam Okafor"
    assert archive_name(date(2032, 3, 31), "Sam", "{name} until {date}") == "Sam until 2032-03-31"


@given(st.text(max_size=300))
def test_any_name_of_a_person_is_a_name_a_file_system_takes(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe.strip(" .") or safe.endswith(" -")
    assert safe
    assert len(safe) <= 102
    assert not set(safe) & set('\\/:*?"<>|')
    assert safe.isprintable()
    assert safe.upper() not in {"CON", "NUL", "COM1"}


@pytest.mark.parametrize(
    "pattern", ["", "{date}", "{name} {name} {date}", "{date} {name} {other}", "a/{date} {name}", "{date}: {name}"]
)
def test_a_pattern_that_would_lose_the_date_or_the_name_or_make_a_folder_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"\{date\} and \{name\} once each|every file system takes"):
        check_archive_pattern(pattern)


def test_the_pattern_of_the_documents_is_one_that_passes() -> None:
    check_archive_pattern(ARCHIVE_PATTERN)
