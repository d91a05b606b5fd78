"""The rules and the independent oracle on the same made-up histories, day by day and without a database."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest

from models.content import load_library
from models.policy import Policy
from models.rules.clocks.actions import build_action_due
from models.rules.clocks.agreements import build_agreement_due
from models.rules.clocks.children import build_child_due, build_open_child_due
from models.rules.clocks.contracts import build_contract_due
from models.rules.clocks.meetings import build_copy_due, build_filing_due, build_outcome_due, build_write_up_due
from models.rules.clocks.people import build_person_due
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
)
from models.values.due import Due
from models.vocabulary import ChildFlag, ClockKind, Format, StaffKind
from tests.conftest import CONTENT
from tests.support.oracle import Council, LifeOfChild, LifeOfPerson, Meeting, Oracle, Said
from tests.support.year import DAYS, GO_LIVE, make_year

POLICIES = ("default", "coventry", "dorset")
SHOWN = 15


class Facts:
    """What is known of a council on one day, as a reading would put it before the rules."""

    def __init__(self, council: Council, today: date) -> None:
        self._council = council
        self._today = today
        self._sent = [one for one in council.meetings if one.sent is not None and one.sent <= today]

    def of_child(self, child: LifeOfChild, clock: ClockKind) -> ChildFacts:
        about = [one.held for one in self._sent if child.id in (*one.casework, *one.brief)]
        counted = [one for one in self._council.meetings if one.counted is not None and one.counted <= self._today]
        mentioned = [one.held for one in counted if child.id in one.mentioned]
        noted = {ClockKind.CHILD, clock}
        return ChildFacts(
            opened_on=child.opened,
            sent_on=max(about, default=None),
            told_on=child.told,
            flags=tuple(
                Held(ChildFlag(span.what), span.from_on, self._known(span.until_on))
                for span in child.flags
                if span.from_on <= self._today
            ),
            mentioned_on=max(mentioned, default=None) if clock is ClockKind.OPEN_CHILD else None,
            elsewhere_on=max(self._elsewhere(noted, child.id), default=None),
            go_live_on=self._council.go_live,
            exceptions=self._exceptions(clock, child.id),
        )

    def of_person(self, person: LifeOfPerson) -> PersonFacts:
        kind = next(span for span in person.kinds if span.holds(self._today))
        return PersonFacts(
            kind=StaffKind(kind.what),
            kind_since=kind.from_on,
            started_on=person.started,
            asye_started_on=person.asye_started,
            student_fortnightly_from=person.fortnightly_from,
            held=tuple(sorted(one.held for one in self._sent if self._is_own(one, person))),
            elsewhere=tuple(self._elsewhere({ClockKind.PERSON}, person.id)),
            told_on=person.told,
            go_live_on=self._council.go_live,
            away=tuple(
                Away(one.from_on, one.until_on)
                for one in self._council.leaves
                if one.person == person.id and one.set_on <= self._today
            ),
            exceptions=self._exceptions(ClockKind.PERSON, person.id),
        )

    def of_contract(self, person: LifeOfPerson) -> ContractFacts:
        agreed = {one.id for one in self._council.requests if one.settled is not None and one.settled <= self._today}
        mine = [one for one in self._council.meetings if one.contract and one.supervisee == person.id]
        made = [one.held for one in mine if f"request-{one.id}" in agreed]
        known = [*made, *([person.contract_told] if person.contract_told else [])]
        lines = [
            Supervised(span.what, span.from_on, self._known(span.until_on))
            for span in person.seniors
            if span.from_on <= self._today
        ]
        return ContractFacts(max(known, default=None), tuple(lines), person.started, self._council.go_live)

    @staticmethod
    def _is_own(meeting: Meeting, person: LifeOfPerson) -> bool:
        alone = meeting.met is Format.ONE_TO_ONE and meeting.supervisee == person.id
        return alone and bool(meeting.casework or meeting.brief or meeting.personal)

    def _known(self, until: date | None) -> date | None:
        return until if until is not None and until <= self._today else None

    def _elsewhere(self, clocks: set[ClockKind], subject: str) -> Iterator[date]:
        for one in self._council.noted:
            if one.clock in clocks and one.subject == subject and one.noted <= self._today:
                yield one.done

    def _exceptions(self, clock: ClockKind, subject: str) -> tuple[Override, ...]:
        return tuple(
            Override(str(number), one.from_on, one.until_on, one.every_days, one.due_on)
            for number, one in enumerate(self._council.exempted)
            if one.clock is clock and one.subject == subject and one.from_on <= self._today
        )


def ask_rules(council: Council, policy: Policy, today: date) -> Iterator[tuple[tuple[ClockKind, str], Due]]:
    """Judge everything that counts on a day."""
    yield from judge_children(council, policy, today)
    yield from judge_people(council, policy, today)
    for meeting in council.meetings:
        ended = [day for day in (meeting.sent, meeting.closed) if day is not None and day <= today]
        if meeting.has_records and meeting.held <= today and not ended:
            held = MeetingFacts(meeting.held)
            yield (ClockKind.WRITE_UP, meeting.id), build_write_up_due(held, policy.deadlines, today)
            yield (ClockKind.COPY, meeting.id), build_copy_due(held, policy.deadlines, today)
        if (due := judge_filing(council, meeting, policy, today)) is not None:
            yield (ClockKind.FILING, meeting.id), due
    for request in council.requests:
        if request.waits(today):
            asked = AgreementFacts(request.asked)
            yield (ClockKind.AGREEMENT, request.id), build_agreement_due(asked, policy, today)
    closed = {child.id for child in council.children if child.closed is not None and child.closed <= today}
    for action in council.actions:
        if action.waits(today) and action.due is not None and action.about not in closed:
            agreed = ActionFacts(action.due, action.asked)
            yield (ClockKind.ACTION, action.id), build_action_due(agreed, policy.action, today)


def judge_filing(council: Council, meeting: Meeting, policy: Policy, today: date) -> Due | None:
    """Ask the rules about the filing of what was sent, or of an answer that came after it was filed."""

    def happened(day: date | None) -> bool:
        return day is not None and day <= today

    if not meeting.has_records or not happened(meeting.sent):
        return None
    if meeting.filed is None or meeting.filed > today:
        return build_filing_due(MeetingFacts(meeting.held), policy.deadlines, today)
    answered = [one.settled for one in council.requests if one.id == f"request-{meeting.id}" and happened(one.settled)]
    if happened(meeting.pasted) or not answered or answered[0] is None or answered[0] < meeting.filed:
        return None
    return build_outcome_due(answered[0], policy.deadlines, today)


def judge_children(council: Council, policy: Policy, today: date) -> Iterator[tuple[tuple[ClockKind, str], Due]]:
    facts = Facts(council, today)
    for child in council.children:
        if child.opened <= today and (child.closed is None or today < child.closed):
            of_child = facts.of_child(child, ClockKind.CHILD)
            yield (ClockKind.CHILD, child.id), build_child_due(of_child, policy.child, today)
            if policy.open_child.monthly:
                of_child = facts.of_child(child, ClockKind.OPEN_CHILD)
                yield (ClockKind.OPEN_CHILD, child.id), build_open_child_due(of_child, policy.open_child, today)


def judge_people(council: Council, policy: Policy, today: date) -> Iterator[tuple[tuple[ClockKind, str], Due]]:
    facts = Facts(council, today)
    for person in council.people:
        if (person.started is None or person.started <= today) and (person.left is None or today < person.left):
            yield (ClockKind.PERSON, person.id), build_person_due(facts.of_person(person), policy, today)
            contract = build_contract_due(facts.of_contract(person), policy.contract, today)
            yield (ClockKind.CONTRACT, person.id), contract


def find_differences(council: Council, policy: Policy, days: Iterable[date]) -> list[str]:
    """Walk the days; give a line for each subject the first time the two disagree about it."""
    oracle = Oracle(council, policy)
    found: dict[tuple[ClockKind, str], str] = {}
    for today in (day for day in days if day >= council.go_live):
        ruled = {key: Said(due.due_on, due.state, due.paused_until) for key, due in ask_rules(council, policy, today)}
        told = oracle.ask(today)
        assert told, "nothing was compared"
        for key in sorted(ruled.keys() | told.keys()):
            if ruled.get(key) != told.get(key):
                found.setdefault(key, f"{today} {key[0]} {key[1]}: rules {ruled.get(key)}, oracle {told.get(key)}")
    return list(found.values())


@pytest.mark.parametrize("policy", POLICIES)
def test_on_every_tenth_day_the_rules_say_what_the_oracle_says(policy: str) -> None:
    days = [GO_LIVE + timedelta(days=number) for number in range(0, DAYS, 10)]
    differences = find_differences(make_year(2), load_library(CONTENT, policy).policy, days)
    assert not differences, "\n".join(differences[:SHOWN])


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("policy", POLICIES)
def test_on_every_day_of_many_councils_the_rules_say_what_the_oracle_says(policy: str, seed: int) -> None:
    days = [GO_LIVE + timedelta(days=number) for number in range(DAYS)]
    differences = find_differences(make_year(seed), load_library(CONTENT, policy).policy, days)
    assert not differences, "\n".join(differences[:SHOWN])
