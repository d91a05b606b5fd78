"""Saying who else may read: what stands, what waits for approval, a new grant; and the messages that tell of one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from handlers.blocks.children import option
from handlers.blocks.claims import as_day
from handlers.blocks.ids import (
    ACCESS_ABOUT,
    ACCESS_APPROVE,
    ACCESS_APPROVER,
    ACCESS_END,
    ACCESS_LAST,
    ACCESS_OPEN,
    ACCESS_PAGE,
    ACCESS_PURPOSE,
    ACCESS_READER,
    ACCESS_REASON,
    ACCESS_VIEW,
    HOME_RECORDS,
    WHO_READ,
    Place,
)
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, divider, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.purposes import PURPOSE_WORDS, grant_words, until_words
from handlers.blocks.text import clip, escape, plain
from models.rules.grants import GIVEN, REASON_LIMIT
from models.values.access import GrantChoices, GrantPart, GrantPlan, GrantRow, Subject, Word
from models.values.errors import Missing
from models.vocabulary import Purpose

__all__ = ["ACCESS_BOXES", "ACCESS_TITLE", "build_access", "build_people", "build_word", "read_plan"]

ACCESS_TITLE: Final = "Who else may read"
INTRO: Final = (
    "Let somebody outside the line read, for a purpose and a time. Whoever it is about sees it under `/supervision "
    "who-read`. An investigation needs a second name, and is shown to them only once it is over."
)
WAITING_SHOWN: Final = 5
NOTHING: Final = "Nothing stands at present."
TELL: Final = "Nobody lets themselves in: the reader is always somebody else."

ACCESS_BOXES: Final[Mapping[GrantPart, str]] = {
    GrantPart.READER: ACCESS_READER,
    GrantPart.PURPOSE: ACCESS_PURPOSE,
    GrantPart.SUBJECT: ACCESS_ABOUT,
    GrantPart.LAST: ACCESS_LAST,
    GrantPart.REASON: ACCESS_REASON,
    GrantPart.APPROVER: ACCESS_APPROVER,
}


def build_access(choices: GrantChoices, number: int = 1, *, notice: str | None = None) -> dict[str, Any]:
    """Return the screen: what waits for the viewer, the boxes of a new grant for who may give one, what stands."""
    blocks: list[Block] = [] if notice is None else [section(notice)]
    waits = [row for row in choices.rows if row.mine_to_approve][:WAITING_SHOWN]
    blocks += [block for row in waits for block in _row(row, choices)]
    if choices.may_give:
        blocks += [*([divider()] if waits else ()), section(INTRO), *_form(), divider()]
    page = cut([row for row in choices.rows if row not in waits], number)
    blocks += [block for row in page.rows for block in _row(row, choices)]
    if not choices.rows:
        blocks.append(context(NOTHING))
    blocks += build_pager(page, ACCESS_PAGE, str)
    submit = "Let them read" if choices.may_give else None
    return modal(
        ACCESS_TITLE, blocks, callback_id=ACCESS_VIEW, place=Place(page="access", n=page.number), submit=submit
    )


def build_people(found: Sequence[tuple[str, str]]) -> list[Block]:
    """Return colleagues as the options of a choice."""
    return [option(name, person_id) for person_id, name in found]


def read_plan(view: Mapping[str, Any]) -> GrantPlan | GrantPart:
    """Return the grant the boxes say, or which box is empty; undoes `build_access`."""
    values = view["state"]["values"]

    def chosen(box: str) -> str | None:
        state = values.get(box, {}).get(box, {})
        picked = (state.get("selected_option") or {}).get("value")
        given = picked or state.get("selected_date") or state.get("value")
        return None if given is None else str(given)

    reader, purpose, about = chosen(ACCESS_READER), chosen(ACCESS_PURPOSE), Subject.read(chosen(ACCESS_ABOUT) or "")
    if not reader:
        return GrantPart.READER
    if purpose not in set(Purpose):
        return GrantPart.PURPOSE
    if about is None:
        return GrantPart.SUBJECT
    try:
        last_on = as_day(last) if (last := chosen(ACCESS_LAST)) else None
    except Missing:
        return GrantPart.LAST
    return GrantPlan(
        reader_id=reader,
        purpose=Purpose(purpose),
        subject=about,
        last_on=last_on,
        reason=chosen(ACCESS_REASON) or "",
        approver_id=chosen(ACCESS_APPROVER),
    )


def _form() -> Iterator[Block]:
    purposes = [option(clip(PURPOSE_WORDS[one].capitalize(), 75), one.value) for one in GIVEN]
    yield _input(ACCESS_READER, "Who may read?", _external(ACCESS_READER, "Type a name"), hint=TELL)
    element: Block = {"type": "static_select", "action_id": ACCESS_PURPOSE, "options": purposes}
    yield _input(ACCESS_PURPOSE, "What for?", element | {"placeholder": plain("Choose")})
    yield _input(ACCESS_ABOUT, "Whose records?", _external(ACCESS_ABOUT, "Name, team or Mosaic number"))
    picker: Block = {"type": "datepicker", "action_id": ACCESS_LAST, "placeholder": plain("Choose a day")}
    hint = "Left empty only for quality assurance: then it stands until somebody ends it."
    yield _input(ACCESS_LAST, "Up to and with which day?", picker, hint=hint, optional=True)
    words = "Only for an investigation: a service manager or administrator."
    approver = _external(ACCESS_APPROVER, "Type a name")
    yield _input(ACCESS_APPROVER, "Who approves it?", approver, hint=words, optional=True)
    reason: Block = {
        "type": "plain_text_input",
        "action_id": ACCESS_REASON,
        "multiline": True,
        "max_length": REASON_LIMIT,
    }
    yield _input(ACCESS_REASON, "Why?", reason)


def _external(action_id: str, placeholder: str) -> Block:
    return {
        "type": "external_select",
        "action_id": action_id,
        "min_query_length": 1,
        "placeholder": plain(placeholder),
    }


def _input(block_id: str, label: str, element: Block, *, hint: str | None = None, optional: bool = False) -> Block:
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
    block |= {} if hint is None else {"hint": plain(hint)}
    return block | {"optional": True} if optional else block


def _row(row: GrantRow, choices: GrantChoices) -> Iterator[Block]:
    yield section(grant_words(row))
    buttons = []
    if row.mine_to_approve:
        buttons.append(
            button("Approve", ACCESS_APPROVE, value=row.id, style="primary", label=f"Approve: {row.reader} may read")
        )
    if choices.may_give:
        sure = {
            "title": plain("End it now?"),
            "text": plain(clip(f"{row.reader} can open none of these records any more.", 300)),
            "confirm": plain("End it"),
            "deny": plain("Leave it"),
        }
        buttons.append(button("End now", ACCESS_END, value=row.id, confirm=sure, label=f"End: {row.reader} may read"))
    if buttons:
        yield actions(*buttons)


def build_word(word: Word) -> Message:
    """Return word of a grant for one person: to approve it, that they may read, or that somebody opened records."""
    row = word.row
    if word.asked:
        return _asked(row)
    if word.mine:
        return _mine(row)
    text = "Somebody opened a child's records with a reason."
    role = f" ({word.role.replace('_', ' ')})" if word.role else ""
    said = (
        f"*{escape(row.reader)}*{escape(role)} has opened the records of *{escape(row.about)}*, {until_words(row)}, "
        "without a right of their own, because they say it cannot wait. Speak to them if you do not know why."
    )
    return Message(text=text, blocks=[section(said), actions(button("See why", WHO_READ))])


def _asked(row: GrantRow) -> Message:
    text = "You are asked to approve that somebody reads records."
    if row.over:
        return Message(text=text, blocks=[section("What you were asked to approve is over. There is nothing to do.")])
    if row.waiting_for is None:
        reads = f"*{escape(row.reader)}* reads for {PURPOSE_WORDS[row.purpose]}, {until_words(row)}"
        said = f"You have approved that {reads}."
        return Message(text=text, blocks=[section(said), actions(button("Open", ACCESS_OPEN))])
    said = (
        f"*{escape(row.given_by)}* asks for your approval as the second person: *{escape(row.reader)}* would read for "
        f"{PURPOSE_WORDS[row.purpose]}, {until_words(row)}. Of whom, and why, stands where you approve it. Tell nobody "
        "whom it may be about."
    )
    return Message(text=text, blocks=[section(said), actions(button("Open", ACCESS_OPEN, style="primary"))])


def _mine(row: GrantRow) -> Message:
    text = "You may read records of others."
    if row.over:
        return Message(
            text=text, blocks=[section("What you were let in for is over: you can open none of it any more.")]
        )
    seen = "can see that" + (" once it is over; tell nobody before" if row.hidden else "")
    said = (
        f"*{escape(row.given_by)}* lets you read for {PURPOSE_WORDS[row.purpose]}, {until_words(row)}. Each record you "
        f"open is noted, and those it is about {seen}. Read only what you need."
    )
    return Message(text=text, blocks=[section(said), actions(button("Records", HOME_RECORDS))])
