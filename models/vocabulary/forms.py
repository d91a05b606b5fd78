"""Words a form is written in."""

from enum import StrEnum


class QuestionType(StrEnum):
    """The kinds of question code knows; content gives the questions."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    DATE = "date"
    YES_NO = "yes_no"
    EVIDENCE = "evidence"
    GRID = "grid"
    ACTIONS = "actions"


class CarryRule(StrEnum):
    """What the next record of the same child opens with (source rows A2 to A5)."""

    NEVER = "never"
    EDITABLE = "editable"
    LOCKED = "locked"


class Sharing(StrEnum):
    """Whether an answer belongs to one child alone or may be shared with brothers and sisters."""

    OWN = "own"
    SHARED = "shared"


class Meaning(StrEnum):
    """The only way code may look for a particular answer."""

    OUTCOMES = "outcomes"
    PROGRESS = "progress"
    CHILD_WORDS = "child_words"
    OWN_FREQUENCY = "own_frequency"
    AGREED_WITH = "agreed_with"
    DECISION = "decision"
    REASON = "reason"
    SAFETY = "safety"


class EvidenceBasis(StrEnum):
    """How something written down is known (source row D5)."""

    OBSERVED = "observed"
    REPORTED = "reported"
    IMPRESSION = "impression"
