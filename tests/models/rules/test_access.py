"""Who may do what: every deed, tie, part and leaving, against what the source says in words."""

from collections.abc import Callable
from itertools import product

import pytest

from models.rules.access import (
    MAY,
    PARTIES,
    Deed,
    can,
    can_write,
    check,
    check_may_add_child,
    check_may_add_personal,
    check_may_prioritise,
    check_may_read,
    check_may_see_restricted,
    check_may_settle,
    check_may_start,
    check_may_write,
)
from models.values.errors import Refusal
from models.values.people import Relation, Tie
from models.vocabulary import Part, RecordKind

# Written by hand from the sentences of the design, not from the table under test.
LINE = {Tie.SUPERVISOR, Tie.STAND_IN}
EVERYBODY_CONCERNED = {Tie.SELF, Tie.SUPERVISOR, Tie.STAND_IN, Tie.LINE_ABOVE}


def expect(deed: Deed, relation: Relation) -> bool:  # noqa: C901, PLR0911 -- one for each deed
    match deed:
        case Deed.START | Deed.ADD_CHILD | Deed.SEE_PATTERNS:
            return relation.tie in LINE and not relation.left
        case Deed.WRITE:
            return relation.tie in LINE or relation.part is Part.SUPERVISOR
        case Deed.READ:
            return relation.tie in EVERYBODY_CONCERNED or relation.part is not None
        case Deed.READ_PERSONAL:
            return relation.tie in EVERYBODY_CONCERNED - {Tie.STAND_IN} or relation.part in {
                Part.SUPERVISOR,
                Part.SUPERVISEE,
            }
        case Deed.PRIORITISE:
            return relation.tie in LINE | {Tie.SELF} and not relation.left
        case Deed.SEE_RESTRICTED | Deed.SET_LEAVE:
            gone = relation.left and deed is Deed.SET_LEAVE
            return relation.tie in EVERYBODY_CONCERNED - {Tie.STAND_IN} and not gone
        case Deed.SETTLE:
            return relation.tie in LINE | {Tie.LINE_ABOVE}
        case Deed.SETTLE_PERSONAL:
            return relation.tie in {Tie.SUPERVISOR, Tie.LINE_ABOVE}
        case Deed.FILE:
            return relation.tie in LINE | {Tie.LINE_ABOVE} or relation.part is Part.SUPERVISOR
        case Deed.FILE_PERSONAL:
            return relation.tie in {Tie.SUPERVISOR, Tie.LINE_ABOVE} or relation.part is Part.SUPERVISOR


CASES = [
    (deed, Relation(tie, "Sam Okafor", part, left))
    for deed, tie, part, left in product(Deed, Tie, [None, *Part], [False, True])
]


@pytest.mark.parametrize(("deed", "relation"), CASES)
def test_every_deed_is_allowed_to_those_the_design_names_and_nobody_else(deed: Deed, relation: Relation) -> None:
    assert can(deed, relation) is expect(deed, relation)


@pytest.mark.parametrize(("deed", "relation"), CASES)
def test_a_check_passes_or_refuses_with_a_sentence(deed: Deed, relation: Relation) -> None:
    if can(deed, relation):
        check(deed, relation)
        return
    with pytest.raises(Refusal) as refused:
        check(deed, relation)
    assert refused.value.sentence.endswith(".")
    assert "{" not in refused.value.sentence


def test_a_stand_in_from_the_line_above_finds_restricted_children_as_the_line_does() -> None:
    assert not can(Deed.SEE_RESTRICTED, Relation(Tie.STAND_IN, "Sam Okafor"))
    assert can(Deed.SEE_RESTRICTED, Relation(Tie.STAND_IN, "Sam Okafor", above=True))


@pytest.mark.parametrize(
    ("relation", "writes", "adds"),
    [
        (Relation(Tie.SUPERVISOR, "Sam"), True, True),
        (Relation(Tie.STAND_IN, "Sam"), False, False),
        (Relation(Tie.STAND_IN, "Sam", above=True), True, True),
        (Relation(Tie.STAND_IN, "Sam", Part.SUPERVISOR), True, True),
        (Relation(Tie.NONE, "Sam", Part.SUPERVISOR), True, False),
        (Relation(Tie.LINE_ABOVE, "Sam"), False, False),
        (Relation(Tie.SELF, "Sam", Part.SUPERVISEE), False, False),
    ],
)
def test_a_personal_record_is_written_by_who_may_both_write_in_the_meeting_and_read_it(
    relation: Relation, *, writes: bool, adds: bool
) -> None:
    assert can_write(relation, RecordKind.PERSONAL) is writes
    assert _passes(lambda: check_may_write(relation, RecordKind.PERSONAL)) is writes
    assert _passes(lambda: check_may_add_personal(relation)) is adds


@pytest.mark.parametrize(
    ("relation", "reads"),
    [
        (Relation(Tie.SELF, "Sam", Part.SUPERVISEE), True),
        (Relation(Tie.SUPERVISOR, "Sam"), True),
        (Relation(Tie.LINE_ABOVE, "Sam"), True),
        (Relation(Tie.NONE, "Sam", Part.SUPERVISOR), True),
        (Relation(Tie.STAND_IN, "Sam"), False),
        (Relation(Tie.NONE, "Sam"), False),
    ],
)
def test_a_personal_record_is_read_by_the_two_who_met_and_the_line_above(relation: Relation, *, reads: bool) -> None:
    assert _passes(lambda: check_may_read(relation, {RecordKind.PERSONAL})) is reads
    assert _passes(lambda: check_may_read(relation, {RecordKind.BRIEF})) is (relation != Relation(Tie.NONE, "Sam"))


def _passes(checks: Callable[[], None]) -> bool:
    try:
        checks()
    except Refusal:
        return False
    return True


@pytest.mark.parametrize(
    ("relation", "of_a_child", "of_a_person"),
    [
        (Relation(Tie.SUPERVISOR, "Sam"), True, True),
        (Relation(Tie.STAND_IN, "Sam"), True, False),
        (Relation(Tie.STAND_IN, "Sam", above=True), True, True),
        (Relation(Tie.LINE_ABOVE, "Sam", left=True), True, True),
        (Relation(Tie.SELF, "Sam"), False, False),
        (Relation(Tie.NONE, "Sam", Part.SUPERVISOR), False, False),
    ],
)
def test_a_due_date_is_moved_by_the_line_and_a_childs_by_the_stand_in_too(
    relation: Relation, *, of_a_child: bool, of_a_person: bool
) -> None:
    assert _passes(lambda: check_may_settle(relation, personal=False)) is of_a_child
    assert _passes(lambda: check_may_settle(relation, personal=True)) is of_a_person


def test_the_table_has_a_row_for_every_deed() -> None:
    assert set(MAY) == set(PARTIES) == set(Deed)


def test_someone_without_a_tie_does_not_learn_the_name() -> None:
    for deed in Deed:
        with pytest.raises(Refusal) as refused:
            check(deed, Relation(Tie.NONE, "Sam Okafor"))
        assert "Sam" not in refused.value.sentence


@pytest.mark.parametrize(
    ("relation", "sentence"),
    [
        (Relation(Tie.NONE, "Sam"), "Only their supervisor, or the person who stands in, may start this."),
        (Relation(Tie.LINE_ABOVE, "Sam"), "Only Sam's supervisor, or the person who stands in, may start this."),
        (Relation(Tie.SELF, "Sam"), "Only your supervisor, or the person who stands in, may start this."),
        (Relation(Tie.SUPERVISOR, "Sam", left=True), "Sam has left, so there is nothing to do here any more."),
    ],
)
def test_the_reason_is_told_from_where_the_viewer_stands(relation: Relation, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_may_start(relation)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("checker", "deed"),
    [
        (check_may_start, Deed.START),
        (check_may_write, Deed.WRITE),
        (check_may_read, Deed.READ),
        (check_may_prioritise, Deed.PRIORITISE),
        (check_may_add_child, Deed.ADD_CHILD),
        (check_may_see_restricted, Deed.SEE_RESTRICTED),
    ],
)
@pytest.mark.parametrize("tie", Tie)
def test_each_named_check_stands_for_its_deed(checker: object, deed: Deed, tie: Tie) -> None:
    assert callable(checker)
    relation = Relation(tie, "Sam")
    if can(deed, relation):
        checker(relation)
    else:
        with pytest.raises(Refusal):
            checker(relation)
