"""What `/supervision why` says of a date: the rule in words, from which source, counted in which days."""

from datetime import date

import pytest

from models.rules.clocks.actions import build_action_due
from models.rules.clocks.agreements import build_agreement_due
from models.rules.clocks.children import build_child_due, build_open_child_due
from models.rules.clocks.contracts import build_contract_due
from models.rules.clocks.meetings import build_copy_due, build_filing_due, build_write_up_due
from models.rules.clocks.people import build_person_due
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
from models.values.due import CountedFrom, Overridden
from models.vocabulary import ChildFlag, ClockKind, Nation, StaffKind
from tests.support.policies import policy

DEFAULT = policy()
COVENTRY = policy("coventry")
TODAY = date(2026, 3, 2)
LAST = date(2026, 2, 2)
BEGAN = date(2025, 1, 6)


def on(text: str) -> date:
    return date.fromisoformat(text)


CP = Held(ChildFlag.CHILD_PROTECTION_PLAN, BEGAN)
COURT = Held(ChildFlag.IN_PROCEEDINGS, BEGAN)


def exception(until: str = "2026-12-31", **what: object) -> Override:
    return Override("a", on(str(what.pop("since", LAST.isoformat()))), on(until), **what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (ChildFacts(BEGAN, LAST), "every 8 weeks"),
        (ChildFacts(BEGAN, LAST, flags=(COURT, CP)), "every 4 weeks: child protection plan, in proceedings"),
        (
            ChildFacts(BEGAN, on("2026-01-26"), flags=(Held(ChildFlag.IN_PROCEEDINGS, TODAY),)),
            "every 4 weeks: in proceedings; 1 week from the change",
        ),
        (
            ChildFacts(BEGAN, go_live_on=TODAY),
            "every 8 weeks; none is known from before, so it counts from the day the bot began here",
        ),
        (
            ChildFacts(BEGAN, go_live_on=TODAY, flags=(CP,)),
            (
                "every 4 weeks: child protection plan;"
                " none is known from before, so it counts from the day the bot began here"
            ),
        ),
        (
            ChildFacts(BEGAN, LAST, exceptions=(exception(every_days=84),)),
            "every 12 weeks, as agreed until 31 December 2026",
        ),
        (
            ChildFacts(BEGAN, LAST, exceptions=(exception("2026-04-13", every_days=84),)),
            "every 12 weeks, as agreed until 13 April 2026; not later than 12 April 2026",
        ),
        (
            ChildFacts(BEGAN, LAST, exceptions=(exception(every_days=14, since="2026-03-02"),)),
            "every 2 weeks, as agreed until 31 December 2026; 1 week from the change",
        ),
        (
            ChildFacts(BEGAN, on("2026-01-09"), exceptions=(exception(every_days=14, since="2026-03-02"),)),
            "as before the change to every 2 weeks, as agreed until 31 December 2026",
        ),
        (
            ChildFacts(BEGAN, LAST, exceptions=(exception(due_on=on("2026-04-10")),)),
            "a date of its own, as agreed until 31 December 2026",
        ),
    ],
)
def test_the_rule_of_a_child_in_words(facts: ChildFacts, rule: str) -> None:
    due = build_child_due(facts, DEFAULT.child, TODAY)
    assert due.rule == rule
    assert due.source == DEFAULT.child.source
    assert due.override == (Overridden("a", facts.exceptions[0].until_on) if facts.exceptions else None)


MONTH = "in breach from 1 April 2026: a calendar month without one"


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ({}, f"every 4 weeks; {MONTH}"),
        ({"exceptions": (exception(every_days=14, agreed=True),)}, "every 2 weeks, as the supervision agreement says"),
        (
            {"held": (on("2026-01-26"),), "exceptions": (exception(every_days=42, since="2026-01-26"),)},
            (
                "every 6 weeks, as agreed until 31 December 2026; not later than 28 February 2026;"
                " in breach from 1 March 2026: a calendar month without one"
            ),
        ),
        ({"away": (Away(on("2026-02-28"), on("2026-03-16")),)}, f"every 4 weeks; 1 week from the return; {MONTH}"),
        (
            {"held": (), "go_live_on": TODAY},
            (
                "every 4 weeks; none is known from before, so it counts from the day the bot began here;"
                " in breach from 1 May 2026: a calendar month without one"
            ),
        ),
        (
            {"kind": StaffKind.ASYE, "asye_started_on": on("2026-01-05")},
            f"every week in the first 6 weeks of the assessed year; {MONTH}",
        ),
        (
            {"kind": StaffKind.ASYE, "asye_started_on": on("2025-12-01")},
            f"every 2 weeks up to 6 months of the assessed year; {MONTH}",
        ),
        ({"kind": StaffKind.ASYE, "asye_started_on": on("2025-06-02")}, f"every 4 weeks; {MONTH}"),
        (
            {"kind": StaffKind.ASYE, "asye_started_on": on("2026-02-23")},
            f"every 4 weeks, as before the change to every week in the first 6 weeks of the assessed year; {MONTH}",
        ),
        ({"kind": StaffKind.STUDENT}, f"every week as a student; {MONTH}"),
        ({"kind": StaffKind.STUDENT, "student_fortnightly_from": LAST}, f"every 2 weeks as a student; {MONTH}"),
    ],
)
def test_the_rule_of_a_person_in_words(what: dict[str, object], rule: str) -> None:
    known: dict[str, object] = {"kind": StaffKind.QUALIFIED, "kind_since": BEGAN, "held": (LAST,)} | what
    assert build_person_due(PersonFacts(**known), DEFAULT, TODAY).rule.startswith(rule)  # type: ignore[arg-type]


def test_all_numbers_of_coventry_hold_at_once_and_the_nearest_breach_is_said() -> None:
    few = tuple(date(2025, month, 10) for month in range(3, 12))
    facts = PersonFacts(StaffKind.QUALIFIED, BEGAN, started_on=on("2019-09-02"), held=(*few, LAST), go_live_on=BEGAN)
    due = build_person_due(facts, COVENTRY, TODAY)
    assert due.rule == "every 4 weeks; overdue after 6 weeks; in breach from 10 March 2026: fewer than 10 in 12 months"
    more = PersonFacts(StaffKind.QUALIFIED, BEGAN, held=(*few, on("2026-01-12"), LAST), go_live_on=BEGAN)
    due = build_person_due(more, COVENTRY, TODAY)
    assert due.rule.endswith("in breach from 3 April 2026: over 2 months without one")
    assert due.source == COVENTRY.person.source


def test_the_rules_of_everything_else_in_words() -> None:
    held, year = MeetingFacts(TODAY), YearlyFacts(BEGAN)
    lines = Supervised("tom", BEGAN, LAST), Supervised("priya", LAST)
    built = [
        build_open_child_due(ChildFacts(BEGAN, LAST), DEFAULT.open_child, TODAY),
        build_write_up_due(held, DEFAULT.deadlines, TODAY),
        build_filing_due(held, DEFAULT.deadlines, TODAY),
        build_copy_due(held, DEFAULT.deadlines, TODAY),
        build_agreement_due(AgreementFacts(TODAY), DEFAULT, TODAY),
        build_action_due(ActionFacts(TODAY, LAST), DEFAULT.action, TODAY),
        build_contract_due(ContractFacts(on("2025-06-16")), DEFAULT.contract, TODAY),
        build_contract_due(ContractFacts(on("2025-06-16"), lines), DEFAULT.contract, TODAY),
        build_contract_due(ContractFacts(None, started_on=TODAY), DEFAULT.contract, TODAY),
        build_contract_due(ContractFacts(None, started_on=BEGAN, go_live_on=TODAY), DEFAULT.contract, TODAY),
        *(build_schedule_due(kind, year, DEFAULT, TODAY) for kind in list(ClockKind)[9:]),
        build_schedule_due(ClockKind.ASYE_REVIEW, YearlyFacts(BEGAN, LAST, 3), DEFAULT, TODAY),
    ]
    assert [due.rule for due in built if due is not None] == [
        "every open child in each calendar month, even briefly",
        "written up and sent within 5 working days of the meeting",
        "filed within 5 working days of the meeting",
        "a copy for the supervisee within 10 working days of the meeting",
        "an answer within 3 working days",
        "the date agreed",
        "looked at again every 12 months",
        "within 4 weeks of a change of supervisor",
        "a first one within 4 weeks",
        "a first one within 4 weeks of the day the bot began here",
        "a review at 3 months of the assessed year",
        "every 2 weeks",
        "every 6 months",
        "every 12 months",
        "every month",
        "every 3 months",
        "handed to the archive within 1 month of leaving",
        "the final review at 11 months of the assessed year",
    ]


@pytest.mark.parametrize(
    ("nation", "words", "due_on"),
    [
        (Nation.ENGLAND, "working days in England", "2026-04-10"),
        (Nation.WALES, "working days in Wales", "2026-04-10"),
        (Nation.SCOTLAND, "working days in Scotland", "2026-04-09"),
        (Nation.NORTHERN_IRELAND, "working days in Northern Ireland", "2026-04-10"),
    ],
)
def test_the_calendar_is_that_of_the_policys_nation(nation: Nation, words: str, due_on: str) -> None:
    clock = DEFAULT.deadlines.model_copy(update={"bank_holidays": nation})
    due = build_write_up_due(MeetingFacts(on("2026-04-01")), clock, TODAY)
    assert (due.calendar, due.due_on) == (words, on(due_on))


def test_a_child_has_no_clock_of_a_mention_alone() -> None:
    facts = ChildFacts(BEGAN, on("2026-01-12"), mentioned_on=LAST)
    assert build_child_due(facts, DEFAULT.child, TODAY).counted_from is CountedFrom.SUPERVISION
    assert build_open_child_due(facts, DEFAULT.open_child, TODAY).counted_from is CountedFrom.MENTION


def test_the_numbers_are_the_policys_own() -> None:
    monthly = DEFAULT.child.model_copy(update={"usual_days": 31})
    assert build_child_due(ChildFacts(BEGAN, LAST), monthly, TODAY).rule == "every 31 days"
    clock = DEFAULT.open_child.model_copy(update={"coming_due_days": 3})
    late = ChildFacts(on("2026-03-28"))
    assert build_open_child_due(late, clock, on("2026-03-28")).due_on == on("2026-03-31")
    asye = DEFAULT.asye.model_copy(update={"weekly_weeks": 2, "fortnightly_days": 10})
    facts = PersonFacts(StaffKind.ASYE, LAST, started_on=LAST, held=(on("2026-02-16"),))
    assert build_person_due(facts, DEFAULT.model_copy(update={"asye": asye}), TODAY).due_on == on("2026-02-26")
