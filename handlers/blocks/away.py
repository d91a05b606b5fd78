"""Word of an absence to the cover, and to a person whom somebody else has put down as away."""

from datetime import date
from typing import Final

from handlers.blocks.leave import days_words
from handlers.blocks.message import Message
from handlers.blocks.modal import Block, context, section
from handlers.blocks.text import escape
from models.values.leave import AwayTold

__all__ = ["build_away"]

TEXT: Final = "Who is away, and who covers"
WHERE: Final = "Where that is wrong, *I will be away* on Home changes it."


def build_away(told: AwayTold, today: date) -> Message:
    """Return the message: days, and what it means for the reader; nobody is asked why."""
    return Message(TEXT, [section(_words(told)), *_small_print(told, today)])


def _words(told: AwayTold) -> str:
    absence, own = told.absence, told.reader_id == told.absence.person_id
    days, name = days_words(absence), escape(absence.person)
    if told.ended:
        return f"{'You are' if own else f'{name} is'} not down as away any more: {days} was ended."
    if own:
        covers = f"{escape(absence.cover)} covers." if absence.cover else "Nobody covers."
        return f"*{escape(told.set_by)}* has put you down as away: {days}. {covers}"
    if told.reader_id != absence.cover_id:
        return f"You do not cover for {name} any more."
    return f"*You cover for {name}*: {days}. You hear of the dates of the children meanwhile."


def _small_print(told: AwayTold, today: date) -> list[Block]:
    if told.ended or told.absence.until_on <= today:
        return []
    if told.reader_id == told.absence.cover_id:
        return [
            context("`/supervision due` lists them from the first day on."),
            context(f"Set by {escape(told.set_by)}."),
        ]
    return [context(WHERE)]
