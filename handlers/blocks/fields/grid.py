"""Several rows on the same options: one set of buttons or one menu a row."""

from handlers.blocks.fields.beside import build_input, shown_option, was_sent
from handlers.blocks.fields.chosen import build_one_of, build_option
from handlers.blocks.fields.place import Block, FieldPlace, Screen
from handlers.blocks.modal import section
from handlers.blocks.text import escape, plain
from models.forms import Answer, GridAnswer, GridQuestion

__all__ = ["build_grid", "read_grid"]

BUTTONS = 3
"""A row with more options is a menu, so that twelve rows stay a screen and no scroll."""


def build_grid(
    question: GridQuestion,
    answer: Answer | None,
    place: FieldPlace,
    hint: str | None,
    on_screen: Screen | None,  # noqa: ARG001 -- what was chosen stays by itself
) -> list[Block]:
    """Return the question as a heading, and an input for each row."""
    chosen = answer.chosen if isinstance(answer, GridAnswer) else {}
    options = [build_option(option.id, option.label, option.help) for option in question.options]
    kind = "radio_buttons" if len(options) <= BUTTONS else "static_select"
    heading = [section(f"*{escape(question.label)}*")]
    if hint is not None:
        heading.append({"type": "context", "elements": [plain(hint)]})
    rows = (
        build_input(
            place.block_id(question.id, part), row.label, build_one_of(kind, options, chosen.get(row.id)), row.help
        )
        for part, row in enumerate(question.rows)
    )
    return [*heading, *rows]


def read_grid(question: GridQuestion, view: Screen, place: FieldPlace) -> GridAnswer | None:
    """Return the option of each row; None when none is chosen, since no row can be emptied by a person."""
    blocks = {row.id: place.block_id(question.id, part) for part, row in enumerate(question.rows)}
    if not any(was_sent(view, block_id) for block_id in blocks.values()):
        return None
    known = {option.id for option in question.options}
    shown = {row: shown_option(view, block_id) for row, block_id in blocks.items()}
    chosen = {row: option for row, option in shown.items() if option in known}
    return GridAnswer(chosen=chosen) if chosen else None
