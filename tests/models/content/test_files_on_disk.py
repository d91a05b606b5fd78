"""Every content file of the project is a test case."""

import re
from pathlib import Path

import pytest

from models.content import Library, load_library
from models.forms import Form
from models.policy import Policy
from models.vocabulary import CarryRule, Meaning, QuestionType, RecordKind
from tests.conftest import CONTENT

FORMS = sorted((CONTENT / "forms").iterdir())
POLICIES = sorted((CONTENT / "policies").iterdir())
BANKS = sorted((CONTENT / "prompts").iterdir())
LIBRARY = load_library(CONTENT)
ROWS = re.compile(r"^[A-EI]\d+(( to|,) [A-EI]\d+)*: \w+")


def form_in(path: Path) -> Form:
    return next(form for key, form in LIBRARY.forms.items() if LIBRARY.files[key] == path)


def test_there_are_files_on_disk() -> None:
    assert FORMS
    assert POLICIES
    assert BANKS


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_on_disk_is_read_and_survives_its_release(path: Path) -> None:
    form = form_in(path)
    assert Form.read(form.canonical()) == form


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_every_question_on_disk_says_which_row_it_comes_from(path: Path) -> None:
    form = form_in(path)
    for source in (form.source, *(question.source for question in form.questions)):
        assert ROWS.match(source), source


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.name)
def test_every_group_of_a_bank_on_disk_says_which_row_it_comes_from(path: Path) -> None:
    bank = LIBRARY.banks[path.stem]
    for source in (bank.source, *(group.source for group in bank.groups)):
        assert ROWS.match(source), source


def test_every_group_of_the_banks_is_beside_some_question() -> None:
    offered = {name for form in LIBRARY.forms.values() for question in form.questions for name in question.banks}
    assert {name for bank in LIBRARY.banks.values() for name in bank.names} == offered


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_every_policy_on_disk_can_be_the_one_in_force(path: Path) -> None:
    assert load_library(CONTENT, path.stem).policy.id == path.stem


def test_the_default_policy_keeps_the_intervals_of_its_sources(library: Library) -> None:
    policy: Policy = library.policy
    assert (policy.child.usual_days, policy.child.shorter_days) == (56, 28)
    assert policy.agenda.sweep_all_open_children


@pytest.mark.parametrize("kind", [RecordKind.CASEWORK, RecordKind.BRIEF])
def test_each_kind_of_record_has_a_form_with_one_action_table(library: Library, kind: RecordKind) -> None:
    form = library.form_for(kind)
    assert [question.type for question in form.questions].count(QuestionType.ACTIONS) == 1


def test_progress_is_never_carried_and_outcomes_are(library: Library) -> None:
    casework = library.form_for(RecordKind.CASEWORK)
    progress, outcomes = casework.meaning(Meaning.PROGRESS), casework.meaning(Meaning.OUTCOMES)
    assert progress is not None
    assert outcomes is not None
    assert progress.carry is CarryRule.NEVER
    assert {question.carry for question in casework.section("outcomes").questions} == {CarryRule.EDITABLE}
    assert outcomes in casework.section("outcomes").questions


def test_the_progress_section_shows_the_six_prompts_and_the_four_under_one(library: Library) -> None:
    progress = library.form_for(RecordKind.CASEWORK).question("progress")
    assert len(progress.prompts) == 6
    assert [len(prompt.under) for prompt in progress.prompts if prompt.under] == [4]
    assert progress.first_help is not None
