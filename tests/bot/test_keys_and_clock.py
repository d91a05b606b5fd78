"""The key file and the clock: what the bot believes and what it refuses."""

import asyncio
import base64
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.clock import Clock
from bot.keys import read_keyring
from bot.settings import KeySettings, SettingsError
from models.sealing import KEY_BYTES, Keyring
from models.vocabulary import World
from tests.conftest import START
from tests.support.settings import fixed


def write_clock(file: Path, offset: float) -> None:
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps({"offset": offset}), encoding="utf-8")
    draft.replace(file)


def still() -> datetime:
    return START


def test_the_sandbox_makes_a_key_file_that_only_its_owner_can_read_and_uses_it_again(tmp_path: Path) -> None:
    settings = fixed(KeySettings, key_file=tmp_path / "made" / "key")
    wrapped = read_keyring(settings, World.SANDBOX).new_key()[1]
    assert settings.key_file is not None
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert read_keyring(settings, World.SANDBOX).unwrap(wrapped)


def test_in_the_real_world_no_key_is_made(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"KEY_FILE is wrong: .* cannot be read"):
        read_keyring(fixed(KeySettings, key_file=tmp_path / "key"), World.SLACK)
    with pytest.raises(SettingsError, match=r"The setting KEY \(or KEY_FILE\) is missing"):
        read_keyring(fixed(KeySettings), World.SLACK)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(base64.b64encode(bytes(KEY_BYTES)))
    file.chmod(0o640)
    with pytest.raises(SettingsError, match=r"others can read .*chmod 600"):
        read_keyring(fixed(KeySettings, key_file=file), World.SLACK)


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe not base64", base64.b64encode(bytes(31))])
def test_a_key_file_without_a_key_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="does not hold 32 bytes in base64"):
        read_keyring(fixed(KeySettings, key_file=file), World.SLACK)


def test_the_key_from_before_is_read_too_and_what_is_wrong_with_it_is_said(tmp_path: Path) -> None:
    file, old, new = tmp_path / "before", bytes(KEY_BYTES), bytes(range(KEY_BYTES))
    file.write_bytes(base64.b64encode(old))
    file.chmod(0o600)
    key = SecretStr(base64.b64encode(new).decode())
    both = read_keyring(fixed(KeySettings, key=key, key_before_file=file), World.SANDBOX)
    assert both.reads_two
    assert both.unwrap(Keyring(old).new_key()[1])
    assert both.is_current(both.new_key()[1])
    with pytest.raises(SettingsError, match="are the same key"):
        read_keyring(fixed(KeySettings, key=key, key_before=key), World.SLACK)
    with pytest.raises(SettingsError, match="The setting KEY_BEFORE_FILE is wrong"):
        read_keyring(fixed(KeySettings, key=key, key_before_file=tmp_path / "none"), World.SANDBOX)


def test_without_a_file_the_clock_is_the_time_outside() -> None:
    clock = Clock(outside=still)
    clock.say_ticked(clock.offset)
    assert clock.now() == clock.real() == START


def test_the_clock_follows_its_file_forward_and_never_back(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file, outside=still)
    assert clock.now() == START
    write_clock(file, -3600)
    assert clock.now() == START - timedelta(hours=1)
    write_clock(file, 86400)
    assert (clock.now(), clock.real()) == (START + timedelta(days=1), START)
    write_clock(file, 60)
    assert clock.now() == START + timedelta(days=1)
    file.write_text("not a clock", encoding="utf-8")
    assert clock.now() == START + timedelta(days=1)


async def test_who_waits_for_the_clock_hears_when_it_moves(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    write_clock(file, 0)
    clock = Clock(file)
    moved = asyncio.create_task(clock.moved(clock.offset, every=0.01))
    await asyncio.sleep(0.03)
    assert not moved.done()
    write_clock(file, 7200)
    assert await asyncio.wait_for(moved, 1) == 7200
    assert clock.now() - datetime.now(UTC) > timedelta(hours=1)


def test_a_finished_tick_is_told_beside_the_clock(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock", outside=still)
    clock.say_ticked(7200.5)
    assert json.loads((tmp_path / "clock.ticked").read_text(encoding="utf-8")) == {"offset": 7200.5}
    assert [path.name for path in tmp_path.iterdir()] == ["clock.ticked"]
