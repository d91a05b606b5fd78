"""What proves the records proves them after a restore as well: chains, seals, and what was let go since."""

from datetime import timedelta

import pytest

from models.database import Database
from models.sealing import Keyring
from models.signing import Signer
from models.workflow.parts import Parts
from models.workflow.seals import seal_day
from models.workflow.verifying import verify_database
from tests.bot.backups.conftest import Shelf
from tests.bot.backups.test_let_go import LATER, erase, purge
from tests.conftest import START
from tests.support.keyed import OLD

SIGNER = bytes(range(100, 132))


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_restored_database_is_verified_with_what_was_let_go_since(
    shelf: Shelf, restored: Database, records: list[str]
) -> None:
    signer = Signer(SIGNER)
    await seal_day(shelf.parts, signer, START + timedelta(hours=1))
    first = await shelf.back_up("first")
    await purge(shelf, records[0])
    await erase(shelf, shelf.children[1], records[1])
    second = await shelf.back_up("second")
    await seal_day(shelf.parts, signer, LATER)

    await shelf.restore(first, gone=second.disposals, now=LATER + timedelta(hours=3))

    parts = Parts(restored, Keyring(OLD), shelf.parts.library)
    for _ in range(2):
        verified = await verify_database(parts, [signer.public])
        assert verified.wrong == ()
        assert dict(verified.counts)["purged"] == dict(verified.counts)["erased"] == 1
        assert any("2 links were bound on 2026-04-11, later than" in note for note in verified.notes)
        await seal_day(parts, signer, LATER + timedelta(days=1))
