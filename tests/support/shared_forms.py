"""Small forms whose questions may be shared between brothers and sisters, and made-up ones of any kind."""

from typing import Any

from hypothesis import strategies as st

from models.forms import Form
from models.vocabulary import Meaning, Sharing
from tests.support.forms import QUESTIONS

__all__ = ["ask", "form", "forms"]


def ask(name: str = "family", kind: str = "text", **keys: Any) -> dict[str, Any]:
    """Return a question that may be shared, unless `keys` say otherwise."""
    given = {"id": name, "type": kind, "label": "What?", "source": "our own", "sharing": "shared"}
    return given | QUESTIONS[kind] | keys


def form(*questions: dict[str, Any], name: str = "one", kind: str = "casework") -> Form:
    """Return a form of these questions, each in a section of its own."""
    sections = [{"id": f"s{n}", "title": "About", "questions": [each]} for n, each in enumerate(questions)]
    head = {"id": name, "number": 1, "title": "A form", "kinds": [kind], "source": "our own"}
    return Form.model_validate(head | {"sections": sections})


@st.composite
def forms(draw: st.DrawFn, name: str = "one", kind: str = "casework") -> Form:
    """Return a form of a few questions of any type, meaning and sharing that content allows."""
    types = [each for each in QUESTIONS if each != "actions"]
    meanings = [Meaning.OUTCOMES, Meaning.CHILD_WORDS, Meaning.PROGRESS, Meaning.DECISION, Meaning.REASON]
    free = draw(st.permutations(meanings))
    questions = []
    for each in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True)):
        type_ = draw(st.sampled_from(types))
        means = [free.pop() for _ in range(draw(st.integers(0, min(1, len(free)))))]
        is_own = type_ == "scale" or {Meaning.OUTCOMES, Meaning.CHILD_WORDS} & set(means)
        sharing = Sharing.OWN if is_own else draw(st.sampled_from(Sharing))
        questions.append(ask(each, type_, means=means, sharing=sharing))
    return form(*questions, name=name, kind=kind)
