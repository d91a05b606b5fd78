"""The signing key, what is handed on of it, and the two ways to verify."""

import asyncio
import base64
import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.keys import Keys, read_keys
from bot.settings import KeySettings, SettingsError, SigningSettings
from bot.signing import check_apart, read_public_key, read_signer, write_public_key
from models.content import Library
from models.sealing import KEY_BYTES
from models.signing import SEED_BYTES, Signer, fingerprint, is_signed
from models.vocabulary import World
from models.workflow.bundles import build_bundle
from tests.conftest import ROOT
from tests.support.databases import Databases
from tests.support.evidence import KEY, SEED, SIGNER, find_mended, keep_history, open_copy
from tests.support.settings import fixed


def test_what_is_signed_is_known_by_the_public_key_and_nothing_else_is() -> None:
    signer, other = Signer(bytes(SEED_BYTES)), Signer(bytes([1]) * SEED_BYTES)
    signature = signer.sign("ab")
    assert is_signed(signer.public, "ab", signature)
    assert not is_signed(signer.public, "ac", signature)
    assert not is_signed(other.public, "ab", signature)
    assert not is_signed(signer.public, "ab", signature.upper())
    assert not is_signed(signer.public, "ab", "")
    assert not is_signed(signer.public, "ab", "not hexadecimal")
    assert fingerprint(signer.public) == signer.fingerprint


def test_the_sandbox_makes_a_signing_key_that_only_its_owner_can_read_and_uses_it_again(tmp_path: Path) -> None:
    settings = fixed(SigningSettings, signing_key_file=tmp_path / "key.signing")
    made = read_signer(settings, make=True).fingerprint
    assert stat.S_IMODE((tmp_path / "key.signing").stat().st_mode) == 0o600
    assert read_signer(settings, make=True).fingerprint == made


def test_in_the_real_world_a_missing_signing_key_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"^The setting SIGNING_KEY \(or SIGNING_KEY_FILE\) is missing\. The key that"
    ):
        read_signer(fixed(SigningSettings))
    with pytest.raises(SettingsError, match=r"SIGNING_KEY_FILE is wrong: .* cannot be read"):
        read_signer(fixed(SigningSettings, signing_key_file=tmp_path / "none"))


def test_a_key_that_seals_texts_signs_nothing_from_whichever_file_it_comes(tmp_path: Path) -> None:
    seals, signs = tmp_path / "key", tmp_path / "key.signing"
    for path in (seals, signs):
        path.write_bytes(base64.b64encode(bytes(KEY_BYTES)))
        path.chmod(0o600)
    keys = read_keys(fixed(KeySettings, key_file=seals), World.SLACK)
    signer = read_signer(fixed(SigningSettings, signing_key_file=signs))
    other = bytes(range(KEY_BYTES))
    with pytest.raises(SettingsError, match="The settings KEY and SIGNING_KEY are the same key"):
        check_apart(signer, keys)
    with pytest.raises(SettingsError, match="The settings KEY_BEFORE and SIGNING_KEY are the same key"):
        check_apart(signer, Keys(other, keys.key))
    check_apart(signer, Keys(other))


def test_a_public_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    signer = Signer(bytes(SEED_BYTES))
    file = tmp_path / "council.pub"
    file.write_text(write_public_key(signer) + "\n", encoding="utf-8")
    assert read_public_key(file) == signer.public


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe", b"a\nb", base64.b64encode(bytes(31))])
def test_a_file_without_a_public_key_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "council.pub").write_bytes(content)
    with pytest.raises(SettingsError, match="holds no public key"):
        read_public_key(tmp_path / "council.pub")


@pytest.fixture(scope="module")
def folder(databases: Databases, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox's folder after a day: database, both keys, and a bundle."""
    made = tmp_path_factory.mktemp("folder")

    async def build() -> None:
        async with open_copy(kept, made, library) as parts:
            bundle = await build_bundle(parts, await find_mended(parts))
            (made / "record.json").write_text(bundle, encoding="utf-8")

    kept = keep_history(databases, library)
    asyncio.run(build())
    (made / "council.pub").write_text(write_public_key(SIGNER), encoding="utf-8")
    for name, secret in {"key": KEY, "key.signing": SEED}.items():
        (made / name).write_bytes(base64.b64encode(secret))
        (made / name).chmod(0o600)
    return made


@pytest.fixture
def own(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder to change, and the settings that name it."""
    copy = tmp_path / "own"
    shutil.copytree(folder, copy)
    for name in ("KEY", "SIGNING_KEY", "CLOCK_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy / 'bot.db'}")
    monkeypatch.setenv("KEY_FILE", str(copy / "key"))
    monkeypatch.setenv("SIGNING_KEY_FILE", str(copy / "key.signing"))
    monkeypatch.setenv("CONTENT_FOLDER", str(ROOT / "content"))
    monkeypatch.chdir(tmp_path)
    return copy


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bot", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_a_database_that_nobody_touched_is_right(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "verify") == 0
    *_, counted, last = capsys.readouterr().out.splitlines()
    assert counted.startswith("Checked: records 2, versions 4, purged 0, erased 0, answers 5, links 9, seals 2, ")
    assert last == "Nothing is wrong."


def test_a_seal_that_was_kept_elsewhere_is_asked_for_by_its_hash(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "verify") == 0
    (kept,) = re.findall(r"The newest seal is of 2026-03-04, with the hash ([0-9a-f]{64})", capsys.readouterr().out)
    assert run(monkeypatch, "verify", "--seal", kept) == 0
    capsys.readouterr()
    assert run(monkeypatch, "verify", "--seal", kept, "--seal", kept[::-1]) == 1
    assert f"The seal with the hash {kept[::-1]}, which was kept elsewhere, is not among" in capsys.readouterr().out
    assert run(monkeypatch, "verify", str(own / "record.json"), "--seal", kept) == 2
    assert capsys.readouterr().err.startswith("--seal is for the database")


def test_the_public_key_of_the_settings_is_the_one_that_is_printed(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "keys", "public") == 0
    assert capsys.readouterr().out.strip() == (own / "council.pub").read_text(encoding="utf-8")


def test_an_auditor_needs_the_file_and_the_public_key_and_no_setting(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in os.environ if name.endswith("_FILE") or name in {"WORLD", "DATABASE_URL"}]:
        monkeypatch.delenv(name)
    given = (str(own / "record.json"), "--public-key", str(own / "council.pub"))
    assert run(monkeypatch, "verify", *given) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Checked with the public key ")
    assert "version 1: sent by Priya Example, 0 working days after it was held, check code " in said[2]
    assert said[3].endswith("version 1: asked for a change by Sam Example")
    assert said[-3:] == [
        "This is how the record stood on 2026-03-03 at 09:00.",
        "Checked: versions 3, links 7, words written with answers 2.",
        "Nothing is wrong.",
    ]

    bundle = json.loads((own / "record.json").read_text(encoding="utf-8"))
    bundle["words"][0]["text"] = "It was fine."
    bundle["people"]["sam"] = "Sam \x1b[2JExample"
    (own / "record.json").write_text(json.dumps(bundle), encoding="utf-8")
    assert run(monkeypatch, "verify", *given) == 1
    said = capsys.readouterr().out.splitlines()
    assert "The words written with link 2 (an answer, 2026-03-02T09:01) are not those that were given." in said
    assert "The id sam is called by another name than in the record as it was sent." in said
    assert "Sam ?[2JExample" in said[3]
    assert said[-1] == "2 things wrong."


def test_a_bundle_without_a_key_from_elsewhere_is_not_judged(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "verify", str(own / "record.json")) == 2
    assert capsys.readouterr().err.startswith("--public-key is missing")
