"""Samples as a table, and whether the bot is quick enough beside the bare app."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

__all__ = ["Row", "build_table", "line_up", "p95"]

MOST_AT_MEDIAN: Final = 2.0
MOST_AT_P95: Final = 3.0


@dataclass(frozen=True)
class Row:
    """One thing people wait for: milliseconds of the bot beside those of the bare app, taken in turn."""

    database: str
    what: str
    bot: Sequence[float]
    bare: Sequence[float]

    @property
    def at_median(self) -> float:
        """How many times as long as the bare app at the median."""
        return median(self.bot) / median(self.bare)

    @property
    def at_p95(self) -> float:
        """How many times as long as the bare app where one in twenty takes longer."""
        return p95(self.bot) / p95(self.bare)

    @property
    def quick(self) -> bool:
        """Whether both are within what people should bear."""
        return self.at_median <= MOST_AT_MEDIAN and self.at_p95 <= MOST_AT_P95


def p95(samples: Sequence[float]) -> float:
    """Return what nineteen in twenty do not exceed."""
    return quantiles(samples, n=20, method="inclusive")[-1]


def build_table(rows: Sequence[Row]) -> str:
    """Return the rows under headings, and what was asked for."""
    head = ("database", "from … to", "bot p50", "p95", "bare p50", "p95", "ratio p50", "p95", "")
    asked = f"At most {MOST_AT_MEDIAN:g} times the bare app at the median and {MOST_AT_P95:g} times at p95."
    samples = min((len(row.bot) for row in rows), default=0)
    return f"{line_up(head, [_cells(row) for row in rows])}\nMilliseconds, {samples} samples each. {asked}"


def _cells(row: Row) -> tuple[str, ...]:
    times = (median(row.bot), p95(row.bot), median(row.bare), p95(row.bare))
    return (
        row.database,
        row.what,
        *(f"{time:.1f}" for time in times),
        f"{row.at_median:.2f}",
        f"{row.at_p95:.2f}",
        "ok" if row.quick else "TOO SLOW",
    )


def line_up(head: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Return rows under a head, every column as wide as what is in it."""
    lines = [head, *cells]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    texts = [
        cell.ljust(width) if place < 2 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(texts).rstrip()
