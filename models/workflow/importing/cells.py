"""Reading one cell: each kind says what it takes, and refuses without repeating what it was given."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

__all__ = [
    "Address",
    "Day",
    "Number",
    "OptionalChannel",
    "OptionalDay",
    "OptionalInitials",
    "OptionalNumber",
    "OptionalText",
    "Text",
    "YesNo",
    "optional",
    "optional_word",
    "word",
]

LONGEST_NUMBER = 20
LONGEST_TEXT = 200
LONGEST_ADDRESS = 320
LONGEST_INITIALS = 4
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z/-]*")
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[Ee]\+?[0-9]+")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,38}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BRITISH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SERIAL = re.compile(r"[0-9]{5}([.][0-9]+)?")

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)


def _refuse(why: str) -> PydanticCustomError:
    # The sentence is a value of the template, so that braces in it stay braces.
    return PydanticCustomError("cell", "{why}", {"why": why})


def needed(read: Callable[[str], T]) -> Callable[[str], T]:
    """Return `read` for a cell that must not be empty."""

    def read_needed(cell: str) -> T:
        if not cell:
            raise _refuse("This must not be empty.")
        return read(cell)

    return read_needed


def optional(read: Callable[[str], T]) -> Callable[[str], T | None]:
    """Return `read` for a cell that may be empty."""

    def read_optional(cell: str) -> T | None:
        return read(cell) if cell else None

    return read_optional


def read_text(cell: str) -> str:
    """Take words on one line."""
    if len(cell) > LONGEST_TEXT:
        raise _refuse(f"This is longer than {LONGEST_TEXT} characters.")
    return cell


def read_number(cell: str) -> str:
    """Take a number as councils write it: digits, and perhaps letters, hyphens or strokes."""
    if _SCIENTIFIC.fullmatch(cell):
        raise _refuse("A spreadsheet has rewritten this number (1.2E+05). Format the column as text and save again.")
    if not _NUMBER.fullmatch(cell) or not any(letter.isdigit() for letter in cell):
        raise _refuse("This must be a number: digits, and perhaps letters, hyphens or strokes, without spaces.")
    if len(cell) > LONGEST_NUMBER:
        raise _refuse(f"This is longer than {LONGEST_NUMBER} characters.")
    return cell


def read_address(cell: str) -> str:
    """Take an e-mail address; its letters count as small ones."""
    if len(cell) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(cell):
        raise _refuse("This is not an e-mail address.")
    return cell.lower()


def read_channel(cell: str) -> str:
    """Take the id of a Slack channel, not its name."""
    if not _CHANNEL.fullmatch(cell):
        raise _refuse("This is not a channel id such as C0123ABCD (in Slack: channel details, at the very bottom).")
    return cell


def read_initials(cell: str) -> str:
    """Take one to four letters; dots and spaces between them do not count."""
    letters = re.sub(r"[.\s]", "", cell)
    if not letters.isalpha() or len(letters) > LONGEST_INITIALS:
        raise _refuse(f"Initials are one to {LONGEST_INITIALS} letters.")
    return letters.upper()


def read_day(cell: str) -> date:
    """Take a date as 2026-03-02 or 02/03/2026."""
    if iso := _ISO.fullmatch(cell):
        year, month, day = (int(part) for part in iso.groups())
    elif british := _BRITISH.fullmatch(cell):
        day, month, year = (int(part) for part in british.groups())
    elif _SERIAL.fullmatch(cell):
        raise _refuse("A spreadsheet has turned this date into a number. Format the column as a date and save again.")
    else:
        raise _refuse("Write a date as 2026-03-02 or 02/03/2026.")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise _refuse(f"The year must be between {EARLIEST_YEAR} and {LATEST_YEAR}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise _refuse("There is no such day. Write a date as 2026-03-02 or 02/03/2026.") from None


def read_yes_no(cell: str) -> bool:
    """Take *yes* or *no*: an empty cell is neither."""
    answer = cell.lower()
    if answer not in {"yes", "no"}:
        raise _refuse("Write yes or no.")
    return answer == "yes"


def word(words: type[W]) -> BeforeValidator:
    """Return what reads one of the words of an enumeration, however its letters and spaces are written."""
    return BeforeValidator(needed(_read_word_of(words)))


def optional_word(words: type[W]) -> BeforeValidator:
    """Return what reads such a word where the cell may be empty."""
    return BeforeValidator(optional(_read_word_of(words)))


def _read_word_of(words: type[W]) -> Callable[[str], W]:
    def read_word(cell: str) -> W:
        spelt = re.sub(r"[\s-]+", "_", cell.lower())
        try:
            return words(spelt)
        except ValueError:
            known = ", ".join(one.value for one in words)
            raise _refuse(f"This must be one of: {known}.") from None

    return read_word


Text = Annotated[str, BeforeValidator(needed(read_text))]
OptionalText = Annotated[str | None, BeforeValidator(optional(read_text))]
Number = Annotated[str, BeforeValidator(needed(read_number))]
OptionalNumber = Annotated[str | None, BeforeValidator(optional(read_number))]
Address = Annotated[str, BeforeValidator(needed(read_address))]
OptionalChannel = Annotated[str | None, BeforeValidator(optional(read_channel))]

OptionalInitials = Annotated[str | None, BeforeValidator(optional(read_initials))]
Day = Annotated[date, BeforeValidator(needed(read_day))]
OptionalDay = Annotated[date | None, BeforeValidator(optional(read_day))]
YesNo = Annotated[bool, BeforeValidator(needed(read_yes_no))]
