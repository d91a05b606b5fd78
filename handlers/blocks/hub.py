"""The hub of a record, for conversations are not linear; and the list of a meeting's children."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from handlers.blocks.banner import build_banner, build_notice, place_of, record_title, saved_words
from handlers.blocks.card import beside_label, row_words
from handlers.blocks.ids import (
    CLASH_OPEN,
    MENTION,
    PROMPTS_SHOW,
    READ_THROUGH,
    RECORD_CHILD,
    RECORD_LIST,
    RECORD_NEXT,
    RECORD_OPEN,
    RECORD_VIEW,
    Place,
    join_ids,
)
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.text import day, escape
from models.values.record import EDITABLE, RecordView, SectionLine, SectionState
from models.values.supervision import STANDS_ALONE, AgendaRow, RowState, SupervisionOverview
from models.vocabulary import AgendaOutcome, RecordKind

__all__ = ["NEXT_CHILD", "build_hub", "build_list", "clash_row"]

NEXT_CHILD = "child"
LIST_ROWS = 90
RECONSTRUCTED = "Reconstructed from the text of its source"

STATE_WORDS: Mapping[SectionState, str] = MappingProxyType(
    {
        SectionState.EMPTY: ":white_circle: empty",
        SectionState.BEGUN: ":large_yellow_circle: begun",
        SectionState.DONE: ":large_green_circle: done",
    }
)

_WRITABLE = frozenset({RowState.TO_DO, RowState.WRITING, RowState.MENTIONED, RowState.CHANGE_ASKED})


def build_hub(view: RecordView, render: int, *, notice: str | None = None) -> dict[str, Any]:
    """Return the hub: every section with its state, and the ways on."""
    head = view.head
    blocks = [*build_notice(notice), *build_banner(head), context(saved_words(head.saved_at)), divider()]
    if head.form.reconstructed:
        blocks.append(context(f":information_source: {RECONSTRUCTED}"))
    blocks += clash_row(view.clashes)
    blocks += [_row(line, head.state in EDITABLE) for line in view.sections]
    blocks.append(divider())
    if view.actions or head.form.action_table is not None:
        blocks.append(context(_actions_words(view)))
    blocks.append(actions(*_ways_on(view), block_id="hub"))
    return modal(record_title(head), blocks, callback_id=RECORD_VIEW, place=place_of(head, "hub", render))


def _ways_on(view: RecordView) -> Iterator[Block]:
    """Yield the buttons: on along the agenda where there is one, to the read-through always."""
    head = view.head
    if head.kind not in STANDS_ALONE:
        personal = head.kind.about_person
        yield button("Next" if personal else "Next child", RECORD_NEXT, value=NEXT_CHILD, style="primary")
        yield button("The agenda" if personal else "All children", RECORD_LIST)
    send_style = "primary" if head.kind in STANDS_ALONE else None
    yield button("Read through and send", READ_THROUGH, value=head.supervision_id, style=send_style)
    untouched = not view.begun and head.outcome not in {AgendaOutcome.MENTION, AgendaOutcome.RECORD}
    if untouched and head.kind in {RecordKind.CASEWORK, RecordKind.BRIEF}:
        yield button("No change, actions continue", MENTION)
    if view.prompts_hidden:
        yield button("Show prompts", PROMPTS_SHOW)


def _row(line: SectionLine, editable: bool) -> Block:  # noqa: FBT001 -- a fact of the row, not a switch
    words = f"*{escape(line.title)}*\n{STATE_WORDS[line.state]}"
    if line.saved_at is not None:
        words += f" · {saved_words(line.saved_at, begin='last')}"
    if line.clashes:
        words += " · :warning: two texts"
    open_it = button("Open", RECORD_OPEN, value=line.id, label=f"Open {line.title}") if editable else None
    return section(words, accessory=open_it, block_id=f"row:{line.id}")


def _actions_words(view: RecordView) -> str:
    carried = sum(not line.is_new for line in view.actions)
    changed = sum(line.changed and not line.is_new for line in view.actions)
    new = sum(line.is_new for line in view.actions)
    news = f" ({changed} with news)" if changed else ""
    return f"Actions: {carried} from before{news}, {new} new"


def clash_row(clashes: int) -> list[Block]:
    """Return the row that leads to the choice between two texts, where there is one to make."""
    if not clashes:
        return []
    words = ":warning: *This was written on two devices at once.* Both texts are kept until you choose."
    return [section(words, accessory=button("Choose", CLASH_OPEN, style="primary"), block_id="clash")]


def build_list(overview: SupervisionOverview, render: int, *, notice: str | None = None) -> dict[str, Any]:
    """Return the agenda of the meeting, each row with the way into its record."""
    blocks = [
        *build_notice(notice),
        section(
            f"*{escape(overview.title)}*\nheld {day(overview.held_on)} · {overview.done} done, {overview.left} left"
        ),
        divider(),
        *(_child_row(overview, row) for row in overview.rows[:LIST_ROWS]),
        actions(button("Read through and send", READ_THROUGH, value=overview.id), block_id="list"),
    ]
    place = Place(page="list", supervision=overview.id, render=render)
    return modal("Children", blocks, callback_id=RECORD_VIEW, place=place)


def _child_row(overview: SupervisionOverview, row: AgendaRow) -> Block:
    open_it = None
    if row.state in _WRITABLE:
        value = join_ids(row.subject_id, row.depth.value)
        open_it = button("Open", RECORD_CHILD, value=value, label=f"Open {row.label}")
    words = f"*{escape(row.label)}*{beside_label(overview, row)}\n{row_words(row)}"
    return section(words, accessory=open_it, block_id=f"child:{row.subject_id}")
