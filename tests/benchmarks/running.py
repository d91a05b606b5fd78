"""The two apps as processes of their own, each in a workspace that this process serves."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from sandbox import Sandbox
from sandbox.hands import Hands, NotSeen
from tests.benchmarks.caseload import write_directory

__all__ = ["run_bare", "run_bot"]

ROOT: Final = Path(__file__).parents[2]
START_SECONDS: Final = 30.0
_PROXIES: Final = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"})


@asynccontextmanager
async def run_bare(folder: Path) -> AsyncIterator[tuple[Sandbox, Hands]]:
    """Run the bare Bolt app; give its workspace and Priya's hands in it."""
    async with _workspace(folder) as sandbox, _process(sandbox, folder, "tests.benchmarks.bare"):
        await _until_connected(sandbox, folder)
        async with Hands(sandbox.url, "U0PRIYA") as priya:
            yield sandbox, priya


@asynccontextmanager
async def run_bot(folder: Path, database_url: str, children: int) -> AsyncIterator[tuple[Sandbox, Hands]]:
    """Run the bot with that many children on Sam's caseload; give its workspace and Priya's hands in it."""
    async with _workspace(folder) as sandbox:
        people, caseload = write_directory(folder, children)
        environment = {"DATABASE_URL": database_url}
        importing = _start(sandbox, folder, environment, "bot", "import", str(people), str(caseload))
        if await (await importing).wait():
            raise RuntimeError(_log(folder))
        async with _process(sandbox, folder, "bot", "run", **environment):
            await _until_connected(sandbox, folder)
            async with Hands(sandbox.url, "U0PRIYA") as priya:
                await _until_known(priya, folder)
                yield sandbox, priya


@asynccontextmanager
async def _workspace(folder: Path) -> AsyncIterator[Sandbox]:
    workspace = ROOT / "content" / "example" / "workspace.yml"
    manifest = ROOT / "manifest.yml"
    async with Sandbox.start(workspace=workspace, manifest=manifest, folder=folder / "sandbox") as sandbox:
        yield sandbox


@asynccontextmanager
async def _process(sandbox: Sandbox, folder: Path, *command: str, **environment: str) -> AsyncIterator[None]:
    process = await _start(sandbox, folder, environment, *command)
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _start(
    sandbox: Sandbox, folder: Path, environment: dict[str, str], *command: str
) -> asyncio.subprocess.Process:
    """Start a module of this project as the sandbox starts a bot, its output going into a file."""
    own = {name: value for name, value in os.environ.items() if name not in _PROXIES}
    told = {
        "WORLD": "sandbox",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "CLOCK_FILE": str(sandbox.folder / "clock"),
        "KEY_FILE": str(sandbox.folder / "key"),
        "SIGNING_KEY_FILE": str(sandbox.folder / "key.signing"),
    }
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", *command, cwd=ROOT, env=own | told | environment, stdout=log, stderr=log
        )


async def _until_connected(sandbox: Sandbox, folder: Path) -> None:
    await _until(lambda: sandbox.rooms.sockets.connected, folder)


async def _until_known(priya: Hands, folder: Path) -> None:
    """Ask until the bot has learned from its first listing who Priya is."""
    for _ in range(20):
        await priya.command("/supervision")
        with suppress(NotSeen):
            await priya.until(lambda seen: seen["views"], timeout=1.0)
            await priya.close_view(everything=True)
            return
    raise RuntimeError(f"The bot does not know Priya:\n{_log(folder)}")


async def _until(fits: Callable[[], bool], folder: Path) -> None:
    try:
        async with asyncio.timeout(START_SECONDS):
            while not fits():  # noqa: ASYNC110 -- another process cannot wake this one
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise RuntimeError(f"The process did not start:\n{_log(folder)}") from None


def _log(folder: Path) -> str:
    return (folder / "log").read_text(encoding="utf-8")
