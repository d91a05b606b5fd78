"""All tables. Table objects never leave `models`; workflow returns values."""

from models.tables.action import ActionEntry, SmartAction
from models.tables.agreement import Act, Reaction, Request, RequestVersion
from models.tables.base import Table, new_id
from models.tables.children import Allocation, CarriedAnswer, Child, ChildFlagged, ChildPlan, ChildPriority
from models.tables.clocks import (
    Booking,
    ChannelMember,
    ClockDone,
    ClockOverride,
    Heartbeat,
    Leave,
    Nudge,
    NudgeChoice,
    Preparation,
    Snooze,
    TeamChannel,
)
from models.tables.evidence import DaySeal, Disposal, Filing, Grant, LegalHold, Link, PostedFile
from models.tables.people import (
    DirectoryImport,
    Person,
    PersonRole,
    PersonSetting,
    SlackUser,
    SupervisionLine,
    Team,
    TeamMember,
)
from models.tables.record import Addendum, Answer, FormRelease, Record, Version
from models.tables.supervision import AgendaItem, Attendance, Mention, Supervision
from models.tables.system import AuditEvent, Inbound, Mark, Outbox

__all__ = [
    "Act",
    "ActionEntry",
    "Addendum",
    "AgendaItem",
    "Allocation",
    "Answer",
    "Attendance",
    "AuditEvent",
    "Booking",
    "CarriedAnswer",
    "ChannelMember",
    "Child",
    "ChildFlagged",
    "ChildPlan",
    "ChildPriority",
    "ClockDone",
    "ClockOverride",
    "DaySeal",
    "DirectoryImport",
    "Disposal",
    "Filing",
    "FormRelease",
    "Grant",
    "Heartbeat",
    "Inbound",
    "Leave",
    "LegalHold",
    "Link",
    "Mark",
    "Mention",
    "Nudge",
    "NudgeChoice",
    "Outbox",
    "Person",
    "PersonRole",
    "PersonSetting",
    "PostedFile",
    "Preparation",
    "Reaction",
    "Record",
    "Request",
    "RequestVersion",
    "SlackUser",
    "SmartAction",
    "Snooze",
    "Supervision",
    "SupervisionLine",
    "Table",
    "Team",
    "TeamChannel",
    "TeamMember",
    "Version",
    "new_id",
]
