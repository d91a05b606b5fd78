"""Home: start, what is open, what waits for this person, and their children."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from handlers.blocks.children import about_words, due_words, plan_words
from handlers.blocks.claims import as_number
from handlers.blocks.due import MINE
from handlers.blocks.ids import (
    CARRY_ON,
    FILING_OPEN,
    HOME_DUE,
    HOME_LEAVE,
    HOME_MARK,
    HOME_MARK_ANY,
    HOME_NOTE,
    HOME_PAGE,
    HOME_PLAN,
    HOME_PROMPTS,
    HOME_RECORDS,
    HOME_REMINDERS,
    HOME_START,
    OPEN_AND_MEND,
    READ_REQUEST,
    join_ids,
    split_ids,
)
from handlers.blocks.leave import build_own_absence
from handlers.blocks.modal import NOT_AN_EMERGENCY, Block, actions, button, context, divider, header, section
from handlers.blocks.note import build_to_speak
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.plan import build_next
from handlers.blocks.start import describe_open
from handlers.blocks.text import day, escape
from models.values.agreement import Waiting
from models.values.children import AgendaChild
from models.values.home import HomeContent
from models.values.supervision import OpenSupervision

__all__ = ["HomePage", "build_home", "is_shown", "read_home_page"]

OPEN: Final = "open"
WAITING: Final = "waiting"
CHILDREN: Final = "children"
LABELS_SHOWN: Final = 12
TO_SPEAK_SHOWN: Final = 5
AWAY_SHOWN: Final = 8

T = TypeVar("T")


class HomePage(NamedTuple):
    """Which list is turned to which page; the others show their first."""

    list: str = CHILDREN
    number: int = 1

    def of(self, name: str) -> int:
        """Return the page of that list."""
        return self.number if name == self.list else 1


def build_home(content: HomeContent, page: HomePage | None = None) -> dict[str, Any]:
    """Return the Home view, its digest in `private_metadata`."""
    page = page or HomePage()
    blocks = [
        *_start(content),
        *(build_next(content.booked) if content.may_prepare else ()),
        *_to_speak(content),
        *_waiting(content.waiting, page),
        *_open(content, page),
        *_children(content, page),
        *_prompts(content),
        divider(),
        context(*_small_print(content)),
    ]
    view = {"type": "home", "blocks": blocks}
    return view | {"private_metadata": json.dumps({"digest": _digest(view)})}


def _digest(view: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()


def is_shown(view: Mapping[str, Any], shown: Mapping[str, Any] | None) -> bool:
    """Say whether the person sees this very Home already."""
    return shown is not None and shown.get("private_metadata") == view["private_metadata"]


def read_home_page(value: str) -> HomePage:
    """Return the page a button asks for."""
    name, number = split_ids(value, 2)
    return HomePage(name, as_number(number))


def _start(content: HomeContent) -> list[Block]:
    blocks = [section(f"*Hello {escape(content.person.first_name)}.*")]
    if content.may_start:
        blocks.append(
            actions(
                button("Start a supervision", HOME_START, style="primary"),
                button("Write a note", HOME_NOTE),
                button("Mark a child for discussion", HOME_MARK_ANY),
                button("Plan supervisions", HOME_PLAN),
            )
        )
    blocks.append(
        actions(
            button("What is due", HOME_DUE),
            button("I will be away", HOME_LEAVE),
            button("Reminders", HOME_REMINDERS),
            button("Records", HOME_RECORDS),
            *_to_file(content),
        )
    )
    lines = list(_away(content))
    return [*blocks, section("\n".join(lines))] if lines else blocks


def _to_file(content: HomeContent) -> Iterator[Block]:
    """Yield the way to what is to be filed, with how much that is, for who has anything to file or may have."""
    if content.may_start or content.to_file:
        yield button(f"To file ({content.to_file})" if content.to_file else "To file", FILING_OPEN, value=MINE)


def _away(content: HomeContent) -> Iterator[str]:
    """Yield who is away until when, and for whom the person covers; never why."""
    if content.absence is not None:
        yield build_own_absence(content.absence, content.today)
    for cover in content.covering:
        yield f"You cover for {escape(cover.person)} until {day(cover.until_on)}."
    for absence in content.away[:AWAY_SHOWN]:
        yield f"{escape(absence.person)} is away until {day(absence.until_on)}."
    more = len(content.away) - AWAY_SHOWN
    if more > 0:
        yield f"And {more} more are away."


def _to_speak(content: HomeContent) -> list[Block]:
    """Return the urgent talks not confirmed yet, the longest waiting first; beyond a few, how many more."""
    blocks = [block for one in content.to_speak[:TO_SPEAK_SHOWN] for block in build_to_speak(one, content.person.id)]
    more = len(content.to_speak) - TO_SPEAK_SHOWN
    return [*blocks, context(f"And {more} more in your messages.")] if more > 0 else blocks


def _waiting(waiting: Sequence[Waiting], page: HomePage) -> list[Block]:
    return _list("Waiting for me", WAITING, waiting, page, [_wait(one) for one in waiting], "Nothing waits for you.")


def _wait(waiting: Waiting) -> Block:
    meeting = f"{escape(waiting.title)}, held {day(waiting.held_on)}"
    # An agreement is called what its one record is: that is not said twice.
    told = [label for label in waiting.labels if not waiting.title.startswith(label)]
    labels = ", ".join(escape(label) for label in told[:LABELS_SHOWN])
    if len(told) > LABELS_SHOWN:
        labels += f" and {len(told) - LABELS_SHOWN} more"
    meeting += f"\n{labels}" if labels else ""
    if waiting.kind in {"agree", "read"}:
        records = "1 record" if waiting.count == 1 else f"{waiting.count} records"
        words = f"*{records} to read{' and agree' if waiting.kind == 'agree' else ''}*\n{meeting}"
        return section(words, accessory=button("Read", READ_REQUEST, value=waiting.request_id, style="primary"))
    words = f"*A change is asked for*\n{meeting}"
    return section(words, accessory=button("Open", OPEN_AND_MEND, value=waiting.act_id, style="primary"))


def _open(content: HomeContent, page: HomePage) -> list[Block]:
    if not content.may_start and not content.open:
        return []
    return _list(
        "Open supervisions", OPEN, content.open, page, [_carry_on(one) for one in content.open], "None is open."
    )


def _carry_on(supervision: OpenSupervision) -> Block:
    return section(describe_open(supervision), accessory=button("Carry on", CARRY_ON, value=supervision.id))


def _children(content: HomeContent, page: HomePage) -> list[Block]:
    if not content.children:
        return []
    rows = [_child(child, content) for child in content.children]
    return _list("My children", CHILDREN, content.children, page, rows, "")


def _child(child: AgendaChild, content: HomeContent) -> Block:
    today: date = content.today
    due = due_words(child.due_on, child.state, today)
    about = about_words(child, content.policy, today)
    plan = plan_words(child, content.policy)
    words = f"*{escape(child.label)}* · {escape(plan)}\n{due} · {escape(about)}"
    label = f"Mark {child.label} for discussion"
    return section(words, accessory=button("Mark for discussion", HOME_MARK, value=child.id, label=label))


def _prompts(content: HomeContent) -> list[Block]:
    """Return the way back to prompts for somebody who hid them."""
    if not content.prompts_hidden:
        return []
    words = "You hid the questions that may help while writing a record."
    return [divider(), section(words, accessory=button("Show prompts", HOME_PROMPTS))]


def _list(
    title: str, name: str, all_rows: Sequence[T], page: HomePage, rows: Sequence[Block], nothing: str
) -> list[Block]:
    if not all_rows:
        return [divider(), header(title), context(nothing)]
    shown = cut(rows, page.of(name))
    pager = build_pager(shown, f"{HOME_PAGE}:{name}", lambda number: join_ids(name, str(number)))
    return [divider(), header(title), *shown.rows, *pager]


def _small_print(content: HomeContent) -> tuple[str, ...]:
    if content.directory_on is None:
        return ("The directory is empty.", NOT_AN_EMERGENCY)
    return (f"Directory as of {day(content.directory_on)}.", NOT_AN_EMERGENCY)
