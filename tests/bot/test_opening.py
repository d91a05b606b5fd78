"""A council's own folder and its own policy: settings alone, and no line of code."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.opening import open_parts
from bot.settings import CommandSettings
from models.content import ContentError
from models.values.errors import Refusal
from models.vocabulary import RecordKind, World
from models.workflow.parts import Parts
from tests.conftest import CONTENT, START
from tests.support.council import make_team
from tests.support.settings import fixed
from tests.support.writing import Writing

FORM = """
id: harbour-walk
number: 1
title: Harbour County supervision
kinds: [casework]
source: "our own: Harbour County"
sections:
  - id: tide
    title: Where the tide is
    questions:
      - id: hopes
        type: text
        label: What does this child hope for?
        source: "our own: Harbour County"
        carry: editable
        means: outcomes
      - id: tide
        type: scale
        label: How safe is it today?
        low: {at: 0, words: Storm}
        high: {at: 5, words: Calm}
        source: "our own: Harbour County"
  - id: next
    title: What next
    questions:
      - id: steps
        type: actions
        label: What happens next
        source: "our own: Harbour County"
        what: {label: "What?"}
        why: {label: "What for?"}
        how: {label: "How?"}
        when: {label: "When?"}
        who: {label: "Who?"}
        achieved: {label: "What came of it?"}
"""

POLICY = """
id: harbour
title: Harbour County
source: "our own: Harbour County"
child:
  usual_days: 35
  shorter_days: 14
  source: "our own: Harbour County"
forms:
  casework: harbour-walk
labels:
  source: "our own: Harbour County"
  kind:
    casework: Harbour record
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the sixth council keeps: a copy of the content, with a form and a policy of its own."""
    for name in ("forms", "policies"):
        shutil.copytree(CONTENT / name, tmp_path / "ours" / name)
    (tmp_path / "ours/forms/harbour-walk.yml").write_text(FORM, encoding="utf-8")
    (tmp_path / "ours/policies/harbour.yml").write_text(POLICY, encoding="utf-8")
    return tmp_path / "ours"


@asynccontextmanager
async def opened(tmp_path: Path, **given: Any) -> AsyncIterator[Parts]:
    """Open as a command would with those settings, always on the same database and key."""
    own = {"world": World.SANDBOX, "database_url": f"sqlite:///{tmp_path / 'bot.db'}", "key_file": tmp_path / "key"}
    async with open_parts(fixed(CommandSettings, **(own | given))) as (parts, _):
        yield parts


async def test_a_sixth_council_works_with_a_folder_and_two_settings(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path, content_folder=folder, policy="harbour") as parts:
        child, _ = await make_team(parts, START, last_discussed={"AB": 20, "CD": 40})
        writing = Writing(parts, START, "a" * 32)
        await writing.start(in_depth=(child,))
        step = await writing.see(child)
        await writing.write(child, "tide", {"hopes": "To swim again."})
        again = await writing.see(child, "tide")

    assert step.head.form.title == "Harbour County supervision"
    assert [field.question.label for field in step.fields] == [
        "What does this child hope for?",
        "How safe is it today?",
    ]
    assert "To swim again." in repr(again.fields[0])
    policy = parts.library.policy
    assert (policy.child.usual_days, policy.labels.kind[RecordKind.CASEWORK]) == (35, "Harbour record")
    assert {"person", "deadlines", "forms.brief", "child.coming_due_days"} <= set(policy.fallen_back)


async def test_a_record_begun_under_another_policy_keeps_its_form_and_the_next_answers_the_new_one(
    folder: Path, tmp_path: Path
) -> None:
    async with opened(tmp_path, content_folder=folder, policy="harbour") as parts:
        begun, untouched = await make_team(parts, START, last_discussed={"AB": 20, "CD": 40})
        writing = Writing(parts, START, "a" * 32)
        await writing.start(in_depth=(begun, untouched))
        await writing.write(begun, "tide", {"hopes": "To swim again."})

    # Another policy of another folder, which has never heard of the form.
    async with opened(tmp_path, content_folder=CONTENT, policy="mosaic") as parts:
        writing = Writing(parts, START, "a" * 32)
        kept, new = await writing.see(begun), await writing.see(untouched)

    assert kept.head.form.id == "harbour-walk"
    assert "To swim again." in repr(kept.fields[0])
    assert new.head.form.id == "mosaic-casework"


async def test_the_day_the_bot_watches_from_is_a_setting(tmp_path: Path) -> None:
    async with opened(tmp_path, content_folder=CONTENT, go_live=date(2026, 3, 2)) as parts:
        assert parts.options.go_live == date(2026, 3, 2)
    async with opened(tmp_path, content_folder=CONTENT) as parts:
        assert parts.options.go_live is None


async def test_a_policy_nobody_wrote_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as told:
        async with opened(tmp_path, content_folder=CONTENT, policy="atlantis"):
            pass
    assert told.value.sentence.startswith(f"{CONTENT / 'policies'}: there is no policy “atlantis”; known are ")
    assert told.value.sentence.endswith("The setting POLICY names the one in force.")
    assert len(told.value.sentence.splitlines()) == 1
    assert not (tmp_path / "bot.db").exists()


async def test_who_only_looks_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    given = {"world": World.SANDBOX, "database_url": f"sqlite:///{tmp_path / 'bot.db'}", "key_file": tmp_path / "key"}
    with pytest.raises(Refusal, match="no database there"):
        async with open_parts(fixed(CommandSettings, **given), existing=True):
            pass
    assert not (tmp_path / "bot.db").exists()
