"""The command line: `python -m bot COMMAND`."""

import sys
from collections.abc import Mapping
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
    "verify": ("bot.commands.verify:verify", "Check that what was sent and agreed is still what it was."),
    "export": ("bot.commands.export:export", "Write records as PDF, Word, plain text or an auditor's bundle."),
    "subject-access": (
        "bot.commands.subject_access:subject_access",
        "Gather what is held about one person or child, for a reader.",
    ),
    "backup": ("bot.commands.backup:backup", "Copy the database into a file, and its keys into another."),
    "restore": ("bot.commands.restore:restore", "Bring a backup back into an empty database."),
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
_KEYS: Final = {
    "public": ("bot.commands.signing:public", "Print the public key, with which auditors check bundles."),
    "rotate": ("bot.commands.keys:rotate", "Wrap every data key with a new key, while the bots go on working."),
    "check": ("bot.commands.keys:check", "Say with which key the data keys are wrapped."),
}
_DISPOSAL: Final = {
    "list": ("bot.commands.disposal:list_", "Say what is due for disposal, and whose file goes to the archive."),
    "confirm": ("bot.commands.disposal:confirm", "Confirm what is due, and erase it at once."),
    "log": ("bot.commands.disposal:log", "Print what was let go, when, and who had confirmed it."),
    "archive": ("bot.commands.disposal:archive", "Write the file of somebody who has left, for the archive."),
}
_HOLD: Final = {
    "set": ("bot.commands.hold:set_", "Hold everything about a person or child; the reason is typed and sealed."),
    "end": ("bot.commands.hold:end", "End a hold."),
    "list": ("bot.commands.hold:list_", "Say which holds last."),
}
_GROUPS: Final = {
    "content": ("Check, compare, begin and look at the forms that practice leads edit.", _CONTENT),
    "keys": ("Change the key that seals everything, see how far that has come, give the public key.", _KEYS),
    "disposal": ("Let go at the end of its time what an administrator has confirmed.", _DISPOSAL),
    "hold": ("Legal holds: nothing of a child or person is let go while one lasts.", _HOLD),
}


def main() -> None:
    """Run one command; what the settings, the content or the database forbid is said in a sentence."""
    app = App(name="python -m bot", help="A Slack assistant for supervision in children's social care.")
    _add(app, _COMMANDS)
    for name, (words, commands) in _GROUPS.items():
        group = App(name=name, help=words)
        _add(group, commands)
        app.command(group)
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


def _add(app: App, commands: Mapping[str, tuple[str, str]]) -> None:
    for name, (place, words) in commands.items():
        app.command(place, name=name, help=words)


if __name__ == "__main__":
    main()
