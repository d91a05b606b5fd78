"""The read-through: the whole meeting page by page, what is missing, and one *Send* at its end."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from handlers.blocks.ids import (
    READ_THROUGH,
    READ_THROUGH_GO,
    READ_THROUGH_PAGE,
    READ_THROUGH_VIEW,
    SEND_UNCHANGED,
    Place,
    join_ids,
)
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, actions, button, context, divider, modal, section
from handlers.blocks.pages import Unit, build_passages, cut_pages
from handlers.blocks.reading import build_turns, state_words
from handlers.blocks.text import clip, day, escape, join_names, plain
from models.rules.passages import KIND_WORDS, passages
from models.values.document import Passage, Voice
from models.values.sending import ReadThrough, ReadyRecord, Sent, Untouched
from models.values.supervision import STANDS_ALONE
from models.vocabulary import Format, RecordKind

__all__ = ["READ_THROUGH_TITLE", "build_changed", "build_read_through", "build_sent"]

READ_THROUGH_TITLE: Final = "Read through and send"
_LIST_LIMIT: Final = 1500
# Over Socket Mode an ack is lost beyond 20 kB, and a letter may take 12 bytes of it.
_ACK_LIST_LIMIT: Final = 600


def build_read_through(shown: ReadThrough, number: int = 1) -> dict[str, Any]:
    """Return the read-through at one page; its last page names the recipient and carries *Send*."""
    pages = cut_pages([unit for record in shown.records for unit in _units(record)])
    number = min(max(number, 1), len(pages))
    last = number == len(pages)
    heading = f"{shown.title}, held {day(shown.held_on)}"
    blocks: list[Block] = [context(f"{escape(heading)} · page {number} of {len(pages)}")]
    if shown.ready and shown.unready:
        left = ", ".join(record.name for record in shown.unready)
        blocks.append(
            section(f":warning: Something is missing, so these would not go: {escape(clip(left, _LIST_LIMIT))}")
        )
    blocks += pages[number - 1]
    if last:
        blocks += [divider(), *_closing(shown)]
    blocks += build_turns(READ_THROUGH_PAGE, number, len(pages))
    blocks.append(context(NOT_AN_EMERGENCY))
    return modal(
        READ_THROUGH_TITLE,
        blocks,
        callback_id=READ_THROUGH_VIEW,
        place=Place(supervision=shown.supervision_id, n=number, stamp=shown.stamp),
        submit=f"Send {len(shown.ready)}" if last and shown.ready else None,
    )


def _units(record: ReadyRecord) -> list[Unit]:
    units = build_passages(_passages(record))
    first = units[0]
    units[0] = Unit((*first.blocks, *_ways_back(record)), first.title, first.opens)
    return units


def _passages(record: ReadyRecord) -> Iterator[Passage]:
    """Yield what the reader will see, with a word of which kind it is in place of its provenance.

    Of a group each record says for itself to whom it goes.
    """
    title, _provenance, *rest = passages(record.document)
    yield title
    again = f", version {record.document.number}" if record.again else ""
    to_whom = _recipients(record) if record.document.meeting.format is Format.GROUP else ""
    yield Passage(Voice.NOTE, f"{KIND_WORDS[record.kind].capitalize()}{again}{to_whom}")
    yield from rest


def _recipients(record: ReadyRecord) -> str:
    document = record.document
    names = {party.person_id: party.name for party in document.parties}
    asked = join_names([names[one] for one in document.required])
    told = join_names([names[one] for one in document.readers if one in record.readers])
    return f". Goes to {asked} to agree" + (f"; {told} may read it and comment." if told else ".")


def _ways_back(record: ReadyRecord) -> Iterator[Block]:
    """Yield what keeps a record from being sent, each with a button to where it is put right; else one to change it."""
    for lack in record.lacking:
        go = button(
            "Go there",
            READ_THROUGH_GO,
            value=join_ids(record.subject_id, lack.section or ""),
            label=f"Go there: {record.label}",
        )
        yield section(f":warning: {escape(clip(lack.words, _LIST_LIMIT))}", accessory=go)
    if record.named:
        go = button("Go there", READ_THROUGH_GO, value=join_ids(record.subject_id, ""))
        yield section(f":warning: {_naming(record.named)}", accessory=go)
    if record.unchanged and not record.lacking:
        go = button("Go there", READ_THROUGH_GO, value=join_ids(record.subject_id, ""))
        yield section(":warning: A change was asked for, and nothing has been changed yet.", accessory=go)
        yield actions(
            button("Send it again as it is", SEND_UNCHANGED, value=record.record_id, confirm=_confirm_unchanged())
        )
    elif not record.lacking:
        value = join_ids(record.subject_id, "")
        yield actions(button("Change it", READ_THROUGH_GO, value=value, label=f"Change it: {record.label}"))


def _naming(names: tuple[str, ...]) -> str:
    """Say which words may be a child's name, in a record that should give the Mosaic number only (C16)."""
    quoted = clip(join_names([f"“{name}”" for name in names]), _LIST_LIMIT)
    return f"Is this the name of a child? {escape(quoted)}. Give the Mosaic number here, and no more."


def _confirm_unchanged() -> Block:
    return {
        "title": plain("Send it unchanged?"),
        "text": plain("A change was asked for. Talk to each other before you send the same words again."),
        "confirm": plain("Send it"),
        "deny": plain("Go back"),
    }


def _closing(shown: ReadThrough) -> list[Block]:
    blocks: list[Block] = []
    lists = (
        ("No change, actions continue", shown.mentions),
        ("Nothing written yet", tuple(one.name for one in shown.untouched if one.kind not in STANDS_ALONE)),
        ("Sent before", tuple(f"{sent.name} ({state_words(sent.state, sent.kind)})" for sent in shown.sent)),
        ("Left for now, something is missing", tuple(record.name for record in shown.unready)),
    )
    for label, names in lists:
        if names:
            blocks.append(section(f"*{label}:* {escape(clip(', '.join(names), _LIST_LIMIT))}"))
    blocks += [_write(one) for one in shown.untouched if one.kind in STANDS_ALONE]
    if not shown.ready:
        blocks.append(section("*Nothing is ready to be sent.*"))
        return blocks
    full = " The whole text is posted in their messages with the bot." if shown.full_text else ""
    blocks.append(section(f"*Send*{_to_whom(shown)} Sending is your own signature.{full}"))
    return blocks


def _write(one: Untouched) -> Block:
    """Return the way to what has not been begun: a note or an agreement has no agenda that leads there."""
    go = button("Write it", READ_THROUGH_GO, value=join_ids(one.subject_id, ""), style="primary")
    return section(f"*Nothing written yet:* {escape(one.name)}", accessory=go)


def _to_whom(shown: ReadThrough) -> str:
    """Say what Send does; where several are asked, which only a group does, each record has named its own people."""
    if len(shown.asked) > 1 and shown.told:
        return (
            ": each worker is asked to agree the record of their own child. Everybody else of the group gets it to "
            f"read, with room for comments. In all: {_counts(shown)}."
        )
    asked, told = (escape(clip(join_names(names), _LIST_LIMIT // 2)) for names in (shown.asked, shown.told))
    ways = [f"to *{asked}* for agreement"] if asked else []
    if told:
        ways.append(f"to *{told}* to read, with room for comments")
    return f" goes {' and '.join(ways)}: {_counts(shown)}."


def _counts(shown: ReadThrough) -> str:
    kinds = Counter(record.kind for record in shown.ready)
    alone, brief = kinds[RecordKind.CASEWORK], kinds[RecordKind.BRIEF]
    words = []
    if alone:
        words.append("1 record in depth" if alone == 1 else f"{alone} records in depth, one by one")
    if kinds[RecordKind.PERSONAL]:
        words.append("1 personal record by itself")
    words += [f"1 {KIND_WORDS[kind]}" for kind in (RecordKind.NOTE, RecordKind.CONTRACT) if kinds[kind]]
    if brief:
        words.append("1 brief record" if brief == 1 else f"{brief} brief records together")
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def build_sent(sent: Sent) -> dict[str, Any]:
    """Return the small view after Send: to whom, how many, and which are left."""
    count = len(sent.sent)
    who = escape(clip(join_names(sent.to_names), _ACK_LIST_LIMIT))
    blocks: list[Block] = [section(f"*{count} record{'' if count == 1 else 's'} sent to {who}.*")]
    if sent.left:
        names = clip(", ".join(record.name for record in sent.left), _ACK_LIST_LIMIT)
        blocks.append(section(f"Left for now, something is missing: {escape(names)}"))
        blocks.append(actions(button("See what is missing", READ_THROUGH, value=sent.supervision_id)))
    hear = "a change is asked for" if sent.asks else "a comment is added"
    blocks.append(context(f"You hear from the bot when {hear}. The card shows how each record stands."))
    return modal("Sent", blocks, callback_id=READ_THROUGH_VIEW, place=Place(supervision=sent.supervision_id))


def build_changed(supervision_id: str, sentence: str) -> dict[str, Any]:
    """Return the small view when what was shown is no longer so: nothing was sent."""
    blocks = [
        section(escape(sentence)),
        actions(button("Read it again", READ_THROUGH, value=supervision_id, style="primary")),
    ]
    place = Place(supervision=supervision_id)
    return modal(READ_THROUGH_TITLE, blocks, callback_id=READ_THROUGH_VIEW, place=place)
