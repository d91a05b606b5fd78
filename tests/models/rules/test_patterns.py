"""What is missing again and again, by pure rules."""

from datetime import date, timedelta

from models.rules.patterns import find_patterns
from models.values.patterns import FileCheck, Gap

DAY = date(2026, 3, 2)
ASKED = {"seen": "When was the child last seen?", "genogram": "Is the genogram up to date?"}


def checks(*missing: set[str]) -> list[FileCheck]:
    """Return records, the latest first, each a week before the one ahead of it."""
    return [
        FileCheck(DAY - timedelta(weeks=place), f"C{place}", ASKED, frozenset(gaps))
        for place, gaps in enumerate(missing)
    ]


def test_once_is_no_pattern_and_twice_is() -> None:
    assert find_patterns(checks({"seen"}, {"genogram"}, set())) == ()
    (found,) = find_patterns(checks({"seen"}, {"genogram"}, {"seen"}))
    assert (found.question, found.asked) == ("When was the child last seen?", 3)
    assert found.gaps == (Gap(DAY, "C0"), Gap(DAY - timedelta(weeks=2), "C2"))


def test_what_was_missing_most_often_comes_first() -> None:
    found = find_patterns(checks({"seen", "genogram"}, {"genogram"}, {"seen", "genogram"}))
    assert [(one.question, len(one.gaps)) for one in found] == [
        ("Is the genogram up to date?", 3),
        ("When was the child last seen?", 2),
    ]


def test_a_question_is_named_as_the_latest_record_asked_it_and_counted_where_it_was_asked() -> None:
    newest = FileCheck(DAY, "C0", {"seen": "When did we last see the child?"}, frozenset({"seen"}))
    (found,) = find_patterns([newest, *checks({"seen"}, set())[0:2]])
    assert (found.question, found.asked) == ("When did we last see the child?", 3)


def test_no_records_show_nothing() -> None:
    assert find_patterns([]) == ()
