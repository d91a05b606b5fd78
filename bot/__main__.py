"""The command line: `python -m bot COMMAND`."""

import sys
from typing import Final

from cyclopts import App

from bot.settings import SettingsError
from models.content import ContentError
from models.values.errors import Refusal, Unavailable

__all__ = ["main"]

# Each is imported only when it is used; so its line of help stands here.
_COMMANDS: Final = {
    "run": ("bot.commands.run:run", "Connect to the workspace and work until stopped."),
    "import": ("bot.commands.import_:import_directory", "Bring the directory to what two CSV files say."),
    "status": ("bot.commands.status:status", "Say which messages wait, are in doubt or failed, and why."),
    "world": ("bot.commands.world:world", "Say which workspace the settings mean: slack or sandbox."),
    "simulate": ("bot.commands.simulate:simulate", "Print who would hear what and when, in the example council."),
    "migrate": ("bot.commands.migrate:migrate", "Bring the database to this version; run does so by itself."),
    "states": ("bot.commands.states:states", "Print the states of a record as a diagram."),
}
_CONTENT: Final = {
    "check": ("bot.commands.content:check", "Read every form, prompt and policy; say what is wrong, or what there is."),
    "diff": ("bot.commands.content:diff", "Say in sentences what changed from one form to another."),
    "new": ("bot.commands.content:new", "Write the first file of a form, with comments."),
    "preview": ("bot.commands.content:preview", "Open each step of forms in the sandbox; nothing is kept."),
}


def main() -> None:
    """Run one command; what the settings, the content or the database forbid is said in a sentence."""
    app = App(name="python -m bot", help="A Slack assistant for supervision in children's social care.")
    for name, (place, words) in _COMMANDS.items():
        app.command(place, name=name, help=words)
    content = App(name="content", help="Check, compare, begin and look at the forms that practice leads edit.")
    for name, (place, words) in _CONTENT.items():
        content.command(place, name=name, help=words)
    app.command(content)
    try:
        app(sys.argv[1:])
    except (SettingsError, ContentError, Refusal) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except Unavailable:
        print("The database cannot be reached, or is locked by another process: check DATABASE_URL.", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        # A trace would end with what was being read or written, names and all.
        from handlers.failures import describe

        facts = "; ".join(describe(error).values())
        print(f"A fault in the program itself ({facts}). `python -X dev -m bot` shows all of it.", file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
