"""Sealing of text about children and staff: AES-GCM under a random data key for each subject.

Data keys are stored wrapped by the key from settings, so rotation re-wraps keys and never
touches text. The associated data binds a sealed text to its table, row and field: moved
elsewhere it does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.values.errors import Missing

__all__ = ["ERASED", "KEY_BYTES", "Keyring", "SealBroken", "seal", "unseal"]

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"
_DATA_KEY = b"data-key"

ERASED = "This was let go at the end of its time, as the policy says; it cannot be read any more."


class SealBroken(Exception):
    """A sealed text does not open: the key is another, or the bytes were changed or moved."""


def seal(key: bytes, table: str, row: str, field: str, text: str) -> bytes:
    """Return `text` sealed for one place: format byte, nonce, ciphertext with its tag."""
    return _close(key, f"{table}/{row}/{field}".encode(), text.encode())


def unseal(key: bytes, table: str, row: str, field: str, sealed: bytes) -> str:
    """Return the text sealed for that place.

    Raises
    ------
    SealBroken
        When key, place or bytes are not the ones it was sealed with.
    """
    return _open(key, f"{table}/{row}/{field}".encode(), sealed).decode()


class Keyring:
    """Makes, wraps and unwraps data keys with the key from settings.

    While that key is changed there is a second one, `before`: what it wrapped is opened too, and nothing
    is wrapped with it any more (see `models.workflow.rotation`).
    """

    def __init__(self, master: bytes, before: bytes | None = None) -> None:
        if len(master) != KEY_BYTES or (before is not None and len(before) != KEY_BYTES):
            message = f"the key must be {KEY_BYTES} bytes long"
            raise ValueError(message)
        self._master = master
        self._before = before

    @property
    def reads_two(self) -> bool:
        """Say whether there is a key from before."""
        return self._before is not None

    def new_key(self) -> tuple[bytes, bytes]:
        """Return a fresh data key and the same key wrapped for storage."""
        key = AESGCM.generate_key(bit_length=KEY_BYTES * 8)
        return key, _close(self._master, _DATA_KEY, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the data key inside `wrapped`.

        Raises
        ------
        SealBroken
            When it was wrapped with another key.
        Missing
            When there is none any more: what it sealed was let go at the end of its time.
        """
        if not wrapped:
            raise Missing(ERASED)
        try:
            return _open(self._master, _DATA_KEY, wrapped)
        except SealBroken:
            if self._before is None:
                raise
        return _open(self._before, _DATA_KEY, wrapped)

    def is_current(self, wrapped: bytes) -> bool:
        """Say whether the key of now wrapped it, the one that wraps whatever is new."""
        try:
            _open(self._master, _DATA_KEY, wrapped)
        except SealBroken:
            return False
        return True

    def opens(self, wrapped: bytes) -> bool:
        """Say whether one of the keys here wrapped it."""
        try:
            self.unwrap(wrapped)
        except SealBroken:
            return False
        return True

    def rewrap(self, wrapped: bytes) -> bytes:
        """Return the same data key, wrapped with the key of now.

        Raises
        ------
        SealBroken
            When neither key wrapped it.
        """
        return _close(self._master, _DATA_KEY, self.unwrap(wrapped))


def _close(key: bytes, place: bytes, content: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, content, _FORMAT + place)


def _open(key: bytes, place: bytes, sealed: bytes) -> bytes:
    nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or len(nonce) != _NONCE_BYTES:
        message = "not a sealed text of a format known here"
        raise SealBroken(message)
    try:
        return AESGCM(key).decrypt(nonce, content, _FORMAT + place)
    except InvalidTag:
        message = "a sealed text does not open with this key in this place"
        raise SealBroken(message) from None
