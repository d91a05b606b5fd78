"""The digest of one person on one day, checked once more at the moment of sending."""

from datetime import date, datetime

from models.values.clocks import Digest
from models.values.outbox import Promised
from models.workflow.parts import Parts

__all__ = ["digest_key", "read_digest", "settle_told"]


def digest_key(person_id: str, day: date) -> str:
    """Return the outbox key of the one digest a person gets on a day."""
    return f"digest:{person_id}:{day.isoformat()}"


async def read_digest(parts: Parts, person_id: str, day: date, now: datetime) -> Digest | None:
    """Return what the person is told that day, as it stands now; None when there is nothing to send any more."""
    raise NotImplementedError


async def settle_told(parts: Parts, promised: Promised, now: datetime) -> None:
    """Note that what stood in a digest was told, once that was posted."""
    raise NotImplementedError
