"""Words for the record as evidence: what its chain holds, who was let in, where it was filed, what is let go."""

from enum import StrEnum


class LinkKind(StrEnum):
    """What one link of a record's chain says happened to it."""

    SENT = "sent"
    ACT = "act"
    LEFT = "left"
    FILED = "filed"
    PURGED = "purged"
    ERASED = "erased"


class Filed(StrEnum):
    """Where a record was filed: a child's on Mosaic, a person's in the staff file (source rows B14, B28)."""

    MOSAIC = "mosaic"
    STAFF_FILE = "staff_file"


class Purpose(StrEnum):
    """What somebody outside the line reads for (source rows B14, B40, C17)."""

    QUALITY_ASSURANCE = "quality_assurance"
    INVESTIGATION = "investigation"
    INSPECTION = "inspection"
    WORKFORCE = "workforce"
    HUMAN_RESOURCES = "human_resources"
    BREAK_GLASS = "break_glass"


class FileState(StrEnum):
    """Where a file stands that somebody asked for in Slack: from the wish to the day it is gone again."""

    ASKED = "asked"
    POSTED = "posted"
    DELETED = "deleted"
    REFUSED = "refused"


class Kept(StrEnum):
    """A class of what is kept, which the policy gives its own time (source rows B38, C17, I11)."""

    CASEWORK_TEXT = "casework_text"
    CHILD_RECORD = "child_record"
    STAFF_FILE = "staff_file"
