"""Records with a history, sealed on two days, for whoever looks for what was done to them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.content import Library
from models.workflow.parts import Parts
from tests.support.databases import Databases
from tests.support.evidence import keep_history, open_copy


@pytest.fixture(scope="module")
def kept(databases: Databases, library: Library) -> Path:
    return keep_history(databases, library)


@pytest.fixture
async def history(kept: Path, library: Library, tmp_path: Path) -> AsyncIterator[Parts]:
    """Two records that went through much, sealed on two days; on SQLite."""
    async with open_copy(kept, tmp_path, library) as parts:
        yield parts
