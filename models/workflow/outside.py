"""Those who were at a meeting and are not in the directory: typed names, sealed, who get nothing (source row D1)."""

import json
from collections.abc import Sequence
from typing import Any

from models.sealing import seal, unseal
from models.tables import Supervision
from models.workflow.parts import Parts

__all__ = ["read_outside", "seal_outside"]

_PLACE = ("supervision", "outside")


def seal_outside(parts: Parts, supervision_id: str, names: Sequence[str]) -> dict[str, Any]:
    """Return the columns that hold the names, under a key of their own; none for no names."""
    if not names:
        return {}
    key, wrapped = parts.keyring.new_key()
    table, field = _PLACE
    return {"outside": seal(key, table, supervision_id, field, json.dumps(list(names))), "wrapped_key": wrapped}


def read_outside(parts: Parts, supervision: Supervision) -> tuple[str, ...]:
    """Undo `seal_outside`."""
    if supervision.outside is None or supervision.wrapped_key is None:
        return ()
    table, field = _PLACE
    key = parts.keyring.unwrap(supervision.wrapped_key)
    return tuple(json.loads(unseal(key, table, supervision.id, field, supervision.outside)))
