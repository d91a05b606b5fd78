"""Names of files that leave the bot (source rows B14, B38, I28): sorted by day, and silent about children.

A file's name is read by whoever sees the folder, the backup or the e-mail it travels in. So it says when, of which
kind, and by which check code; a child is in none, not even by the Mosaic number. A member of staff is named only in
their own staff file and in the archive of a leaver.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from models.vocabulary import RecordKind

__all__ = ["ARCHIVE_PATTERN", "archive_name", "check_archive_pattern", "export_name", "safe_name", "short_id"]

ARCHIVE_PATTERN: Final = "Deletion Date {date} - {name}"
"""The naming rule of a leaver's archive; the date on which it is deleted comes first so that a folder sorts by it."""

_SHORT: Final = 8
_LONGEST: Final = 100
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|]+')
_SPACES: Final = re.compile(r"\s+")
# Windows gives these names to devices, whatever follows the dot.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NO_NAME: Final = "without a name"


def short_id(record_id: str) -> str:
    """Return the beginning of a record's id that file names and lists show."""
    return record_id[:_SHORT]


def safe_name(words: str) -> str:
    """Return words that every file system takes in a name: no separators, no marks, no dot at either end."""
    plain = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in words)
    kept = _SPACES.sub(" ", _FORBIDDEN.sub(" ", plain)).strip(" .")[:_LONGEST].strip(" .")
    if not kept:
        return _NO_NAME
    return f"{kept} -" if _DEVICES.fullmatch(kept) else kept


def export_name(
    *, held_on: date, kind: RecordKind, record_id: str, code: str, suffix: str, staff_name: str = ""
) -> str:
    """Return the name of an exported record: `2026-03-02 casework 1a2b3c4d K7QM-2F4D.pdf`.

    `staff_name` stands in it only for what belongs into that person's own staff file; of a child's record it is left
    out whatever is given. `suffix` is the ending, without its dot.
    """
    name = safe_name(staff_name) if staff_name and kind.about_person else ""
    words = filter(None, (held_on.isoformat(), kind.value, name, short_id(record_id), code))
    return f"{' '.join(words)}.{suffix}"


def archive_name(deletion_on: date, staff_name: str, pattern: str = ARCHIVE_PATTERN) -> str:
    """Return the name of a leaver's archive, by default `Deletion Date 2032-03-31 - Sam Okafor` (source row B38)."""
    return pattern.format(date=deletion_on.isoformat(), name=safe_name(staff_name))


def check_archive_pattern(pattern: str) -> None:
    """Pass only a pattern that names the date and the person, once each, and is the name of one folder.

    Raises
    ------
    ValueError
        With what is wrong with it.
    """
    bare = pattern.replace("{date}", "", 1).replace("{name}", "", 1)
    if len(pattern) - len(bare) != len("{date}{name}") or "{" in bare or "}" in bare:
        raise ValueError("must hold {date} and {name} once each, and no other braces")
    if _FORBIDDEN.search(bare) or not bare.isprintable():
        raise ValueError("must be a name that every file system takes: no slash, colon or the like")
