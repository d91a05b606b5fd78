"""The modal in which somebody puts one of the six reasons on a child (source row B19)."""

from typing import Any, Final, NamedTuple

from handlers.blocks.children import build_options, option
from handlers.blocks.claims import as_word
from handlers.blocks.frame import build_sentence
from handlers.blocks.ids import MARK_CHILD, MARK_REASON, MARK_VIEW, Place, read_place
from handlers.blocks.modal import Block, context, modal, section
from handlers.blocks.text import clip, escape, plain
from models.values.home import Markable
from models.vocabulary import AgendaReason

__all__ = ["MARK_TITLE", "Mark", "build_mark", "read_mark"]

MARK_TITLE: Final = "Mark for discussion"
NO_REASON: Final = "none"
GROUP_LIMIT: Final = 100
LABEL_LIMIT: Final = 75


class Mark(NamedTuple):
    """The child chosen and the reason put on it, or none."""

    child_id: str
    reason: AgendaReason | None


def build_mark(markable: Markable) -> dict[str, Any]:
    """Return the modal: the reasons in their order, and *none*; with the child to choose if none was pressed."""
    child = markable.child
    if child is None and not any(caseload.children for caseload in markable.caseloads):
        return build_sentence(MARK_TITLE, "The directory lists no open child whom you could mark.")
    labels = markable.policy.labels.reason
    reasons = [option(labels[reason], reason.value) for reason in markable.policy.agenda.order]
    none = option("No reason: take the mark off", NO_REASON)
    element: Block = {"type": "radio_buttons", "action_id": MARK_REASON, "options": [*reasons, none]}
    current = next((one for one in reasons if child and child.reason and one["value"] == child.reason.value), None)
    if current is not None:
        element["initial_option"] = current
    blocks: list[Block] = []
    if child is not None:
        blocks.append(section(f"*{escape(child.name or '')}* · {escape(child.label)}"))
    else:
        blocks.append(_choose_child(markable))
    blocks += [
        _input(f"{MARK_REASON}:{child.id if child else ''}", "Why should this child be discussed next?", element),
        context("The child comes first on the next agenda. The mark goes when the child has been discussed."),
    ]
    place = Place(child=child.id if child else None)
    return modal(MARK_TITLE, blocks, callback_id=MARK_VIEW, place=place, submit="Save")


def _choose_child(markable: Markable) -> Block:
    """Return the select of children, in groups by worker; a long caseload takes several groups."""
    groups = []
    for caseload in markable.caseloads:
        options = build_options(caseload.children, markable.policy, markable.today)
        for first in range(0, len(options), GROUP_LIMIT):
            label = plain(clip(caseload.person, LABEL_LIMIT))
            groups.append({"label": label, "options": list(options[first : first + GROUP_LIMIT])})
    element = {
        "type": "static_select",
        "action_id": MARK_CHILD,
        "placeholder": plain("Choose"),
        "option_groups": groups,
    }
    return _input(MARK_CHILD, "Child", element)


def _input(block_id: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element}


def read_mark(view: dict[str, Any]) -> Mark | None:
    """Return what was chosen, or None when something is missing; undoes `build_mark`."""
    values = view["state"]["values"]
    child_id = read_place(view["private_metadata"]).child
    if child_id is None:
        chosen = values.get(MARK_CHILD, {}).get(MARK_CHILD, {}).get("selected_option")
        reason = values.get(f"{MARK_REASON}:", {}).get(MARK_REASON, {}).get("selected_option")
        child_id = chosen["value"] if chosen else None
    else:
        reason = values.get(f"{MARK_REASON}:{child_id}", {}).get(MARK_REASON, {}).get("selected_option")
    if child_id is None or reason is None:
        return None
    return Mark(child_id, None if reason["value"] == NO_REASON else as_word(AgendaReason, reason["value"]))
