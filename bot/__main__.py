"""The command line: `python -m bot COMMAND`."""

import sys
from typing import Final

from cyclopts import App

from bot.settings import SettingsError
from models.content import ContentError
from models.values.errors import Refusal, Unavailable

__all__ = ["main"]

_COMMANDS: Final = {
    "run": "bot.commands.run:run",
    "status": "bot.commands.status:status",
    "world": "bot.commands.world:world",
    "migrate": "bot.commands.migrate:migrate",
    "import": "bot.commands.import_:import_directory",
    "states": "bot.commands.states:states",
}


def main() -> None:
    """Run one command; what the settings, the content or the database forbid is said in a sentence."""
    app = App(name="python -m bot", help="A Slack assistant for supervision in children's social care.")
    for name, place in _COMMANDS.items():
        app.command(place, name=name)
    try:
        app(sys.argv[1:])
    except (SettingsError, ContentError, Refusal) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except Unavailable:
        print("The database cannot be reached, or is locked by another process.", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
