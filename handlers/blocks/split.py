"""Long answers in boxes: cut so that joining gives back exactly what was typed.

Lengths are counted in UTF-16 units, the strictest of the ways Slack may count. A cut never
parts what a reader sees as one sign: an accent from its letter, a family emoji, a flag. Where
there is a choice no blank stands at either side of a cut, since blanks at the ends of a box
may be trimmed on their way.
"""

import unicodedata

from models.forms.limits import TEXT_BOX

__all__ = ["join_text", "split_text", "utf16_length"]

_LAST_IN_ONE_UNIT = 0xFFFF
_JOINERS = {"\u200c", "\u200d"}
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_JAMO = range(0x1100, 0x1200)


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units: signs beyond the first plane count twice."""
    return len(text) + sum(ord(sign) > _LAST_IN_ONE_UNIT for sign in text)


def split_text(text: str, limit: int = TEXT_BOX) -> list[str]:
    """Return the text in parts of at most `limit` units, which are two or more.

    An empty text is one empty part.
    """
    parts: list[str] = []
    while utf16_length(text) > limit:
        cut = _find_cut(text, _reach(text, limit))
        parts.append(text[:cut])
        text = text[cut:]
    parts.append(text)
    return parts


def join_text(parts: list[str]) -> str:
    """Undo `split_text`."""
    return "".join(parts)


def _reach(text: str, limit: int) -> int:
    """Return how many signs of a longer text fit into `limit` units."""
    place = min(limit, len(text))
    while (excess := utf16_length(text[:place]) - limit) > 0:
        place -= (excess + 1) // 2  # no sign takes more than two, so this is never one too many
    return place


def _find_cut(text: str, reach: int) -> int:
    """Return the last good place up to `reach`: between signs, and best of all within a word.

    The best place is looked for in the second half of the box only, so that boxes stay full
    and a page of blanks is no reason for a hundred boxes.
    """
    between_signs = 0
    for place in range(reach, reach // 2, -1):
        if _is_one_sign(text, place):
            continue
        if not (text[place - 1].isspace() or text[place].isspace()):
            return place
        between_signs = between_signs or place
    return between_signs or reach


def _is_one_sign(text: str, place: int) -> bool:
    """Whether the characters on both sides of a place are seen as one sign."""
    before, after = text[place - 1], text[place]
    if before == "\r" and after == "\n":
        return True
    if before in _JOINERS or after in _JOINERS or _extends(after):
        return True
    if ord(before) in _JAMO and ord(after) in _JAMO:
        return True
    return ord(before) in _REGIONAL and ord(after) in _REGIONAL and _flags_before(text, place) % 2 == 1


def _extends(sign: str) -> bool:
    """Whether a character only changes the one before it: marks, skin tones, tags."""
    code = ord(sign)
    return unicodedata.category(sign).startswith("M") or code in _SKIN_TONES or code in _TAGS


def _flags_before(text: str, place: int) -> int:
    """Return how many letters of flags stand in a row before a place; two make one flag."""
    count = 0
    while place > count and ord(text[place - count - 1]) in _REGIONAL:
        count += 1
    return count
