"""What `/supervision` says to a sub-word it does not know: what there is."""

from typing import Any, Final

from handlers.blocks.modal import NOT_AN_EMERGENCY, context, section

__all__ = ["NOT_TYPED", "build_help"]

HELP: Final = "help"
WHAT_THERE_IS: Final = (
    "*What you can do*\n"
    "• `/supervision` starts a supervision, or carries on with one that is open.\n"
    "• *Start a supervision* is also for supervision in a group and for the supervision agreement.\n"
    "• `/supervision note` writes down a decision about a child between two supervisions, in about a minute.\n"
    "• `/supervision due` lists what is due from you, most urgent first; a supervisor can look at a whole team.\n"
    "• `/supervision why` says why a date is what it is, and what can be done about it.\n"
    "• `/supervision plan` books the next supervision, or leads to *Prepare* for your own.\n"
    "• `/supervision records` finds earlier records by a colleague's name or a child's number, and all there is of a "
    "child on one page.\n"
    "• `/supervision who-read` says who else read your own records, and by which right.\n"
    "• `/supervision access` is for service managers and administrators: who else may read, what for and until when.\n"
    "• `/supervision filing` lists what is still to be filed: *Copy*, paste it into Mosaic or the staff file, then "
    "*Filed*.\n"
    "• The *Home* tab of this app shows what is open, what waits for you, and your children. There you also say that "
    "you will be away, and when you want to hear of what is due.\n"
    "• A record that waits for your agreement comes as a message from this app. Open it, read it to its last page, "
    "and react :white_check_mark: or use the buttons there."
)
NO_NAMES: Final = "Type no names or details of anyone after the command: who and which child are chosen in the form."

NOT_TYPED: Final = "Names are chosen here, not typed."


def build_help(word: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the private answer to a sub-word: its text and its blocks."""
    sentence = _answer(word.casefold())
    blocks = [section(WHAT_THERE_IS), context(NO_NAMES, NOT_AN_EMERGENCY)]
    if sentence is None:
        return "What you can do with /supervision.", blocks
    return sentence, [section(sentence), *blocks]


def _answer(word: str) -> str | None:
    if word == HELP:
        return None
    # What was typed is not repeated: it may be a name.
    return "That is not a word I know."
