"""What makes a record evidence: hashes over plain facts, and text bound in without being given away.

A text stands in a hash only as its HMAC-SHA-256 under a random nonce that is sealed beside it: who has
the nonce can show that the text is the one that was sent, and once both are gone nobody can guess it.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from models.vocabulary import LinkKind

__all__ = [
    "BOUND_LATER",
    "NONCE_BYTES",
    "canonical",
    "check_code",
    "hash_link",
    "hash_version",
    "read_stamp",
    "stamp",
    "text_mac",
]

NONCE_BYTES: Final = 32
_YEARS: Final = range(1970, 9999)
BOUND_LATER: Final = "bound_later"
"""The fact of a link that says when it was made, where that was long after what it tells of."""
_CODE_LETTERS: Final = 8


def canonical(facts: Mapping[str, object]) -> bytes:
    """Return the one JSON spelling of plain facts: sorted keys, no spaces, characters as themselves, UTF-8."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def stamp(when: datetime) -> str:
    """Return the one spelling of a time in facts: UTC, to the microsecond."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def read_stamp(text: str) -> datetime:
    """Undo `stamp`.

    Raises
    ------
    ValueError
        When a time is spelled in any other way, or is one that no clock shows.
    """
    when = datetime.fromisoformat(text)
    if when.tzinfo is None or when.year not in _YEARS or stamp(when) != text:
        message = "not a time as facts spell it"
        raise ValueError(message)
    return when


def text_mac(nonce: bytes, text: str) -> str:
    """Return the HMAC-SHA-256 of a text under its nonce, in hexadecimal."""
    return hmac.digest(nonce, text.encode(), "sha256").hex()


def hash_version(facts: Mapping[str, str], mac: str) -> str:
    """Return the hash of a version as sent: SHA-256 over its plain facts and the HMAC of its document."""
    return hashlib.sha256(canonical({"facts": dict(facts), "mac": mac})).hexdigest()


def hash_link(
    previous: str, *, record_id: str, place: int, kind: LinkKind, row_id: str, at: datetime, facts: Mapping[str, str]
) -> str:
    """Return the hash of one link of a record's chain, over everything it says and the hash of the link before.

    The first link, of `place` 1, has the empty text before it.
    """
    said = {
        "record": record_id,
        "place": place,
        "kind": kind.value,
        "row": row_id,
        "at": stamp(at),
        "facts": dict(facts),
        "previous": previous,
    }
    return hashlib.sha256(canonical(said)).hexdigest()


def check_code(version_hash: str) -> str:
    """Return the short code that messages and papers show of a version: 40 bits of its hash, as `K7QM-2F4D`."""
    letters = base64.b32encode(bytes.fromhex(version_hash)).decode()[:_CODE_LETTERS]
    return f"{letters[:4]}-{letters[4:]}"
