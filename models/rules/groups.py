"""What makes a group a group, and who from outside can be in it (source rows B29, D1)."""

from collections.abc import Sequence

from models.values.errors import Refusal
from models.values.supervision import AgendaPlan
from models.vocabulary import Format

__all__ = ["NAMES_LIMIT", "NAME_LENGTH", "check_group_plan", "check_outside", "check_somebody_else", "split_names"]

NAMES_LIMIT = 20
NAME_LENGTH = 80


def split_names(typed: str) -> tuple[str, ...]:
    """Return the names typed one a line: without blanks around and inside too many, each once, in their order."""
    names: dict[str, str] = {}
    for line in typed.splitlines():
        name = " ".join(line.split())
        if name:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def check_outside(names: Sequence[str]) -> None:
    """Pass the names of those who are not in the directory.

    Raises
    ------
    Refusal
        For too many, and for one that is no name by its length.
    """
    if len(names) > NAMES_LIMIT:
        raise Refusal(f"At most {NAMES_LIMIT} people from outside can be named here; you wrote {len(names)} lines.")
    too_long = [name for name in names if len(name) > NAME_LENGTH]
    if too_long:
        raise Refusal(f"A name has at most {NAME_LENGTH} letters. Write one name a line, and nothing about the person.")


def check_somebody_else(attendees: Sequence[str], outside: Sequence[str]) -> None:
    """Pass a meeting with somebody in it besides its supervisor and the presenter.

    Raises
    ------
    Refusal
        For a meeting of two.
    """
    if not attendees and not outside:
        raise Refusal(
            "A group needs somebody besides the two of you. Go back to choose colleagues, or name others here."
        )


def check_group_plan(plan: AgendaPlan) -> None:
    """Pass a group with somebody else in it, about a child, or a meeting of two with nobody else in it.

    Raises
    ------
    Refusal
        For what is neither.
    """
    if plan.met is not Format.GROUP:
        if plan.attendees or plan.outside:
            raise Refusal("Others can be there in a group only.")
        return
    check_outside(plan.outside)
    check_somebody_else(plan.attendees, plan.outside)
    if not plan.in_depth or plan.brief or plan.personal:
        raise Refusal("Choose the child, or children, this group is about.")
