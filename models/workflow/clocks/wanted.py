"""Which nudges are true now: from what is due, whom it falls to, and what a team's channel hears anyway."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from models.policy import Policy
from models.rules.clocks.stages import (
    escalates,
    find_stage,
    nudge_key,
    offers_preparing,
    prepare_key,
    repeat_number,
)
from models.values.clocks import DueItem
from models.values.due import DueState
from models.vocabulary import ClockKind, NudgeStage
from models.workflow.clocks.audience import find_hearer, find_manager
from models.workflow.clocks.council import Council

__all__ = ["Wanted", "build_wanted", "find_teams_to_post"]

_IN_CHANNELS = frozenset({ClockKind.CHILD, ClockKind.OPEN_CHILD, ClockKind.PERSON})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A nudge that is true now."""

    key: str
    item: DueItem
    stage: NudgeStage
    audience_id: str

    @property
    def in_breach(self) -> bool:
        """Say whether it is about a breach, of whoever's."""
        return self.item.due.state is DueState.BREACH


def build_wanted(
    items: Iterable[DueItem], council: Council, policy: Policy, channels: Collection[str]
) -> Iterator[Wanted]:
    """Yield a nudge for whom each date falls to, and one for the service manager where it is time for that.

    What is coming due is told in the channels of those teams, so that in private only the rest is. Whose
    supervision is booked for a day that is near hears of that as well, to prepare for it.
    """
    for item in items:
        if offers_preparing(item, policy, council.today) and council.hears(item.subject_id):
            yield Wanted(prepare_key(item), item, NudgeStage.COMING_DUE, item.subject_id)
        stage = find_stage(item, policy, council.today)
        late = escalates(item, policy, council.today)
        if (stage is None and not late) or (stage and _is_for_channel(item, stage) and item.team_id in channels):
            continue
        hearer = find_hearer(item, council)
        if hearer is not None and stage is not None:
            key = nudge_key(item, stage, hearer, council.today, repeat_number(item, policy, council.today))
            yield Wanted(key, item, stage, hearer)
        if late:
            manager = find_manager(item, council)
            if manager is not None and manager != hearer:
                key = nudge_key(item, NudgeStage.ESCALATED, manager, council.today)
                yield Wanted(key, item, NudgeStage.ESCALATED, manager)


def find_teams_to_post(
    items: Iterable[DueItem], council: Council, policy: Policy, channels: Collection[str]
) -> set[str]:
    """Return the teams of whom something is coming due that their channel may hear of."""
    return {
        item.team_id
        for item in items
        if item.team_id is not None
        and item.team_id in channels
        and (stage := find_stage(item, policy, council.today)) is not None
        and _is_for_channel(item, stage)
    }


def _is_for_channel(item: DueItem, stage: NudgeStage) -> bool:
    """Say whether a team's channel may hear of it: nothing late, restricted, or of somebody with an own frequency."""
    return stage is NudgeStage.COMING_DUE and item.clock in _IN_CHANNELS and not item.restricted and item.ordinary
