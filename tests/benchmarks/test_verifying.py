"""The measurement of `verify`, on a small year: nothing is wrong in it, and what is changed is found."""

from pathlib import Path

from tests.benchmarks.verifying import build_verifying_table, measure_verifying


async def test_a_small_year_is_made_verified_and_tampered_with(tmp_path: Path) -> None:
    year = await measure_verifying("sqlite", f"sqlite:///{tmp_path / 'bot.db'}", records=30, days=10)
    assert year.found
    assert year.counts["records"] == 30
    assert year.counts["seals"] == 10
    assert year.counts["audit events"] == 180
    assert year.rows > 30 + 30 + 30 + 60 + 10 + 180
    assert "30" in build_verifying_table([year])
