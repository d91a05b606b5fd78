"""The list of every listener and command with who may use it, as `docs/who-may-do-what.md` shows it.

`.venv/bin/python -m tests.support.who_may` writes the file anew; a test says when it differs.
"""

import re
from collections.abc import Iterator

from bot.__main__ import _COMMANDS, _GROUPS
from handlers import JOURNEYS
from handlers.listeners import Listener, Who
from handlers.start import BEGINS
from models.rules.access import TABLE, Deed, Row
from models.values.people import Tie
from models.vocabulary import Part, Purpose, Role
from tests.conftest import ROOT

__all__ = ["FILE", "build_page"]

FILE = ROOT / "docs" / "who-may-do-what.md"

TIES = {
    Tie.SELF: "the person",
    Tie.SUPERVISOR: "supervisor",
    Tie.STAND_IN: "stand-in",
    Tie.LINE_ABOVE: "line above",
}
PARTS = {
    Part.SUPERVISOR: "who held the meeting, until it is handed over",
    Part.SUPERVISEE: "who was supervised",
    Part.ATTENDEE: "who was there",
}
ROLES = {
    Role.PRACTITIONER: "practitioners",
    Role.SUPERVISOR: "supervisors",
    Role.SERVICE_MANAGER: "service managers",
    Role.QUALITY_ASSURANCE: "quality assurance",
    Role.ADMINISTRATOR: "administrators",
}
COMMANDS_FOR = {
    "access": "service managers and administrators; who was named approves",
    "": "everybody in the directory; each sees what is theirs",
}
AT_THE_MACHINE = "whoever may sign in to the machine the bot runs on, which is for administrators"

INTRO = """# Who may do what

Made by `.venv/bin/python -m tests.support.who_may` from the code itself; a test fails when it differs, so nothing new
comes without an entry. [Who may read, and who has read](access.md) says the same in plain words.

## Things and acts

What is not in this table is refused. *Supervisor*, *stand-in* and *line above* are those of whom a record or a child
concerns, today; of a child's record also those of its worker today, and a colleague who covers.

| thing | act | who, today | who, by their part in the meeting | roles | by a grant for | guests |
|---|---|---|---|---|---|---|
"""
COMMANDS = """
## Commands in Slack

| command | who |
|---|---|
"""
LISTENERS = """
## Everything that can be pressed, chosen or submitted

Only people of the directory come in at all. *Guests* are let in to what is marked, where `ALLOW_GUESTS` is on, and
then only to what is their own. What an id from Slack names is looked at again before anything is shown or changed.

| kind | id | who | guests |
|---|---|---|---|
"""
MACHINE = f"""
## Commands at the machine

For {AT_THE_MACHINE}.

| command | what it does |
|---|---|
"""


def build_page() -> str:
    """Return the page as it must stand."""
    return "".join([INTRO, *_rows(), COMMANDS, *_commands(), LISTENERS, *_listeners(), MACHINE, *_machine()])


def _rows() -> Iterator[str]:
    for deed in Deed:
        row = TABLE[deed]
        cells = (deed.thing.value, deed.verb.value, *_cells(row), "their own" if row.guests else "")
        yield f"| {' | '.join(cells)} |\n"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        ", ".join(words for tie, words in TIES.items() if tie in row.ties),
        ", ".join(words for part, words in PARTS.items() if part in row.parts),
        ", ".join(words for role, words in ROLES.items() if role in row.roles),
        ", ".join(purpose.value.replace("_", " ") for purpose in Purpose if purpose in row.purposes),
    )


def _commands() -> Iterator[str]:
    for word in BEGINS:
        command = f"/supervision {word}".strip()
        yield f"| `{command}` | {COMMANDS_FOR.get(word, COMMANDS_FOR[''])} |\n"


def _listeners() -> Iterator[str]:
    for listener in (one for journey in JOURNEYS for one in journey.LISTENERS):
        who = "Slack itself" if listener.who is Who.ANYONE else listener.who.value
        guests = "yes" if listener.for_guests and listener.who is not Who.ANYONE else ""
        yield f"| {listener.kind} | `{_id(listener)}` | {who} | {guests} |\n"


def _id(listener: Listener) -> str:
    if isinstance(listener.id, re.Pattern):
        return listener.id.pattern.replace("|", " or ")
    return listener.id


def _machine() -> Iterator[str]:
    for name, (_, words) in _COMMANDS.items():
        yield f"| `python -m bot {name}` | {words} |\n"
    for group, (_, commands) in _GROUPS.items():
        for name, (_, words) in commands.items():
            yield f"| `python -m bot {group} {name}` | {words} |\n"


if __name__ == "__main__":
    FILE.write_text(build_page(), encoding="utf-8")
