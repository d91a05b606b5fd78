"""What one viewer may see of what is due, and the proof of one date."""

from models.values.call import Call
from models.values.clocks import DueList, Explained, Subjects
from models.vocabulary import ClockKind
from models.workflow.parts import Parts

__all__ = ["read_due", "read_subjects", "read_why"]


async def read_due(parts: Parts, call: Call, scope: str = "mine") -> DueList:
    """Return what is due, most urgent first: `mine`, `team:ID`, or `all` of the viewer's line."""
    raise NotImplementedError


async def read_why(parts: Parts, call: Call, *, clock: ClockKind, subject_id: str) -> Explained:
    """Return why something is due when it is.

    Raises
    ------
    Missing
        When there is no such date, or the viewer has no tie to whom it is about.
    """
    raise NotImplementedError


async def read_subjects(parts: Parts, call: Call) -> Subjects:
    """Return of whom and of which children the viewer may ask why."""
    raise NotImplementedError
