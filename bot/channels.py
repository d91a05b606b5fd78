"""Whether a team's channel may be posted to right now, and how much may be said there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from bot.clock import Clock
from bot.posting import Doubt, Gone, Never, NotYet, Outcome, Poster, Stop, read_error
from models.values.errors import Unavailable
from models.values.outbox import Promised
from models.vocabulary import ChannelDetail, SendingMode
from models.workflow.delivery import ARCHIVED, NO_CHANNEL, NOT_INVITED, UNKNOWN_CHANNEL, is_past
from models.workflow.parts import Parts
from models.workflow.team_channels import judge_channel

__all__ = ["LONGEST_PAUSE", "NO_DATABASE", "Channels", "mendable"]

LONGEST_PAUSE: Final = 300.0
NO_DATABASE: Final = NotYet("the database could not be reached")

_SHUT: Final[Mapping[str, str]] = MappingProxyType(
    {"channel_not_found": UNKNOWN_CHANNEL, "not_in_channel": NOT_INVITED, "is_archived": ARCHIVED}
)


def mendable(outcome: Outcome) -> Outcome:
    """Let what Slack refuses because of a team's channel wait, and somebody hear who can mend that."""
    shut = _SHUT.get(outcome.code) if isinstance(outcome, Never) else None
    return outcome if shut is None else NotYet(shut, LONGEST_PAUSE, tell=True)


@dataclass(frozen=True, slots=True)
class Channels:
    """Asks just before posting, and only about the channel about to be posted to."""

    parts: Parts
    clock: Clock
    poster: Poster

    def find(self, promised: Promised) -> str:
        """Return the channel of a row, or stop: nothing is posted for a day that is over; what stands is cut short."""
        if promised.mode is SendingMode.POST and is_past(promised, self.clock.now()):
            raise Stop(None)
        if promised.channel_id is None:
            raise Stop(NotYet(NO_CHANNEL, LONGEST_PAUSE, tell=True))
        return promised.channel_id

    async def judge(self, promised: Promised, channel: str) -> Promised:
        """Return the row with how much may be said in the channel now, or stop where it lets nobody post."""
        wanted = promised.detail
        try:
            seen = await self.poster.look(channel, members=wanted is ChannelDetail.REFERENCES)
        except Exception as error:  # noqa: BLE001 -- every error becomes an outcome
            raise Stop(_before_posting(promised, mendable(read_error(error)))) from None
        if seen.archived or not seen.bot_is_in:
            shut = NotYet(ARCHIVED if seen.archived else NOT_INVITED, LONGEST_PAUSE, tell=True)
            raise Stop(_before_posting(promised, shut))
        try:
            return replace(promised, detail=await judge_channel(self.parts, wanted, seen))
        except Unavailable:
            raise Stop(NO_DATABASE) from None


def _before_posting(promised: Promised, outcome: Outcome) -> Outcome | Gone:
    """Nothing was posted yet, so a lost answer is no doubt; a change of what stands in a shut channel is given up."""
    if isinstance(outcome, Doubt):
        return NotYet(outcome.reason)
    shut = isinstance(outcome, NotYet) and outcome.tell
    return Gone() if shut and promised.mode is not SendingMode.POST else outcome
