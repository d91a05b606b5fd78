"""A promised message as delivery and renderers know it."""

from dataclasses import dataclass
from datetime import datetime

from models.vocabulary import ChannelDetail, MessageKind, OutboxState, SendingMode

__all__ = ["Promised", "Unsettled"]


@dataclass(frozen=True, slots=True)
class Promised:
    """One row of the outbox that a deliverer has claimed; `facts` are ids only.

    It goes to a person's direct messages, or to the channel of a team: `channel_id`, where `detail` is how
    much its council wants said and, once Slack was asked who can read it, how much may be said.
    For a refresh, `channel_id` and `message_ts` are those of the message it
    follows up and `target_state` says what became of that. `claim` proves the lease when the
    row is settled, `tried_at` is the time outside of the last try, or of when its answer was lost.
    """

    id: str
    kind: MessageKind
    mode: SendingMode
    recipient_id: str | None
    facts: dict[str, str]
    promised_at: datetime
    attempts: int
    tried_at: datetime
    claim: str
    channel_id: str | None = None
    message_ts: str | None = None
    target_id: str | None = None
    target_state: OutboxState | None = None
    team_id: str | None = None
    detail: ChannelDetail = ChannelDetail.COUNTS

    @property
    def message_id(self) -> str:
        """Return the id a posted message carries in its metadata: the row that posted it."""
        return self.target_id or self.id


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A row that waits, is in doubt or failed, for the people who look after the bot."""

    id: str
    kind: MessageKind
    mode: SendingMode
    state: OutboxState
    staff_number: str | None
    promised_at: datetime
    attempts: int
    reason: str | None
    team: str | None = None
