"""What workflow tells about sharing with brothers and sisters on the same agenda; names here are for modals only."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["NO_OFFERS", "Fate", "Offer", "Offers", "Shared"]


class Fate(StrEnum):
    """What became, or would become, of an answer or action for one brother or sister; never stored.

    `WRITTEN` where nothing stood; `UPDATED` where it came from here before and nobody changed it since; `THERE`
    has the same words already; `KEPT` has other words, which stay; `NOT_ASKED` has a form that does not ask
    it; `CLOSED` has no record that can be written now.
    """

    WRITTEN = "written"
    UPDATED = "updated"
    THERE = "there"
    KEPT = "kept"
    NOT_ASKED = "not_asked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Offer:
    """Whom one answer or action can be shared with: `new` have nothing there, `again` what came from here.

    `kept` have words of their own. `came_from` is the one it was itself written for first, until somebody changes it.
    """

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    came_from: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody a tap writes for."""
        return (*self.new, *self.again)


@dataclass(frozen=True, slots=True)
class Offers:
    """What a step offers, by question and by action; `child` is whom the step is about."""

    child: str = ""
    answers: Mapping[str, Offer] | None = None
    actions: Mapping[str, Offer] | None = None

    def of_answer(self, question_id: str) -> Offer:
        """Return what is offered beside a question."""
        return (self.answers or {}).get(question_id, Offer())

    def of_action(self, action_id: str) -> Offer:
        """Return what is offered beside an action."""
        return (self.actions or {}).get(action_id, Offer())


NO_OFFERS = Offers()


@dataclass(frozen=True, slots=True)
class Shared:
    """What a tap did for each brother and sister on the agenda, by name; nothing where there was nothing to share."""

    fates: tuple[tuple[str, Fate], ...]

    def of(self, fate: Fate) -> tuple[str, ...]:
        """Return the names of those it became so for."""
        return tuple(name for name, one in self.fates if one is fate)
