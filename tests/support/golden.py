"""Blocks compared with files a reader can look at; REFRESH_GOLDEN=1 writes them anew."""

import json
import os
from typing import Any

from tests.conftest import ROOT

__all__ = ["check_golden"]

FOLDER = ROOT / "tests" / "data" / "blocks"


def check_golden(name: str, built: Any) -> None:
    """Fail when the JSON differs from `tests/data/blocks/<name>.json`, or when there is no such file."""
    path = FOLDER / f"{name}.json"
    text = json.dumps(built, ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("REFRESH_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path} differs; look, then refresh with REFRESH_GOLDEN=1"
