"""`python -m bot simulate`: who would hear what and when, line by line."""

import sys
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.simulation import simulate_weeks
from tests.conftest import ROOT
from tests.support.golden import check_golden_text

SATURDAY = 5
WEEK = ("--from", "2026-03-09", "--weeks", "1", "--policy", "dorset")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No database and no key: only where the content is."""
    for name in ("DATABASE_URL", "KEY", "KEY_FILE", "CLOCK_FILE", "POLICY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WORLD", "sandbox")
    monkeypatch.setenv("CONTENT_FOLDER", str(ROOT / "content"))
    monkeypatch.chdir(tmp_path)


def simulate(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bot", "simulate", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_a_week_comes_out_line_by_line_and_each_time_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert simulate(monkeypatch, *WEEK) == 0
    first = capsys.readouterr().out
    check_golden_text("simulate/dorset-week.tsv", first)

    assert simulate(monkeypatch, *WEEK) == 0
    assert capsys.readouterr().out == first
    assert list(tmp_path.iterdir()) == [], "nothing is left behind where it was run"


def test_no_line_is_of_a_weekend_and_each_has_six_columns() -> None:
    lines = (ROOT / "tests" / "data" / "simulate" / "dorset-week.tsv").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        day, time, kind, audience, subject, why = line.split("\t")
        assert date.fromisoformat(day).weekday() < SATURDAY
        assert time in {"08:30", "09:00"}
        assert all((kind, audience, subject, why))


async def test_after_the_clocks_changed_the_teams_go_on_hearing_at_the_same_time_of_day() -> None:
    lines = simulate_weeks(ROOT / "content", "dorset", date(2026, 3, 27), 1)
    heard = {(line.at.date(), f"{line.at:%H:%M}") async for line in lines if line.audience.startswith("team ")}
    assert {(date(2026, 3, 27), "09:00"), (date(2026, 3, 30), "09:00"), (date(2026, 3, 31), "09:00")} <= heard


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "2026-02-30"), "--from: “2026-02-30” is no date; write it as 2026-03-02."),
        (("--from", "9 March"), "--from: “9 March” is no date; write it as 2026-03-02."),
        (("--from", "2026-03-09", "--weeks", "0"), "--weeks: “0” is no number of weeks from 1 to 60."),
        (("--from", "2026-03-09", "--weeks", "61"), "--weeks: “61” is no number of weeks from 1 to 60."),
        (("--from", "2026-03-09", "--weeks", "two"), "--weeks: “two” is no number of weeks from 1 to 60."),
        (("--from", "2026-03-09", "--policy", "nowhere"), "there is no policy “nowhere”"),
        (("--from", "2020-01-06"), "The example council cannot begin on 2020-01-06: "),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert simulate(monkeypatch, *words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1
