"""Sharing with brothers and sisters: the one tap beside an answer or an action, and what came of it in words."""

from collections.abc import Sequence

from handlers.blocks.ids import SHARE_ACTION, SHARE_ANSWER
from handlers.blocks.modal import Block, actions, button, context
from handlers.blocks.text import clip, escape
from models.values.sharing import Fate, Offer, Offers, Shared

__all__ = ["build_action_offer", "build_answer_offer", "join_names", "shared_words"]

NOTHING_THERE = "There is nothing here to share yet. Write it first, then press once more."
_BUTTON = 75


def build_answer_offer(offers: Offers, question_id: str, label: str) -> list[Block]:
    """Return what stands below the box of a shared question; nothing for an only child on the agenda."""
    return _build(offers.child, offers.of_answer(question_id), SHARE_ANSWER, question_id, label)


def build_action_offer(offers: Offers, action_id: str, what: str) -> list[Block]:
    """Return what stands below an action."""
    return _build(offers.child, offers.of_action(action_id), SHARE_ACTION, action_id, what)


def join_names(names: Sequence[str], limit: int) -> str:
    """Return names as people say them, and how many others where they would not fit; the first is always there."""
    for shown in range(len(names), 0, -1):
        words = _join([*names[:shown], *_others(len(names) - shown)])
        if len(words) <= limit:
            return words
    others = _others(len(names) - 1)
    room = limit - sum(len(f" and {one}") for one in others)
    return _join([clip(names[0], room), *others])


def shared_words(shared: Shared) -> str:
    """Return for whom it was written, for whom not, and why, in plain sentences."""
    if not shared.fates:
        return NOTHING_THERE
    sentences = [words.format(names=_join(shared.of(fate))) for fate, words in _WORDS.items() if shared.of(fate)]
    return " ".join(sentences)


_WORDS = {
    Fate.WRITTEN: "Written for {names} too.",
    Fate.UPDATED: "Changed for {names} too.",
    Fate.THERE: "The same stands there already for {names}.",
    Fate.KEPT: "Not for {names}: other words stand there, and they stay.",
    Fate.NOT_ASKED: "Not for {names}: the form there does not ask this.",
    Fate.CLOSED: "Not for {names}: no record is being written there now.",
}


def _build(child: str, offer: Offer, action_id: str, value: str, label: str) -> list[Block]:
    blocks = []
    if offer.came_from is not None:
        words = f"Written for {offer.came_from} too. Change what is different for {child}."
        blocks.append(context(escape(words)))
    if offer.names:
        begin = "Also for" if offer.new else "Update for"
        text = f"{begin} {join_names(offer.names, _BUTTON - len(begin) - 1)}"
        tap = button(text, action_id, value=value, label=f"{text}: {label}")
        blocks.append(actions(tap, block_id=f"{action_id}:{value}"))
    if offer.names and (told := _told(offer)):
        blocks.append(context(escape(told)))
    return blocks


def _told(offer: Offer) -> str:
    told = []
    if offer.again:
        told.append(f"Written for {_join(offer.again)}.")
    if offer.kept:
        told.append(f"For {_join(offer.kept)} other words stand there, and they stay.")
    return " ".join(told)


def _others(count: int) -> list[str]:
    return [] if count == 0 else ["1 other" if count == 1 else f"{count} others"]


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
