"""The pages of a preview, made from forms alone: no people, no children, nothing stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Self

from handlers.blocks.action_fields import read_action
from handlers.blocks.action_step import build_action
from handlers.blocks.ids import Place
from handlers.blocks.preview import NOTHING_KEPT, build_preview, form_name
from models.content import Library
from models.forms import ActionsQuestion, Form, Prompt, QuestionPart, Section
from models.rules.prompts import mix_prompts
from models.values.action import ActionContent
from models.values.call import LONDON
from models.values.record import ActionStep, AnswerField, Banner, RecordHead, SectionView
from models.vocabulary import AgendaOutcome, DueBy, Format, RecordKind, RecordState

__all__ = ["ACTION", "WORKER", "Preview"]

View = dict[str, Any]

_STEP: Final = "preview"
ACTION: Final = "action"
"""The page, as a place names it, in which an action is written."""

WORKER: Final = ("preview", "Sam Example")
"""The one colleague an action may fall to."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The forms to look at, by name, and the content their steps draw on."""

    forms: Mapping[str, Form]
    library: Library
    now: Callable[[], datetime]

    @classmethod
    def of(cls, forms: tuple[Form, ...], library: Library, now: Callable[[], datetime]) -> Self:
        """Return the preview of these forms."""
        return cls(MappingProxyType({form_name(form): form for form in forms}), library, now)

    def page(self, place: Place, on_screen: View | None = None) -> View:
        """Return the page at a place: a step, or the one in which an action of it is written.

        It opens blank, or with what stands in the boxes `on_screen`. A section that is not named
        is the first.
        """
        form = self.forms[place.record or ""]
        step = next((one for one in form.sections if one.id == place.section), form.sections[0])
        render = int(self.now().timestamp() * 1000) if on_screen is None else place.render
        table = _table(step)
        if place.page == ACTION and table is not None:
            given = {} if on_screen is None else read_action(on_screen, place)
            action = ActionStep(self._head(form), ACTION, step.id, None, *WORKER, self._dates())
            return build_action(action, table, ActionContent.model_validate(given), render)
        stands = place.model_copy(update={"page": _STEP, "section": step.id, "render": render})
        return build_preview(self._step(form, step), stands, on_screen)

    def _step(self, form: Form, step: Section) -> SectionView:
        after = form.section_after(step.id)
        return SectionView(
            head=self._head(form),
            section=step,
            fields=tuple(AnswerField(one, None, offered=self._offered(form, one)) for one in step.answered),
            actions=None if _table(step) is None else (),
            beside=(),
            following=None if after is None else after.id,
            saved_at=None,
            first_record=True,
        )

    def _offered(self, form: Form, question: QuestionPart) -> tuple[Prompt, ...]:
        return mix_prompts(self.library.prompts_beside(question), f"{form.id}/{question.id}")

    def _head(self, form: Form) -> RecordHead:
        """Return a record that is none: the first of somebody whose name says so."""
        kind = form.kinds[0] if form.kinds else RecordKind.CASEWORK
        return RecordHead(
            id=form_name(form),
            supervision_id=_STEP,
            subject_id=_STEP,
            kind=kind,
            kind_words=self.library.policy.labels.kind[kind],
            outcome=AgendaOutcome.WAITING,
            format=Format.ONE_TO_ONE,
            held_on=self._today,
            title=f"Supervision with {WORKER[1]}",
            supervisee_id=WORKER[0],
            supervisee=WORKER[1],
            form=form,
            banner=Banner(name=NOTHING_KEPT, label=NOTHING_KEPT, facts="A child or person who is made up"),
            state=RecordState.DRAFT,
            revision=0,
            version=0,
            saved_at=None,
        )

    def _dates(self) -> Mapping[DueBy, date]:
        agenda = self.library.policy.agenda
        days = {
            DueBy.TWO_WEEKS: 14,
            DueBy.NEXT_VISIT: agenda.next_visit_days,
            DueBy.NEXT_SUPERVISION: agenda.next_supervision_days,
        }
        return {by: self._today + timedelta(days=number) for by, number in days.items()}

    @property
    def _today(self) -> date:
        return self.now().astimezone(LONDON).date()


def _table(step: Section) -> ActionsQuestion | None:
    return next((one for one in step.questions if isinstance(one, ActionsQuestion)), None)
