"""Words for children and young people on a caseload."""

from enum import StrEnum


class PlanStatus(StrEnum):
    """The plan a child is under; exactly one at a time, kept with dates."""

    EARLY_HELP = "early_help"
    CHILD_IN_NEED = "child_in_need"
    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    OTHER = "other"


class ChildFlag(StrEnum):
    """Facts that may each be true beside the plan; the first three shorten the clock (B18, I8)."""

    CHILD_PROTECTION_PLAN = "child_protection_plan"
    IN_PROCEEDINGS = "in_proceedings"
    EMERGENCY_OR_UNSUITABLE_PLACEMENT = "emergency_or_unsuitable_placement"
    RESTRICTED = "restricted"


class AgendaReason(StrEnum):
    """The six priorities of source row B19, in their order; put on a child by a person, never computed."""

    HIGH_RISK = "high_risk"
    SIGNIFICANT_POINT = "significant_point"
    STEP_UP_OR_DOWN = "step_up_or_down"
    REPEAT_CONCERN = "repeat_concern"
    INACTIVITY = "inactivity"
    GOING_WELL = "going_well"
