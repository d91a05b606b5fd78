"""Who sent a record, who answered how, and when it was filed: read from the chain, and from nothing that can change.

So "sent by", "filed within 5 working days" and "copied within 10" (source rows E9, B37) say the same in a screen, in a
report and to an auditor, also after the text has gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from models.rules.integrity import BOUND_LATER, check_code, read_stamp
from models.rules.working_days import working_days_between
from models.values.bundle import Evidence, EvidenceLink, EvidenceVersion
from models.values.call import LONDON
from models.vocabulary import ActKind, LinkKind, Nation

__all__ = ["Milestone", "read_milestones"]

_WHAT = {
    LinkKind.SENT: "sent",
    LinkKind.LEFT: "closed without an answer",
    LinkKind.FILED: "filed",
    LinkKind.PURGED: "text let go",
    LinkKind.ERASED: "erased",
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing that happened to a record: `about` says to which version, `act` how somebody answered.

    `working_days` counts those after the day it was held, up to that day; only where it was sent or filed.
    `bound_later` is when the chain took it down, where that was long after: it proves it only from then on.
    """

    about: str
    what: str
    person_id: str
    at: datetime
    act: ActKind | None = None
    working_days: int | None = None
    code: str = ""
    bound_later: datetime | None = None


def read_milestones(evidence: Evidence, nation: Nation = Nation.ENGLAND) -> Iterator[Milestone]:
    """Yield everything the chain tells, in its order; what cannot be read is left out, for `verify` says so."""
    by_hash = {version.hash: version for version in evidence.versions}
    for link in evidence.chain:
        try:
            yield _read(link, by_hash.get(link.facts.get("version", "")), nation)
        except (KeyError, ValueError):
            continue


def _read(link: EvidenceLink, version: EvidenceVersion | None, nation: Nation) -> Milestone:
    facts = {} if version is None else version.facts
    at = read_stamp(link.at)
    act = ActKind(link.facts["kind"]) if link.kind is LinkKind.ACT else None
    counts = version is not None and link.kind in {LinkKind.SENT, LinkKind.FILED}
    person = facts.get("sent_by", "") if link.kind is LinkKind.SENT else link.facts.get("person", "")
    return Milestone(
        about="the record" if version is None else _about(facts),
        what="outcome filed" if "outcome" in link.facts else _WHAT.get(link.kind, ""),
        person_id=person or link.facts.get("by", ""),
        at=at,
        act=act,
        working_days=_days(facts["held_on"], at, nation) if counts else None,
        code=check_code(version.hash) if version is not None and link.kind is LinkKind.SENT else "",
        bound_later=read_stamp(link.facts[BOUND_LATER]) if BOUND_LATER in link.facts else None,
    )


def _about(facts: dict[str, str]) -> str:
    addendum, number = facts.get("addendum", "0"), facts.get("number", "?")
    return f"version {number}" if addendum == "0" else f"addendum {addendum}, version {number}"


def _days(held_on: str, at: datetime, nation: Nation) -> int:
    return working_days_between(date.fromisoformat(held_on), at.astimezone(LONDON).date(), nation)
