"""A database knows its world and its key."""

import pytest

from models.sealing import KEY_BYTES, Keyring
from models.values.errors import Refusal
from models.vocabulary import World
from models.workflow.marks import check_marks
from models.workflow.parts import Parts
from tests.conftest import START

pytestmark = pytest.mark.by_turns


async def test_the_marks_of_a_new_database_fit_ever_after(parts: Parts) -> None:
    for _ in range(2):
        await check_marks(parts.database, parts.keyring, World.SANDBOX, START)


async def test_a_database_of_the_other_world_is_refused(parts: Parts) -> None:
    await check_marks(parts.database, parts.keyring, World.SLACK, START)
    with pytest.raises(Refusal, match="belongs to the slack world and cannot be used in the sandbox world"):
        await check_marks(parts.database, parts.keyring, World.SANDBOX, START)


async def test_another_key_is_refused(parts: Parts) -> None:
    await check_marks(parts.database, parts.keyring, World.SLACK, START)
    other = Keyring(bytes(KEY_BYTES))
    with pytest.raises(Refusal, match="is not the one this database was sealed with"):
        await check_marks(parts.database, other, World.SLACK, START)
