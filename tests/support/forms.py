"""A form with every type of question, answers to any question, and the way a screen sends them."""

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from models.forms import (
    Answer,
    AnsweredQuestion,
    ChoiceAnswer,
    ChoiceQuestion,
    ChoicesAnswer,
    ChoicesQuestion,
    DateAnswer,
    DateQuestion,
    Form,
    ScaleAnswer,
    ScaleQuestion,
    TextAnswer,
    TextQuestion,
    YesNoAnswer,
    YesNoQuestion,
)

COLUMN = {"label": "Words"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "text": {"placeholder": "Jay walked the dog."},
    "choice": {
        "options": [{"id": "home", "label": "At home"}, {"id": "school", "label": "At school", "help": "Or club"}]
    },
    "choices": {"options": [{"id": f"option_{n}", "label": f"Option {n}"} for n in range(40)]},
    "scale": {"low": {"at": 0, "words": "Very worried"}, "high": {"at": 10, "words": "Safe"}},
    "date": {},
    "yes_no": {"yes_label": "Yes, with the family"},
    "actions": dict.fromkeys(("what", "why", "how", "when", "who", "achieved"), COLUMN),
}


def form_data() -> dict[str, Any]:
    """Return the data of a form that asks a question of each type."""
    sections = [
        {
            "id": f"about_{kind}",
            "title": f"About {kind}",
            "questions": [{"id": f"the_{kind}", "type": kind, "label": f"A {kind}?", "source": "our own", **keys}],
        }
        for kind, keys in QUESTIONS.items()
    ]
    return {
        "id": "every-type",
        "number": 1,
        "title": "Every type",
        "kinds": ["note"],
        "source": "our own",
        "sections": sections,
    }


def every_type() -> Form:
    return Form.model_validate(form_data())


def answers(question: AnsweredQuestion) -> st.SearchStrategy[Answer]:
    """Return every answer a person could give to a question, empty ones included."""
    match question:
        case TextQuestion():
            return st.text(max_size=400).map(lambda text: TextAnswer(text=text))
        case ChoiceQuestion():
            return st.sampled_from([None, *(each.id for each in question.options)]).map(
                lambda o: ChoiceAnswer(option=o)
            )
        case ChoicesQuestion():
            ids = [each.id for each in question.options]
            ticked = st.sets(st.sampled_from(ids))
            return ticked.map(lambda chosen: ChoicesAnswer(options=tuple(each for each in ids if each in chosen)))
        case ScaleQuestion():
            points = st.sampled_from(question.points).map(lambda point: ScaleAnswer(point=point))
            return points | st.sampled_from([ScaleAnswer(), ScaleAnswer(unscaled=True)])
        case DateQuestion():
            return (st.none() | st.dates(min_value=date(1900, 1, 1))).map(lambda day: DateAnswer(day=day))
        case YesNoQuestion():
            return st.sampled_from([None, True, False]).map(lambda yes: YesNoAnswer(yes=yes))
    raise AssertionError(f"tests know no answers to {question.type}")


def screen(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the view Slack sends when nobody touched the blocks: the initial values are the state."""
    sent = json.loads(json.dumps(blocks))
    values = {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
        for block in sent
        if block["type"] == "input"
    }
    return {"id": "V1", "hash": "1.a", "blocks": sent, "state": {"values": values}}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value")}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in {"radio_buttons", "static_select"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": element.get("initial_date")}
    raise AssertionError(f"tests know no state of {kind}")
