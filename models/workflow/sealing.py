"""Opening and sealing what belongs to a record, under the record's own key."""

from models.sealing import seal, unseal
from models.tables import Act, Record, Version
from models.values.document import Document
from models.workflow.parts import Parts

__all__ = ["read_comments", "read_document", "seal_comments", "seal_document"]


def seal_document(parts: Parts, record: Record, version_id: str, document: Document) -> bytes:
    """Return a version's document, sealed in its place."""
    key = parts.keyring.unwrap(record.wrapped_key)
    return seal(key, "version", version_id, "document", document.canonical())


def read_document(parts: Parts, record: Record, version: Version) -> Document:
    """Undo `seal_document`."""
    key = parts.keyring.unwrap(record.wrapped_key)
    return Document.read(unseal(key, "version", version.id, "document", version.document))


def seal_comments(parts: Parts, record: Record, act_id: str, comments: str) -> bytes | None:
    """Return what somebody wrote with an act, sealed in its place; nothing for no words."""
    if not comments.strip():
        return None
    return seal(parts.keyring.unwrap(record.wrapped_key), "act", act_id, "comments", comments)


def read_comments(parts: Parts, record: Record, act: Act) -> str:
    """Undo `seal_comments`."""
    if act.comments is None:
        return ""
    return unseal(parts.keyring.unwrap(record.wrapped_key), "act", act.id, "comments", act.comments)
