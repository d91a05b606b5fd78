"""Every stored word, in enumerations that import nothing; changing a value needs a migration."""

from models.vocabulary.actions import ActionState, DueBy
from models.vocabulary.agreement import ActKind, RecordState, Way
from models.vocabulary.children import AgendaReason, ChildFlag, PlanStatus
from models.vocabulary.clocks import ChannelDetail, ClockKind, MeetingPart, NudgeStage, NudgeState, Rhythm
from models.vocabulary.evidence import Filed, FileState, Kept, LinkKind, Purpose
from models.vocabulary.forms import CarryRule, EvidenceBasis, Meaning, QuestionType, Sharing
from models.vocabulary.outbox import AlarmCause, MessageKind, OutboxState, SendingMode
from models.vocabulary.people import LineKind, Role, Setting, StaffKind
from models.vocabulary.supervision import (
    AgendaOutcome,
    Depth,
    Format,
    Part,
    RecordKind,
    SupervisionState,
)
from models.vocabulary.system import Nation, World

__all__ = [
    "ActKind",
    "ActionState",
    "AgendaOutcome",
    "AgendaReason",
    "AlarmCause",
    "CarryRule",
    "ChannelDetail",
    "ChildFlag",
    "ClockKind",
    "Depth",
    "DueBy",
    "EvidenceBasis",
    "FileState",
    "Filed",
    "Format",
    "Kept",
    "LineKind",
    "LinkKind",
    "Meaning",
    "MeetingPart",
    "MessageKind",
    "Nation",
    "NudgeStage",
    "NudgeState",
    "OutboxState",
    "Part",
    "PlanStatus",
    "Purpose",
    "QuestionType",
    "RecordKind",
    "RecordState",
    "Rhythm",
    "Role",
    "SendingMode",
    "Setting",
    "Sharing",
    "StaffKind",
    "SupervisionState",
    "Way",
    "World",
]
