"""What administrators see of disposals: numbers in the message, names and dates in the list, never a text."""

from datetime import date

from handlers.blocks.disposal import build_disposal_message, build_disposals
from models.values.retention import DisposalLine, DisposalList, LeaverLine
from models.vocabulary import Kept

DUE = DisposalLine("d1", Kept.STAFF_FILE, "Sam <Example>", "S-sam", date(2032, 6, 30), 14)
LEAVER = LeaverLine(
    "S-tom",
    "Tom Example",
    date(2026, 6, 30),
    date(2026, 7, 30),
    "Deletion Date 2032-06-30 - Tom Example",
    date(2032, 6, 30),
)


def words(view: dict[str, object]) -> str:
    return str(view["blocks"])


def test_the_message_counts_and_names_nobody() -> None:
    message = build_disposal_message(DisposalList((DUE,), (LEAVER,)))
    assert message is not None
    said = f"{message.text}{message.blocks}"
    assert "1 file due for disposal" in said
    assert "Thu 30 July 2026" in said
    assert not any(name in said for name in ("Sam", "Tom", "S-sam"))


def test_an_empty_list_promises_no_message_and_says_so_in_the_list() -> None:
    held = DisposalLine("d1", Kept.STAFF_FILE, "Sam Example", "S-sam", date(2032, 6, 30), 1, held=True)
    assert build_disposal_message(DisposalList((held,))) is None
    assert "Nothing is due" in words(build_disposals(DisposalList()))


def test_a_line_is_confirmed_unless_it_is_held_or_confirmed_already() -> None:
    held = DisposalLine("d2", Kept.CHILD_RECORD, "AB · 100001", "100001", date(2032, 6, 30), 2, held=True)
    sure = DisposalLine("d3", Kept.STAFF_FILE, "Olu Example", "S-olu", date(2032, 6, 30), 2, confirmed=True)
    view = build_disposals(DisposalList((DUE, held, sure), (LEAVER,)))
    buttons = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert [one["value"] for one in buttons] == ["d1"]
    assert "confirm" in buttons[0]
    said = words(view)
    assert "Sam &lt;Example&gt;" in said
    assert "legal hold lasts" in said
    assert "goes tonight" in said
    assert LEAVER.archive_name in said


def test_a_long_list_is_paged() -> None:
    many = tuple(DisposalLine(f"d{n}", Kept.STAFF_FILE, f"Name {n}", f"S-{n}", date(2032, 6, 30), 1) for n in range(45))
    view = build_disposals(DisposalList(many), 3)
    assert "41 to 45 of 45" in words(view)
    assert len(view["blocks"]) < 100
