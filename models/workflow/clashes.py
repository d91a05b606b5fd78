"""Two texts for one answer: shown side by side, and settled by a person's choice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from models.database import note
from models.forms import ActionsQuestion, Answer
from models.rules.conflict import Cell, Choice, Parked, settle
from models.rules.joining import join_answers
from models.values.action import ActionContent
from models.values.call import Call
from models.values.errors import Conflict
from models.values.record import Clash, Page, Saved
from models.vocabulary import ActionState
from models.workflow.action_rows import StoredAction, load_stored, read_content
from models.workflow.actions import store_entry
from models.workflow.answers import StoredAnswer, load_answers, read_cell_answer, store_cell, to_value
from models.workflow.carried import load_carried
from models.workflow.ground import Ground, check_editable, load_ground, touch_record
from models.workflow.heads import load_head
from models.workflow.names import read_names
from models.workflow.parts import Parts

__all__ = ["read_clash", "settle_clash"]

_STATE_WORDS = {
    ActionState.OPEN: "still open",
    ActionState.ACHIEVED: "achieved",
    ActionState.NO_LONGER_NEEDED: "no longer needed",
}


@dataclass(frozen=True, slots=True)
class _Open:
    """One question or action where a text waits, with what it takes to show and to settle it."""

    subject: str
    section_id: str
    label: str
    cell: Cell
    answer: StoredAnswer | None
    action: StoredAction | None
    table: ActionsQuestion | None = None

    @property
    def parked(self) -> Parked:
        return self.cell.parked[0]

    def show(self, value: JsonValue) -> str:
        if self.answer is None:
            content = read_content(value)
            return "" if content is None else _show_action(content, self.table)
        question = self.answer.question
        answer = read_cell_answer(question, value)
        return "" if answer is None else question.show(answer)

    def both(self) -> Answer | None:
        """Return one answer with everything of both; actions have none."""
        if self.answer is None:
            return None
        question = self.answer.question
        return join_answers(read_cell_answer(question, self.cell.value), read_cell_answer(question, self.parked.value))


async def read_clash(parts: Parts, call: Call, *, supervision_id: str, subject_id: str) -> Clash | None:
    """Return the first question or action of a record with two texts, or None when all is settled."""
    async with parts.read() as session:
        ground = await load_ground(session, parts, supervision_id=supervision_id, subject_id=subject_id, writer=call)
        waiting = await _load_open(session, ground)
        if not waiting:
            return None
        first = waiting[0]
        names = await _load_names(session, first)
        return Clash(
            head=await load_head(session, parts, ground),
            subject=first.subject,
            is_action=first.action is not None,
            section_id=first.section_id,
            label=first.label,
            theirs=first.show(first.cell.value),
            theirs_by=names.get(first.cell.by or "", "somebody"),
            mine=first.show(first.parked.value),
            mine_by=names.get(first.parked.by, "somebody"),
            can_keep_both=first.both() is not None,
            parked=first.parked.writer,
            left=len(waiting),
        )


async def settle_clash(parts: Parts, call: Call, page: Page, *, subject: str, parked: str, choice: Choice) -> Saved:
    """Store the text a person chose, or both joined.

    Raises
    ------
    Conflict
        When it was settled on the other device, or its text is another by now.
    """
    async with parts.write(call) as session:
        ground = await load_ground(
            session,
            parts,
            supervision_id=page.supervision_id,
            subject_id=page.subject_id,
            writer=call,
            lock=True,
        )
        check_editable(ground)
        found = next((one for one in await _load_open(session, ground) if one.subject == subject), None)
        if found is None or found.parked.writer != parked:
            raise Conflict
        both = found.both()
        value = to_value(both) if choice is Choice.BOTH and both is not None else found.parked.value
        cell = settle(
            found.cell,
            choice,
            Parked(writer=page.writer, by=call.person_id, value=value),
            parked=parked,
            revision=ground.revision + 1,
        )
        if found.action is not None:
            await store_entry(session, call, ground, found.action, cell)
        else:
            await store_cell(session, call, ground, subject, cell)
        await note(session, call, "two_texts_settled", "record", ground.record_id, choice=choice.value)
        return Saved(await touch_record(session, call, ground, page.writer), call.now, changed=True)


async def _load_open(session: AsyncSession, ground: Ground) -> list[_Open]:
    if ground.record is None:
        return []
    answers = await load_answers(session, ground, await load_carried(session, ground))
    return list(_find_open(ground, answers, await load_stored(session, ground)))


def _find_open(
    ground: Ground, answers: Mapping[str, StoredAnswer], actions: Mapping[str, StoredAction]
) -> Iterator[_Open]:
    for section in ground.form.sections:
        for question in section.questions:
            if isinstance(question, ActionsQuestion):
                yield from (
                    _Open(one.action.id, section.id, "An action", one.cell, None, one, question)
                    for one in actions.values()
                    if one.cell.parked
                )
            elif answers[question.id].cell.parked:
                answer = answers[question.id]
                yield _Open(question.id, section.id, question.label, answer.cell, answer, None)


async def _load_names(session: AsyncSession, one: _Open) -> dict[str, str]:
    ids = [one.parked.by, *([one.cell.by] if one.cell.by else [])]
    return await read_names(session, ids)


def _show_action(content: ActionContent, table: ActionsQuestion | None) -> str:
    lines = {
        "What": content.what,
        "Kind": "" if table is None else table.class_words(content.class_id),
        "Why": content.why,
        "How": content.how,
        "Who": content.who_words,
        "When": " ".join(filter(None, (content.when_words, str(content.due_on or "")))),
        "Now": " ".join(filter(None, (_STATE_WORDS[content.state], content.outcome))),
    }
    return "\n".join(f"{label}: {text}" for label, text in lines.items() if text)
