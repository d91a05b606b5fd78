"""Two answers to one question made into one that holds both, where that can be done."""

from models.forms import Answer, EvidenceAnswer, GridAnswer, TextAnswer

__all__ = ["join_answers"]

_BETWEEN = "\n\n"


def join_answers(theirs: Answer | None, mine: Answer | None) -> Answer | None:
    """Return an answer with everything of both, theirs first; None where one of them would have to go."""
    if isinstance(theirs, TextAnswer) and isinstance(mine, TextAnswer):
        # What one of them agreed not to record is not recorded because the other did not know.
        left_out = theirs.left_out or mine.left_out
        return TextAnswer(text=f"{theirs.text}{_BETWEEN}{mine.text}", left_out=left_out)
    if isinstance(theirs, EvidenceAnswer) and isinstance(mine, EvidenceAnswer):
        return _join_evidence(theirs, mine)
    if isinstance(theirs, GridAnswer) and isinstance(mine, GridAnswer):
        return _join_grids(theirs, mine)
    return None


def _join_evidence(theirs: EvidenceAnswer, mine: EvidenceAnswer) -> EvidenceAnswer | None:
    bases, sources = {theirs.basis, mine.basis} - {None}, {theirs.who, mine.who} - {""}
    if len(bases) > 1 or len(sources) > 1:
        return None
    text = _BETWEEN.join(text for text in (theirs.text, mine.text) if text)
    return EvidenceAnswer(text=text, basis=next(iter(bases), None), who=next(iter(sources), ""))


def _join_grids(theirs: GridAnswer, mine: GridAnswer) -> GridAnswer | None:
    both = theirs.chosen.keys() & mine.chosen.keys()
    if any(theirs.chosen[row] != mine.chosen[row] for row in both):
        return None
    return GridAnswer(chosen={**theirs.chosen, **mine.chosen})
