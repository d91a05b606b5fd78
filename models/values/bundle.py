"""The evidence of one record: its plain facts, texts with their nonces, and the chain that binds them.

A bundle is that evidence in a file, with the signed seal of a day that covers it, for an auditor who has no
access to the bot. Everything in it either is covered by the signature or follows from what is; what is neither
(such as a name that no text holds any more) is said to be unproven (see `models.rules.checking`). Times are
spelled as `models.rules.integrity.stamp` spells them.
"""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from models.vocabulary import LinkKind, RecordKind, RecordState

__all__ = ["Bundle", "Covered", "Evidence", "EvidenceLink", "EvidenceVersion", "EvidenceWords", "Seal", "Verified"]


class _Part(BaseModel):
    """Immutable, taking nothing for something else, and refusing keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class EvidenceVersion(_Part):
    """A version as sent; one that was purged has neither `document` nor `nonce` any more."""

    facts: dict[str, str]
    mac: str
    hash: str
    state: RecordState
    nonce: str | None
    document: dict[str, JsonValue] | None


class EvidenceLink(_Part):
    """One link of the chain: what happened, to which row, when, and what stood before it."""

    place: int
    kind: LinkKind
    row: str
    at: str
    facts: dict[str, str]
    previous: str
    hash: str


class EvidenceWords(_Part):
    """What somebody wrote with an act."""

    act: str
    nonce: str
    text: str


class Evidence(_Part):
    """A record with everything that proves it; versions and words stand in the order of the chain."""

    record: str
    kind: RecordKind
    state: RecordState
    versions: tuple[EvidenceVersion, ...]
    chain: tuple[EvidenceLink, ...]
    words: tuple[EvidenceWords, ...]


class Seal(_Part):
    """A day's seal as it was signed."""

    sealed_on: str
    until: str
    heads: int
    heads_root: str
    events: int
    events_root: str
    previous: str
    signed_with: str
    hash: str
    signature: str


class Covered(_Part):
    """How far a seal covers the record: its first `links`, at a place of the tree, and the hashes up to the root."""

    seal: Seal
    links: int
    place: int
    proof: tuple[str, ...]


class Bundle(Evidence):
    """The evidence as a file, with the names of the people in it by their ids."""

    format: Literal["supervision record bundle"]
    layout: Literal[1]
    people: dict[str, str]
    covered: Covered | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found: every sentence of `wrong` is a fault; `notes` are none; `counts` what was looked at."""

    wrong: tuple[str, ...]
    notes: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
