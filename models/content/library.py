"""The content of a council, read and checked as a whole before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.content.errors import ContentError
from models.content.reading import read_content
from models.content.yaml_files import find_files
from models.forms import Form
from models.policy import Policy
from models.vocabulary import RecordKind

__all__ = ["FormKey", "Library", "load_library"]

FormKey = tuple[str, int]
DEFAULT_POLICY = "default"


@dataclass(frozen=True, slots=True)
class Library:
    """Every form on disk and the policy in force; `files` says which file each form came from."""

    forms: Mapping[FormKey, Form]
    policy: Policy
    files: Mapping[FormKey, Path]

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

    def form_for(self, kind: RecordKind) -> Form:
        """Return the form a new record of a kind answers: the highest number of the one the policy names.

        Raises
        ------
        ContentError
            When the policy names none for that kind.
        """
        form_id = self.policy.forms.get(kind)
        if form_id is None:
            raise ContentError(f"The policy “{self.policy.id}” names no form for records of the kind {kind}.")
        return self.form(form_id, max(number for each, number in self.forms if each == form_id))


def load_library(folder: Path, policy: str = DEFAULT_POLICY) -> Library:
    """Read `forms/` and `policies/` of a content folder and check them against each other.

    Every file is read, also policies that are not in force, so that a mistake shows at once.

    Raises
    ------
    ContentError
        When a file is missing or breaks a rule; the sentence names it.
    """
    forms, files = _read_forms(folder / "forms")
    policies = _read_policies(folder / "policies")
    for path, each in policies.items():
        _check_policy(path, each, forms)
    chosen = next((each for each in policies.values() if each.id == policy), None)
    if chosen is None:
        known = ", ".join(sorted(each.id for each in policies.values()))
        raise ContentError(f"{folder / 'policies'}: there is no policy “{policy}”; known are {known}.")
    return Library(forms=forms, policy=chosen, files=files)


def _read_forms(folder: Path) -> tuple[dict[FormKey, Form], dict[FormKey, Path]]:
    forms: dict[FormKey, Form] = {}
    files: dict[FormKey, Path] = {}
    for path in find_files(folder):
        form = read_content(path, Form)
        if path.stem not in {form.id, f"{form.id}-{form.number}"}:
            raise ContentError(f"{path}: id: a form “{form.id}” belongs in a file {form.id}-{form.number}.yml.")
        if form.key in files:
            raise ContentError(
                f"{path}: number: {files[form.key].name} has the number {form.number} of this form already;"
                " give one of them another number."
            )
        forms[form.key] = form
        files[form.key] = path
    return forms, files


def _read_policies(folder: Path) -> dict[Path, Policy]:
    policies: dict[Path, Policy] = {}
    for path in find_files(folder):
        policy = read_content(path, Policy)
        if path.stem != policy.id:
            raise ContentError(f"{path}: id: a policy “{policy.id}” belongs in a file {policy.id}.yml.")
        policies[path] = policy
    return policies


def _check_policy(path: Path, policy: Policy, forms: Mapping[FormKey, Form]) -> None:
    for kind, form_id in policy.forms.items():
        named = [form for form in forms.values() if form.id == form_id]
        if not named:
            raise ContentError(f"{path}: forms › {kind}: there is no form “{form_id}”.")
        newest = max(named, key=lambda form: form.number)
        if kind not in newest.kinds:
            raise ContentError(
                f"{path}: forms › {kind}: the form “{form_id}” does not serve this kind; add it to its kinds."
            )
