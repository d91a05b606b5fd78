"""What an interval counts from: the latest that is known, else a beginning."""

from datetime import date

from models.values.due import CountedFrom

__all__ = ["SINCE_GO_LIVE", "find_start"]

SINCE_GO_LIVE = "; none is known from before, so it counts from the day the bot began here"


def find_start(
    held_on: date | None,
    mentioned_on: date | None,
    elsewhere_on: date | None,
    told_on: date | None,
    *,
    began_as: CountedFrom,
    began_on: date,
    go_live_on: date | None,
) -> tuple[CountedFrom, date]:
    """Return the latest day that is known, else the beginning, or for what began before it the go-live date.

    Of two that are equal the one named first is the better proof. What lies before the beginning belongs to
    an earlier time and counts for nothing: a child that was opened again, a person who came back.
    """
    # Told once for each of many thousand children: comparisons, and nothing built on the way.
    counted_from, latest = CountedFrom.SUPERVISION, held_on
    if mentioned_on is not None and (latest is None or mentioned_on > latest):
        counted_from, latest = CountedFrom.MENTION, mentioned_on
    if elsewhere_on is not None and (latest is None or elsewhere_on > latest):
        counted_from, latest = CountedFrom.ELSEWHERE, elsewhere_on
    if told_on is not None and (latest is None or told_on > latest):
        counted_from, latest = CountedFrom.DIRECTORY, told_on
    if latest is not None and latest >= began_on:
        return counted_from, latest
    if go_live_on is not None and began_on < go_live_on:
        return CountedFrom.GO_LIVE, go_live_on
    return began_as, began_on
