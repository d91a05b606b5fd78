"""Messages of agreement: the request, the text in the mode `full`, and what the supervisor hears.

None of them says an answer or a word of an action. A child appears as initials and Mosaic
number in blocks, and not at all in the notification text.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from handlers.blocks.ids import ADD_ADDENDUM, OPEN_AND_MEND, READ_RECORD, READ_REQUEST, UNDO
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, actions, button, context, header, section
from handlers.blocks.split import split_text
from handlers.blocks.text import day, escape, moment, said
from models.rules.passages import KIND_WORDS
from models.values.agreement import Answered, Asked, AskedVersion, PostedText
from models.values.call import LONDON
from models.vocabulary import ActKind, RecordKind, RecordState

__all__ = [
    "build_answer_message",
    "build_request_message",
    "build_text_message",
    "build_tick_message",
    "can_undo",
    "join_lines",
    "version_words",
]

_LINES_LIMIT: Final = 2800

_MINE: Final = {
    ActKind.AGREED: ":white_check_mark: you agreed",
    ActKind.AGREED_WITH_COMMENTS: ":white_check_mark: you agreed with comments",
    ActKind.CHANGE_ASKED: ":speech_balloon: you asked for a change",
    ActKind.NOT_AGREED: ":no_entry_sign: you did not agree",
}
_STATES: Final = {
    RecordState.AWAITING: ":hourglass_flowing_sand: waiting for your answer",
    RecordState.COMPLETE: ":white_check_mark: complete",
    RecordState.CHANGE_ASKED: ":speech_balloon: a change was asked for",
    RecordState.NOT_AGREED: ":no_entry_sign: not agreed",
    RecordState.NO_ANSWER_LEFT: ":hourglass: closed without an answer",
}
_AS_READER: Final = {
    **_STATES,
    RecordState.AWAITING: ":hourglass_flowing_sand: waiting for agreement",
}
_HEARD: Final = {
    ActKind.CHANGE_ASKED: "asks for a change",
    ActKind.NOT_AGREED: "does not agree",
    ActKind.AGREED_WITH_COMMENTS: "agreed and wrote comments",
    ActKind.COMMENTED: "asks for an addendum",
}
_ADDED: Final = "added a comment"
_OF_A_PERSON: Final = {
    RecordKind.PERSONAL: "the personal record",
    RecordKind.CONTRACT: "the supervision agreement",
}


def build_request_message(asked: Asked, now: datetime) -> Message:
    """Return the request as it stands: what it is, how each record stands, and what can be pressed."""
    who = escape(asked.asked_by_name)
    heading = asked.title
    if asked.replaced:
        gone = f"Held {day(asked.held_on)}. *Replaced by a newer version*: nothing here counts any more."
        return Message(
            text=f"A supervision record from {who} was replaced by a newer version.",
            blocks=[header(heading), section(gone)],
        )
    blocks = [header(heading), section(f"Held {day(asked.held_on)}. {_what(asked)}")]
    blocks += [section(text) for text in join_lines(version_words(v, asked) for v in asked.versions)]
    if asked.open:
        blocks.append(context(_how_to_answer(asked)))
    elif not asked.to_agree:
        blocks.append(context(_only_to_read(asked, now)))
    buttons = [
        button(
            "Read the record" if len(asked.versions) == 1 else "Read the records",
            READ_REQUEST,
            value=asked.request_id,
            style="primary" if asked.open or not asked.to_agree else None,
        )
    ]
    if can_undo(asked, now):
        buttons.append(button("Undo", UNDO, value=asked.request_id))
    return Message(text=_notification(asked), blocks=[*blocks, actions(*buttons)])


def can_undo(asked: Asked, now: datetime) -> bool:
    """Say whether the addressee may still take something back."""
    return any(
        version.undo_until is not None and now <= version.undo_until and not version.replaced
        for version in asked.versions
    )


def version_words(version: AskedVersion, asked: Asked, *, named: bool = True) -> str:
    """Return one line for one record: which, how much, and where it stands."""
    stands = "replaced by a newer version, sent by itself" if version.replaced else _stands(version, asked)
    if version.let_go:
        stands += f"\nIts text was {version.let_go}."
    if not named:
        return stands
    what = f"Addendum {version.addendum}" if version.addendum else KIND_WORDS[version.kind]
    again = f", version {version.number}" if version.number > 1 else ""
    return f"*{escape(version.label)}* · {what}{again}{_count(version)}{_code(version.code)}\n{stands}"


def _code(code: str) -> str:
    """Return the code by which a version is known wherever it is shown."""
    return f" · check code {code}" if code else ""


def _count(version: AskedVersion) -> str:
    """Return how many actions, where its form has any."""
    if version.addendum or version.actions is None:
        return ""
    return f", {version.actions or 'no'} action{'' if version.actions == 1 else 's'}"


def _stands(version: AskedVersion, asked: Asked) -> str:
    if not asked.to_agree:
        return ":memo: to read" if version.kind is RecordKind.NOTE else _AS_READER[version.state]
    if version.mine is None or version.mine not in _MINE or version.acted_at is None:
        return _STATES.get(version.state, version.state.value)
    when = version.acted_at.astimezone(LONDON)
    words = f"{_MINE[version.mine]}, {day(when.date())} at {moment(when)}"
    if version.state is RecordState.CHANGE_ASKED:
        words += f"; {escape(asked.asked_by_name)} sends a new version"
    return words


def _only_to_read(asked: Asked, now: datetime) -> str:
    """Say that nothing has to be agreed, and how long comments can be added."""
    if not asked.may_comment(now.astimezone(LONDON).date()):
        return "This is for you to read. The time for comments is over."
    until = "" if asked.comments_until is None else f" until {day(asked.comments_until)}"
    return f"This is for you to read: nobody asks you to agree. You can add a comment on its last page{until}."


def _what(asked: Asked) -> str:
    count = len(asked.versions)
    if count > 1 and not asked.to_agree:
        return f"{count} records."
    if count > 1:
        return f"{count} brief records, answered together."
    if asked.versions[0].addendum:
        return "An addendum to a record."
    return "A new version of a record." if asked.versions[0].number > 1 else "One record."


def _how_to_answer(asked: Asked) -> str:
    several = len(asked.open) > 1
    first = "Read the text above" if asked.full_text else f"Read {'them' if several else 'it'} to the last page"
    them = " for every record here that waits" if several else ""
    return f"{first}, then answer there. :white_check_mark: A tick on this message means *I agree*{them}."


def _notification(asked: Asked) -> str:
    who = escape(asked.asked_by_name)
    if not asked.to_agree:
        return f"{who} sent you {'a record' if len(asked.versions) == 1 else f'{len(asked.versions)} records'} to read."
    if not asked.open:
        return f"Supervision records from {who}: you have answered."
    what = "an addendum" if asked.versions[0].addendum else "a supervision record"
    if len(asked.versions) > 1:
        what = f"{len(asked.versions)} supervision records"
    return f"{who} asks you to read {what} and say whether you agree."


def join_lines(lines: Iterable[str]) -> list[str]:
    """Return the lines in as few texts as Slack's limit for one of them allows."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < _LINES_LIMIT:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def build_text_message(posted: PostedText) -> Message:
    """Return one message of a record's whole text, or the notice that took its place."""
    where = f"part {posted.part} of {posted.of}"
    if posted.taken_away:
        notice = f"The text that stood here ({where}) was taken away. The record itself is kept."
        return Message(text=notice, blocks=[section(notice)])
    blocks: list[Block] = [context(f"The record, {where}. The message with the buttons comes after it.")]
    blocks += [{"type": "section", "text": said(text)} for text in split_text(posted.text) if text]
    return Message(text=f"The text of a supervision record, {where}.", blocks=blocks)


def build_answer_message(answered: Answered) -> Message:
    """Return what the supervisor hears of an answer: who, about which record, and the next step."""
    who = escape(answered.person_name)
    heard = _HEARD[answered.kind] if answered.asked else _ADDED
    code = f", check code {answered.code}" if answered.code else ""
    lines = f"*{who} {heard}*: {_of_which(answered)}, held {day(answered.held_on)}{code}."
    text = f"{who} {heard}: a supervision record."
    if answered.taken_back:
        return Message(text=text, blocks=[section(f"{lines}\nTaken back since.")])
    if not answered.stands:
        return Message(text=text, blocks=[section(f"{lines}\nA new version was sent since.")])
    return Message(text=text, blocks=[section(lines), actions(*_next_steps(answered))])


def _of_which(answered: Answered) -> str:
    """Return which record it is: a child's by its label, a person's own by what it is."""
    addendum = f"addendum {answered.addendum} of " if answered.addendum else ""
    if answered.record_kind in _OF_A_PERSON:
        return f"{addendum}{_OF_A_PERSON[answered.record_kind]} of {escape(answered.label)}"
    return f"{addendum or 'the record of '}{escape(answered.label)}"


def _next_steps(answered: Answered) -> list[Block]:
    read = button("Read", READ_RECORD, value=answered.record_id)
    add = button("Add an addendum", ADD_ADDENDUM, value=answered.record_id)
    match answered.kind:
        case ActKind.CHANGE_ASKED:
            return [button("Open and mend", OPEN_AND_MEND, value=answered.act_id, style="primary")]
        case ActKind.COMMENTED if not answered.asked:
            return [read]
        case ActKind.AGREED_WITH_COMMENTS | ActKind.NOT_AGREED:
            return [read] if answered.addendum else [read, add]
        case _:
            return [add, read]


def build_tick_message(why: str, thread_ts: str, minutes: int) -> Message:
    """Return the sentence that answers a tick in its thread."""
    words = {
        "early": (
            "This tick does not count yet, and will not later by itself. Open what it is about with the button above, "
            "go to its last page, then take the tick away and give it again, or press *Agree* there."
        ),
        "removed": (
            f"Taking the tick away changes nothing any more: it can be undone for {minutes} minutes only. "
            "Your agreement stands. What is missing can be put in an addendum."
        ),
        "added_to": (
            "Taking the tick away changes nothing any more: an addendum was sent since. Your agreement stands; "
            "say in your answer to the addendum what is not right."
        ),
        "to_read": (
            "This tick changes nothing: nobody asks you to agree to this. "
            "You can add a comment on the last page of the record."
        ),
        "closed": (
            "This tick changes nothing: the record was answered already. While the last answer is new, "
            "*Undo* takes it back."
        ),
    }[why]
    return Message(text=words.replace("*", ""), blocks=[section(words)], thread_ts=thread_ts)
