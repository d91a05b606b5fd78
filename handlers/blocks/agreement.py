"""The steps around an answer: words to it, what it did, and what the supervisor reads of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from handlers.blocks.ids import (
    ANSWER_BACK,
    ANSWER_VIEW,
    ANSWER_WHICH,
    ANSWER_WORDS,
    CHANGE_VIEW,
    MEND,
    READ_REQUEST,
    READING_VIEW,
    UNDO,
    Place,
)
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, actions, button, context, header, modal, section
from handlers.blocks.request import can_undo, version_words
from handlers.blocks.split import split_text
from handlers.blocks.text import day, escape, plain, said
from models.values.agreement import Acted, Answered, Asked, AskedVersion
from models.vocabulary import ActKind, RecordState

__all__ = ["Words", "build_answer_step", "build_answered", "build_done", "read_answer_step"]

WORDS_LIMIT: Final = 3000
_ABOUT_OTHERS: Final = "The others stay as they are: you answer them together."
KEPT_WHEN_SENT: Final = "What you type here is kept only when you send it."


class Step(NamedTuple):
    """How the step of an answer is worded."""

    title: str
    label: str
    hint: str
    submit: str


_STEPS: Final[Mapping[ActKind, Step]] = {
    ActKind.AGREED_WITH_COMMENTS: Step(
        "Agree with comments",
        "Your comments",
        "They become part of the record.",
        "Agree",
    ),
    ActKind.CHANGE_ASKED: Step(
        "Ask for a change",
        "What should change?",
        "The supervisor mends the record and sends you a new version.",
        "Ask for the change",
    ),
    ActKind.NOT_AGREED: Step(
        "Do not agree",
        "Your comments",
        "You may leave this empty. The record is closed as not agreed and stands with your comments.",
        "Do not agree",
    ),
    ActKind.COMMENTED: Step(
        "Ask for an addendum",
        "What should be added?",
        "The record stays as it is; the supervisor hears what you miss.",
        "Send",
    ),
}


_COMMENT: Final = Step(
    "Add a comment",
    "Your comment",
    "It stands with the record for everybody who may read it.",
    "Add the comment",
)


class Words(NamedTuple):
    """What somebody chose and wrote in a step; no choice was offered when `version_ids` is None."""

    version_ids: tuple[str, ...] | None
    comments: str


def build_answer_step(asked: Asked, kind: ActKind) -> dict[str, Any]:
    """Return the step that asks for the words to an answer, and for which records it is meant."""
    step = _STEPS[kind] if asked.to_agree else _COMMENT
    offered = _offered(asked, kind)
    blocks: list[Block] = []
    if len(offered) == 1:
        blocks += [header(offered[0].name), section(version_words(offered[0], asked))]
    elif offered:
        blocks.append(_which(asked, kind, offered))
    blocks += [
        {
            "type": "input",
            "block_id": f"{ANSWER_WORDS}:{asked.request_id}:{kind.value}",
            "optional": kind is ActKind.NOT_AGREED,
            "label": plain(step.label),
            "hint": plain(f"{step.hint} {KEPT_WHEN_SENT}"),
            "element": {
                "type": "plain_text_input",
                "action_id": ANSWER_WORDS,
                "multiline": True,
                "max_length": WORDS_LIMIT,
            },
        },
        actions(button("Back to the record", ANSWER_BACK, value=asked.request_id, confirm=_confirm_back())),
        context(NOT_AN_EMERGENCY),
    ]
    place = Place(page=kind.value, request=asked.request_id)
    return modal(step.title, blocks, callback_id=ANSWER_VIEW, place=place, submit=step.submit, close="Cancel")


def _confirm_back() -> Block:
    return {
        "title": plain("Leave without sending?"),
        "text": plain("What you typed here is not kept."),
        "confirm": plain("Leave"),
        "deny": plain("Stay here"),
    }


def _offered(asked: Asked, kind: ActKind) -> list[AskedVersion]:
    if not asked.to_agree:
        return [version for version in asked.versions if not version.replaced]
    if kind is ActKind.COMMENTED:
        closed = {RecordState.COMPLETE, RecordState.NOT_AGREED}
        return [version for version in asked.versions if version.state in closed and not version.replaced]
    return list(asked.open)


def _which(asked: Asked, kind: ActKind, offered: list[AskedVersion]) -> Block:
    return {
        "type": "input",
        "block_id": f"{ANSWER_WHICH}:{asked.request_id}:{kind.value}",
        "optional": False,
        "label": plain("Which records?"),
        "hint": plain(_ABOUT_OTHERS if asked.to_agree else "The comment stands with each of these."),
        "element": {
            "type": "multi_static_select",
            "action_id": ANSWER_WHICH,
            "placeholder": plain("Choose one or more"),
            "options": [
                {"text": plain(f"{version.name} · {version.label}", 75), "value": version.version_id}
                for version in offered[:100]
            ],
        },
    }


def read_answer_step(view: Mapping[str, Any]) -> Words:
    """Undo `build_answer_step`."""
    chosen: tuple[str, ...] | None = None
    comments = ""
    for block_id, fields in view["state"]["values"].items():
        name = block_id.split(":", maxsplit=1)[0]
        if name == ANSWER_WHICH:
            chosen = tuple(option["value"] for option in fields[ANSWER_WHICH].get("selected_options") or ())
        elif name == ANSWER_WORDS:
            comments = fields[ANSWER_WORDS].get("value") or ""
    return Words(chosen, comments)


def build_done(acted: Acted, now: datetime) -> dict[str, Any]:
    """Return the modal after an answer: how each record stands now, and *Undo* while there is time."""
    asked = acted.asked
    done = {
        ActKind.AGREED: "You agreed.",
        ActKind.WITHDRAWN: "You took your answer back.",
    }.get(acted.kind, "Done.")
    blocks: list[Block] = [section(f"*{done}*")]
    touched = [version for version in asked.versions if version.version_id in acted.touched]
    blocks += [section(version_words(version, asked)) for version in touched[:20]]
    buttons = []
    if asked.open:
        buttons.append(button("Read the record", READ_REQUEST, value=asked.request_id))
    if can_undo(asked, now):
        buttons.append(button("Undo", UNDO, value=asked.request_id))
    if buttons:
        blocks.append(actions(*buttons))
    return modal("Your answer", blocks, callback_id=READING_VIEW, place=Place(request=asked.request_id))


def build_answered(answered: Answered) -> dict[str, Any]:
    """Return what the supervisor was asked, in the words of the one who asked, and the way to mend it."""
    blocks: list[Block] = [header(answered.name), section(_about(answered))]
    blocks += [{"type": "section", "text": said(part)} for part in split_text(answered.comments or "(no words)")]
    if answered.stands:
        word = "Mend the addendum" if answered.addendum else "Mend the record"
        blocks.append(actions(button(word, MEND, value=answered.act_id, style="primary")))
    else:
        blocks.append(context("This is settled: it was taken back, or a newer version was sent."))
    blocks.append(context(NOT_AN_EMERGENCY))
    return modal("A change is asked for", blocks, callback_id=CHANGE_VIEW, place=Place(record=answered.record_id))


def _about(answered: Answered) -> str:
    what = f"addendum {answered.addendum}, " if answered.addendum else ""
    return (
        f"*{escape(answered.person_name)}* about {what}version {answered.number}, "
        f"held {day(answered.held_on)}, {escape(answered.label)}:"
    )
