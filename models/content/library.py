"""The content of a council, read and checked as a whole before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from models.content.banks import check_banks, read_banks
from models.content.errors import ContentError
from models.content.policies import DEFAULT_POLICY, check_policy, choose_policy, read_policies
from models.content.reading import read_content
from models.content.yaml_files import find_files
from models.forms import Form, Prompt, PromptBank, PromptGroup, QuestionPart
from models.policy import Policy
from models.vocabulary import Format, RecordKind

__all__ = ["FormKey", "Library", "load_library"]

FormKey = tuple[str, int]


@dataclass(frozen=True, slots=True, repr=False)  # who sees one in passing need not read hundreds of questions
class Library:
    """Every form and prompt bank on disk and the policy in force; `files` says which file each form came from."""

    forms: Mapping[FormKey, Form]
    policy: Policy
    files: Mapping[FormKey, Path]
    banks: Mapping[str, PromptBank] = field(default_factory=dict)

    def form(self, form_id: str, number: int) -> Form:
        """Return a form.

        Raises
        ------
        ContentError
            When no file has it; records in use read their form from its release instead.
        """
        try:
            return self.forms[form_id, number]
        except KeyError:
            raise ContentError(f"There is no form “{form_id}” with the number {number}.") from None

    def form_for(self, kind: RecordKind, met: Format = Format.ONE_TO_ONE) -> Form:
        """Return the form a new record of a kind answers: the highest number of the one the policy names.

        Where several practitioners met, the policy may name another one.

        Raises
        ------
        ContentError
            When the policy names none for that kind.
        """
        form_id = self.policy.form_id(kind, met)
        if form_id is None:
            raise ContentError(f"The policy “{self.policy.id}” names no form for records of the kind {kind}.")
        return self.form(form_id, max(number for each, number in self.forms if each == form_id))

    def groups_beside(self, question: QuestionPart) -> tuple[PromptGroup, ...]:
        """Return the groups of prompts offered beside a question, in its order.

        Those that are gone since its form was released are left out.
        """
        groups = {
            name: group for bank in self.banks.values() for name, group in zip(bank.names, bank.groups, strict=True)
        }
        return tuple(groups[name] for name in question.banks if name in groups)

    def prompts_beside(self, question: QuestionPart) -> tuple[Prompt, ...]:
        """Return the prompts of those groups, in their order."""
        return tuple(prompt for group in self.groups_beside(question) for prompt in group.prompts)


def load_library(folder: Path, policy: str = DEFAULT_POLICY) -> Library:
    """Read `forms/`, `policies/` and, where there is one, `prompts/` of a content folder, and check them together.

    Every file is read, also policies that are not in force, so that a mistake shows at once.

    Raises
    ------
    ContentError
        When a file is missing or breaks a rule; the sentence names it.
    """
    forms, files = _read_forms(folder / "forms")
    policies = read_policies(folder / "policies")
    for path, each in policies.items():
        check_policy(path, each, forms.values())
    banks = read_banks(folder / "prompts")
    if banks is not None:
        check_banks({files[key]: form for key, form in forms.items()}, banks)
    chosen = choose_policy(folder / "policies", policies.values(), policy)
    return Library(forms=forms, policy=chosen, files=files, banks=banks or {})


def _read_forms(folder: Path) -> tuple[dict[FormKey, Form], dict[FormKey, Path]]:
    forms: dict[FormKey, Form] = {}
    files: dict[FormKey, Path] = {}
    for path in find_files(folder):
        form = read_content(path, Form)
        if path.stem not in {form.id, f"{form.id}-{form.number}"}:
            raise ContentError(
                f"{path}: id: a form “{form.id}” belongs in a file {form.id}-{form.number}.yml,"
                f" or write `id: {path.stem}` in it."
            )
        if form.key in files:
            raise ContentError(
                f"{path}: number: {files[form.key].name} has the number {form.number} of this form already;"
                " give one of them another number."
            )
        forms[form.key] = form
        files[form.key] = path
    return forms, files
