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
    EvidenceAnswer,
    EvidenceQuestion,
    Form,
    GridAnswer,
    GridQuestion,
    ScaleAnswer,
    ScaleQuestion,
    TextAnswer,
    TextQuestion,
    YesNoAnswer,
    YesNoQuestion,
)
from models.vocabulary import EvidenceBasis

COLUMN = {"label": "Words"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "text": {"placeholder": "Jay walked the dog.", "may_be_left_out": True},
    "choice": {
        "options": [{"id": "home", "label": "At home"}, {"id": "school", "label": "At school", "help": "Or club"}]
    },
    "choices": {"options": [{"id": f"option_{n}", "label": f"Option {n}"} for n in range(40)]},
    "scale": {"low": {"at": 0, "words": "Very worried"}, "high": {"at": 10, "words": "Safe"}},
    "date": {},
    "yes_no": {"yes_label": "Yes, with the family"},
    "evidence": {"placeholder": "Jay laughed when Mum came in."},
    "grid": {
        "rows": [{"id": "heard", "label": "I am heard"}, {"id": "safe", "label": "Am I safe?", "help": "At work"}],
        "options": [{"id": "never", "label": "Never"}, {"id": "often", "label": "Often"}],
    },
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
        case TextQuestion() | EvidenceQuestion():
            return _typed(question)
        case ChoiceQuestion() | ChoicesQuestion() | GridQuestion():
            return _chosen(question)
        case ScaleQuestion():
            points = st.sampled_from(question.points).map(lambda point: ScaleAnswer(point=point))
            return points | st.sampled_from([ScaleAnswer(), ScaleAnswer(unscaled=True)])
        case DateQuestion():
            return (st.none() | st.dates(min_value=date(1900, 1, 1))).map(lambda day: DateAnswer(day=day))
        case YesNoQuestion():
            return st.sampled_from([None, True, False]).map(lambda yes: YesNoAnswer(yes=yes))
    raise AssertionError(f"tests know no answers to {question.type}")


def some_answer(question: AnsweredQuestion) -> Answer:
    """Return one answer to a question, the same each time."""
    match question:
        case TextQuestion():
            return TextAnswer(text=f"Words about {question.id}.")
        case EvidenceQuestion():
            return EvidenceAnswer(text=f"Words about {question.id}.", basis=EvidenceBasis.IMPRESSION)
        case ChoiceQuestion() | ChoicesQuestion() | GridQuestion():
            return _first_chosen(question)
        case ScaleQuestion():
            return ScaleAnswer(point=question.points[0])
        case DateQuestion():
            return DateAnswer(day=date(2026, 3, 2))
    return YesNoAnswer(yes=True)


def _first_chosen(question: ChoiceQuestion | ChoicesQuestion | GridQuestion) -> Answer:
    first = question.options[0].id
    if isinstance(question, ChoiceQuestion):
        return ChoiceAnswer(option=first)
    if isinstance(question, GridQuestion):
        return GridAnswer(chosen={question.rows[0].id: first})
    return ChoicesAnswer(options=(first,))


def _typed(question: TextQuestion | EvidenceQuestion) -> st.SearchStrategy[Answer]:
    words = st.text(max_size=400)
    if isinstance(question, EvidenceQuestion):
        basis = st.none() | st.sampled_from(EvidenceBasis)
        who = st.sampled_from(["", "Sam Doe", "Jay’s sister, by phone"])
        return st.builds(EvidenceAnswer, text=words, basis=basis, who=who)
    texts = words.map(lambda text: TextAnswer(text=text))
    return texts | words.map(lambda text: TextAnswer(text=text, left_out=True)) if question.may_be_left_out else texts


def _chosen(question: ChoiceQuestion | ChoicesQuestion | GridQuestion) -> st.SearchStrategy[Answer]:
    ids = [each.id for each in question.options]
    one = st.sampled_from(ids)
    if isinstance(question, ChoiceQuestion):
        return (st.none() | one).map(lambda option: ChoiceAnswer(option=option))
    if isinstance(question, GridQuestion):
        rows = st.sampled_from([row.id for row in question.rows])
        return st.dictionaries(rows, one).map(lambda chosen: GridAnswer(chosen=chosen))
    return st.sets(one).map(lambda chosen: ChoicesAnswer(options=tuple(each for each in ids if each in chosen)))


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
