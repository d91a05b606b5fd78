"""The table of rich text: sections, lists, quotes, and what stands in them."""

from typing import Final

from sandbox.blockkit.checks import Check, array, by_type, flag, one_of, shape, string, whole

__all__ = ["RICH_TEXT"]

_WORD: Final = string(least=1)
_STYLE: Final = shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag),
)
_STYLED: Final[dict[str, Check]] = {"style": _STYLE}
_PARTS: Final = by_type(
    {
        "text": shape({"text": _WORD}, _STYLED),
        "emoji": shape({"name": _WORD}, _STYLED | {"unicode": _WORD, "skin_tone": whole(least=2, most=6)}),
        "link": shape({"url": _WORD}, _STYLED | {"text": _WORD, "unsafe": flag}),
        "user": shape({"user_id": _WORD}, _STYLED),
        "channel": shape({"channel_id": _WORD}, _STYLED),
        "usergroup": shape({"usergroup_id": _WORD}, _STYLED),
        "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
        "date": shape({"timestamp": whole(), "format": _WORD}, _STYLED | {"url": _WORD, "fallback": _WORD}),
        "color": shape({"value": _WORD}, _STYLED),
    }
)
_RUN: Final = array(_PARTS, least=0)
_SECTION: Final = shape({"elements": _RUN})
_BORDER: Final[dict[str, Check]] = {"border": whole(least=0, most=1)}

RICH_TEXT: Final = array(
    by_type(
        {
            "rich_text_section": _SECTION,
            "rich_text_list": shape(
                {
                    "style": one_of("bullet", "ordered"),
                    "elements": array(by_type({"rich_text_section": _SECTION})),
                },
                _BORDER | {"indent": whole(least=0, most=8), "offset": whole(least=0)},
            ),
            "rich_text_preformatted": shape({"elements": _RUN}, _BORDER | {"language": _WORD}),
            "rich_text_quote": shape({"elements": _RUN}, _BORDER),
        }
    )
)
"""The elements of a rich_text block."""
