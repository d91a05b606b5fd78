"""The key from settings, as the keyring that wraps every record's own key."""

import base64
import os
import secrets
import stat
from pathlib import Path
from typing import NamedTuple

import structlog
from pydantic import SecretStr

from bot.settings import KeySettings, SettingsError
from models.sealing import KEY_BYTES, Keyring
from models.vocabulary import World

__all__ = ["Keys", "read_keyring", "read_keys", "read_secret"]

_log = structlog.get_logger()
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Keys(NamedTuple):
    """The keys that texts are sealed with: KEY, and KEY_BEFORE while it is changed."""

    key: bytes
    before: bytes | None = None


def read_keyring(settings: KeySettings, world: World) -> Keyring:
    """Return the keyring of `read_keys`."""
    return Keyring(*read_keys(settings, world))


def read_keys(settings: KeySettings, world: World) -> Keys:
    """Return the key and the one from before; in the sandbox a missing key file is made, readable by its owner only.

    Raises
    ------
    SettingsError
        When there is no key, the file cannot be used, or the key from before is the same one.
    """
    if settings.key is None and settings.key_file and world is World.SANDBOX and not settings.key_file.exists():
        _make(settings.key_file)
    key = _choose("KEY_FILE", settings.key, settings.key_file)
    if key is None:
        raise SettingsError(f"The setting KEY (or KEY_FILE) is missing. {KeySettings.model_fields['key'].description}")
    before = _choose("KEY_BEFORE_FILE", settings.key_before, settings.key_before_file)
    if key == before:
        raise SettingsError("The settings KEY and KEY_BEFORE are the same key: one of them has to be the other one.")
    return Keys(key, before)


def _choose(name: str, given: SecretStr | None, file: Path | None) -> bytes | None:
    if given is not None:
        return base64.b64decode(given.get_secret_value())
    return None if file is None else _read(name, file)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
    _log.info("made a key for the sandbox", file=str(path))


def _read(name: str, path: Path) -> bytes:
    try:
        if path.stat().st_mode & _OTHERS:
            raise SettingsError(f"The setting {name} is wrong: others can read {path}; run `chmod 600 {path}`.")
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except OSError as error:
        raise SettingsError(f"The setting {name} is wrong: {path} cannot be read ({error.strerror}).") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(f"The setting {name} is wrong: {path} does not hold {KEY_BYTES} bytes in base64.")
    return key


def read_secret(name: str, path: Path, *, make: bool) -> bytes:
    """Return the bytes in the file that a setting names; where there is none, one may be made for its owner only.

    Raises
    ------
    SettingsError
        When the file cannot be used, naming the setting.
    """
    if make and not path.exists():
        _make(path)
    return _read(name, path)
