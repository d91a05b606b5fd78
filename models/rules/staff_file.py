"""The index of a person's staff file: what this bot holds of it, and what source rows B35 and C18 put beside it."""

from collections.abc import Sequence
from typing import Final

from models.rules.passages import day_words
from models.rules.paste import STATES_IN_FILE
from models.values.filing import PasteField, StaffFile, StaffFilePiece
from models.vocabulary import RecordKind

__all__ = ["build_index"]

NONE: Final = "None."
KEPT_ELSEWHERE: Final = (
    "Contact details",
    "Correspondence",
    "Annual appraisal",
    "Training, induction and learning record",
    "Job description and person specification",
    "Personnel papers",
    "Attendance and sickness",
    "Performance and action plan",
    "Health and wellbeing",
    "Compliments and complaints",
    "File of the supervisor before",
)


def build_index(file: StaffFile) -> tuple[PasteField, ...]:
    """Return the index field by field, to be put in front of the file."""
    head = (
        file.person,
        f"Supervisor: {file.supervisor or 'none'}",
        f"Team: {file.team or 'none'}",
        f"First day: {day_words(file.started_on) if file.started_on else 'not in the directory'}",
        f"Index of {day_words(file.today)}",
    )
    agreements = [piece for piece in file.pieces if piece.kind is RecordKind.CONTRACT]
    personal = [piece for piece in file.pieces if piece.kind is not RecordKind.CONTRACT]
    return (
        PasteField("Staff file", "\n".join(head)),
        PasteField("Supervision agreements", _list(agreements)),
        PasteField("Dates of supervision", "\n".join(day_words(day) for day in file.held_on) or NONE),
        PasteField("Personal supervision records", _list(personal)),
        PasteField("Not held by this bot", "\n".join(KEPT_ELSEWHERE)),
    )


def _list(pieces: Sequence[StaffFilePiece]) -> str:
    return "\n".join(_in_one_line(piece) for piece in pieces) or NONE


def _in_one_line(piece: StaffFilePiece) -> str:
    addendum = f", addendum {piece.addendum}" if piece.addendum else ""
    number = f", version {piece.number}" if piece.number > 1 else ""
    filed = f"filed on {day_words(piece.filed_on)} by {piece.filed_by}" if piece.filed_on else "not filed yet"
    return f"{day_words(piece.held_on)}{addendum}{number}: {STATES_IN_FILE[piece.state]}, {filed}"
