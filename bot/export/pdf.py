"""A record as PDF: A4, tagged for screen readers (PDF/UA-1), in typefaces that travel with the project.

What people wrote goes to the typesetter as data and is never read as markup. The strict standard refuses a letter that
no typeface at hand has; then the paper is made all the same, and says so.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import structlog
import typst

from models.values.paper import Paper

__all__ = ["STANDARDS", "build_pdf", "build_pictures"]

STANDARDS: Final[list[Literal["ua-1"]]] = ["ua-1"]

_FOLDER: Final = Path(__file__).parent
_TEMPLATE: Final = _FOLDER / "record.typ"
_FLAG: Final = (
    "Some letters of this record are not in the typefaces at hand and are shown as boxes, so this file does not meet "
    "PDF/UA-1. The plain text of the record has them all."
)
# A run of letters with no break in it would leave the page, and in a narrow column of the action table much sooner.
_RUNS: Final = {"table": (re.compile(r"[^\s-]{23,}"), 8), "page": (re.compile(r"\S{61,}"), 20)}
_MAY_BREAK: Final = "\u200b"

_log = structlog.get_logger()


def build_pdf(paper: Paper, made_at: datetime, record_id: str) -> bytes:
    """Return the paper as a PDF; the same paper of the same moment gives the same bytes.

    A paper that PDF/UA-1 refuses is made again with the typefaces of this machine, and at last without the standard,
    which is then said on its last page and in the log by the record's id.
    """
    data = _prepare(asdict(paper)) | {"flag": ""}
    try:
        return _compile(data, made_at, system_fonts=False, standards=STANDARDS)
    except typst.TypstError:
        pass
    try:
        return _compile(data, made_at, system_fonts=True, standards=STANDARDS)
    except typst.TypstError:
        _log.warning("a PDF was made without PDF/UA-1", row=record_id)
    return _compile(data | {"flag": _FLAG}, made_at, system_fonts=True, standards=[])


def build_pictures(paper: Paper, made_at: datetime, *, ppi: int = 100) -> list[bytes]:
    """Return each page as a PNG, to be looked at."""
    made = typst.compile(
        _TEMPLATE,
        root=_FOLDER,
        font_paths=_fonts(system=False),
        format="png",
        ppi=ppi,
        sys_inputs={"paper": json.dumps(_prepare(asdict(paper)) | {"flag": ""})},
        timestamp=int(made_at.timestamp()),
    )
    return made if isinstance(made, list) else [made]


def _compile(
    data: Mapping[str, Any], made_at: datetime, *, system_fonts: bool, standards: list[Literal["ua-1"]]
) -> bytes:
    made = typst.compile(
        _TEMPLATE,
        root=_FOLDER,
        font_paths=_fonts(system=system_fonts),
        format="pdf",
        sys_inputs={"paper": json.dumps(data)},
        pdf_standards=[*standards],
        timestamp=int(made_at.timestamp()),
    )
    if not isinstance(made, bytes):
        message = f"one PDF was expected, not {type(made).__name__}"
        raise TypeError(message)
    return made


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    """Return the typefaces: those beside this file, those in the typesetter, and with `system` those of the machine."""
    return typst.Fonts(include_system_fonts=system, font_paths=[str(_FOLDER / "fonts")])


def _prepare(value: Any, where: str = "page") -> Any:
    """Return the paper with places to break in every run of letters too long for its column."""
    if isinstance(value, str):
        run, every = _RUNS[where]
        return run.sub(lambda found: _MAY_BREAK.join(_cut(found[0], every)), value)
    if isinstance(value, Mapping):
        return {key: _prepare(one, "table" if key == "rows" else where) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_prepare(one, where) for one in value]
    return value


def _cut(run: str, every: int) -> list[str]:
    return [run[start : start + every] for start in range(0, len(run), every)]
