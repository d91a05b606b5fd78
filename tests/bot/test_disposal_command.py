"""`python -m bot disposal list`: numbers and dates on a terminal, no name of anybody."""

from datetime import date

from bot.commands.disposal import log_line, tell
from models.values.retention import DisposalLine, DisposalList, LeaverLine, LoggedDisposal
from models.vocabulary import Kept


def test_a_list_names_nobody_and_says_what_confirm_takes() -> None:
    due = DisposalLine("1a2b3c4d" + "0" * 24, Kept.STAFF_FILE, "Sam Example", "1002", date(2032, 6, 30), 1)
    held = DisposalLine(
        "5e6f7a8b" + "0" * 24, Kept.CHILD_RECORD, "AB · 500101", "500101", date(2032, 6, 30), 3, held=True
    )
    left = LeaverLine("1003", "Amira Example", date(2026, 6, 30), date(2026, 7, 30), "Deletion Date", date(2032, 6, 30))
    lines = list(tell(DisposalList((due, held), (left,))))
    assert lines == [
        "1a2b3c4d  staff file of staff number 1002: due since 2032-06-30, 1 record",
        "5e6f7a8b  what is left about Mosaic number 500101: due since 2032-06-30, 3 records, held",
        "archive   staff number 1003: left 2026-06-30, due in the archive by 2026-07-30",
    ]
    assert not any("Example" in line for line in lines)


def test_an_empty_list_says_so() -> None:
    assert list(tell(DisposalList())) == ["Nothing is due for disposal."]


def test_the_log_says_what_went_when_it_was_due_and_who_confirmed_it() -> None:
    text = LoggedDisposal(date(2026, 5, 4), Kept.CASEWORK_TEXT, date(2026, 5, 1), "c1", record_id="r1")
    file = LoggedDisposal(date(2032, 7, 1), Kept.STAFF_FILE, date(2032, 6, 30), "p1", confirmed_by="7")
    assert [log_line(text), log_line(file)] == [
        "2026-05-04  filed text of c1, record r1: due 2026-05-01",
        "2032-07-01  staff file of p1: due 2032-06-30, confirmed by staff number 7",
    ]
