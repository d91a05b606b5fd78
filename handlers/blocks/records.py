"""Looking up records: whose, a list newest first, and a page for each child."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from handlers.blocks.children import due_words, near_day, option
from handlers.blocks.clock_words import what_words
from handlers.blocks.ids import (
    CHILD_PAGE,
    CHILD_PAGE_VIEW,
    GLASS_NUMBER,
    GLASS_OPEN,
    GLASS_REASON,
    GLASS_VIEW,
    RECORDS_OF,
    RECORDS_PAGE,
    RECORDS_READ,
    RECORDS_VIEW,
    Place,
)
from handlers.blocks.modal import Block, actions, button, context, divider, header, modal, section
from handlers.blocks.paging import build_pager, cut
from handlers.blocks.reading import state_words
from handlers.blocks.text import clip, day, escape, plain, said
from models.policy import Policy
from models.rules.grants import REASON_LIMIT
from models.values.access import ChildAction, ChildPage, GrantPart, RecordList, RecordRow, Said, Subject
from models.vocabulary import RecordState

__all__ = [
    "CHILD_TITLE",
    "GLASS_BOXES",
    "GLASS_TITLE",
    "RECORDS_TITLE",
    "build_child_page",
    "build_glass",
    "build_records",
    "build_subjects",
    "read_glass",
    "read_records_subject",
]

RECORDS_TITLE: Final = "Records"
CHILD_TITLE: Final = "The child"
GLASS_TITLE: Final = "Read with a reason"
HOW: Final = "Type a colleague's name, or a child's initials or Mosaic number. What is written is not searched."
NOTHING_SENT: Final = "Nothing was sent yet that you may see."
ONLY_THAT: Final = "You may know that this record exists, and not what it says."
TEXT_SHOWN: Final = 2500
GLASS_WORDS: Final = (
    "For a child whose records you have no right to, where it cannot wait. The child's worker, the worker's "
    "supervisor and those with whom the records were written hear of it *at once*, with your name, and can see your "
    "reason. It ends by itself after {hours}. Records about staff are never opened so."
)
GLASS_BOXES: Final[Mapping[GrantPart, str]] = {GrantPart.SUBJECT: GLASS_NUMBER, GrantPart.REASON: GLASS_REASON}


def build_records(listed: RecordList, policy: Policy, number: int = 1, *, notice: str | None = None) -> dict[str, Any]:
    """Return the modal: whose records, and one page of them once somebody was chosen."""
    blocks: list[Block] = [] if notice is None else [section(notice)]
    blocks += [section("*Whose?*", accessory=_whose(listed), block_id=f"{RECORDS_OF}:{listed.subject or ''}")]
    blocks.append(context(HOW))
    if listed.subject is not None:
        blocks += [divider(), header(clip(listed.label, 150))]
        if listed.page_of_child:
            blocks.append(
                actions(button("The child on one page", CHILD_PAGE, value=listed.subject.id, style="primary"))
            )
        blocks += _rows(listed, policy, number)
    if listed.may_break_glass:
        blocks += [divider(), actions(button("Read with a reason", GLASS_OPEN))]
    place = Place(page="records", subject=None if listed.subject is None else str(listed.subject), n=number)
    return modal(RECORDS_TITLE, blocks, callback_id=RECORDS_VIEW, place=place)


def build_subjects(found: Sequence[tuple[Subject, str]]) -> list[Block]:
    """Return people and children as the options of the choice."""
    return [option(label, str(subject)) for subject, label in found][:100]


def read_records_subject(value: str | None) -> Subject | None:
    """Return whose records a value names."""
    return None if not value else Subject.read(value)


def _whose(listed: RecordList) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": RECORDS_OF,
        "min_query_length": 0,
        "placeholder": plain("Name or number"),
    }
    if listed.subject is not None:
        element["initial_option"] = option(listed.label, str(listed.subject))
    return element


def _rows(listed: RecordList, policy: Policy, number: int) -> Iterator[Block]:
    if not listed.rows:
        yield context(NOTHING_SENT)
        return
    page = cut(listed.rows, number)
    heading = None
    for row in page.rows:
        if row.previous != heading and row.previous is not None:
            yield section(f"*Previous Supervision – {escape(row.previous)}*")
        heading = row.previous
        yield _row(row, policy)
    if any(not row.may_read for row in page.rows):
        yield context(ONLY_THAT)
    yield from build_pager(page, RECORDS_PAGE, str)


def _row(row: RecordRow, policy: Policy) -> Block:
    kind = policy.labels.kind[row.kind]
    about = f" · {escape(row.label)}" if row.label else ""
    words = f"*{day(row.held_on)}* · {escape(kind)}{about}\n{_state(row)} · held by {escape(row.supervisor)}"
    if not row.may_read:
        return section(words)
    label = f"Read: {kind} of {day(row.held_on)}"
    return section(words, accessory=button("Read", RECORDS_READ, value=row.record_id, label=label))


def _state(row: RecordRow) -> str:
    if row.gone:
        return "filed, and its text let go since"
    return state_words(row.state, row.kind)


def build_child_page(page: ChildPage, policy: Policy) -> dict[str, Any]:
    """Return all there is of a child, for somebody whose right was checked: the name stands in a modal only."""
    blocks: list[Block] = [header(clip(f"{page.name} ({page.label})", 150))]
    if page.worker is not None:
        blocks.append(context(f"Worker: {escape(page.worker)}"))
    blocks += _said_of("Desired outcomes", page.outcomes, "None are written down.")
    blocks += _said_of("The child's own words, the latest first", page.words, "None are written down.")
    blocks += [section("*Open actions*"), *_actions(page)]
    blocks += [section("*What comes next*"), *_dates(page, policy)]
    if page.disagreements:
        blocks.append(section("*Not agreed, or to be changed*"))
        for one in page.disagreements:
            kind = policy.labels.kind[one.kind]
            asked = "a change is asked" if one.state is RecordState.CHANGE_ASKED else "not agreed"
            words = f"{day(one.held_on)} · {escape(kind)} · {asked}"
            blocks.append(section(words, accessory=button("Read", RECORDS_READ, value=one.record_id)))
    place = Place(page="child", child=page.child_id)
    return modal(CHILD_TITLE, blocks, callback_id=CHILD_PAGE_VIEW, place=place)


def _said_of(title: str, answers: Sequence[Said], nothing: str) -> Iterator[Block]:
    yield section(f"*{title}*")
    if not answers:
        yield context(nothing)
    for one in answers:
        yield context(f"{day(one.held_on)} · {escape(clip(one.label, 200))}")
        yield {"type": "section", "text": said(clip(one.text, TEXT_SHOWN))}


ACTIONS_SHOWN: Final = 20
ACTION_TEXT: Final = 400


def _actions(page: ChildPage) -> Iterator[Block]:
    if not page.actions:
        yield context("None is open.")
    for action in page.actions[:ACTIONS_SHOWN]:
        yield {"type": "section", "text": said(clip(action.what, ACTION_TEXT))}
        yield context(_action_words(action, page.today))
    more = len(page.actions) - ACTIONS_SHOWN
    if more > 0:
        yield context(f"And {more} more in the latest record.")


def _action_words(action: ChildAction, today: date) -> str:
    who = escape(clip(action.who, 150)) or "nobody named"
    if action.due_on is None:
        return who
    late = ":warning: overdue, was due" if action.overdue else "due"
    return f"{who} · {late} {near_day(action.due_on, today)}"


def _dates(page: ChildPage, policy: Policy) -> Iterator[Block]:
    dates = []
    for one in page.dates:
        stands = due_words(one.due.due_on, one.due.state, page.today)
        dates.append((one.due.due_on, f"{what_words(one, policy, page.today)}: {stands}"))
    if page.next_review_on is not None:
        dates.append((page.next_review_on, f"review: {near_day(page.next_review_on, page.today)}"))
    yield section("\n".join(f"• {escape(words)}" for _, words in sorted(dates)) or "Nothing is due.")


def build_glass(lasts: timedelta) -> dict[str, Any]:
    """Return the form that opens a child's records with a reason, for so long."""
    number: Block = {"type": "plain_text_input", "action_id": GLASS_NUMBER, "max_length": 60}
    reason: Block = {
        "type": "plain_text_input",
        "action_id": GLASS_REASON,
        "multiline": True,
        "max_length": REASON_LIMIT,
    }
    blocks: list[Block] = [
        section(GLASS_WORDS.format(hours=_hours(lasts))),
        {"type": "input", "block_id": GLASS_NUMBER, "label": plain("The child's Mosaic number"), "element": number},
        {"type": "input", "block_id": GLASS_REASON, "label": plain("Why can it not wait?"), "element": reason},
    ]
    return modal(GLASS_TITLE, blocks, callback_id=GLASS_VIEW, place=Place(page="glass"), submit="Open and tell them")


def _hours(lasts: timedelta) -> str:
    number = lasts / timedelta(hours=1)
    return f"{number:g} hour{'' if number == 1 else 's'}"


def read_glass(view: Mapping[str, Any]) -> tuple[str, str]:
    """Return number and reason; undoes `build_glass`."""
    values = view["state"]["values"]
    number = values.get(GLASS_NUMBER, {}).get(GLASS_NUMBER, {}).get("value") or ""
    reason = values.get(GLASS_REASON, {}).get(GLASS_REASON, {}).get("value") or ""
    return str(number), str(reason)
