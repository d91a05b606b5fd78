"""Text questions, and the tick under those that both may agree not to record (source row B10).

A tick by accident costs nothing: what is typed stays in its boxes and is kept until the record
is sent, which then says only that it was agreed.
"""

from handlers.blocks.fields.beside import build_input, shown_ticks, was_sent
from handlers.blocks.fields.chosen import build_option
from handlers.blocks.fields.place import BESIDE, Block, FieldPlace, Screen
from handlers.blocks.fields.typed import build_boxes, read_boxes, shown_boxes
from handlers.blocks.ids import FIELD_CHOSEN, read_field_block_id
from handlers.blocks.modal import context
from handlers.blocks.split import join_text
from models.forms import LEFT_OUT, Answer, TextAnswer, TextQuestion

__all__ = ["LEFT_OUT_WORDS", "build_text", "is_left_out_tick", "read_text"]

TICK = BESIDE
_LEFT_OUT = "left_out"
_LABEL = "If this should not be recorded"
LEFT_OUT_WORDS = (
    f":heavy_minus_sign: Left out: the record will say only “{LEFT_OUT}” "
    "What is typed above stays here until the record is sent, and is not sent."
)


def build_text(
    question: TextQuestion,
    answer: Answer | None,
    place: FieldPlace,
    hint: str | None,
    on_screen: Screen | None,
) -> list[Block]:
    """Return the boxes, and the tick where the question has one."""
    boxes = build_boxes(question, answer, place, hint, on_screen)
    if not question.may_be_left_out:
        return boxes
    said = answer if on_screen is None else read_text(question, on_screen, place) or answer
    ticked = isinstance(said, TextAnswer) and said.left_out
    option = build_option(_LEFT_OUT, LEFT_OUT.removesuffix("."))
    element: Block = {"type": "checkboxes", "action_id": FIELD_CHOSEN, "options": [option]}
    if ticked:
        element["initial_options"] = [option]
    tick = build_input(place.block_id(question.id, TICK), _LABEL, element)
    return [*boxes, tick, context(LEFT_OUT_WORDS)] if ticked else [*boxes, tick]


def read_text(question: TextQuestion, view: Screen, place: FieldPlace) -> TextAnswer | None:
    """Return what stands in the boxes, joined; all of them empty is a text that was cleared."""
    tick = place.block_id(question.id, TICK)
    asked = question.may_be_left_out
    if read_boxes(question, view, place) is None and not (asked and was_sent(view, tick)):
        return None
    text = join_text(shown_boxes(question, view, place))
    return TextAnswer(text=text, left_out=asked and _LEFT_OUT in shown_ticks(view, tick))


def is_left_out_tick(block_id: str) -> bool:
    """Say whether this is the tick under a text: what it does is said on the screen."""
    field = read_field_block_id(block_id)
    return field is not None and field.part == TICK
