"""Which grants can be given, and what each opens for how long."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.rules.grants import check_approver, check_plan, is_covered, is_in_force, is_over, reads_with
from models.values.access import GrantFact, GrantPart, GrantPlan, GrantRefused, Scope, Subject
from models.values.people import Listed
from models.vocabulary import Purpose, Role, StaffKind
from tests.conftest import START

TODAY = START.date()
HOURS = timedelta(hours=4)
DAY = timedelta(days=1)
COUNCIL = Subject(Scope.COUNCIL)
PLAN = GrantPlan("nina", Purpose.INSPECTION, COUNCIL, TODAY + DAY, "The inspection of this week.")
FACT = GrantFact("g", Purpose.INSPECTION, COUNCIL, TODAY, TODAY + DAY, START)


def listed(person_id: str, role: Role = Role.QUALITY_ASSURANCE) -> Listed:
    return Listed(person_id, person_id.title(), None, role, StaffKind.QUALIFIED, None)


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"reader_id": "olu"}, GrantPart.READER),
        ({"purpose": Purpose.BREAK_GLASS}, GrantPart.PURPOSE),
        ({"last_on": None}, GrantPart.LAST),
        ({"last_on": TODAY - DAY}, GrantPart.LAST),
        ({"last_on": TODAY + timedelta(days=400)}, GrantPart.LAST),
        ({"reason": "audit"}, GrantPart.REASON),
        ({"reason": "x" * 601}, GrantPart.REASON),
        ({"subject": Subject(Scope.PERSON, "nina")}, GrantPart.SUBJECT),
        ({"subject": Subject(Scope.CHILD, "c"), "purpose": Purpose.HUMAN_RESOURCES}, GrantPart.SUBJECT),
    ],
)
def test_what_cannot_be_is_refused_under_its_box(changes: dict[str, object], about: GrantPart) -> None:
    plan = replace(PLAN, **changes)  # type: ignore[arg-type]
    with pytest.raises(GrantRefused) as refused:
        check_plan(plan, "olu", listed(plan.reader_id), TODAY)
    assert refused.value.about is about
    assert refused.value.sentence.endswith(".")


def test_only_quality_assurance_is_let_in_for_good_and_only_while_that_is_their_work() -> None:
    standing = replace(PLAN, purpose=Purpose.QUALITY_ASSURANCE, last_on=None)
    check_plan(standing, "olu", listed("nina"), TODAY)
    with pytest.raises(GrantRefused, match="not down as quality assurance"):
        check_plan(standing, "olu", listed("nina", Role.SUPERVISOR), TODAY)
    with pytest.raises(GrantRefused):
        check_plan(PLAN, "olu", None, TODAY)
    given = replace(FACT, purpose=Purpose.QUALITY_ASSURANCE, until_on=None)
    assert reads_with(given, Role.QUALITY_ASSURANCE)
    assert not reads_with(given, Role.PRACTITIONER)
    assert not reads_with(FACT, None), "who has left"


@pytest.mark.parametrize(
    ("approver", "passes"),
    [
        (None, False),
        (listed("olu", Role.SERVICE_MANAGER), False),
        (listed("nina", Role.SERVICE_MANAGER), False),
        (listed("sam", Role.SERVICE_MANAGER), False),
        (listed("tom", Role.SUPERVISOR), False),
        (listed("tom", Role.SERVICE_MANAGER), True),
        (listed("owen", Role.ADMINISTRATOR), True),
    ],
)
def test_an_investigation_needs_a_second_name_that_has_nothing_to_do_with_it(
    approver: Listed | None, *, passes: bool
) -> None:
    plan = replace(PLAN, purpose=Purpose.INVESTIGATION, subject=Subject(Scope.PERSON, "sam"))
    if passes:
        check_approver(plan, "olu", approver)
        return
    with pytest.raises(GrantRefused) as refused:
        check_approver(plan, "olu", approver)
    assert refused.value.about is GrantPart.APPROVER
    check_approver(PLAN, "olu", None)


def test_a_grant_opens_from_its_first_day_to_its_last_once_it_is_approved() -> None:
    assert is_in_force(FACT, START, TODAY, HOURS)
    assert not is_in_force(FACT, START, TODAY - DAY, HOURS)
    assert not is_in_force(FACT, START, TODAY + DAY, HOURS)
    assert not is_in_force(replace(FACT, approved=False), START, TODAY, HOURS)
    assert not is_in_force(replace(FACT, ended=True), START, TODAY, HOURS)
    glass = replace(FACT, purpose=Purpose.BREAK_GLASS)
    assert is_in_force(glass, START + HOURS - timedelta(seconds=1), TODAY, HOURS)
    assert is_over(glass, START + HOURS, TODAY, HOURS)


@pytest.mark.parametrize(
    ("subject", "covered"),
    [
        (COUNCIL, True),
        (Subject(Scope.CHILD, "c"), True),
        (Subject(Scope.CHILD, "other"), False),
        (Subject(Scope.PERSON, "sam"), True),
        (Subject(Scope.PERSON, "tom"), False),
        (Subject(Scope.TEAM, "elm"), True),
        (Subject(Scope.TEAM, "oak"), False),
    ],
)
def test_a_grant_is_for_a_child_a_person_a_team_or_all(subject: Subject, *, covered: bool) -> None:
    assert is_covered(subject, child_id="c", people=["sam"], teams={"elm"}) is covered
    assert Subject.read(str(subject)) == subject


def test_a_choice_that_names_nothing_is_nothing() -> None:
    for value in ("", "child:", "cat:7", "sam", "person"):
        assert Subject.read(value) is None
