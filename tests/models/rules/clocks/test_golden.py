"""Every clock against dates worked out by hand: one line of `tests/data/clocks` a case, with its source row."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models.rules.clocks.actions import build_action_due
from models.rules.clocks.agreements import build_agreement_due
from models.rules.clocks.children import build_child_due, build_open_child_due
from models.rules.clocks.contracts import build_contract_due
from models.rules.clocks.meetings import build_copy_due, build_filing_due, build_write_up_due
from models.rules.clocks.people import build_person_due, is_ordinary
from models.rules.clocks.schedules import build_schedule_due
from models.values.clock_facts import (
    ActionFacts,
    AgreementFacts,
    Away,
    ChildFacts,
    ContractFacts,
    Held,
    MeetingFacts,
    Override,
    PersonFacts,
    Supervised,
    YearlyFacts,
)
from models.values.due import Due
from models.vocabulary import ChildFlag, ClockKind, StaffKind
from tests.support.policies import policy

Case = dict[str, str]

DATA = Path(__file__).parents[3] / "data" / "clocks"
FLAGS = {
    "cp": ChildFlag.CHILD_PROTECTION_PLAN,
    "court": ChildFlag.IN_PROCEEDINGS,
    "place": ChildFlag.EMERGENCY_OR_UNSUITABLE_PLACEMENT,
    "restricted": ChildFlag.RESTRICTED,
}
DEFAULT = policy()


def cases(name: str) -> list[object]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [pytest.param(case, id=case["case"]) for case in csv.DictReader(file)]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def on(text: str) -> date:
    return date.fromisoformat(text)


def days(text: str) -> tuple[date, ...]:
    return tuple(on(each) for each in text.split())


def each(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def spans(text: str) -> tuple[tuple[str, date, date | None], ...]:
    """Read `word 2026-03-02..2026-04-01`, one or more of them; the last day may be left open, the word out."""
    found = []
    for one in each(text):
        *words, span = one.split()
        first, _, last = span.partition("..")
        found.append((" ".join(words), on(first), day(last)))
    return tuple(found)


def exceptions(text: str) -> tuple[Override, ...]:
    """Read `12w 2026-02-16..2026-12-31`, or with a date in place of the interval; their ids are a, b and so on."""
    read = []
    for name, (words, first, last) in zip("abc", spans(text), strict=False):
        what, agreed = words.removeprefix("agreed "), words.startswith("agreed ")
        weeks = int(what.removesuffix("w")) if what.endswith("w") else None
        assert last is not None
        if weeks is None:
            read.append(Override(name, first, last, due_on=on(what), agreed=agreed))
        else:
            read.append(Override(name, first, last, every_days=7 * weeks, agreed=agreed))
    return tuple(read)


def check(case: Case, due: Due) -> None:
    assert due.due_on == on(case["due"])
    assert due.state.value == case["state"]
    if "counted" in case:
        assert due.counted_from.value == case["counted"]


@pytest.mark.parametrize("case", cases("children.csv"))
def test_a_childs_supervision(case: Case) -> None:
    facts = ChildFacts(
        on(case["opened"]),
        sent_on=day(case["sent"]),
        told_on=day(case["told"]),
        elsewhere_on=day(case["elsewhere"]),
        go_live_on=day(case["go_live"]),
        flags=tuple(Held(FLAGS[word], first, last) for word, first, last in spans(case["flags"])),
        exceptions=exceptions(case["exceptions"]),
    )
    due = build_child_due(facts, policy(case["policy"]).child, on(case["today"]))
    check(case, due)
    assert (due.override.id if due.override else "") == case["override"]
    assert (due.breach_on, due.paused_until, due.calendar) == (None, None, "every day")


@pytest.mark.parametrize("case", cases("open_children.csv"))
def test_every_open_child_each_month(case: Case) -> None:
    facts = ChildFacts(
        on(case["opened"]),
        sent_on=day(case["sent"]),
        told_on=day(case["told"]),
        mentioned_on=day(case["mentioned"]),
        elsewhere_on=day(case["elsewhere"]),
        go_live_on=day(case["go_live"]),
        exceptions=exceptions(case["exceptions"]),
    )
    due = build_open_child_due(facts, DEFAULT.open_child, on(case["today"]))
    check(case, due)
    assert due.breach_on is None


@pytest.mark.parametrize("case", cases("people.csv"))
def test_a_persons_supervision(case: Case) -> None:
    away = [Away(first, last) for _, first, last in spans(case["away"]) if last is not None]
    facts = PersonFacts(
        StaffKind(case["kind"]),
        on(case["since"]),
        started_on=day(case["started"]),
        asye_started_on=day(case["asye"]),
        student_fortnightly_from=day(case["fortnightly"]),
        held=days(case["held"]),
        elsewhere=days(case["elsewhere"]),
        told_on=day(case["told"]),
        go_live_on=day(case["go_live"]),
        away=tuple(away),
        exceptions=exceptions(case["exceptions"]),
    )
    kept = policy(case["policy"])
    due = build_person_due(facts, kept, on(case["today"]))
    check(case, due)
    assert (due.late_on, due.breach_on) == (day(case["late"]), day(case["breach"]))
    assert due.paused_until == day(case["paused"])
    assert is_ordinary(facts, kept, on(case["today"])) is (case["ordinary"] == "yes")


@pytest.mark.parametrize("case", cases("meetings.csv"))
def test_what_begins_on_the_day_of_a_meeting_or_a_request(case: Case) -> None:
    build: dict[str, Callable[[date, date], Due]] = {
        "write_up": lambda start, today: build_write_up_due(MeetingFacts(start), DEFAULT.deadlines, today),
        "filing": lambda start, today: build_filing_due(MeetingFacts(start), DEFAULT.deadlines, today),
        "copy": lambda start, today: build_copy_due(MeetingFacts(start), DEFAULT.deadlines, today),
        "agreement": lambda start, today: build_agreement_due(AgreementFacts(start), DEFAULT, today),
    }
    due = build[case["clock"]](on(case["from"]), on(case["today"]))
    check(case, due)
    assert (due.calendar, due.breach_on) == ("working days in England", None)


@pytest.mark.parametrize("case", cases("contracts.csv"))
def test_a_supervision_agreement(case: Case) -> None:
    facts = ContractFacts(
        day(case["last"]),
        tuple(Supervised(who, first, last) for who, first, last in spans(case["lines"])),
        started_on=day(case["started"]),
        go_live_on=day(case["go_live"]),
    )
    check(case, build_contract_due(facts, DEFAULT.contract, on(case["today"])))


@pytest.mark.parametrize("case", cases("schedules.csv"))
def test_what_is_done_elsewhere_and_noted_here(case: Case) -> None:
    facts = YearlyFacts(on(case["begins"]), day(case["done_on"]), int(case["done"]))
    due = build_schedule_due(ClockKind(case["clock"]), facts, DEFAULT, on(case["today"]))
    if case["due"]:
        assert due is not None
        check(case, due)
    else:
        assert due is None


@pytest.mark.parametrize("case", cases("actions.csv"))
def test_a_smart_action(case: Case) -> None:
    facts = ActionFacts(on(case["due"]), on(case["set"]))
    check(case, build_action_due(facts, DEFAULT.action, on(case["today"])))


def test_every_row_that_is_a_clock_has_a_case_and_every_case_a_row() -> None:
    with (DATA.parent / "requirements.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["row"]: row["kind"] for row in csv.DictReader(file)}
    cited = set()
    for path in sorted(DATA.iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            cases_here = list(csv.DictReader(file))
        assert len({case["case"] for case in cases_here}) == len(cases_here), path.name
        cited |= {case["row"] for case in cases_here}
    order_of_an_agenda = "B19"
    assert {row for row, kind in rows.items() if kind == "clock"} - cited == {order_of_an_agenda}
    assert {row for row in cited if row not in rows} <= {f"I{number}" for number in range(1, 32)}
