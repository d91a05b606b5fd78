"""How often things are done, and when people hear of it: the clocks of a policy."""

from datetime import time
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from models.vocabulary import ChildFlag, ClockKind, Format, MeetingPart, Nation

__all__ = [
    "ActionClock",
    "AgreementClock",
    "AsyeClock",
    "ChildClock",
    "ContractClock",
    "Days",
    "Deadlines",
    "Nudges",
    "OpenChildClock",
    "Part",
    "PersonClock",
    "Satisfies",
    "Schedules",
    "StudentClock",
    "Words",
    "WorkingDays",
]

DAYS_IN_A_YEAR = 366
MONTHS_IN_A_YEAR = 12

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Days = Annotated[int, Field(ge=1, le=DAYS_IN_A_YEAR)]
LeadDays = Annotated[int, Field(ge=0, le=90)]
Months = Annotated[int, Field(ge=1, le=60)]
WorkingDays = Annotated[int, Field(ge=1, le=90)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]


def _read_time(value: object) -> time:
    """Take a time such as "08:30": without quotes YAML makes a number of it."""
    try:
        read = time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        read = None
    if not isinstance(read, time) or read.tzinfo is not None or read.second:
        raise ValueError('must be a time in quotes, such as "08:30"')
    return read


TimeOfDay = Annotated[time, BeforeValidator(_read_time)]


class Part(BaseModel):
    """A part of a policy: unknown keys are refused, nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ChildClock(Part):
    """How often each child is supervised at least; any one of the flags shortens it (B18, I8).

    `after_change_days` is the time left for the first supervision after a change to the shorter
    interval; a date is *coming due* for `coming_due_days` before it.
    """

    usual_days: Days
    shorter_days: Days
    after_change_days: Days
    coming_due_days: LeadDays
    shorter_for: Annotated[tuple[ChildFlag, ...], Field(min_length=1)]
    source: Words

    @model_validator(mode="after")
    def check_shorter_is_shorter(self) -> Self:
        """Refuse a shorter interval that is not."""
        if self.shorter_days > self.usual_days:
            raise ValueError("shorter_days: must not be more than usual_days")
        if ChildFlag.RESTRICTED in self.shorter_for:
            raise ValueError("shorter_for: “restricted” says who may see a child, not how often to meet")
        return self


class OpenChildClock(Part):
    """Whether every open child is talked about in each calendar month, even briefly (E7, I7)."""

    monthly: bool
    coming_due_days: LeadDays
    source: Words


class PersonClock(Part):
    """How often each member of staff has supervision, whichever child it is about (B4, C7, E6, I4, I5).

    Whichever is set is kept, all of them together: due after `usual_days`, overdue after `most_days` (without
    it, from the day after it was due), in breach after `most_months`, when a whole calendar month passed
    without one, and when fewer than a number were held in the last twelve months. What is left out is not
    asked for. `own_frequencies` says how many days the choices of a supervision agreement mean (C8).
    """

    usual_days: Days
    most_days: Days | None = None
    most_months: Annotated[int, Field(ge=1, le=MONTHS_IN_A_YEAR)] | None = None
    calendar_month: bool
    least_in_a_year: Annotated[int, Field(ge=1, le=DAYS_IN_A_YEAR)] | None = None
    coming_due_days: LeadDays
    after_change_days: Days
    own_frequencies: dict[OptionId, Days]
    source: Words

    @model_validator(mode="after")
    def check_most_is_not_less(self) -> Self:
        """Refuse a longest time that is over before supervision is due."""
        if self.most_days is not None and self.most_days < self.usual_days:
            raise ValueError("most_days: must not be less than usual_days")
        return self


class AsyeClock(Part):
    """Supervision, reviews and mentoring in the assessed and supported year (B27, E6).

    Weekly for `weekly_weeks` from its first day, fortnightly to `fortnightly_months`, then as anybody; reviews so many
    months after its first day, the last of them the final one.
    """

    weekly_days: Days
    weekly_weeks: Annotated[int, Field(ge=1, le=52)]
    fortnightly_days: Days
    fortnightly_months: Months
    review_months: Annotated[tuple[Months, ...], Field(min_length=1)]
    mentoring_days: Days
    coming_due_days: LeadDays
    review_coming_due_days: LeadDays
    source: Words

    @model_validator(mode="after")
    def check_reviews_follow_each_other(self) -> Self:
        """Refuse reviews that are not in their order."""
        if list(self.review_months) != sorted(set(self.review_months)):
            raise ValueError("review_months: each month once, the earliest first")
        return self


class StudentClock(Part):
    """Supervision of a student: weekly, then fortnightly from the day agreed (E6)."""

    weekly_days: Days
    fortnightly_days: Days
    coming_due_days: LeadDays
    source: Words


class ContractClock(Part):
    """How long a supervision agreement holds before it is looked at again (B6, C10).

    After a change of supervisor there are `after_change_days` for it.
    """

    review_months: Months
    after_change_days: Days
    coming_due_days: LeadDays
    source: Words


class Deadlines(Part):
    """Clocks that begin on the day of the meeting, in working days (E9, B28, B37, I9), and one of comments.

    By `filing_working_days` a record is sent, and filed; by `copy_working_days` the supervisee has a copy.
    Others of a group may comment for `comment_working_days` from the day they got the record. A date is
    *coming due* for `coming_due_working_days` before it. `bank_holidays` says whose public holidays are no
    working days, for every count of working days.
    """

    filing_working_days: WorkingDays
    copy_working_days: WorkingDays
    comment_working_days: WorkingDays
    coming_due_working_days: WorkingDays
    bank_holidays: Nation
    source: Words


class AgreementClock(Part):
    """When the supervisee, or after a change was asked for the supervisor, is reminded of an answer (C15)."""

    answer_working_days: WorkingDays
    source: Words


class ActionClock(Part):
    """How many days before its date an action is coming due (A7, B25)."""

    coming_due_days: LeadDays
    source: Words


class Schedules(Part):
    """What is done outside this bot and only noted here, in months and days (B31, B38, B41, C22, I13)."""

    observation_months: Months
    file_audit_months: Months
    monthly_audit_months: Months
    sample_audit_months: Months
    leaver_file_months: Months
    coming_due_days: LeadDays
    source: Words


class Nudges(Part):
    """When people hear of what is due: Europe/London, on working days only.

    `from_time` and `until_time` are office hours; the team's channel hears at `team_post_time`, each person
    at `digest_time` unless they chose another. Whoever is above hears `escalate_working_days` after
    something has become overdue or in breach. A nudge for something overdue comes again after
    `repeat_working_days`.
    """

    from_time: TimeOfDay
    until_time: TimeOfDay
    team_post_time: TimeOfDay
    digest_time: TimeOfDay
    escalate_working_days: WorkingDays
    repeat_working_days: WorkingDays
    source: Words

    @model_validator(mode="after")
    def check_within_hours(self) -> Self:
        """Refuse times out of hours, at which nothing would ever go."""
        for name in ("team_post_time", "digest_time"):
            if not self.from_time <= getattr(self, name) < self.until_time:
                raise ValueError(f"{name}: must lie between from_time and until_time")
        return self


class Satisfies(Part):
    """Which clocks a part of a meeting resets, by how people met (I6, I7); what is not named resets none.

    Only clocks of a child or a person can be reset so: `child`, `open_child`, `person`.
    """

    one_to_one: dict[MeetingPart, tuple[ClockKind, ...]]
    group: dict[MeetingPart, tuple[ClockKind, ...]]
    ad_hoc: dict[MeetingPart, tuple[ClockKind, ...]] = Field(default_factory=dict)
    source: Words

    @model_validator(mode="after")
    def check_only_these_clocks(self) -> Self:
        """Refuse a clock that no meeting resets."""
        can_be = {ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.PERSON}
        for met in Format:
            for part, clocks in self.of(met).items():
                if not set(clocks) <= can_be:
                    raise ValueError(
                        f"{met.value}.{part.value}: only child, open_child and person are reset by a meeting"
                    )
        return self

    def of(self, met: Format) -> dict[MeetingPart, tuple[ClockKind, ...]]:
        """Return the table for one way to meet."""
        return {Format.ONE_TO_ONE: self.one_to_one, Format.GROUP: self.group, Format.AD_HOC: self.ad_hoc}[met]

    def parts_for(self, clock: ClockKind, met: Format) -> tuple[MeetingPart, ...]:
        """Return what of such a meeting resets a clock."""
        return tuple(part for part, clocks in self.of(met).items() if clock in clocks)
