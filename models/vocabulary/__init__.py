"""Every stored word, in enumerations that import nothing; changing a value needs a migration."""

from models.vocabulary.actions import ActionState, DueBy
from models.vocabulary.agreement import ActKind, RecordState, Way
from models.vocabulary.children import AgendaReason, ChildFlag, PlanStatus
from models.vocabulary.forms import CarryRule, Meaning, QuestionType, Sharing
from models.vocabulary.outbox import MessageKind, OutboxState, SendingMode
from models.vocabulary.people import LineKind, Role, StaffKind
from models.vocabulary.supervision import (
    AgendaOutcome,
    Depth,
    Format,
    Part,
    RecordKind,
    SupervisionState,
)
from models.vocabulary.system import World

__all__ = [
    "ActKind",
    "ActionState",
    "AgendaOutcome",
    "AgendaReason",
    "CarryRule",
    "ChildFlag",
    "Depth",
    "DueBy",
    "Format",
    "LineKind",
    "Meaning",
    "MessageKind",
    "OutboxState",
    "Part",
    "PlanStatus",
    "QuestionType",
    "RecordKind",
    "RecordState",
    "Role",
    "SendingMode",
    "Sharing",
    "StaffKind",
    "SupervisionState",
    "Way",
    "World",
]
