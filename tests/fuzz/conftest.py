"""A folder with a migrated database in it, which saves half of the setting up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import Databases


@pytest.fixture
def folder(tmp_path: Path, databases: Databases) -> Iterator[Path]:
    with databases.make("sqlite", tmp_path):
        yield tmp_path
