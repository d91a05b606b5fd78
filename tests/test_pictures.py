"""The pictures that README and docs show are there, small, and none lies about unused."""

import re
from pathlib import Path

import pytest

from tests.browser.png import size_of

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "sandbox" / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
TAKEN = sorted((ROOT / "docs" / "pictures").glob("*.png"))
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
LIGHT_ENOUGH = 150_000


def shown() -> list[tuple[Path, str, str]]:
    """List each picture that a page shows: the page, what is said to those who cannot see it, the path."""
    found = [(page, match) for page in PAGES for match in PICTURE.finditer(page.read_text(encoding="utf-8"))]
    return [(page, match[1] or "", match[2] or match[3]) for page, match in found]


def test_every_picture_that_a_page_shows_exists() -> None:
    missing = [f"{page}: {path}" for page, _, path in shown() if not (page.parent / path).is_file()]
    assert shown()
    assert missing == []


def test_every_picture_in_markdown_is_described_in_words() -> None:
    assert [path for _, words, path in shown() if not words] == []


def test_every_picture_taken_is_shown_somewhere() -> None:
    used = {(page.parent / path).resolve() for page, _, path in shown()}
    assert [path.name for path in TAKEN if path.resolve() not in used] == []


@pytest.mark.parametrize("path", TAKEN, ids=lambda path: path.stem)
def test_a_picture_is_light_and_as_wide_as_what_it_shows(path: Path) -> None:
    width, height = size_of(path)
    assert path.stat().st_size < LIGHT_ENOUGH
    assert width == 380 if path.stem == "phone" else 1000 <= width <= 1280
    assert 700 <= height <= 1200
