"""The arrows between the folders are a check that fails: planted wrong arrows are found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ("bot", "handlers", "models", "sandbox")

PLANTS = (
    ("models/sealing.py", "import handlers.desk", "Three rings: bot, handlers, models"),
    ("models/rules/clocks/children.py", "import models.tables", "Inside models"),
    ("models/outbox/promises.py", "import slack_sdk", "models knows nothing of Slack, HTTP or schedules"),
    ("models/values/call.py", "import asyncio", "Rules and words are pure"),
    ("handlers/card.py", "import models.tables", "Handlers never meet a row"),
    ("handlers/blocks/card.py", "import models.workflow.card", "Blocks are built from values"),
    ("sandbox/clock.py", "import models.values.call", "The sandbox imports nothing of the product"),
    ("bot/clock.py", "import sandbox.clock", "The product imports nothing of the sandbox"),
)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the check prints about a copy of the house with every one of the arrows planted."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for folder in HOUSE:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "static"))
    for file, line, _ in PLANTS:
        place = copy / file
        place.write_text(place.read_text() + f"\n{line}\n")
    check = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(check, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603 -- our own tool
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize(("file", "line", "contract"), PLANTS, ids=[plant[2] for plant in PLANTS])
def test_a_wrong_arrow_breaks_its_contract(broken: str, file: str, line: str, contract: str) -> None:
    assert f"{contract} BROKEN" in broken
    imported = line.removeprefix("import ")
    importer = file.removesuffix(".py").replace("/", ".")
    assert f"{importer} -> {imported}" in broken
