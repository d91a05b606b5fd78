"""The prompt banks of a content folder, and whether the questions that name them can have them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from models.content.errors import ContentError
from models.content.reading import read_content
from models.content.yaml_files import find_files
from models.forms import Form, PromptBank

__all__ = ["check_banks", "read_banks"]


def read_banks(folder: Path) -> dict[str, PromptBank] | None:
    """Return every bank by its id, or None where the council has no such folder and offers no prompts.

    Raises
    ------
    ContentError
        When a file breaks a rule; the sentence names it.
    """
    if not folder.is_dir():
        return None
    banks: dict[str, PromptBank] = {}
    for path in find_files(folder):
        bank = read_content(path, PromptBank)
        if path.stem != bank.id:
            raise ContentError(f"{path}: id: a prompt bank “{bank.id}” belongs in a file {bank.id}.yml.")
        banks[bank.id] = bank
    return banks


def check_banks(forms: Mapping[Path, Form], banks: Mapping[str, PromptBank]) -> None:
    """Pass forms whose questions name only groups there are.

    Earlier numbers of a form are not looked at: they are frozen, and without a bank they only offer less.

    Raises
    ------
    ContentError
        When a group is missing; the sentence names the file and the key.
    """
    newest = {form.id: (path, form) for path, form in sorted(forms.items(), key=lambda file: file[1].number)}
    for path, form in sorted(newest.values(), key=lambda file: file[0]):
        for key, name in _named(form):
            bank_id, _, group = name.partition(".")
            if bank_id not in banks:
                raise ContentError(
                    f"{path}: {key}: there is no prompt bank “{bank_id}”; known are {', '.join(sorted(banks))}."
                )
            if name not in banks[bank_id].names:
                known = ", ".join(banks[bank_id].names)
                raise ContentError(f"{path}: {key}: the prompt bank has no group “{group}”; known are {known}.")


def _named(form: Form) -> Iterator[tuple[str, str]]:
    for section in form.sections:
        for question in section.questions:
            for name in question.banks:
                yield f"sections › {section.id} › questions › {question.id} › banks", name
