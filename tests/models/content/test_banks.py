"""Prompt banks are read with the forms, and a question can only name a group there is."""

import shutil
from pathlib import Path

import pytest

from models.content import ContentError, Library, load_library
from tests.conftest import CONTENT

BRIEF = "forms/mosaic-brief.yml"
BANK = """\
id: our-own
title: Our own
source: our own
groups:
  - id: start
    title: To begin with
    source: our own
    prompts:
      - What is on your mind?
      - ask: How was the week?
        under: [At work, At home]
  - id: finish
    title: To end with
    source: our own
    prompts: ["What do you take with you?"]
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the Mosaic forms, a policy that names them, and one prompt bank."""
    for folder in ("forms", "policies", "prompts"):
        (tmp_path / folder).mkdir()
    for form in ("mosaic-brief", "mosaic-casework"):
        shutil.copy(CONTENT / f"forms/{form}.yml", tmp_path / "forms")
    policy = (CONTENT / "policies/default.yml").read_text(encoding="utf-8")
    head, _, rest = policy.partition("\nforms:\n")
    tail = rest[rest.index("\nlabels:") :] if "\nlabels:" in rest else ""
    forms = "\nforms:\n  casework: mosaic-casework\n  brief: mosaic-brief\n"
    (tmp_path / "policies/default.yml").write_text(head + forms + tail, encoding="utf-8")
    (tmp_path / "prompts/our-own.yml").write_text(BANK, encoding="utf-8")
    return tmp_path


def name_banks(content: Path, banks: str) -> None:
    """Let the first question of the brief form name groups."""
    path = content / BRIEF
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("        type: text\n", f"        type: text\n        banks: {banks}\n", 1), "utf-8")


def complaint(content: Path) -> str:
    with pytest.raises(ContentError) as raised:
        load_library(content)
    return raised.value.sentence


def beside(library: Library) -> list[str]:
    """Return the titles of the groups beside the first question of the brief form."""
    return [group.title for group in library.groups_beside(library.form("mosaic-brief", 1).questions[0])]


def test_a_question_has_the_groups_it_names_beside_it_in_its_order(content: Path) -> None:
    name_banks(content, "[our-own.finish, our-own.start]")
    library = load_library(content)
    assert beside(library) == ["To end with", "To begin with"]
    assert set(library.banks) == {"our-own"}


def test_a_question_that_names_none_has_none_beside_it(content: Path) -> None:
    assert beside(load_library(content)) == []


@pytest.mark.parametrize(
    ("banks", "says"),
    [
        ("theirs.start", "there is no prompt bank “theirs”; known are our-own."),
        ("our-own.middle", "the prompt bank has no group “middle”; known are our-own.start, our-own.finish."),
        ("our-own", "“our-own” must be a bank and one of its groups, such as kolb.experience."),
    ],
)
def test_a_group_that_is_not_there_is_refused_with_file_and_key(content: Path, banks: str, says: str) -> None:
    name_banks(content, banks)
    assert f"{content / BRIEF}: sections › brief › questions › progress › banks: {says}" == complaint(content)


def test_an_earlier_number_of_a_form_offers_less_when_its_bank_is_gone(content: Path) -> None:
    shutil.copy(content / BRIEF, content / "forms/mosaic-brief-2.yml")
    second = content / "forms/mosaic-brief-2.yml"
    second.write_text(second.read_text(encoding="utf-8").replace("number: 1", "number: 2", 1), encoding="utf-8")
    name_banks(content, "[gone.start, our-own.start]")
    assert beside(load_library(content)) == ["To begin with"]


def test_without_a_folder_of_prompts_nothing_is_offered_and_nothing_is_refused(content: Path) -> None:
    name_banks(content, "our-own.start")
    shutil.rmtree(content / "prompts")
    library = load_library(content)
    assert (library.banks, beside(library)) == ({}, [])


def test_a_mistake_in_a_bank_is_refused_with_file_and_key(content: Path) -> None:
    path = content / "prompts/our-own.yml"
    path.write_text(BANK.replace("title: To end with", "titel: To end with"), encoding="utf-8")
    assert f"{path}: groups › finish › titel: unknown key." in complaint(content)


def test_a_bank_is_named_after_what_is_in_it(content: Path) -> None:
    (content / "prompts/our-own.yml").rename(content / "prompts/ours.yml")
    assert "ours.yml: id: a prompt bank “our-own” belongs in a file our-own.yml." in complaint(content)
