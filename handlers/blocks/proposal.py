"""What a question proposes as a next step: a button, and once it was pressed a line in its place (source row D2)."""

from typing import Final

from handlers.blocks.ids import PROPOSE
from handlers.blocks.modal import Block, actions, button, context
from models.forms import Proposal

__all__ = ["MADE", "build_proposal"]

MADE: Final = ":white_check_mark: It is a next step now."


def build_proposal(question_id: str, proposal: Proposal, *, made: bool) -> Block:
    """Return the button, whatever the answer is by now, or that it is a next step.

    Whether something is missing is judged at the press. So nothing on the screen moves away from
    under a finger when an answer is tapped, and a step need not be saved before the button is there.
    """
    if made:
        return context(MADE)
    return actions(
        button(f"Make it a next step: {proposal.what}", PROPOSE, value=question_id), block_id=f"proposal:{question_id}"
    )
