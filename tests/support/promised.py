"""A row of the outbox as delivery hands it to renderers."""

from models.tables import Outbox
from models.values.outbox import Promised

__all__ = ["as_promised"]


def as_promised(row: Outbox) -> Promised:
    """Return the promise in a row."""
    return Promised(
        id=row.id,
        kind=row.kind,
        mode=row.mode,
        recipient_id=row.recipient_id,
        facts=row.facts,
        promised_at=row.promised_at,
        attempts=row.attempts,
        tried_at=row.promised_at,
        claim="",
    )
