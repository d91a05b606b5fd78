"""Two devices on one answer: what is stored, what waits for a choice, and that nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from models.rules.conflict import Cell, Choice, Incoming, Parked, Verdict, merge, settle


def typed(text: str | None, view: str = "V1", *, seen: int = 0, stamp: str | None = None) -> Incoming:
    return Incoming(text, view, f"person of {view}", seen, stamp)


def test_the_first_text_is_written() -> None:
    merged = merge(Cell(), typed("Settled."), 1)
    assert (merged.verdict, merged.cell.value, merged.cell.revision) == (Verdict.WRITTEN, "Settled.", 1)


def test_the_view_that_wrote_last_is_never_in_conflict_with_itself() -> None:
    cell = merge(Cell(), typed("Set", seen=0), 1).cell
    merged = merge(cell, typed("Settled", seen=0), 2)
    assert (merged.verdict, merged.cell.value) == (Verdict.WRITTEN, "Settled")


def test_a_view_that_has_seen_the_text_replaces_it() -> None:
    cell = merge(Cell(), typed("Old", "V1"), 1).cell
    assert merge(cell, typed("New", "V2", seen=1), 2).verdict is Verdict.WRITTEN


def test_a_view_that_has_not_seen_the_text_parks_its_own() -> None:
    cell = merge(Cell(), typed("Theirs", "V1"), 1).cell
    merged = merge(cell, typed("Mine", "V2", seen=0), 2)
    assert merged.verdict is Verdict.PARKED
    assert merged.cell.value == "Theirs"
    assert [parked.value for parked in merged.cell.parked] == ["Mine"]


def test_a_view_that_changed_nothing_gives_way_in_silence() -> None:
    cell = merge(Cell(value="Carried in"), typed("Changed", "V1"), 1).cell
    merged = merge(cell, typed("Carried in", "V2", seen=0), 2)
    assert (merged.verdict, merged.cell.value, merged.cell.parked) == (Verdict.STALE, "Changed", ())


def test_an_empty_box_never_overwrites_a_text_it_has_not_seen() -> None:
    cell = merge(Cell(value="Old"), typed("Theirs", "V1"), 1).cell
    merged = merge(cell, typed(None, "V2", seen=0), 2)
    assert (merged.verdict, merged.cell.value) == (Verdict.STALE, "Theirs")


def test_a_box_emptied_by_somebody_who_saw_its_text_is_emptied() -> None:
    cell = merge(Cell(), typed("Old", "V1"), 1).cell
    assert merge(cell, typed("  ", "V2", seen=1), 2).cell.value is None


def test_a_text_typed_where_another_device_emptied_the_box_is_written() -> None:
    cell = merge(merge(Cell(), typed("Old", "V1"), 1).cell, typed(None, "V1"), 2).cell
    merged = merge(cell, typed("Mine", "V2", seen=1), 3)
    assert (merged.verdict, merged.cell.value) == (Verdict.WRITTEN, "Mine")


def test_a_save_overtaken_on_its_way_by_a_newer_one_of_the_same_view_changes_nothing() -> None:
    cell = merge(Cell(), typed("Newer", stamp="1772442001.000200"), 1).cell
    merged = merge(cell, typed("Older", stamp="1772442000.999999"), 2)
    assert (merged.verdict, merged.cell.value) == (Verdict.LATE, "Newer")


def test_a_parked_text_that_comes_to_say_the_same_is_no_longer_parked() -> None:
    cell = merge(merge(Cell(), typed("Theirs", "V1"), 1).cell, typed("Mine", "V2"), 2).cell
    assert merge(cell, typed("Theirs", "V2"), 3).cell.parked == ()


def test_keeping_mine_stores_it_and_the_other_screen_gives_way_afterwards() -> None:
    clash = merge(merge(Cell(), typed("Theirs", "V1"), 1).cell, typed("Mine", "V2"), 2).cell
    settled = settle(clash, Choice.MINE, Parked(writer="V2", by="b", value="Mine"), parked="V2", revision=3)
    assert (settled.value, settled.parked) == ("Mine", ())
    assert merge(settled, typed("Theirs", "V1", seen=1), 4).verdict is Verdict.STALE


def test_keeping_theirs_leaves_the_stored_text_and_forgets_the_other() -> None:
    clash = merge(merge(Cell(), typed("Theirs", "V1"), 1).cell, typed("Mine", "V2"), 2).cell
    settled = settle(clash, Choice.THEIRS, Parked(writer="V2", by="b", value="Mine"), parked="V2", revision=3)
    assert (settled.value, settled.parked) == ("Theirs", ())


WORDS = st.text(alphabet="abc ", max_size=4)
SAVES = st.lists(st.tuples(st.sampled_from(["V1", "V2", "V3"]), WORDS, st.integers(0, 20)), max_size=12)


@given(SAVES)
def test_whatever_two_or_three_views_type_the_last_text_of_each_is_stored_or_waits_or_was_replaced_knowingly(
    saves: list[tuple[str, str, int]],
) -> None:
    cell = Cell()
    for revision, (view, text, seen) in enumerate(saves, start=1):
        merged = merge(cell, typed(text, view, seen=min(seen, revision - 1)), revision)
        held = [merged.cell.value, *(parked.value for parked in merged.cell.parked)]
        if text.strip() and merged.verdict is not Verdict.STALE:
            assert text in held
        if merged.verdict in {Verdict.PARKED, Verdict.STALE}:
            assert merged.cell.value == cell.value
        assert len({parked.writer for parked in merged.cell.parked}) == len(merged.cell.parked)
        cell = merged.cell


@given(SAVES)
def test_a_stored_cell_reads_back_the_same(saves: list[tuple[str, str, int]]) -> None:
    cell = Cell()
    for revision, (view, text, seen) in enumerate(saves, start=1):
        cell = merge(cell, typed(text, view, seen=seen), revision).cell
    assert Cell.model_validate_json(cell.model_dump_json()) == cell
