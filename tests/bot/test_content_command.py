"""`python -m bot content`: what practice leads are told about their files."""

import shutil
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from models.content import load_library
from models.content.yaml_files import read_yaml
from models.vocabulary import RecordKind
from tests.conftest import CONTENT


@pytest.fixture(autouse=True)
def content(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A small copy of the content folder, which the settings name: the default policy with its forms."""
    folder = tmp_path / "ours"
    shutil.copytree(CONTENT / "prompts", folder / "prompts")
    policy = read_yaml(CONTENT / "policies" / "default.yml")
    forms = ["mosaic-casework", *policy["forms"].values(), *policy["group"].values()]
    for part, names in {"policies": ["default"], "forms": forms}.items():
        (folder / part).mkdir()
        for name in names:
            shutil.copy(CONTENT / part / f"{name}.yml", folder / part)
    for name in ("WORLD", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "POLICY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONTENT_FOLDER", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(monkeypatch, capsys)


class Run:
    """Runs a command as the shell would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str, code: int = 0) -> list[str]:
        """Return what it says: its answer, or its complaint where it ends with another code than 0."""
        self._monkeypatch.setattr(sys, "argv", ["bot", "content", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = self._capsys.readouterr()
        assert int(left.value.code or 0) == code, told
        assert (told.err if code == 0 else told.out) == ""
        return (told.out if code == 0 else told.err).splitlines()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# check


def test_the_projects_own_content_has_no_complaint_and_is_counted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENT_FOLDER", str(CONTENT))
    said = run("check")
    library = load_library(CONTENT)
    forms = library.forms.values()
    assert said[0].startswith(f"Forms: {len(forms)}, ")
    assert said[1] == f"Sections: {sum(len(form.sections) for form in forms)}."
    assert said[2] == f"Questions: {sum(len(form.questions) for form in forms)}."
    assert said[-2].startswith("Rows covered: ")
    assert " A4 to A11, " in said[-2]
    assert said[-1].startswith("Readings of unclear rows followed: ")
    assert " I19" in said[-1]


def test_prompts_of_forms_are_counted_with_those_under_them(run: Run, content: Path) -> None:
    def count() -> int:
        return int(next(line for line in run("check") if line.startswith("Prompts: ")).split()[1])

    before = count()
    under = "              - Why has there been progress, or none?\n"
    change(content / "forms" / "mosaic-casework.yml", under, under + "              - And why now?\n")
    assert count() == before + 1


def test_what_a_policy_leaves_to_the_default_is_named(run: Run, content: Path) -> None:
    policy = content / "policies" / "ours.yml"
    policy.write_text("id: ours\ntitle: Ours\nsource: our own\nchild:\n  usual_days: 42\n  source: our own\n")
    (line,) = [line for line in run("check") if line.startswith("  ours ")]
    assert line.startswith("  ours leaves to the default: child.shorter_days, ")
    assert "agenda" in line
    assert "usual_days" not in line.split("person")[0]


def test_each_complaint_names_file_key_and_why_and_no_file_hides_another(run: Run, content: Path) -> None:
    casework, brief, policy = (
        content / "forms" / "mosaic-casework.yml",
        content / "forms" / "mosaic-brief.yml",
        content / "policies" / "default.yml",
    )
    change(casework, "type: yes_no", "type: yes_or_no")
    change(brief, "number: 1", "number: one")
    change(policy, "usual_days: 56", "usual_days: 560")
    said = run("check", code=2)
    assert len(said) == 3
    (first,) = [line for line in said if line.startswith(f"{casework}: ")]
    assert "sections › outcomes › questions › formulation: type: “yes_or_no” is no type of question" in first
    (second,) = [line for line in said if line.startswith(f"{brief}: ")]
    assert second == f"{brief}: number: must be a whole number."
    (third,) = [line for line in said if line.startswith(f"{policy}: child › usual_days: ")]
    assert "366" in third


def test_a_policy_that_names_a_missing_form_is_a_complaint(run: Run, content: Path) -> None:
    change(content / "policies" / "default.yml", "  brief: mosaic-brief", "  brief: nobodys-brief")
    said = run("check", code=2)
    assert any("there is no form “nobodys-brief”" in line for line in said)


# new


def test_a_new_form_passes_the_check_as_it_is_and_can_be_named_by_a_policy(run: Run, content: Path) -> None:
    before = run("check")[0]
    said = run("new", "our-casework")
    path = content / "forms" / "our-casework.yml"
    assert said == [f"{path} is there. Change it, then: python -m bot content check; make preview FORM=our-casework"]
    assert run("check")[0] != before
    change(content / "policies" / "default.yml", "casework: default-casework", "casework: our-casework")
    assert load_library(content).policy.forms[RecordKind.CASEWORK] == "our-casework"
    assert path.read_text(encoding="utf-8").count("#") >= 8


@pytest.mark.parametrize("name", ["mosaic-casework", "moved-casework"])
def test_a_form_that_is_there_is_never_written_over(run: Run, content: Path, name: str) -> None:
    path = content / "forms" / "mosaic-casework.yml"
    change(path, "id: mosaic-casework", f"id: {name}")
    before = path.read_bytes()
    (said,) = run("new", name, code=2)
    assert said.startswith(f"{path}: this form is there already.")
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["Our-form", "2nd", "../outside", "a_b", "a" * 81])
def test_an_id_no_form_may_have_is_refused_and_nothing_is_written(run: Run, content: Path, name: str) -> None:
    before = sorted(content.rglob("*"))
    (said,) = run("new", name, code=2)
    assert "cannot be the id of a form" in said
    assert sorted(content.rglob("*")) == before


# diff


def second_number(content: Path, *changes: tuple[str, str]) -> Path:
    first = content / "forms" / "mosaic-casework.yml"
    second = first.with_name("mosaic-casework-2.yml")
    shutil.copy(first, second)
    change(second, "number: 1", "number: 2")
    for old, new in changes:
        change(second, old, new)
    return second


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "label: What should be different for this child?",
            "label: What do we want for this child?",
            (
                "“What should be different for this child?” (desired_outcomes) is reworded: "
                "“What do we want for this child?”."
            ),
        ),
        (
            "            label: Wider family",
            "            label: The wider family",
            "“Whose outcomes are they?” (whose_outcomes): the option “Wider family” now reads “The wider family”.",
        ),
        (
            "          - id: family\n            label: Wider family\n",
            "",
            "“Whose outcomes are they?” (whose_outcomes): the option “Wider family” is gone.",
        ),
        (
            "          - id: family\n",
            "          - id: friends\n            label: Friends\n          - id: family\n",
            "“Whose outcomes are they?” (whose_outcomes): the option “Friends” is new.",
        ),
        (
            "carry: never",
            "carry: editable",
            (
                "“How far have we come towards the outcomes?” (progress) now opens with the last answer, which may be "
                "changed; before, it always opened blank."
            ),
        ),
        (
            "      - id: formulation",
            "      - id: by_formulation",
            "The question “Were they reached through formulation?” (formulation) is gone.",
        ),
        (
            "      - id: formulation",
            "      - id: by_formulation",
            "The question “Were they reached through formulation?” (by_formulation) is new.",
        ),
        (
            (
                "        type: yes_no\n        label: Were they reached through formulation?\n"
                '        yes_label: "Yes, through formulation"\n        no_label: "No, in another way"\n'
            ),
            "        type: text\n        label: Were they reached through formulation?\n",
            (
                "“Were they reached through formulation?” (formulation) was of the type yes_no and is now text: "
                "what was answered before cannot be carried into it."
            ),
        ),
        (
            "title: Progress since last supervision",
            "title: Since last time",
            "The section “Progress since last supervision” is now called “Since last time”.",
        ),
        (
            "label: Why this step?",
            "label: Why?",
            "“What needs to happen next” (actions), column why: “Why this step?” is reworded: “Why?”.",
        ),
        (
            "        why_required: true\n",
            (
                "        why_required: true\n        class_label: Which kind?\n        class_required: true\n"
                "        classes:\n          - {id: family, label: With the family}\n"
                "          - {id: file, label: Putting the file right}\n"
            ),
            "“What needs to happen next” (actions): the class “With the family” is new.",
        ),
        (
            "        why_required: true\n",
            "        why_required: true\n        class_label: Which kind?\n",
            "“What needs to happen next” (actions): class_label changed.",
        ),
        (
            "carry: never",
            "carry: never\n        proposes: {what: Find out, why: Nobody knows.}",
            "“How far have we come towards the outcomes?” (progress): proposes changed.",
        ),
        (
            "help: A short summary of the outcomes in the child's plan.",
            "help: In a few words.",
            "“What should be different for this child?” (desired_outcomes): help changed.",
        ),
        (
            "title: Mosaic record of supervision\n",
            "title: Record of supervision\n",
            "The title was “Mosaic record of supervision” and is now “Record of supervision”.",
        ),
    ],
)
def test_a_change_is_told_in_one_sentence(run: Run, content: Path, old: str, new: str, sentence: str) -> None:
    second_number(content, (old, new))
    said = run("diff", "mosaic-casework-1", "mosaic-casework")
    assert said[0] == "From mosaic-casework number 1 to mosaic-casework number 2:"
    assert sentence in said[1:]


def test_two_numbers_that_ask_the_same_are_said_to(run: Run, content: Path) -> None:
    second_number(content)
    assert run("diff", "mosaic-casework-1", "mosaic-casework-2")[1:] == ["The two ask the same, in the same words."]


def test_a_question_that_moved_is_told_and_so_is_another_order(run: Run, content: Path) -> None:
    second = second_number(content)
    text = second.read_text(encoding="utf-8")
    outcomes, rest = text.split("  - id: progress\n    title", 1)
    progress, actions = rest.split("  - id: actions\n    title", 1)
    kept, formulation = outcomes.split("      - id: formulation", 1)
    swapped = (
        f"{kept}  - id: actions\n    title{actions.rstrip()}\n\n  - id: progress\n    title{progress.rstrip()}\n\n"
    )
    second.write_text(f"{swapped}      - id: formulation{formulation}", encoding="utf-8")
    assert run("diff", "mosaic-casework-1", "mosaic-casework-2")[1:] == [
        "The sections come in another order.",
        (
            "“Were they reached through formulation?” (formulation) moved from the section “Desired outcomes” "
            "to “Progress since last supervision”."
        ),
        "The questions come in another order.",
    ]


def test_a_file_outside_the_folder_is_compared_too(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "theirs.yml"
    shutil.copy(CONTENT / "forms" / "mosaic-casework.yml", other)
    change(other, "kinds: [casework]", "kinds: [casework, brief]")
    assert run("diff", "mosaic-casework", str(other))[1:] == ["It served casework and now serves casework and brief."]


@pytest.mark.parametrize("command", [("diff", "nobodys", "mosaic-brief"), ("diff", "mosaic-brief", "mosaic-brief-9")])
def test_a_form_nobody_has_is_refused_with_those_there_are(run: Run, content: Path, command: tuple[str, ...]) -> None:
    (said,) = run(*command, code=2)
    assert said.startswith("There is no form “")
    assert all(path.stem in said for path in (content / "forms").iterdir())


# preview


def test_a_preview_is_refused_outside_the_sandbox(run: Run) -> None:
    assert run("preview", "mosaic-brief", code=2) == [
        "A preview runs only in the sandbox. Start both with: make preview FORM=..."
    ]
