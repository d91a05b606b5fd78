"""When somebody is told of a date: how far it has come, one level up, and again (C7, danger 7)."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from models.policy import Policy
from models.rules.clocks.dates import ONE_DAY
from models.rules.working_days import after_working_days, is_working_day, working_days_between
from models.values.clocks import DueItem
from models.values.due import Due, DueState
from models.vocabulary import ClockKind, NudgeStage

__all__ = ["escalates", "find_stage", "nudge_key", "offers_preparing", "prepare_key", "repeat_number", "tells_anew"]

_STAGES: Mapping[DueState, NudgeStage] = MappingProxyType(
    {
        DueState.COMING_DUE: NudgeStage.COMING_DUE,
        DueState.DUE: NudgeStage.DUE,
        DueState.OVERDUE: NudgeStage.OVERDUE,
        DueState.BREACH: NudgeStage.BREACH,
    }
)
_BEFORE = frozenset({NudgeStage.COMING_DUE, NudgeStage.DUE})
_MET = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.PERSON})
_SHORT = frozenset(
    {ClockKind.WRITE_UP, ClockKind.FILING, ClockKind.COPY, ClockKind.AGREEMENT, ClockKind.ACTION},
)
"""What is to be done within days: whoever was told on the day hears on the next that it was not."""
_OWN = frozenset({ClockKind.ACTION, ClockKind.AGREEMENT})
"""What comes up in supervision anyway: nobody above hears of it."""


def find_stage(item: DueItem, policy: Policy, today: date) -> NudgeStage | None:
    """Return how far a date has come, for whom it falls to; None while there is nothing to tell.

    Nothing is told of a clock the policy does not watch, of who is away, nor before a snooze has ended unless it
    is in breach. A supervision booked for a day that is not late quiets what comes before that.
    """
    stage = _STAGES.get(item.due.state)
    if stage is None or _is_quiet(item, policy) or _is_snoozed(item, today):
        return None
    if stage in _BEFORE and item.clock in _MET and item.booked_on is not None:
        return None if today <= item.booked_on <= _last_day(item.due) else stage
    return stage


def escalates(item: DueItem, policy: Policy, today: date) -> bool:
    """Say whether the line above hears of it: so many working days after it became overdue or in breach.

    What was late before the bot began to watch counts from that day, so that whom it falls to hears first. A
    snooze is for whom it falls to: it holds nothing back here.
    """
    if item.clock in _OWN or not item.due.state.is_late or _is_quiet(item, policy):
        return False
    nudges, nation = policy.nudges, policy.deadlines.bank_holidays
    return today >= after_working_days(_watched(item, _late_from(item.due)), nudges.escalate_working_days, nation)


def repeat_number(item: DueItem, policy: Policy, today: date) -> int:
    """Return how often it has been told again: 0 at first, 1 so many working days after that, and so on.

    It counts from the first working day on which it was overdue, or if that is later in breach, and never from
    before the bot began to watch or a snooze ended. A breach that no supervision can mend at once, since the next
    one is not due yet, is not told again.
    """
    due = item.due
    if not due.state.is_late:
        return 0
    since = _overdue_from(due)
    if due.state is DueState.BREACH and due.breach_on is not None:
        since = max(since, due.breach_on)
    since = max(_watched(item, since), _find_snoozed(item, today) or since)
    nation = policy.deadlines.bank_holidays
    passed = working_days_between(since, today, nation)
    if not is_working_day(since, nation):
        passed -= 1
    return max(passed, 0) // policy.nudges.repeat_working_days


def nudge_key(item: DueItem, stage: NudgeStage, audience_id: str, today: date, repeat: int = 0) -> str:
    """Return what makes a nudge one of its kind: clock, due date, stage, how often, subject and audience.

    Once a snooze is over, so is what was told before it: that day is part of the key, so that whom the date falls
    to hears anew. One level up it is heard of once.
    """
    key = f"{item.clock}:{item.due.due_on}:{stage}:{repeat}:{item.subject_id}:{audience_id}"
    snoozed = None if stage is NudgeStage.ESCALATED else _find_snoozed(item, today)
    return key if snoozed is None else f"{key}:{snoozed}"


def tells_anew(
    item: DueItem, stage: NudgeStage, told: Iterable[tuple[NudgeStage, date]], policy: Policy, today: date
) -> bool:
    """Say whether somebody is told of it who was `told` of these stages before, on these days.

    What is late is told once a week: not again within so many working days, of what is due once in weeks or years
    counted from the day it was due too, nor as long as it is booked for one of the next. What newly is in breach
    is told at once, and what was put off once that is over.
    """
    if stage is not NudgeStage.OVERDUE and stage is not NudgeStage.BREACH:
        return True
    same = {NudgeStage.BREACH}
    if stage is NudgeStage.OVERDUE:
        same |= {NudgeStage.OVERDUE, *(() if item.clock in _SHORT else {NudgeStage.DUE})}
    since = _find_snoozed(item, today) or date.min  # what was told before a snooze ended counts no more
    last = max((on for was, on in told if was in same and on >= since), default=None)
    if last is None:
        return True
    days, nation = policy.nudges.repeat_working_days, policy.deadlines.bank_holidays
    if item.booked_on is not None and today <= item.booked_on <= after_working_days(today, days, nation):
        return False
    return working_days_between(last, today, nation) >= days


def offers_preparing(item: DueItem, policy: Policy, today: date) -> bool:
    """Say whether the person hears that their next supervision is booked and near, and can be prepared (B20, I29)."""
    if item.clock is not ClockKind.PERSON or item.booked_on is None:
        return False
    return 0 <= (item.booked_on - today).days <= policy.person.coming_due_days


def prepare_key(item: DueItem) -> str:
    """Return what makes that offer one of its kind: the person and the day it is booked for."""
    return f"prepare:{'' if item.booked_on is None else item.booked_on.isoformat()}:{item.subject_id}"


def _is_quiet(item: DueItem, policy: Policy) -> bool:
    return item.due.paused_until is not None or not policy.watches(item.clock)


def _is_snoozed(item: DueItem, today: date) -> bool:
    snoozed = item.snoozed_until is not None and item.snoozed_until > today
    return snoozed and item.due.state is not DueState.BREACH


def _find_snoozed(item: DueItem, today: date) -> date | None:
    """Return the day on which a snooze of this date ended, where one did."""
    return item.snoozed_until if item.snoozed_until is not None and item.snoozed_until <= today else None


def _last_day(due: Due) -> date:
    last = due.due_on if due.late_on is None else due.late_on
    return last if due.breach_on is None else min(last, due.breach_on - ONE_DAY)


def _watched(item: DueItem, since: date) -> date:
    """Return that day, or the first on which anybody could be told, where that is later."""
    return since if item.watched_from is None else max(since, item.watched_from)


def _overdue_from(due: Due) -> date:
    return (due.due_on if due.late_on is None else due.late_on) + ONE_DAY


def _late_from(due: Due) -> date:
    return _last_day(due) + ONE_DAY
