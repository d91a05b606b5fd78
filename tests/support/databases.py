"""A fresh, migrated database for each test, on either kind, made by copying one that is ready."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from models.database.engine import build_engine, read_url
from models.database.migrate import migrate
from tests.support.postgres import Cluster, find_programs, start_cluster

__all__ = ["KINDS", "Databases"]

KINDS = ("sqlite", "postgresql")
NO_POSTGRESQL = "no PostgreSQL programs: install the package postgresql, or set PG_BIN"


class Databases:
    """Makes databases; the templates and the server are made when first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._sqlite: Path | None = None
        self._cluster: Cluster | None = None
        self._engines: dict[str, AsyncEngine] = {}
        self._url = ""

    @contextmanager
    def make(self, kind: str, folder: Path) -> Iterator[str]:
        """Give the address of a fresh database of that kind, gone afterwards."""
        if kind == "sqlite":
            copy = folder / "bot.db"
            shutil.copyfile(self._sqlite_template(), copy)
            yield f"sqlite:///{copy}"
            return
        cluster = self._postgresql()
        name = f"test_{uuid4().hex}"
        yield cluster.create(name, "ready")
        cluster.drop(name)

    def engine(self, url: str) -> AsyncEngine:
        """Give the one engine of that kind, which connects to this address from now on.

        Each engine compiles every statement anew; so what was compiled for one test serves the next.
        """
        self._url = url
        kind = make_url(url).get_backend_name()
        if kind not in self._engines:
            self._engines[kind] = build_engine(url, patience=1.5)
            event.listen(self._engines[kind].sync_engine, "do_connect", self._connect_to_the_newest)
        return self._engines[kind]

    def close(self) -> None:
        """Stop the server and remove the templates."""
        self._stack.close()

    def cluster(self) -> Cluster:
        """Give the server, with a database `ready` that has the tables."""
        return self._postgresql()

    def _connect_to_the_newest(
        self, dialect: Dialect, _record: object, given: list[Any], named: dict[str, Any]
    ) -> None:
        given[:], changed = dialect.create_connect_args(read_url(self._url))
        named |= changed

    def _sqlite_template(self) -> Path:
        if self._sqlite is None:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory())
            self._sqlite = Path(folder) / "ready.db"
            asyncio.run(migrate(f"sqlite:///{self._sqlite}"))
        return self._sqlite

    def _postgresql(self) -> Cluster:
        if self._cluster is None:
            programs = find_programs()
            if programs is None:
                _cannot(NO_POSTGRESQL)
            self._cluster = self._stack.enter_context(start_cluster(programs))
            asyncio.run(migrate(self._cluster.create("ready")))
        return self._cluster


def _cannot(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
