"""The signing key from settings, and public keys as they are written down and handed on."""

import base64
import binascii
from pathlib import Path

from bot.keys import Keys, read_secret
from bot.settings import SettingsError, SigningSettings
from models.signing import PUBLIC_BYTES, Signer, fingerprint

__all__ = ["check_apart", "name_of", "read_public_key", "read_signer", "write_public_key"]


def read_signer(settings: SigningSettings, *, make: bool = False) -> Signer:
    """Return what signs the seals; a missing key file may be made, readable by its owner only, as in the sandbox.

    Raises
    ------
    SettingsError
        When there is no signing key, or the file cannot be used.
    """
    if settings.signing_key is not None:
        return Signer(base64.b64decode(settings.signing_key.get_secret_value()))
    if settings.signing_key_file is None:
        raise SettingsError(
            "The setting SIGNING_KEY (or SIGNING_KEY_FILE) is missing. "
            f"{SigningSettings.model_fields['signing_key'].description}"
        )
    return Signer(read_secret("SIGNING_KEY_FILE", settings.signing_key_file, make=make))


def check_apart(signer: Signer, keys: Keys) -> None:
    """Pass only a signing key that seals nothing as well: who holds one of the two must not hold the other.

    Raises
    ------
    SettingsError
        When it is one of the keys that texts are sealed with.
    """
    for name, key in (("KEY", keys.key), ("KEY_BEFORE", keys.before)):
        if key is not None and Signer(key).public == signer.public:
            raise SettingsError(
                f"The settings {name} and SIGNING_KEY are the same key: SIGNING_KEY must be another one."
            )


def write_public_key(signer: Signer) -> str:
    """Return the public key as a file that may be handed on: its fingerprint in a comment, and the key."""
    return f"# supervision seals, fingerprint {signer.fingerprint}\n{base64.b64encode(signer.public).decode()}"


def read_public_key(path: Path) -> bytes:
    """Undo `write_public_key`.

    Raises
    ------
    SettingsError
        When the file cannot be read, or holds no public key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        (line,) = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        key = base64.b64decode(line, validate=True)
    except OSError as error:
        raise SettingsError(f"--public-key: {path} cannot be read ({error.strerror}).") from None
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != PUBLIC_BYTES:
        raise SettingsError(f"--public-key: {path} holds no public key, as `python -m bot keys public` prints it.")
    return key


def name_of(key: bytes) -> str:
    """Return a public key's fingerprint in groups that two people can compare over the telephone."""
    letters = fingerprint(key)
    return " ".join(letters[place : place + 8] for place in range(0, len(letters), 8))
