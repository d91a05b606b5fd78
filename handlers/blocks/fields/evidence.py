"""Text that says how it is known: its boxes, a choice, and by whom (source row D5)."""

from handlers.blocks.fields.beside import build_input, shown_option, shown_words, was_sent
from handlers.blocks.fields.chosen import build_one_of, build_option
from handlers.blocks.fields.place import BESIDE, Block, FieldPlace, Screen
from handlers.blocks.fields.typed import build_boxes, read_boxes, shown_boxes
from handlers.blocks.split import join_text
from handlers.blocks.text import plain
from models.forms import Answer, EvidenceAnswer, EvidenceQuestion
from models.vocabulary import EvidenceBasis

__all__ = ["build_evidence", "read_evidence"]

# The tick of a text is the first part beside it (see `left_out`).
BASIS, WHO = BESIDE + 1, BESIDE + 2
WHO_LENGTH = 300

_BASES = {
    EvidenceBasis.OBSERVED: ("Observed", "Somebody saw or heard it"),
    EvidenceBasis.REPORTED: ("Reported", "Somebody was told it"),
    EvidenceBasis.IMPRESSION: ("Impression", "What it seems like, still to be explored"),
}


def build_evidence(
    question: EvidenceQuestion,
    answer: Answer | None,
    place: FieldPlace,
    hint: str | None,
    on_screen: Screen | None,
) -> list[Block]:
    """Return the boxes, the buttons for how it is known, and the line for by whom."""
    said = answer if on_screen is None else read_evidence(question, on_screen, place) or answer
    basis, who = (said.basis, said.who) if isinstance(said, EvidenceAnswer) else (None, "")
    options = [build_option(value.value, *words) for value, words in _BASES.items()]
    return [
        *build_boxes(question, answer, place, hint, on_screen),
        build_input(
            place.block_id(question.id, BASIS),
            "How is this known?",
            build_one_of("radio_buttons", options, basis),
        ),
        build_input(place.block_id(question.id, WHO), "By whom, or from whom", _who(who, place)),
    ]


def _who(who: str, place: FieldPlace) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": place.typed,
        "max_length": WHO_LENGTH,
        "placeholder": plain("Sam Example, on a visit at home"),
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if who:
        element["initial_value"] = who
    return element


def read_evidence(question: EvidenceQuestion, view: Screen, place: FieldPlace) -> EvidenceAnswer | None:
    """Return what is written and how it is known; None when the screen sent nothing of it."""
    basis, who = (place.block_id(question.id, part) for part in (BASIS, WHO))
    if read_boxes(question, view, place) is None and not any(was_sent(view, part) for part in (basis, who)):
        return None
    chosen = shown_option(view, basis)
    return EvidenceAnswer(
        text=join_text(shown_boxes(question, view, place)),
        basis=EvidenceBasis(chosen) if chosen in set(EvidenceBasis) else None,
        who=shown_words(view, who, place.typed),
    )
