"""Words for what falls due, and for telling people of it."""

from enum import StrEnum


class ClockKind(StrEnum):
    """What falls due.

    `CHILD` is a child's supervision (B18, I8), `OPEN_CHILD` that every open child is talked about each
    month (E7), `PERSON` a person's own supervision, also in the assessed year or as a student (B4, B27, C7,
    E6). `WRITE_UP`, `FILING` and `COPY` begin on the day of a meeting (E9, B28, B37); `AGREEMENT` is an
    answer that is still to come (C15), `ACTION` a SMART action (A7, B25), `CONTRACT` the review of a
    supervision agreement (B6, C10). The rest is done outside this bot and noted here: `ASYE_REVIEW` and
    `MENTORING` (B27), `OBSERVATION` (B31), the audits of supervision files `FILE_AUDIT`, `MONTHLY_AUDIT`
    and `SAMPLE_AUDIT` (B41, C22, I13), and `LEAVER_FILE` (B38).
    """

    CHILD = "child"
    OPEN_CHILD = "open_child"
    PERSON = "person"
    WRITE_UP = "write_up"
    FILING = "filing"
    COPY = "copy"
    AGREEMENT = "agreement"
    ACTION = "action"
    CONTRACT = "contract"
    ASYE_REVIEW = "asye_review"
    MENTORING = "mentoring"
    OBSERVATION = "observation"
    FILE_AUDIT = "file_audit"
    MONTHLY_AUDIT = "monthly_audit"
    SAMPLE_AUDIT = "sample_audit"
    LEAVER_FILE = "leaver_file"


class MeetingPart(StrEnum):
    """What of a meeting may satisfy a clock: a record of that kind, or a mention (I7)."""

    CASEWORK = "casework"
    BRIEF = "brief"
    PERSONAL = "personal"
    NOTE = "note"
    CONTRACT = "contract"
    MENTION = "mention"


class NudgeStage(StrEnum):
    """How far a due date has come when somebody is told; each is told once, `ESCALATED` one level up."""

    COMING_DUE = "coming_due"
    DUE = "due"
    OVERDUE = "overdue"
    BREACH = "breach"
    ESCALATED = "escalated"


class NudgeState(StrEnum):
    """Where a nudge stands: `WITHDRAWN` was done, moved or taken over before anybody was told."""

    PLANNED = "planned"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


class Rhythm(StrEnum):
    """How often a person wants the digest; `QUIET` leaves only what is in breach."""

    DAILY = "daily"
    WEEKLY = "weekly"
    QUIET = "quiet"


class ChannelDetail(StrEnum):
    """What a team's channel may hear: numbers of children and first names, or only how many."""

    COUNTS = "counts"
    REFERENCES = "references"
