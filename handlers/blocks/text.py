"""Words on screens: every text from a person is plain or escaped, every length is kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from models.values.call import LONDON

__all__ = ["clip", "day", "escape", "join_names", "markdown", "moment", "plain", "said", "short_day"]

TEXT_LIMIT = 3000
_ELLIPSIS = "…"


def plain(text: str, limit: int = TEXT_LIMIT) -> dict[str, Any]:
    """Return a plain text object: nothing in it formats, links or notifies."""
    return {"type": "plain_text", "text": clip(text, limit), "emoji": True}


def said(text: str, limit: int = TEXT_LIMIT) -> dict[str, Any]:
    """Return people's own words as they typed them; not even `:signs:` become anything else."""
    return {"type": "plain_text", "text": clip(text, limit), "emoji": False}


def markdown(text: str, limit: int = TEXT_LIMIT) -> dict[str, Any]:
    """Return a mrkdwn text object of our own words; people's words inside must be `escape`d."""
    return {"type": "mrkdwn", "text": clip(text, limit), "verbatim": True}


def escape(text: str) -> str:
    """Return people's text for use inside our own mrkdwn: no mention, link or formatting survives.

    Formatting signs get a word joiner in front, which is invisible and stops Slack reading them.
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "*_~`":
        safe = safe.replace(sign, f"\u2060{sign}")
    return safe


def clip(text: str, limit: int) -> str:
    """Return the text, or its beginning and an ellipsis, within `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + _ELLIPSIS


def join_names(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: Ava, Noah and Max."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def day(when: date) -> str:
    """Return a date as people say it: Mon 2 March 2026."""
    return f"{when:%a} {when.day} {when:%B} {when.year}"


def short_day(when: date) -> str:
    """Return a date for tight places: 2 Mar 2026."""
    return f"{when.day} {when:%b} {when.year}"


def moment(when: datetime) -> str:
    """Return the time of day in London: 09:42."""
    return f"{when.astimezone(LONDON):%H:%M}"
