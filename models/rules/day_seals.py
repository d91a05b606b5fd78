"""The seal of a day: what is hashed of records and audit events, and what is signed."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from models.rules.integrity import canonical, stamp
from models.signing import fingerprint, is_signed
from models.values.bundle import Seal

__all__ = ["check_seal", "check_seals", "event_leaf", "hash_seal", "head_leaf"]


def head_leaf(record_id: str, links: int, head: str) -> bytes:
    """Return what stands for a record in a day's tree: how long its chain is, and the hash at its end."""
    return canonical({"record": record_id, "links": links, "head": head})


def event_leaf(at: datetime, said: Mapping[str, object]) -> bytes:
    """Return what stands for an audit event in a day's tree: when it was, and all it says."""
    return canonical({**said, "at": stamp(at)})


def hash_seal(seal: Seal) -> str:
    """Return the hash of all a seal says, which is what is signed."""
    return hashlib.sha256(canonical(seal.model_dump(exclude={"hash", "signature"}))).hexdigest()


def check_seal(seal: Seal, public_keys: Collection[bytes]) -> Iterator[str]:
    """Yield what is wrong with one seal by itself."""
    where = f"The seal of {seal.sealed_on}"
    if hash_seal(seal) != seal.hash:
        yield f"{where} was changed: its hash is not that of what it says."
    keys = [key for key in public_keys if fingerprint(key) == seal.signed_with]
    if not keys:
        yield f"{where} is signed with the key {seal.signed_with[:16]}…, which was not given: it proves nothing so."
    elif not is_signed(keys[0], seal.hash, seal.signature):
        yield f"{where} does not carry a signature of the council's key."


def check_seals(seals: Sequence[Seal], public_keys: Collection[bytes]) -> Iterator[str]:
    """Yield what is wrong with the seals of all days, in their order, and with what binds each to the one before."""
    before: Seal | None = None
    for seal in seals:
        yield from check_seal(seal, public_keys)
        expected = "" if before is None else before.hash
        if seal.previous != expected:
            earlier = "no earlier seal" if before is None else f"the seal of {before.sealed_on}"
            yield f"The seal of {seal.sealed_on} does not follow {earlier}: one between was removed or changed."
        if before is not None and seal.until < before.until:
            yield f"The seal of {seal.sealed_on} is of an earlier moment than the one before it."
        before = seal
