"""Blocks and lines compared with files a reader can look at; REFRESH_GOLDEN=1 writes them anew."""

import json
import os
from typing import Any

from tests.conftest import ROOT

__all__ = ["check_golden", "check_golden_text"]

DATA = ROOT / "tests" / "data"


def check_golden(name: str, built: Any) -> None:
    """Fail when the JSON differs from `tests/data/blocks/<name>.json`, or when there is no such file."""
    check_golden_text(f"blocks/{name}.json", json.dumps(built, ensure_ascii=False, indent=2) + "\n")


def check_golden_text(name: str, text: str) -> None:
    """Fail when the text differs from `tests/data/<name>`, or when there is no such file."""
    path = DATA / name
    if os.environ.get("REFRESH_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path} differs; look, then refresh with REFRESH_GOLDEN=1"
