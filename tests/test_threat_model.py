"""The threat model is kept true: each threat has its answer and a test, and each test it names is there."""

import re
from pathlib import Path

from tests.conftest import ROOT

MODEL = ROOT / "docs" / "threat-model.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def threats() -> dict[str, str]:
    """Return each threat's part of the document by its heading."""
    parts = re.split(r"^## ", MODEL.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.splitlines()[0]: part for part in parts if re.match(r"\d+\. ", part)}


def test_every_threat_the_issue_names_has_an_answer_and_a_test() -> None:
    named = threats()
    assert len(named) >= 16
    assert [name for name, words in named.items() if not _TEST.search(words)] == []
    assert [name for name, words in named.items() if "**Answer.**" not in words] == []


def test_every_test_that_is_named_is_there() -> None:
    gone = [
        f"{file}::{name}"
        for file, name in _TEST.findall(MODEL.read_text(encoding="utf-8"))
        if not re.search(rf"^(async )?def {name}\(", read(ROOT / file), flags=re.MULTILINE)
    ]
    assert gone == []


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
