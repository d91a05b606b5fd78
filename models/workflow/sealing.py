"""Opening and sealing what belongs to a record, under the record's own key."""

import os
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from models.rules.integrity import NONCE_BYTES, text_mac
from models.rules.retention import LET_GO_AFTER_FILING, LET_GO_AT_THE_END
from models.sealing import ERASED, seal, unseal
from models.tables import Act, Record, Version
from models.values.document import Document
from models.values.errors import Missing
from models.workflow.parts import Parts

__all__ = [
    "PURGED",
    "SealedText",
    "check_there",
    "gone_words",
    "is_gone",
    "is_there",
    "read_comments",
    "read_document",
    "read_nonce",
    "seal_comments",
    "seal_document",
]

PURGED = (
    "Its text was let go after filing, as the policy says. That it was sent and answered stays here; "
    "what is still to be said belongs in the file it went to."
)


class SealedText(NamedTuple):
    """A text sealed in its place, the sealed nonce beside it, and the HMAC that stands for it in hashes."""

    text: bytes
    nonce: bytes
    mac: str


def seal_document(parts: Parts, record: Record, version_id: str, document: Document) -> SealedText:
    """Return a version's document, sealed in its place."""
    return _seal(parts, record, "version", version_id, "document", document.canonical())


def read_document(parts: Parts, record: Record, version: Version) -> Document:
    """Undo `seal_document`.

    Raises
    ------
    Missing
        When its text was purged, or the record erased.
    """
    check_there(record, version)
    if version.document is None:
        raise Missing(PURGED)
    key = parts.keyring.unwrap(record.wrapped_key)
    return Document.read(unseal(key, "version", version.id, "document", version.document))


def is_gone(record: Record, version: Version) -> bool:
    """Say whether the text of a version was purged, or its record erased."""
    return version.document is None or not record.wrapped_key


def is_there() -> ColumnElement[bool]:
    """Return the condition that nothing of a record was let go.

    After a restore something may still wait whose text was let go since: nobody can answer what nobody can read.
    """
    return and_(col(Record.purged_at).is_(None), col(Record.erased_at).is_(None))


def gone_words(record: Record, version: Version) -> str:
    """Return what became of a version's text, for a line about it; nothing while it is there."""
    if not record.wrapped_key:
        return LET_GO_AT_THE_END
    return LET_GO_AFTER_FILING if version.document is None else ""


def check_there(record: Record, version: Version) -> None:
    """Pass a version whose text is there.

    Raises
    ------
    Missing
        When it was purged, or its record erased: nothing is added to it any more.
    """
    if is_gone(record, version):
        raise Missing(PURGED if record.wrapped_key else ERASED)


def read_nonce(parts: Parts, record: Record, table: str, row_id: str, sealed: bytes) -> bytes:
    """Return the nonce under which the HMAC of a text was made; `table` is `version` or `act`."""
    key = parts.keyring.unwrap(record.wrapped_key)
    return bytes.fromhex(unseal(key, table, row_id, "nonce", sealed))


def seal_comments(parts: Parts, record: Record, act_id: str, comments: str) -> SealedText | None:
    """Return what somebody wrote with an act, sealed in its place; nothing for no words."""
    return _seal(parts, record, "act", act_id, "comments", comments) if comments.strip() else None


def _seal(parts: Parts, record: Record, table: str, row_id: str, field: str, text: str) -> SealedText:
    key = parts.keyring.unwrap(record.wrapped_key)
    nonce = os.urandom(NONCE_BYTES)
    return SealedText(
        text=seal(key, table, row_id, field, text),
        nonce=seal(key, table, row_id, "nonce", nonce.hex()),
        mac=text_mac(nonce, text),
    )


def read_comments(parts: Parts, record: Record, act: Act) -> str:
    """Undo `seal_comments`."""
    if act.comments is None or not record.wrapped_key:
        return ""
    return unseal(parts.keyring.unwrap(record.wrapped_key), "act", act.id, "comments", act.comments)
