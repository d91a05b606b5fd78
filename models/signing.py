"""Signatures of the daily seals: Ed25519, with a key that is no part of the database and seals no text."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = ["PUBLIC_BYTES", "SEED_BYTES", "Signer", "fingerprint", "is_signed"]

SEED_BYTES = 32
PUBLIC_BYTES = 32
_WHAT = b"supervision day seal\x00"
"""Stands before everything that is signed, so that no signature of a seal can be one of anything else."""


class Signer:
    """Signs hashes with the key from settings; `public` is the half that anybody may have."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            message = f"the signing key must be {SEED_BYTES} bytes long"
            raise ValueError(message)
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def fingerprint(self) -> str:
        """The short name of the public key, as a seal carries it."""
        return fingerprint(self.public)

    def sign(self, hashed: str) -> str:
        """Return the signature of a hash, in hexadecimal."""
        return self._key.sign(_WHAT + hashed.encode()).hex()


def fingerprint(public: bytes) -> str:
    """Return the SHA-256 of a public key in hexadecimal, by which people compare it over the telephone."""
    return hashlib.sha256(public).hexdigest()


def is_signed(public: bytes, hashed: str, signature: str) -> bool:
    """Say whether that signature of a hash was made with the other half of a public key."""
    try:
        given = bytes.fromhex(signature)
        if given.hex() != signature:
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(given, _WHAT + hashed.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
