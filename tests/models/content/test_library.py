"""Content that is wrong is refused with the file, the key and what to do."""

import shutil
from pathlib import Path

import pytest

from models.content import ContentError, load_library
from models.vocabulary import RecordKind
from tests.conftest import CONTENT

BRIEF = "forms/mosaic-brief.yml"
CASEWORK = "forms/mosaic-casework.yml"
POLICY = "policies/default.yml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the project's content that a test may spoil."""
    for folder in ("forms", "policies", "prompts"):
        shutil.copytree(CONTENT / folder, tmp_path / folder)
    return tmp_path


def change(content: Path, name: str, old: str, new: str) -> None:
    path = content / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaint(content: Path) -> str:
    with pytest.raises(ContentError) as raised:
        load_library(content)
    return raised.value.sentence


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (BRIEF, "title: Brief", "titel: Brief", "titel: unknown key"),
        (BRIEF, "title: Brief", "titel: Brief", "title: this key is needed"),
        (BRIEF, "  - id: brief", "  - id: brief\n    colour: red", "sections › brief › colour: unknown key"),
        (
            BRIEF,
            "label: Any worry",
            "lable: Any worry",
            "sections › brief › questions › worry › label: this key is needed",
        ),
        (
            BRIEF,
            "id: worry\n        type: text",
            "id: worry\n        type: essay",
            "questions › worry: type: “essay” is no type",
        ),
        (BRIEF, "id: worry\n        type: text", "id: worry", "questions › worry: the key “type” is needed"),
        (BRIEF, "id: worry", "id: progress", "questions: “progress” is there twice"),
        (BRIEF, "number: 1", "number: one", "number: must be a whole number"),
        (BRIEF, "kinds: [brief]", "kinds: brief", "kinds: must be a list"),
        (BRIEF, "kinds: [brief]", "kinds: [breif]", "kinds › 1: must be 'casework',"),
        (BRIEF, "required: true", "required: yes, sure", "required: must be true or false"),
        (
            BRIEF,
            "means: [progress, child_words]",
            "means: mood",
            "progress › means: must be 'outcomes', 'progress', 'child_words', 'own_frequency', 'agreed_with',",
        ),
        (BRIEF, "id: worry", "id: Worry 1", "Worry 1 › id: small letters and digits only"),
        (CASEWORK, "- id: parents", "- id: child", "whose_outcomes: options: two of them have the id “child”"),
        (POLICY, "brief: mosaic-brief", "brief: mosaic-bref", "forms › brief: there is no form “mosaic-bref”"),
        (
            POLICY,
            "brief: mosaic-brief",
            "brief: mosaic-casework",
            "forms › brief: the form “mosaic-casework” does not serve",
        ),
        (POLICY, "    group: Group\n", "", "labels: format: no wording for group"),
        (POLICY, "    group: Group", "    group: One to one", "labels: format: two entries have the same wording"),
        (POLICY, "shorter_days: 28", "shorter_days: 57", "child: shorter_days: must not be more than usual_days"),
        (POLICY, "    - in_proceedings", "    - restricted", "child: shorter_for: “restricted”"),
        (
            CASEWORK,
            "title: Desired outcomes",
            f"title: {'x' * 151}",
            "outcomes › title: must have at most 150 characters",
        ),
        (POLICY, "days: 28", "days: 0", "greater than or equal to 1"),
        (POLICY, "sweep_all_open_children: true", "sweep_all_open_children: some", "must be true or false"),
    ],
)
def test_a_mistake_is_refused_with_file_and_key(content: Path, name: str, old: str, new: str, says: str) -> None:
    change(content, name, old, new)
    sentence = complaint(content)
    assert str(content / name) in sentence
    assert says in sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: [unclosed", "line"),
        ("id: a\nid: b\n", "line 2: the key “id” is there twice"),
        ("? [a, b]\n: c\n", "a key must be a word"),
        ("just words", "expected a list of keys"),
        ("", "expected a list of keys"),
        ("title: a \x07 bell", "not readable as YAML"),
        ("id: !!python/name:os.system ''", "“!” is not used here"),
        ("id: !form x", "line 1: “!” is not used here"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "line 1: “&” and “*” are not used here"),
        ("id: *nobody", "“&” and “*” are not used here"),
        ("id: " + "[" * 100_000, "too many deep"),
        ("id: " + "{a: " * 50_000, "too many deep"),
        ("".join(f"{' ' * level}a:\n" for level in range(60)), "too many deep"),
        ("# " + "x" * 1_000_000, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_refused(content: Path, text: str, says: str) -> None:
    (content / BRIEF).write_text(text, encoding="utf-8")
    sentence = complaint(content)
    assert str(content / BRIEF) in sentence
    assert says in sentence


def test_a_file_in_another_encoding_is_refused(content: Path) -> None:
    (content / BRIEF).write_bytes("title: Café".encode("cp1252"))
    assert "Save it again as UTF-8" in complaint(content)


def test_a_byte_order_mark_does_no_harm(content: Path) -> None:
    path = content / BRIEF
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_library(content).form("mosaic-brief", 1).title == "Brief record of supervision"


def test_yes_no_and_dates_are_words(content: Path) -> None:
    change(content, CASEWORK, 'yes_label: "Yes, through formulation"', "yes_label: yes")
    change(content, CASEWORK, 'no_label: "No, in another way"', "no_label: 2026-01-01")
    question = load_library(content).form("mosaic-casework", 1).question("formulation")
    assert '"no_label":"2026-01-01"' in question.model_dump_json()
    assert '"yes_label":"yes"' in question.model_dump_json()


@pytest.mark.parametrize("folder", ["forms", "policies"])
def test_a_folder_without_files_is_an_error(content: Path, folder: str) -> None:
    shutil.rmtree(content / folder)
    assert f"{content / folder}: no files found" in complaint(content)
    (content / folder).mkdir()
    (content / folder / ".keep").touch()
    sentence = complaint(content)
    assert f"{content / folder}: no files found" in sentence
    assert "Copy forms, prompts and policies from `content/` first." in sentence


def test_a_file_that_would_be_overlooked_is_an_error(content: Path) -> None:
    (content / "forms/mosaic-brief-2.yaml").write_text("id: mosaic-brief", encoding="utf-8")
    assert "mosaic-brief-2.yaml: only files ending in .yml belong here" in complaint(content)


def test_a_file_is_named_after_what_is_in_it(content: Path) -> None:
    (content / BRIEF).rename(content / "forms/short.yml")
    assert "belongs in a file mosaic-brief-1.yml, or write `id: short` in it." in complaint(content)


def test_a_policy_is_named_after_what_is_in_it(content: Path) -> None:
    (content / POLICY).rename(content / "policies/ours.yml")
    assert "belongs in a file default.yml" in complaint(content)


def test_two_files_with_one_number_are_refused(content: Path) -> None:
    shutil.copy(content / BRIEF, content / "forms/mosaic-brief-1.yml")
    assert "has the number 1 of this form already" in complaint(content)


def test_new_records_answer_the_highest_number_and_the_old_one_is_still_there(content: Path) -> None:
    shutil.copy(content / BRIEF, content / "forms/mosaic-brief-2.yml")
    change(content, "forms/mosaic-brief-2.yml", "number: 1", "number: 2")
    library = load_library(content)
    assert library.form_for(RecordKind.BRIEF).number == 2
    assert library.form("mosaic-brief", 1).number == 1


def test_a_form_or_kind_nobody_wrote_is_one_sentence(content: Path) -> None:
    change(content, POLICY, "  contract: contract\n", "")
    library = load_library(content)
    with pytest.raises(ContentError, match="no form “mosaic-brief” with the number 7"):
        library.form("mosaic-brief", 7)
    with pytest.raises(ContentError, match="names no form for records of the kind contract"):
        library.form_for(RecordKind.CONTRACT)


def test_a_policy_nobody_wrote_is_one_sentence(content: Path) -> None:
    with pytest.raises(ContentError, match="there is no policy “ours”; known are bracknell-forest, "):
        load_library(content, "ours")


def test_a_mistake_in_a_policy_that_is_not_in_force_shows_at_once(content: Path) -> None:
    text = (content / POLICY).read_text(encoding="utf-8")
    spoilt = text.replace("id: default", "id: other").replace("brief: mosaic-brief", "brief: nowhere")
    (content / "policies/other.yml").write_text(spoilt, encoding="utf-8")
    assert f"{content / 'policies/other.yml'}: forms › brief: there is no form “nowhere”" in complaint(content)


def test_a_section_with_too_many_questions_is_refused_with_the_number_that_fits(content: Path) -> None:
    question = "".join(f"      - {{id: more_{n}, type: date, label: Day, source: our own}}\n" for n in range(4))
    change(content, BRIEF, "    questions:\n", f"    questions:\n{question}")
    assert "sections › brief › questions: at most 6 entries belong here" in complaint(content)


def test_a_file_with_many_mistakes_shows_the_first_ten(content: Path) -> None:
    path = content / BRIEF
    extra = "".join(f"key_{n}: 1\n" for n in range(12))
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    lines = complaint(content).splitlines()
    assert len(lines) == 11
    assert lines[-1] == f"{path}: and 2 more."
