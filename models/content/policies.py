"""The policies of a content folder: each is its own file, on top of the default."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from models.content.errors import ContentError
from models.content.reading import check_content
from models.content.yaml_files import find_files, read_yaml
from models.forms import Form
from models.policy import Policy, fall_back
from models.vocabulary import RecordKind

__all__ = ["DEFAULT_POLICY", "check_policy", "choose_policy", "read_policies"]

DEFAULT_POLICY = "default"
"""The policy the others fall back to, and the one in force where none is named."""


def read_policies(folder: Path) -> dict[Path, Policy]:
    """Return each policy file as it applies, with the default's keys where it has none of its own.

    Raises
    ------
    ContentError
        When a file breaks a rule; the default comes first, for a mistake in it is not the others'.
    """
    files = {path: read_yaml(path) for path in find_files(folder)}
    for path, data in files.items():
        _check_name(path, data.get("id"))
    default = next((data for path, data in files.items() if path.stem == DEFAULT_POLICY), {})
    policies: dict[Path, Policy] = {}
    for path, data in sorted(files.items(), key=lambda file: file[0].stem != DEFAULT_POLICY):
        whole, fallen_back = fall_back(data, default)
        policies[path] = check_content(path, whole, Policy).with_fallen_back(fallen_back)
    return policies


def _check_name(path: Path, policy_id: object) -> None:
    """Pass a file named after its policy: one that is not might be the default the others look for."""
    if isinstance(policy_id, str) and path.stem != policy_id:
        raise ContentError(f"{path}: id: a policy “{policy_id}” belongs in a file {policy_id}.yml.")


def check_policy(path: Path, policy: Policy, forms: Iterable[Form]) -> None:
    """Pass a policy whose forms are there and serve the kinds of record it names them for.

    Raises
    ------
    ContentError
        When one is not; the sentence names the file and the key.
    """
    newest = {form.id: form for form in sorted(forms, key=lambda form: form.number)}
    _check_forms(path, "forms", policy.forms, newest)
    for kind in policy.group:
        if kind is not RecordKind.CASEWORK:
            raise ContentError(f"{path}: group › {kind}: a group answers a form for casework only; take this key out.")
    _check_forms(path, "group", policy.group, newest)


def _check_forms(path: Path, key: str, named: Mapping[RecordKind, str], newest: Mapping[str, Form]) -> None:
    for kind, form_id in named.items():
        if form_id not in newest:
            raise ContentError(f"{path}: {key} › {kind}: there is no form “{form_id}”.")
        if kind not in newest[form_id].kinds:
            raise ContentError(
                f"{path}: {key} › {kind}: the form “{form_id}” does not serve this kind; add it to its kinds."
            )


def choose_policy(folder: Path, policies: Iterable[Policy], policy_id: str) -> Policy:
    """Return the policy in force.

    Raises
    ------
    ContentError
        When no file has it; the sentence names those there are.
    """
    known = {each.id: each for each in policies}
    if policy_id not in known:
        raise ContentError(
            f"{folder}: there is no policy “{policy_id}”; known are {', '.join(sorted(known))}."
            " The setting POLICY names the one in force."
        )
    return known[policy_id]
