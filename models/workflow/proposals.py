"""Making a next step of what is missing, by one tap (source row D2)."""

from uuid import UUID, uuid5

from models.forms import AnsweredQuestion, Form, Proposal
from models.rules.proposals import check_missing, is_next_step
from models.values.call import Call
from models.values.errors import Missing, Refusal
from models.values.record import Page
from models.vocabulary import DueBy
from models.workflow.action_rows import load_lines, load_stored
from models.workflow.actions import due_dates, load_editable, write_action
from models.workflow.answers import load_answers
from models.workflow.carried import load_carried
from models.workflow.parts import Parts

__all__ = ["propose_action"]

_PROPOSED = UUID("2f3a1f0e-0a55-4a0b-8d5e-6c0b7b0d8e41")
CLOSED_HERE = "This next step was closed in this very record. Open it in the list to change it."


async def propose_action(parts: Parts, call: Call, page: Page, *, question_id: str) -> None:
    """Add the action that a question proposes: for the supervisee, by the next supervision, open to every change.

    Its id follows from record and question, so two presses at once make one action. One that is
    on the list already, from here or from an earlier meeting, stays the only one.

    Raises
    ------
    Missing
        When there is no such question, or it proposes nothing.
    Refusal
        When the question is answered, so that nothing is missing.
    """
    async with parts.write(call) as session:
        ground = await load_editable(session, parts, call, page.supervision_id, page.subject_id)
        question, proposal = _find(ground.form, question_id)
        actions = await load_stored(session, ground)
        if is_next_step(question_id, await load_lines(session, ground, actions)):
            return
        action_id = uuid5(_PROPOSED, f"{ground.record_id}/{question_id}").hex
        if action_id in actions and actions[action_id].entry is not None:
            raise Refusal(CLOSED_HERE)
        stored = await load_answers(session, ground, await load_carried(session, ground))
        check_missing(question, stored[question_id].answer)
        by = DueBy.NEXT_SUPERVISION
        given = {
            "what": proposal.what,
            "why": proposal.why or "",
            "class_id": proposal.class_id or "",
            "proposed_by": question_id,
            "due_by": by,
            "due_on": due_dates(parts, ground)[by],
        }
        await write_action(session, parts, call, page, ground, action_id=action_id, given=given)


def _find(form: Form, question_id: str) -> tuple[AnsweredQuestion, Proposal]:
    for question in form.answered:
        if question.id == question_id and question.proposes is not None:
            return question, question.proposes
    raise Missing
