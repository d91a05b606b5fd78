"""Who hears of a date: whom it falls to first, then who is there in their place, and later a service manager."""

from collections.abc import Iterator

from models.values.clocks import DueItem
from models.vocabulary import ClockKind, Role
from models.workflow.clocks.council import Council

__all__ = ["find_hearer", "find_line", "find_manager", "is_private"]

_ABOUT_A_PERSON = frozenset(
    {
        ClockKind.CONTRACT,
        ClockKind.OBSERVATION,
        ClockKind.ASYE_REVIEW,
        ClockKind.MENTORING,
        ClockKind.FILE_AUDIT,
        ClockKind.MONTHLY_AUDIT,
        ClockKind.SAMPLE_AUDIT,
        ClockKind.LEAVER_FILE,
    }
)


def is_private(item: DueItem) -> bool:
    """Say whether only the line may hear of it: a restricted child, or what is a person's own affair."""
    if item.clock is ClockKind.ACTION:
        return item.restricted or item.child_id is None
    if item.clock is ClockKind.PERSON:
        return not item.ordinary
    if item.clock is ClockKind.AGREEMENT and item.owner_id != item.person_id:
        return item.restricted or item.child_id is None
    return item.restricted or item.personal or item.clock in _ABOUT_A_PERSON


def find_line(item: DueItem, council: Council) -> set[str]:
    """Return the line above whom it is about; of what is about nobody that above whom it falls to.

    Of a child whom a colleague covers it is also the line above its own worker.
    """
    about = item.about or ((item.owner_id,) if item.owner_id is not None else ())
    return {senior for one in about for senior in council.above(one)}


def find_hearer(item: DueItem, council: Council) -> str | None:
    """Return who hears of it today, or nobody.

    That is whom it falls to. Of somebody on leave it is who covers for them, else who stands in for the
    supervisor of whom it is about, else the supervisor; of what is private only who is in the line above whom it
    is about. Of somebody who has left, or has no role any more, it is the next in the line. Where there is nobody
    in the line of who covers for a child's worker it is the worker's own. An answer nobody else can give waits for
    who was asked.
    """
    owner = item.owner_id
    if owner is None:
        return None
    if item.clock is ClockKind.AGREEMENT and owner == item.person_id:
        return owner if council.hears(owner) else None
    seen: set[str] = set()
    for person in (owner, *_above(item, council)):
        if council.hears(person):
            return person
        if council.is_here(person):
            for other in _in_place_of(person, item, council):
                if other not in seen and council.hears(other):
                    return other
        seen.add(person)
    return None


def find_manager(item: DueItem, council: Council) -> str | None:
    """Return the nearest service manager above whom it falls to; of one on leave who is there for them.

    Of what is private it is one in the line above whom it is about.
    """
    for person in _above(item, council):
        if council.members[person].role is Role.SERVICE_MANAGER:
            if council.hears(person):
                return person
            cover = council.cover_of(person)
            if cover is not None and not is_private(item):
                return cover
    return None


def _above(item: DueItem, council: Council) -> Iterator[str]:
    """Give the line above whom it falls to, the nearest first, then that of a worker whom a colleague covers.

    It may fall to somebody of another team: a mentor, the owner of an action, a supervisor of before. What is
    private is no business of the line above those, so it goes up from whom it is about.
    """
    owner, about = item.owner_id, item.person_id
    if owner is None:
        return
    outside = about is not None and is_private(item) and owner not in {about, *find_line(item, council)}
    yield from council.above(about if outside and about is not None else owner)
    if item.worker_id is not None and item.worker_id != about:
        yield from council.above(item.worker_id)


def _in_place_of(person_id: str, item: DueItem, council: Council) -> Iterator[str]:
    """Give who may be told in place of somebody on leave."""
    line = find_line(item, council)
    cover = council.cover_of(person_id)
    stand_in = None if item.person_id is None else council.stand_ins.get(item.person_id)
    for other in (cover, stand_in):
        if other is not None and (not is_private(item) or other in line):
            yield other
