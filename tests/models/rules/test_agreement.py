"""The states of a record: every state × act × person, and what must hold for any acts in any order."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.agreement import (
    AGREEING,
    CLOSED,
    OWNER,
    TRANSITIONS,
    UNDO,
    can_move,
    check_comment,
    check_move,
    check_withdrawal,
    counting,
    diagram,
    fold,
    last_acts,
)
from models.values.agreement import ActFact, Actor, Move, Owner, Step
from models.values.errors import Refusal
from models.vocabulary import ActKind, RecordState
from tests.conftest import ROOT, START

S, K, A = RecordState, ActKind, Actor
MOVES: tuple[Move, ...] = (*ActKind, *Step)

# Written by hand from the design, apart from the table in the code: everything not here is refused.
# Two states mean that it hangs on what the others who are asked have said.
ALLOWED: dict[RecordState, dict[tuple[Move, Actor], set[RecordState]]] = {
    S.DRAFT: {
        (Step.SENT, A.SENDER): {S.AWAITING, S.COMPLETE},
        (Step.DISCARDED, A.SENDER): {S.DISCARDED},
    },
    S.AWAITING: {
        (K.AGREED, A.REQUIRED): {S.AWAITING, S.COMPLETE},
        (K.AGREED_WITH_COMMENTS, A.REQUIRED): {S.AWAITING, S.COMPLETE},
        (K.CHANGE_ASKED, A.REQUIRED): {S.CHANGE_ASKED},
        (K.NOT_AGREED, A.REQUIRED): {S.NOT_AGREED},
        (K.WITHDRAWN, A.REQUIRED): {S.AWAITING},
        (K.COMMENTED, A.PARTY): {S.AWAITING},
        (Step.CLOSED_AS_LEFT, A.SENDER): {S.NO_ANSWER_LEFT},
    },
    S.CHANGE_ASKED: {
        (Step.SENT, A.SENDER): {S.AWAITING},
        (K.WITHDRAWN, A.REQUIRED): {S.AWAITING, S.CHANGE_ASKED},
        (K.COMMENTED, A.PARTY): {S.CHANGE_ASKED},
        (Step.CLOSED_AS_LEFT, A.SENDER): {S.NO_ANSWER_LEFT},
    },
    S.COMPLETE: {
        (K.WITHDRAWN, A.REQUIRED): {S.AWAITING, S.COMPLETE},
        (K.COMMENTED, A.REQUIRED): {S.COMPLETE},
        (K.COMMENTED, A.PARTY): {S.COMPLETE},
        (Step.ADDED_TO, A.SENDER): {S.COMPLETE},
    },
    S.NOT_AGREED: {
        (K.WITHDRAWN, A.REQUIRED): {S.AWAITING, S.NOT_AGREED},
        (K.COMMENTED, A.REQUIRED): {S.NOT_AGREED},
        (K.COMMENTED, A.PARTY): {S.NOT_AGREED},
        (Step.ADDED_TO, A.SENDER): {S.NOT_AGREED},
    },
    S.NO_ANSWER_LEFT: {(K.COMMENTED, A.PARTY): {S.NO_ANSWER_LEFT}},
    S.DISCARDED: {},
}


def made(
    number: int, kind: ActKind, *, by: str = "sam", withdraws: str | None = None, minutes: float | None = None
) -> ActFact:
    at = START + timedelta(minutes=number if minutes is None else minutes)
    return ActFact(id=f"a{number}", person_id=by, kind=kind, at=at, sequence=number, withdraws=withdraws)


@pytest.mark.parametrize(("state", "move", "actor"), list(product(RecordState, MOVES, Actor)))
def test_every_state_move_and_person_is_allowed_or_refused_with_a_sentence(
    state: RecordState, move: Move, actor: Actor
) -> None:
    expected = ALLOWED[state].get((move, actor))

    assert TRANSITIONS.get((state, move, actor)) == (None if expected is None else frozenset(expected))
    assert can_move(state, move, actor) is (expected is not None)
    if expected is None:
        with pytest.raises(Refusal) as refused:
            check_move(state, move, actor)
        assert refused.value.sentence.endswith(".")
    else:
        check_move(state, move, actor)


def test_every_state_has_an_owner_and_closed_ones_ask_nobody_for_anything() -> None:
    assert set(OWNER) == set(RecordState)
    assert {state for state, owner in OWNER.items() if owner is Owner.NOBODY} == CLOSED


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {S.DRAFT}
    for _ in RecordState:
        reached |= {target for (state, _, _), targets in TRANSITIONS.items() if state in reached for target in targets}
    assert reached == set(RecordState)


HISTORIES: dict[RecordState, tuple[ActFact, ...]] = {
    S.AWAITING: (),
    S.CHANGE_ASKED: (made(1, K.CHANGE_ASKED),),
    S.COMPLETE: (made(1, K.AGREED),),
    S.NOT_AGREED: (made(1, K.NOT_AGREED),),
}


@pytest.mark.parametrize(
    ("before", "kind", "by"),
    [
        (state, kind, by)
        for state, kind, by in product(HISTORIES, ActKind, ("sam", "priya", "nell"))
        if can_move(state, kind, A.REQUIRED if by == "sam" else A.OTHER) or by != "sam"
    ],
)
def test_the_fold_gives_the_state_after_each_act_of_each_person_when_one_is_asked(
    before: RecordState, kind: ActKind, by: str
) -> None:
    history = HISTORIES[before]
    withdraws = history[-1].id if kind is K.WITHDRAWN and history else None

    after = fold([*history, made(2, kind, by=by, withdraws=withdraws)], {"sam"})

    if by != "sam":
        assert after is before, "nobody but the one who was asked moves a record"
    else:
        expected = {
            K.AGREED: S.COMPLETE,
            K.AGREED_WITH_COMMENTS: S.COMPLETE,
            K.CHANGE_ASKED: S.CHANGE_ASKED,
            K.NOT_AGREED: S.NOT_AGREED,
            K.WITHDRAWN: S.AWAITING,
            K.COMMENTED: before,
        }
        assert after is expected[kind]


@pytest.mark.parametrize(
    ("sam", "joe", "state"),
    [
        (None, None, S.AWAITING),
        (K.AGREED, None, S.AWAITING),
        (None, K.AGREED_WITH_COMMENTS, S.AWAITING),
        (K.AGREED, K.AGREED, S.COMPLETE),
        (K.AGREED, K.AGREED_WITH_COMMENTS, S.COMPLETE),
        (K.AGREED, K.CHANGE_ASKED, S.CHANGE_ASKED),
        (K.CHANGE_ASKED, None, S.CHANGE_ASKED),
        (K.AGREED, K.NOT_AGREED, S.NOT_AGREED),
        (K.NOT_AGREED, K.CHANGE_ASKED, S.NOT_AGREED),
        (K.COMMENTED, K.AGREED, S.AWAITING),
    ],
)
def test_a_record_is_complete_only_when_everybody_who_was_asked_agreed(
    sam: ActKind | None, joe: ActKind | None, state: RecordState
) -> None:
    acts = [made(n, kind, by=by) for n, (kind, by) in enumerate([(sam, "sam"), (joe, "joe")], 1) if kind]

    assert fold(acts, {"sam", "joe"}) is state


def test_the_last_act_of_a_person_counts_by_when_it_was_done_not_by_when_it_was_told() -> None:
    late_tick = made(2, K.AGREED, minutes=1)
    asked = made(1, K.CHANGE_ASKED, minutes=5)

    assert fold([asked, late_tick], {"sam"}) is S.CHANGE_ASKED


def test_a_withdrawal_by_somebody_else_withdraws_nothing() -> None:
    assert fold([made(1, K.AGREED), made(2, K.WITHDRAWN, by="joe", withdraws="a1")], {"sam"}) is S.COMPLETE


def test_a_record_nobody_needs_to_agree_to_is_complete_when_sent_whatever_is_said_of_it() -> None:
    assert fold([], set()) is S.COMPLETE
    assert fold([made(1, K.COMMENTED), made(2, K.NOT_AGREED)], set()) is S.COMPLETE


def test_a_comment_of_somebody_not_asked_is_taken_up_to_its_last_day() -> None:
    check_comment(START.date(), START.date())
    check_comment(None, START.date() + timedelta(days=4000))
    with pytest.raises(Refusal, match="until 2 March 2026"):
        check_comment(date(2026, 3, 2), date(2026, 3, 3))


def test_a_record_closed_for_a_leaver_stays_closed() -> None:
    assert fold([made(1, K.CHANGE_ASKED)], {"sam"}, left=True) is S.NO_ANSWER_LEFT


def test_an_act_can_be_taken_back_for_exactly_the_undo_window() -> None:
    act = made(0, K.AGREED)

    check_withdrawal(act, START + UNDO)
    with pytest.raises(Refusal, match="15 minutes"):
        check_withdrawal(act, START + UNDO + timedelta(microseconds=1))
    with pytest.raises(Refusal, match="nothing to undo"):
        check_withdrawal(None, START)


PEOPLE = ("sam", "joe", "nell")


@st.composite
def some_acts(draw: st.DrawFn) -> list[ActFact]:
    acts: list[ActFact] = []
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(ActKind))
        withdraws = None
        if kind is K.WITHDRAWN and acts:
            withdraws = draw(st.sampled_from([act.id for act in acts]))
        minutes = draw(st.integers(0, 5))
        acts.append(made(number, kind, by=draw(st.sampled_from(PEOPLE)), withdraws=withdraws, minutes=minutes))
    return acts


@given(acts=some_acts(), data=st.data())
def test_order_of_arrival_and_doubled_acts_change_nothing(acts: list[ActFact], data: st.DataObject) -> None:
    told = acts + data.draw(st.lists(st.sampled_from(acts), max_size=4)) if acts else acts
    shuffled = data.draw(st.permutations(told))

    assert fold(shuffled, {"sam", "joe"}) is fold(acts, {"sam", "joe"})
    assert counting(shuffled) == counting(acts)


@given(acts=some_acts())
def test_a_record_is_never_complete_without_an_agreement_of_everybody_asked(acts: list[ActFact]) -> None:
    required = {"sam", "joe"}

    if fold(acts, required) is S.COMPLETE:
        last = last_acts(acts)
        assert all(last[person].kind in AGREEING for person in required)


@given(acts=some_acts())
def test_people_who_were_not_asked_never_move_a_record(acts: list[ActFact]) -> None:
    assert fold(acts, {"sam"}) is fold([act for act in acts if act.person_id == "sam"], {"sam"})


@given(acts=some_acts(), kind=st.sampled_from([k for k in ActKind if k is not K.WITHDRAWN]))
def test_withdrawing_the_newest_act_restores_the_state_before(acts: list[ActFact], kind: ActKind) -> None:
    newest = made(100, kind)
    undone = made(101, K.WITHDRAWN, withdraws=newest.id)

    assert fold([*acts, newest, undone], {"sam", "joe"}) is fold(acts, {"sam", "joe"})


@given(data=st.data())
def test_every_act_the_table_allows_leads_where_the_table_says(data: st.DataObject) -> None:
    required = {"sam", "joe"}
    acts: list[ActFact] = []
    state = S.AWAITING
    for number in range(data.draw(st.integers(1, 10))):
        person = data.draw(st.sampled_from(sorted(required)))
        last = last_acts(acts).get(person)
        kinds = [kind for kind in ActKind if can_move(state, kind, A.REQUIRED)]
        kinds = [kind for kind in kinds if kind is not K.WITHDRAWN or last is not None]
        if not kinds:
            break
        kind = data.draw(st.sampled_from(kinds))
        acts.append(made(number, kind, by=person, withdraws=last.id if kind is K.WITHDRAWN and last else None))
        after = fold(acts, required)
        assert after in TRANSITIONS[state, kind, A.REQUIRED]
        state = after


def test_the_diagram_shows_every_arrow_and_the_page_in_docs_is_the_same() -> None:
    printed = diagram()

    for (state, _, _), targets in TRANSITIONS.items():
        for target in targets:
            assert f"    {state.value} --> {target.value}: " in printed
    assert f"```mermaid\n{printed}```" in (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
