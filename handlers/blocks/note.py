"""A note between meetings: choosing the child, and the messages of one that is urgent."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from handlers.blocks.children import choose, option
from handlers.blocks.ids import NOTE_CHILD, NOTE_URGENT, NOTE_VIEW, NOTE_WRITE, SPOKEN, Place, read_place
from handlers.blocks.message import Message
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, actions, button, context, divider, header, modal, section
from handlers.blocks.text import day, escape, join_names, moment, plain
from models.policy import Policy
from models.values.call import LONDON
from models.values.notes import NoteChoices, Urgent
from models.vocabulary import RecordKind

__all__ = [
    "NOTE_TITLE",
    "NoteStart",
    "build_note",
    "build_to_speak",
    "build_urgent_message",
    "read_note_start",
    "urgent_words",
]

NOTE_TITLE: Final = "Write a note"
URGENT: Final = "Urgent: we have to speak now"


class NoteStart(NamedTuple):
    """What the first step of a note says; `supervision_id` is the id the note will have."""

    supervision_id: str
    child_id: str | None
    urgent: bool


def build_note(choices: NoteChoices, chosen: NoteStart | None = None, *, problem: str | None = None) -> dict[str, Any]:
    """Return the first step of a note: which child, and whether two people have to speak at once."""
    blocks: list[Block] = [section(f":warning: {escape(problem)}")] if problem else []
    blocks += [
        section(f"*{escape(note_word(choices.policy))}*\nA decision or a discussion between two supervisions."),
        _child(choices, None if chosen is None else chosen.child_id),
        _urgent(ticked=chosen is not None and chosen.urgent),
        actions(button("Write the note", NOTE_WRITE, style="primary")),
        context(f":warning: {NOT_AN_EMERGENCY}"),
    ]
    supervision_id = choices.supervision_id if chosen is None else chosen.supervision_id
    return modal(NOTE_TITLE, blocks, callback_id=NOTE_VIEW, place=Place(page="note", supervision=supervision_id))


def note_word(policy: Policy) -> str:
    """Return what the council calls a note (I12)."""
    return policy.labels.kind[RecordKind.NOTE]


def _child(choices: NoteChoices, chosen: str | None) -> Block:
    options = [option(one.child.label, one.child.id, one.worker) for one in choices.children]
    element: Block = {
        "type": "static_select",
        "action_id": NOTE_CHILD,
        "placeholder": plain("Type initials or a number"),
        **choose(options),
    }
    initial = next((one for one in options if one["value"] == chosen), None)
    return section(
        "*Which child?*",
        accessory=element if initial is None else element | {"initial_option": initial},
        block_id=NOTE_CHILD,
    )


def _urgent(*, ticked: bool) -> Block:
    options = [option(URGENT, NOTE_URGENT)]
    element: Block = {"type": "checkboxes", "action_id": NOTE_URGENT, "options": options}
    words = (
        "*If it cannot wait*\nWhen you press the button below, both of you get a message at once and are asked to "
        "confirm that you spoke."
    )
    return section(words, accessory=element | ({"initial_options": options} if ticked else {}), block_id=NOTE_URGENT)


def read_note_start(view: dict[str, Any]) -> NoteStart | None:
    """Return what the first step says, or None when the view is not one; undoes `build_note`.

    Where it says nothing of a field, what was drawn stands: Slack may leave out what nobody touched.
    """
    place = read_place(view["private_metadata"])
    if place.supervision is None:
        return None
    drawn = {block.get("block_id"): block.get("accessory") or {} for block in view.get("blocks", ())}
    values = view["state"]["values"]
    child = values.get(NOTE_CHILD, {}).get(NOTE_CHILD, {}).get("selected_option")
    child = child or drawn.get(NOTE_CHILD, {}).get("initial_option")
    urgent = values.get(NOTE_URGENT, {}).get(NOTE_URGENT)
    ticked = drawn.get(NOTE_URGENT, {}).get("initial_options") if urgent is None else urgent.get("selected_options")
    return NoteStart(place.supervision, child["value"] if child else None, bool(ticked))


def build_urgent_message(urgent: Urgent, person_id: str) -> Message:
    """Return the pointer that tells one of the two to speak with the other now, and how it stands since."""
    me, other = urgent.of(person_id)
    if urgent.settled:
        words = f"You and *{escape(other.name)}* both confirmed that you spoke about {escape(urgent.label)}."
        return Message(
            text="You both confirmed that you spoke.", blocks=[section(f"{words}\n{_how(urgent, person_id)}")]
        )
    blocks = [header(f"Speak with {other.name} now"), section(_about(urgent, person_id))]
    if me.at is None:
        blocks.append(actions(_confirm(urgent)))
    else:
        blocks.append(context(f"You confirmed that you spoke. Waiting for {escape(other.name)}."))
    blocks.append(context(f":warning: {NOT_AN_EMERGENCY}"))
    return Message(text=f"Urgent: speak with {escape(other.name)} now.", blocks=blocks)


def build_to_speak(urgent: Urgent, person_id: str) -> list[Block]:
    """Return the same for Home, where it stands until the person confirmed it."""
    _, other = urgent.of(person_id)
    words = f":rotating_light: *Speak with {escape(other.name)} now*\n{_about(urgent, person_id)}"
    return [divider(), section(words, accessory=_confirm(urgent))]


def _about(urgent: Urgent, person_id: str) -> str:
    marked_by = urgent.marked_by
    when = f"on {_when(urgent.since)}"
    mine = marked_by.person_id == person_id
    marked = f". You marked it urgent {when}" if mine else f", marked urgent by {escape(marked_by.name)} {when}"
    return f"It is about {escape(urgent.label)}{marked}. Ring, or go and see each other: a message alone is not enough."


def _confirm(urgent: Urgent) -> Block:
    return button("We have spoken", SPOKEN, value=urgent.supervision_id, style="primary")


def urgent_words(urgent: Urgent) -> str:
    """Return how an urgent note stands, in one line for its card, which is read by who marked it."""
    return f":rotating_light: *Urgent since {_when(urgent.since)}.* {_how(urgent, urgent.marked_by.person_id)}"


def _how(urgent: Urgent, person_id: str) -> str:
    me, other = urgent.of(person_id)
    both = ((me, "you", "You"), (other, escape(other.name), escape(other.name)))
    words = [f"{first} confirmed that you spoke, on {_when(one.at)}." for one, _, first in both if one.at is not None]
    missing = [name for one, name, _ in both if one.at is None]
    if missing:
        words.append(f"Not confirmed yet by {join_names(missing)}.")
    return " ".join(words)


def _when(at: datetime) -> str:
    """Say when, with the day: a card is read for weeks."""
    return f"{day(at.astimezone(LONDON).date())} at {moment(at)}"
