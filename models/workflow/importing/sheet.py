"""From the bytes of a CSV file to its cells, with a plain sentence for every way a file goes wrong.

What is said never repeats a cell: a file may hold children's names in any column.
"""

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.values.directory import Problem

__all__ = ["LONGEST_CELL", "Line", "Sheet", "read_sheet"]

LONGEST_CELL = 1000
LARGEST_FILE = 20_000_000
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SPREADSHEET_ERROR = re.compile(r"#(REF|N/A|NAME|VALUE|DIV/0|NUM|NULL|SPILL|CALC|#+)[!?]?", re.IGNORECASE)
_FORMULA = re.compile(r"[=+@＝＋＠-]")
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
_AS_UTF8 = "Save it as “CSV UTF-8 (comma separated)” and try again."


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file: the number of its first line, its cells by column, and which are at fault already."""

    number: int
    cells: dict[str, str]
    faulty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds, what is wrong with it, and what is worth telling about how it was read.

    `torn` says that some rows, or all, could not be read into cells, so that nobody knows what they name.
    """

    file: str
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    torn: bool = False


class _Unreadable(Exception):
    """The whole file cannot be read."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


def read_sheet(file: str, content: bytes, columns: Sequence[str], may_lack: Sequence[str] = ()) -> Sheet:
    """Return the cells of a file that must have exactly these columns, in any order; some it `may_lack`."""
    try:
        text, notes = _decode(file, content)
        rows = _read_rows(text)
        number, header = next(rows, (0, []))
        names, problems = _read_header(file, number, header, columns, may_lack)
        if problems:
            return Sheet(file, problems=problems, notes=notes, torn=True)
        return _read_lines(file, rows, names, notes)
    except _Unreadable as error:
        return Sheet(file, problems=(Problem(file, error.line, "", error.why),), torn=True)


def _decode(file: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    if len(content) > LARGEST_FILE:
        raise _Unreadable(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.")
    if content.startswith(_WORKBOOK_MARKS):
        raise _Unreadable(f"This is a workbook, not a CSV file. {_AS_UTF8}")
    if content.startswith(_UTF16_MARKS) or _looks_like_utf16(content):
        raise _Unreadable(f"The file is written as UTF-16 (“Unicode text”). {_AS_UTF8}")
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise _Unreadable("There is a NUL byte here, so this is not a text file, or it is damaged.", line)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise _Unreadable(f"There are letters here in a writing that is not known. {_AS_UTF8}", line) from None
    note = f"{file} was read as Windows-1252 (from line {line} on it is not UTF-8): look at a name with an accent."
    return text, (note,)


def _looks_like_utf16(content: bytes) -> bool:
    start = content[:200]
    # Half of the bytes of plain words are NUL in UTF-16; a damaged file has a few.
    return start.count(b"\0") * 3 > len(start)


def _read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the first line's number and the cells of each row that is not empty."""
    # A huge cell is reported with its column by the check of each cell, not by the reader.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield before + 1, row
            before = reader.line_num
    except csv.Error:
        raise _Unreadable(
            "A quotation mark is opened here and not closed, or closed in the middle of a cell.", before + 1
        ) from None


def _read_header(
    file: str, number: int, header: Sequence[str], columns: Sequence[str], may_lack: Sequence[str]
) -> tuple[list[str], tuple[Problem, ...]]:
    if not header:
        raise _Unreadable("The file is empty. It needs a first line with the names of its columns.")
    names = [re.sub(r"[\s_-]+", "_", cell.strip().lower()) for cell in header]
    for separator, words in _OTHER_SEPARATORS.items():
        if len(header) == 1 and separator in header[0]:
            why = f"The columns are separated by {words}. They must be separated by commas."
            return names, (Problem(file, number, "", why),)
    known = [name for name in names if name in columns]
    needed = [name for name in columns if name not in may_lack]
    if len(known) < len(needed) / 2:
        wanted = ", ".join(columns)
        why = f"The first line must name the columns: {wanted}."
        return names, (Problem(file, number, "", why),)
    problems = [
        Problem(file, number, _printed(name[:40]), "This column is not known.")
        if name
        else Problem(file, number, f"column {place}", "This column has no name.")
        for place, name in enumerate(names, start=1)
        if name not in columns
    ]
    problems += [Problem(file, number, name, "This column is missing.") for name in needed if name not in names]
    twice = {name for name in known if known.count(name) > 1}
    problems += [Problem(file, number, name, "This column is there twice.") for name in sorted(twice)]
    return names, tuple(problems)


def _printed(name: str) -> str:
    """Return the name of a column nobody knows as a terminal may be given it."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _read_lines(
    file: str, rows: Iterator[tuple[int, list[str]]], names: Sequence[str], notes: tuple[str, ...]
) -> Sheet:
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, row in rows:
        if len(row) != len(names):
            why = f"There are {len(row)} cells here and {len(names)} columns. Put a cell with a comma in quotes."
            problems.append(Problem(file, number, "", why))
            continue
        cells = {name: _tidy(cell) for name, cell in zip(names, row, strict=True)}
        faults = {name: fault for name, cell in cells.items() if (fault := _find_fault(cell)) is not None}
        problems += [Problem(file, number, name, fault) for name, fault in faults.items()]
        lines.append(Line(number, cells, frozenset(faults)))
    torn = any(not problem.column for problem in problems)
    return Sheet(file, tuple(lines), tuple(problems), notes, torn)


def _tidy(cell: str) -> str:
    """Return a cell as it is compared: composed letters, single spaces, nothing around it."""
    composed = unicodedata.normalize("NFC", cell).replace("\ufeff", "")
    return re.sub(r"[ \u00a0]+", " ", composed).strip()


def _find_fault(cell: str) -> str | None:
    if len(cell) > LONGEST_CELL:
        return f"This cell has {len(cell)} characters. More than {LONGEST_CELL} are not taken."
    if _FORMULA.match(cell):
        return "This cell is a formula, or begins like one (=, +, - or @). Put the value itself, or leave it empty."
    if _SPREADSHEET_ERROR.fullmatch(cell):
        return "This cell holds a spreadsheet's error instead of a value."
    if "\ufffd" in cell:
        return "A letter was lost here (�) when the file was saved. " + _AS_UTF8
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in cell):
        return "There is a line break or an invisible control character in this cell."
    return None
