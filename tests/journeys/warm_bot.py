"""Run as a script: imports the bot once, then forks one for each line of settings it is told.

Each fork does what `python -m bot run` does, from its settings on. A kill of one is a kill of a
whole process; only the second of importing is saved. With `--herd` it does not wait for the end of one
before it forks the next: several may run side by side, and who kills one looks for its end itself.
"""

import importlib
import json
import os
import signal
import sys
from pathlib import Path

from bot.__main__ import main

_LATER = ("bot.commands.run", "psycopg", "aiosqlite")
"""What the bot imports once it runs."""


def serve(*, herd: bool) -> None:
    """Fork, tell the process id, wait for its end, tell that; and again."""
    if herd:
        # The system forgets at once who has ended, so that nobody is found who is not there.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in _LATER:
        importlib.import_module(name)
    for line in sys.stdin:
        given: dict[str, str] = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(given)
        _tell(str(child))
        if herd:
            continue
        os.waitpid(child, 0)
        _tell("gone")


def _tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _run(given: dict[str, str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = Path(given.pop("LOG")).open("ab")  # noqa: SIM115 -- the process ends with it
    for number in (1, 2):
        os.dup2(log.fileno(), number)
    os.close(0)
    os.environ.update(given)
    sys.argv = ["bot", "run"]
    try:
        main()
    finally:
        os._exit(1)


if __name__ == "__main__":
    serve(herd="--herd" in sys.argv)
