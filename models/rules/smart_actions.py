"""When an action may be sent, and what would make it SMARTer (source rows A7 to A9, B25, D7, I19).

Columns are named as the form calls them: what one form asks as the reason, another asks as the outcome.
"""

import re
from datetime import date, timedelta

from models.forms import ActionsQuestion
from models.values.action import ActionContent, Finding
from models.values.errors import Refusal
from models.vocabulary import ActionState, Depth

__all__ = ["check_action_complete", "find_gaps", "find_hints"]

LONG = timedelta(weeks=12)
FEW_WORDS = 3

_VAGUE_VERB = re.compile(
    r"^\W*(?:to )?(support|monitor|explore|encourage|continue|consider|ensure|liaise|discuss|review|look at|keep)\b",
    re.IGNORECASE,
)
_VAGUE_WORD = re.compile(
    r"\b(asap|as soon as possible|soon|ongoing|regularly|as appropriate|where possible|if possible|as needed|try to)\b",
    re.IGNORECASE,
)


def check_action_complete(
    content: ActionContent, table: ActionsQuestion, depth: Depth, *, carried: bool = False
) -> None:
    """Pass only an action that may be sent.

    Raises
    ------
    Refusal
        With the first thing it lacks.
    """
    for gap in find_gaps(content, table, depth, carried=carried):
        raise Refusal(gap.sentence)


def find_gaps(
    content: ActionContent, table: ActionsQuestion, depth: Depth, *, carried: bool = False
) -> tuple[Finding, ...]:
    """Return all that keeps an action from being sent.

    A closed action needs its sentence (A9) and nothing else. *Why* is needed in depth, and a class
    where the form says so, but neither of an action that an earlier record already sent without it.
    """
    if content.state is not ActionState.OPEN:
        word = "achieved" if content.state is ActionState.ACHIEVED else "no longer needed"
        gaps = (
            {"outcome": f"Say in a sentence what happened, since it is {word}."} if not content.outcome.strip() else {}
        )
        return _findings(gaps, blocking=True)
    gaps = {}
    if not content.what.strip():
        gaps["what"] = _unanswered(table.what.label)
    if table.class_required and not carried and not table.class_words(content.class_id):
        gaps["class"] = _unanswered(table.class_label)
    if depth is Depth.IN_DEPTH and not carried and not content.why.strip():
        gaps["why"] = _unanswered(table.why.label)
    if content.owner_id is None:
        gaps["who"] = "Say who chases it." if content.who_words.strip() else _unanswered(table.who.label)
    if content.due_on is None:
        gaps["when"] = "Give it a date."
    return _findings(gaps, blocking=True)


def find_hints(content: ActionContent, table: ActionsQuestion, held_on: date) -> tuple[Finding, ...]:
    """Return advice on an open action; none of it is ever in the way."""
    if content.state is not ActionState.OPEN or not content.what.strip():
        return ()
    hints = _wording(content)
    if content.due_on is not None and content.due_on < held_on:
        hints["when"] = "The date lies before this supervision."
    elif content.due_on is not None and content.due_on - held_on > LONG:
        hints["when"] = "That is more than twelve weeks away: is there a first step before it?"
    if not content.how.strip():
        hints["how"] = f"“{table.how.label}” is still blank. A few words there help it to happen."
    return _findings(hints, blocking=False)


def _unanswered(label: str) -> str:
    return f"“{label}” has no answer yet."


def _wording(content: ActionContent) -> dict[str, str]:
    verb, vague = _VAGUE_VERB.search(content.what), _VAGUE_WORD.search(content.what)
    if verb is not None:
        return {"what": f"“{verb[1].capitalize()}” is hard to see: what will have happened when it is done?"}
    if vague is not None:
        return {"what": f"“{vague[1]}” leaves it open: say how much, how often or by when."}
    if len(content.what.split()) < FEW_WORDS:
        return {"what": "A few more words would say how you both know it is done."}
    return {}


def _findings(sentences: dict[str, str], *, blocking: bool) -> tuple[Finding, ...]:
    return tuple(Finding(field, sentence, blocking) for field, sentence in sentences.items())
