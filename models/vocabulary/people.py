"""Words for people and who answers for whom."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do in the council; one at a time, kept with dates."""

    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    SERVICE_MANAGER = "service_manager"
    QUALITY_ASSURANCE = "quality_assurance"
    ADMINISTRATOR = "administrator"


class StaffKind(StrEnum):
    """What decides how often a person is supervised (source rows B4, B27, E6)."""

    QUALIFIED = "qualified"
    NOT_QUALIFIED = "not_qualified"
    ASYE = "asye"
    STUDENT = "student"


class Setting(StrEnum):
    """What a person may choose for themselves; without it things are as they come."""

    PROMPTS_HIDDEN = "prompts_hidden"


class LineKind(StrEnum):
    """How one person answers for another's supervision (source rows B27, C12)."""

    SUPERVISOR = "supervisor"
    STAND_IN = "stand_in"
    MENTOR = "mentor"
