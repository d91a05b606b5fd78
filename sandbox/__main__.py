"""`python -m sandbox`: start the workspace, and the bot beside it."""

import argparse
import asyncio
import fcntl
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.description import DescriptionError
from sandbox.refusals import NotAllowed
from sandbox.server import Sandbox
from sandbox.storage import empty_folder

__all__ = ["main", "paces_of", "read_wishes"]

_PORT: Final = 8765
_GRACE: Final = 5.0
"""Seconds the bot has to end by itself."""


@dataclass(frozen=True)
class _Wishes:
    folder: Path
    workspace: Path
    manifest: Path
    port: int
    fresh: bool
    pace: bool
    pace_channel: float | None
    pace_workspace: int | None
    scope: list[str]
    command: tuple[str, ...]


def read_wishes(arguments: Sequence[str]) -> _Wishes:
    """Read the command line, without the command after `--`."""
    ours, _, command = _split(arguments)
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".sandbox"))
    parser.add_argument("--workspace", type=Path, default=Path("content/example/workspace.yml"))
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"))
    parser.add_argument("--port", type=int, default=_PORT, help="0 takes any free one")
    parser.add_argument("--fresh", action="store_true", help="begin anew: empty the folder first")
    parser.add_argument("--pace", action="store_true", help="refuse posting faster than Slack allows")
    parser.add_argument("--pace-channel", type=float, help="seconds between messages in one channel (1 with --pace)")
    parser.add_argument("--pace-workspace", type=int, help="messages a minute in all (300 with --pace)")
    parser.add_argument("--scope", action="append", default=[], help="one more scope than the manifest asks for")
    given = parser.parse_args(ours)
    return _Wishes(**vars(given), command=tuple(command))


def paces_of(wishes: _Wishes) -> tuple[float | None, int | None]:
    """Return the seconds between two messages in a channel, and the messages a minute in all; None is no limit."""
    channel, workspace = (1.0, 300) if wishes.pace else (None, None)
    return (
        channel if wishes.pace_channel is None else wishes.pace_channel,
        workspace if wishes.pace_workspace is None else wishes.pace_workspace,
    )


def _split(arguments: Sequence[str]) -> tuple[Sequence[str], str, Sequence[str]]:
    """Divide our arguments from the command after `--`."""
    if "--" not in arguments:
        return arguments, "", ()
    at = list(arguments).index("--")
    return arguments[:at], "--", arguments[at + 1 :]


def child_environment(sandbox: Sandbox) -> dict[str, str]:
    """Say what the bot finds in its environment: this workspace and its own folder."""
    folder = sandbox.folder.resolve()
    return {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "WORLD": "sandbox",
        "CLOCK_FILE": str(folder / "clock"),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        "KEY_FILE": str(folder / "key"),
        "SIGNING_KEY_FILE": str(folder / "key.signing"),
    }


async def _run(wishes: _Wishes) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stopped.set)
    pace_channel, pace_workspace = paces_of(wishes)
    starting = Sandbox.start(
        workspace=wishes.workspace,
        manifest=wishes.manifest,
        folder=wishes.folder,
        port=wishes.port,
        pace_channel=pace_channel,
        pace_workspace=pace_workspace,
        scopes=wishes.scope,
    )
    async with starting as sandbox:
        print(f"Sandbox: a pretend Slack workspace, made-up people only. Open {sandbox.url}/", flush=True)
        if not wishes.command:
            await stopped.wait()
            return 0
        return await _beside(wishes.command, child_environment(sandbox), stopped)


async def _beside(command: tuple[str, ...], environment: dict[str, str], stopped: asyncio.Event) -> int:
    """Run the bot until it ends or we are told to stop; give the code to exit with."""
    bot = await asyncio.create_subprocess_exec(*command, env=os.environ | environment, start_new_session=True)
    ended = asyncio.create_task(bot.wait())
    asked = asyncio.create_task(stopped.wait())
    await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if ended.done():
        code = ended.result()
        print(f"The bot ended by itself with code {code}, so the sandbox ends too.", file=sys.stderr)
        return code if code >= 0 else 128 - code
    await _end(bot, ended)
    return 0


async def _end(bot: Process, ended: "asyncio.Task[int]") -> None:
    """Ask the bot to end, and insist after a while."""
    with suppress(ProcessLookupError):
        bot.send_signal(signal.SIGINT)
    done, _ = await asyncio.wait({ended}, timeout=_GRACE)
    if not done:
        with suppress(ProcessLookupError):
            bot.kill()
        await ended


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep a second sandbox out of the folder, which both would write to."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotAllowed(
            f"Another sandbox uses the folder {folder}: stop it first, or name one with --folder."
        ) from None
    finally:
        os.close(handle)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sandbox as the command line asks."""
    wishes = read_wishes(sys.argv[1:] if arguments is None else arguments)
    try:
        with _alone_in(wishes.folder):
            if wishes.fresh:
                empty_folder(wishes.folder)
            return asyncio.run(_run(wishes))
    except (DescriptionError, NotAllowed) as problem:
        print(problem, file=sys.stderr)
    except OSError as problem:
        print(f"The sandbox cannot start on port {wishes.port}: {problem.strerror}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
