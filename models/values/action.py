"""SMART actions as a record shows them: what was carried in, what this record says, what is lacking."""

from dataclasses import dataclass
from datetime import date, datetime
from operator import not_

from pydantic import BaseModel, ConfigDict, Field

from models.vocabulary import ActionState, DueBy

__all__ = ["ActionContent", "ActionGroup", "ActionLine", "Finding"]


class ActionContent(BaseModel):
    """Everything said about an action at one time (source row A7, with who and a real date: I19).

    `who_words` names someone outside the directory, such as Mum; `owner_id` is then the chaser.
    `when_words` is the event the date stands for. `outcome` is the sentence of source row A9.
    `class_id` is one of the form's classes of next steps (source row D7); in a form that has no
    such class it is kept and shows nothing. `proposed_by` is the question whose missing answer was
    made a next step by one tap (D2). Neither is stored where it is not set, so that actions stored
    before the keys were there stay the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: ActionState = ActionState.OPEN
    what: str = ""
    why: str = ""
    how: str = ""
    owner_id: str | None = None
    who_words: str = ""
    due_on: date | None = None
    due_by: DueBy | None = None
    when_words: str = ""
    outcome: str = ""
    class_id: str = Field(default="", exclude_if=not_)
    proposed_by: str = Field(default="", exclude_if=not_)

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written anything; a default owner alone is nothing."""
        return not any((self.what, self.why, self.how, self.who_words, self.when_words, self.outcome))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about an action: `blocking` keeps the record from being sent, the rest advises."""

    field: str
    sentence: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in one record.

    `carried` is how it stood before this record, None for one that began here; `now` is how
    this record leaves it. `changed` says whether this record says anything about it. `shared_from`
    is the brother or sister for whom it was written first, until somebody changes it here.
    `class_label` are the words of its class where the record's form has that class.
    """

    id: str
    now: ActionContent
    carried: ActionContent | None
    changed: bool
    owner: str | None
    since: date | None = None
    saved_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    clash: bool = False
    shared_from: str | None = None
    class_label: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it began in this record, so that it may still be edited or removed."""
        return self.carried is None

    @property
    def who(self) -> str:
        """Who does it, in words: a name, or words with the chaser behind them."""
        if self.now.who_words and self.owner:
            return f"{self.now.who_words} (chased by {self.owner})"
        return self.now.who_words or self.owner or ""

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps the record from being sent."""
        return tuple(finding for finding in self.findings if finding.blocking)

    @property
    def hints(self) -> tuple[Finding, ...]:
        """What would make it SMARTer; never in the way."""
        return tuple(finding for finding in self.findings if not finding.blocking)


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """The carried actions of one person, for the own check of everybody in a group (source row D3).

    `name` is empty for those begun in this record, and for those nobody in the directory does;
    `is_there` says whether the person was at the meeting.
    """

    name: str
    lines: tuple[ActionLine, ...]
    is_there: bool
