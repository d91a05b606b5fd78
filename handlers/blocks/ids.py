"""Every id that goes to Slack and comes back, in one file.

Callback ids name a kind of modal, action ids a button or a field, block ids a place. What a
modal is about travels in its `private_metadata` as a `Place`: ids only, never a word of text.
Ids from Slack are claims, not facts: workflow checks each against the person's access.
"""

from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from handlers.blocks.claims import LARGEST, as_day
from models.values.errors import Missing

__all__ = ["Place", "read_place"]


def _check_day(held: str) -> str:
    try:
        as_day(held)
    except Missing:
        raise ValueError("no day") from None
    return held


# Whatever a place says is looked up in the database, which takes no more than this.
_Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
_Number = Annotated[int, Field(ge=0, le=LARGEST)]
_Render = Annotated[int, Field(ge=0, le=2**53)]
_Day = Annotated[str, AfterValidator(_check_day)]


class Place(BaseModel):
    """Where in a journey a modal stands; stored as `private_metadata`, without what is not set.

    `revision` is the record's optimistic lock as the view was drawn; `render` counts the times
    its content had to be reset; `n` is the page of something paged; `stamp` stands for all that
    a read-through showed. `subject` is whom a record is about, a child or a person; `child` one
    that is being marked. `person`, `way` and `held` are with whom and in which way a supervision is
    being started, and the day it was held; of a group `there` are the colleagues in it and `about`
    the children chosen so far; `told` says that a warning was shown. `turns` says, for questions with
    prompts of a bank, with which prompt those on the screen begin. `leave` is an absence that is being
    changed. Of what is to be filed, `stamp` is the time at which it was drawn. `clock` is a due date's
    kind and `scope` whose dates a list shows, also for what was opened from it, with `n` its page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: _Text | None = None
    supervision: _Text | None = None
    record: _Text | None = None
    child: _Text | None = None
    subject: _Text | None = None
    person: _Text | None = None
    way: _Text | None = None
    held: _Day | None = None
    booking: _Text | None = None
    section: _Text | None = None
    action: _Text | None = None
    request: _Text | None = None
    version: _Text | None = None
    revision: _Number | None = None
    render: _Render = 0
    n: _Number | None = None
    stamp: _Text | None = None
    there: tuple[_Text, ...] = ()
    about: tuple[_Text, ...] = ()
    told: bool = False
    turns: dict[_Text, _Number] = {}
    leave: _Text | None = None
    clock: _Text | None = None
    scope: _Text | None = None

    def __str__(self) -> str:
        """Return the text for `private_metadata`."""
        return self.model_dump_json(exclude_defaults=True)


def read_place(metadata: str) -> Place:
    """Return the place a view's `private_metadata` names; an unreadable one is no place at all."""
    try:
        return Place.model_validate_json(metadata)
    except ValidationError:
        return Place()


# --- Commands and shortcuts ---------------------------------------------------------------

COMMAND: Final = "/supervision"
START_SHORTCUT: Final = "start_supervision"


# --- Fields of a form ---------------------------------------------------------------------
# A block id names record, section, question, the part of a long answer and the render. As long
# as it stays, Slack keeps what is typed; only a new `render` makes it show a stored answer anew.

FIELD_TYPED: Final = "field_typed"
FIELD_CHOSEN: Final = "field_chosen"
READ_EARLIER: Final = "read_earlier"
PROMPTS_OTHERS: Final = "prompts_others"  # value: question id
PROMPTS_HIDE: Final = "prompts_hide"
PROMPTS_SHOW: Final = "prompts_show"  # in the hub

_FIELD: Final = "field"


class FieldId(NamedTuple):
    """What a field's block id says."""

    record: str
    section: str
    question: str
    part: int
    render: int


def field_block_id(record: str, section: str, question: str, part: int, render: int) -> str:
    """Return the block id of one input of a form; `read_field_block_id` undoes it."""
    return ":".join((_FIELD, record, section, question, str(part), str(render)))


def read_field_block_id(block_id: str) -> FieldId | None:
    """Return what a block id says, or None when it is no field's."""
    words = block_id.split(":")
    if len(words) != len(FieldId._fields) + 1 or words[0] != _FIELD:
        return None
    part, render = words[4], words[5]
    if not (part.isascii() and part.isdigit() and render.isascii() and render.isdigit()):
        return None
    return FieldId(words[1], words[2], words[3], int(part), int(render))


# --- Record: hub, steps, actions, two texts -----------------------------------------------

RECORD_VIEW: Final = "record"  # every page of a record; which one is `Place.page`
RECORD_OPEN: Final = "record_section"  # value: section id; a row of the hub
RECORD_BACK: Final = "record_back"
RECORD_SAVE: Final = "record_save"
RECORD_NEXT: Final = "record_next"  # value: n:<item>, section:<id> or child
RECORD_LIST: Final = "record_list"
RECORD_CHILD: Final = "record_child"  # value: subject id and depth; a row of the list
MENTION: Final = "mention"
MENTION_UNDO: Final = "mention_undo"

PROPOSE: Final = "propose_action"  # value: question id

ACTION_ADD: Final = "action_add"
ACTION_OPEN: Final = "action_open"  # value: action id
ACTION_SAVE: Final = "action_save"
ACTION_MORE: Final = "action_more"
ACTION_REMOVE: Final = "action_remove"
ACTION_WHO: Final = "action_who"
ACTION_WHEN: Final = "action_when"

SHARE_ANSWER: Final = "share_answer"  # value: question id
SHARE_ACTION: Final = "share_action"  # value: action id

CLASH_OPEN: Final = "clash_open"
CLASH_MINE: Final = "clash_mine"  # value of the three: subject and the view that wrote mine
CLASH_THEIRS: Final = "clash_theirs"
CLASH_BOTH: Final = "clash_both"

EARLIER_VIEW: Final = "earlier"
EARLIER_PAGE: Final = "earlier_page"  # value: page number; the direction follows the id

# --- Read-through and Send ----------------------------------------------------------------

READ_THROUGH_VIEW: Final = "read_through"
READ_THROUGH: Final = "read_through_open"  # value: supervision id; card and Home
READ_THROUGH_PAGE: Final = "read_through_page"  # value: page number
READ_THROUGH_GO: Final = "read_through_go"  # value: subject id and section id
SEND_UNCHANGED: Final = "send_unchanged"  # value: record id

# --- Reading and agreement ----------------------------------------------------------------

READING_VIEW: Final = "reading"
READ_REQUEST: Final = "read_request"  # value: request id; request message and Home
READ_RECORD: Final = "read_record"  # value: record id; card and Home
READING_FILE: Final = "reading_file"
READING_PAGE: Final = "reading_page"  # value: page number
AGREE: Final = "agree"
ANSWER: Final = "answer"  # prefix; the kind of act follows: opens the step that asks for words
ANSWER_VIEW: Final = "answer_step"
ANSWER_BACK: Final = "answer_back"
ANSWER_WHICH: Final = "answer_which"
ANSWER_WORDS: Final = "answer_words"
UNDO: Final = "undo_answer"  # value: request id
CLOSE_AS_LEFT: Final = "close_as_left"  # value: version id
OPEN_AND_MEND: Final = "open_and_mend"  # value: act id; message to the supervisor, and Home
WHAT_WAS_ASKED: Final = "what_was_asked"  # value: record id; card
MEND: Final = "mend_record"  # value: act id
CHANGE_VIEW: Final = "change_asked"

# --- What is due for disposal ---------------------------------------------------------------

DISPOSAL_OPEN: Final = "disposal_open"  # message to administrators
DISPOSAL_VIEW: Final = "disposal"
DISPOSAL_CONFIRM: Final = "disposal_confirm"  # value: disposal id
DISPOSAL_PAGE: Final = "disposal_page"  # value: page number

# --- Addenda ------------------------------------------------------------------------------

ADD_ADDENDUM: Final = "add_addendum"  # value: record id; card and messages to the supervisor
ADDENDUM_VIEW: Final = "addendum"
ADDENDUM_TYPED: Final = "addendum_typed"


# --- Start, card, Home --------------------------------------------------------------------

LIGHT_VIEW: Final = "light"

START_VIEW: Final = "start"
START_WHO: Final = "start_who"
START_WAY: Final = "start_way"
START_HELD: Final = "start_held"
START_NEXT: Final = "start_next"
CONTRACT_START: Final = "contract_start"
CONTRACT_BACK: Final = "contract_back"
START_TEAM: Final = "start_team"
START_OTHERS: Final = "start_others"
CARRY_ON: Final = "carry_on"

AGENDA_VIEW: Final = "agenda"
AGENDA_IN_DEPTH: Final = "agenda_in_depth"
AGENDA_BRIEF: Final = "agenda_brief"
AGENDA_PERSONAL: Final = "agenda_personal"
AGENDA_BACK: Final = "agenda_back"
AGENDA_START: Final = "agenda_start"

GROUP_VIEW: Final = "group"
GROUP_OUTSIDE: Final = "group_outside"
GROUP_CHILDREN: Final = "group_children"
GROUP_BACK: Final = "group_back"
GROUP_START: Final = "group_start"

CARD_CHILD: Final = "card_child"
CARD_ADD: Final = "card_add"
CARD_PERSONAL: Final = "card_personal"
CARD_NOT_REACHED: Final = "card_not_reached"
CARD_CLOSE: Final = "card_close"
CARD_DISCARD: Final = "card_discard"
CARD_PAGE: Final = "card_page"
CARD_PATTERNS: Final = "card_patterns"
PATTERNS_VIEW: Final = "patterns"

ADD_VIEW: Final = "add_child"
ADD_CHILD: Final = "add_child_child"
ADD_DEPTH: Final = "add_child_depth"
ADD_AND_WRITE: Final = "add_child_and_write"
NOT_REACHED_VIEW: Final = "not_reached"
NOT_REACHED_CHILDREN: Final = "not_reached_children"
CLOSE_VIEW: Final = "close_meeting"
CLOSE_MINUTES: Final = "close_minutes"
CLOSE_INTERRUPTIONS: Final = "close_interruptions"

HOME_START: Final = "home_start"
HOME_PAGE: Final = "home_page"
HOME_PROMPTS: Final = "home_prompts"
HOME_MARK: Final = "home_mark"
HOME_MARK_ANY: Final = "home_mark_any"
HOME_LEAVE: Final = "home_leave"
HOME_REMINDERS: Final = "home_reminders"

MARK_VIEW: Final = "mark_child"
MARK_CHILD: Final = "mark_child_child"
MARK_REASON: Final = "mark_child_reason"

# --- Booking the next supervision, and preparing for it -----------------------------------

HOME_PLAN: Final = "home_plan"
PLAN_VIEW: Final = "plan"
PLAN_WHO: Final = "plan_who"
PLAN_DAY: Final = "plan_day"
PLAN_BOOK: Final = "plan_book"
PLAN_KEEP: Final = "plan_keep"
PLAN_MOVE: Final = "plan_move"  # value: booking id
PLAN_CANCEL: Final = "plan_cancel"  # value: booking id
PLAN_PAGE: Final = "plan_page"  # value: page number

PREPARE_OPEN: Final = "prepare_open"  # Home, digest, plan
PREPARE_VIEW: Final = "prepare"  # every page of it; which one is `Place.page`
PREPARE_PAGE: Final = "prepare_page"  # value: page number
PREPARE_SUBJECT: Final = "prepare_subject"  # value: child id, or one's own
PREPARE_DRAFT: Final = "prepare_draft"  # value: section id
PREPARE_SAVE: Final = "prepare_save"
PREPARE_BACK: Final = "prepare_back"
PREPARE_TYPED: Final = "prepare_typed"
PREPARE_CHOSEN: Final = "prepare_chosen"

PREPARED_VIEW: Final = "prepared"
USE_PREPARED: Final = "use_prepared"  # value: question id
READ_PREPARED: Final = "read_prepared"  # value: question:<id>; the line has none

# --- Away, and when to hear of what is due --------------------------------------------------

LEAVE_VIEW: Final = "leave"
LEAVE_WHO: Final = "leave_who"
LEAVE_FROM: Final = "leave_from"
LEAVE_LAST: Final = "leave_last"
LEAVE_COVER: Final = "leave_cover"
LEAVE_CHANGE: Final = "leave_change"  # value: leave id
LEAVE_END: Final = "leave_end"  # value: leave id
LEAVE_BACK: Final = "leave_back"
LEAVE_PAGE: Final = "leave_page"  # value: page number
REMINDERS_VIEW: Final = "reminders"
REMINDERS_RHYTHM: Final = "reminders_rhythm"
REMINDERS_TIME: Final = "reminders_time"

# --- A note between meetings --------------------------------------------------------------

HOME_NOTE: Final = "home_note"
NOTE_SHORTCUT: Final = "write_note"
NOTE_VIEW: Final = "note"
NOTE_CHILD: Final = "note_child"
NOTE_URGENT: Final = "note_urgent"
NOTE_WRITE: Final = "note_write"
CARD_URGENT: Final = "card_urgent"  # value: supervision id
SPOKEN: Final = "spoken"  # value: supervision id

# --- The post in a team's channel ---------------------------------------------------------

TEAM_START: Final = "team_start"  # value of the three: team id
TEAM_SHOW: Final = "team_show"
TEAM_SNOOZE: Final = "team_snooze"

# --- What is due, and why -----------------------------------------------------------------

DUE_VIEW: Final = "due"
DUE_SCOPE: Final = "due_scope"
DUE_PAGE: Final = "due_page"  # value: page number
DUE_SHOW: Final = "due_show"  # value: mine or all; in a digest
HOME_DUE: Final = "home_due"

WHY_VIEW: Final = "why"
WHY_OPEN: Final = "why_open"  # value of this and the next five: clock and subject id
WHY_SUBJECT: Final = "why_subject"
HELD_OPEN: Final = "held_open"
DONE_OPEN: Final = "done_open"
OVERRIDE_OPEN: Final = "override_open"
OVERRIDE_END: Final = "override_end"  # value: clock, subject id and override id
SNOOZE_END: Final = "snooze_end"  # value: clock and subject id
SNOOZE_OPEN: Final = "snooze_open"
START_WITH: Final = "start_with"  # value: person id

HELD_VIEW: Final = "held_elsewhere"
DONE_VIEW: Final = "clock_done"
OVERRIDE_VIEW: Final = "override"
SNOOZE_VIEW: Final = "snooze"
SETTLE_DONE_ON: Final = "settle_done_on"
SETTLE_BY: Final = "settle_by"
SETTLE_LINE: Final = "settle_line"
SETTLE_EVERY: Final = "settle_every"
SETTLE_UNIT: Final = "settle_unit"
SETTLE_DUE_ON: Final = "settle_due_on"
SETTLE_UNTIL: Final = "settle_until"
SETTLE_REASON: Final = "settle_reason"

# --- Records: looking them up, who may read, who has read -----------------------------------

HOME_RECORDS: Final = "home_records"
RECORDS_VIEW: Final = "records"
RECORDS_OF: Final = "records_of"  # whose: a scope and an id
RECORDS_PAGE: Final = "records_page"  # value: page number
RECORDS_READ: Final = "records_read"  # value: record id
RECORDS_SHOW: Final = "records_show"  # value: a scope and an id; word of a handover
CHILD_PAGE: Final = "child_page"  # value: child id
CHILD_PAGE_VIEW: Final = "child_page"
GLASS_OPEN: Final = "glass_open"
GLASS_VIEW: Final = "glass"
GLASS_NUMBER: Final = "glass_number"
GLASS_REASON: Final = "glass_reason"

WHO_READ: Final = "who_read"  # digest
READS_VIEW: Final = "reads"
READS_PAGE: Final = "reads_page"  # value: page number

ACCESS_OPEN: Final = "access_open"  # word of a grant
ACCESS_VIEW: Final = "access"
ACCESS_PAGE: Final = "access_page"  # value: page number
ACCESS_APPROVE: Final = "access_approve"  # value: grant id
ACCESS_END: Final = "access_end"  # value: grant id
ACCESS_READER: Final = "access_reader"
ACCESS_PURPOSE: Final = "access_purpose"
ACCESS_ABOUT: Final = "access_about"
ACCESS_LAST: Final = "access_last"
ACCESS_APPROVER: Final = "access_approver"
ACCESS_REASON: Final = "access_reason"

# --- Copying out of the bot, and filing ---------------------------------------------------

FILING_VIEW: Final = "filing"
FILING_OPEN: Final = "filing_open"  # value: mine or all; Home, digest, why
FILING_SCOPE: Final = "filing_scope"
FILING_PAGE: Final = "filing_page"  # value: page number
FILING_COPY: Final = "filing_copy"  # value: version id
FILING_FILED: Final = "filing_filed"  # value: version id
FILING_ALL: Final = "filing_all"
FILING_INDEX: Final = "filing_index"  # value: person id
COPY_VIEW: Final = "copy"
COPY_PAGE: Final = "copy_page"  # value: page number
COPY_BOX: Final = "copy_box"
INDEX_VIEW: Final = "staff_file_index"

# --- Preview of a form --------------------------------------------------------------------

PREVIEW_VIEW: Final = "preview"
PREVIEW_OPEN: Final = "preview_open"  # value: form id and number
PREVIEW_BACK: Final = "preview_back"  # value of both: section id and the item its page begins with
PREVIEW_NEXT: Final = "preview_next"


def join_ids(*ids: str) -> str:
    """Return several ids as the value of one button; `split_ids` undoes it."""
    return ":".join(ids)


def split_ids(value: str, count: int) -> tuple[str, ...]:
    """Return the ids in a button's value.

    Raises
    ------
    Missing
        When there are not that many.
    """
    ids = tuple(value.split(":"))
    if len(ids) != count:
        raise Missing
    return ids
