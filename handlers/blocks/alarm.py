"""Word to the people who look after the bot that something stands still; no name, no case."""

from datetime import datetime

from handlers.blocks.message import Message
from handlers.blocks.modal import context, section
from handlers.blocks.text import day, moment
from models.values.alarms import Alarm
from models.values.call import LONDON
from models.vocabulary import AlarmCause

__all__ = ["build_alarm"]

TEXT = "The supervision bot needs looking after."
STATUS_STEP = "`python -m bot status` says what was last done; the log says what failed."
IMPORT_STEP = (
    "`python -m bot import people.csv children.csv` brings it up to date. Dates are only as right as the directory."
)


def build_alarm(alarm: Alarm) -> Message:
    """Return the message: what stood still, since when, and what can be done."""
    step = IMPORT_STEP if alarm.cause is AlarmCause.OLD_DIRECTORY else STATUS_STEP
    return Message(text=TEXT, blocks=[section(_what(alarm)), context(step)])


def _what(alarm: Alarm) -> str:
    if alarm.cause is AlarmCause.OLD_DIRECTORY and alarm.directory_on is not None and alarm.today is not None:
        age = (alarm.today - alarm.directory_on).days
        return f"*The directory is {age} days old.* The last import describes {day(alarm.directory_on)}."
    if alarm.cause is AlarmCause.NOT_RUNNING and alarm.since is not None and alarm.until is not None:
        return (
            f"*Nothing was checked between {_when(alarm.since)} and {_when(alarm.until)}*, because the bot was not "
            "running. What fell due in that time is looked at now; a morning's post that was missed is not made up for."
        )
    since = "" if alarm.since is None else f" since {_when(alarm.since)}"
    return f"*What is due has not been worked out{since}*, although the bot is running. Nobody is told of new dates."


def _when(at: datetime) -> str:
    return f"{day(at.astimezone(LONDON).date())} at {moment(at)}"
