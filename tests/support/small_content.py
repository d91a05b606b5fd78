"""A small made-up content folder: a form for a child in depth, a brief one, a personal one and an agreement.

What the council's own forms ask is not the matter of tests about a meeting's personal part, so
these hold one question of each carry rule, and the same meanings and ids in all of them: what
could cross from one record to another would.
"""

from pathlib import Path
from typing import Any

import yaml

from models.content import Library, load_library
from tests.conftest import CONTENT

__all__ = ["small_library", "write_small_content"]

_COLUMNS = {
    "what": "What needs to happen?",
    "why": "Why?",
    "how": "How?",
    "when": "By when?",
    "who": "Who does it?",
    "achieved": "What came of it?",
}


def write_small_content(folder: Path, *, personal: bool = True) -> Path:
    """Write the folder and return it; without `personal` the policy names no form of that kind."""
    forms, policies = folder / "forms", folder / "policies"
    for each in (forms, policies):
        each.mkdir(parents=True, exist_ok=True)
    kinds = {"casework": "talk", "brief": "line", "personal": "person", "contract": "terms"}
    for kind, form_id in kinds.items():
        (forms / f"{form_id}.yml").write_text(yaml.safe_dump(_form(form_id, kind), sort_keys=False))
    policy = yaml.safe_load((CONTENT / "policies" / "default.yml").read_text())
    policy["forms"] = {kind: form_id for kind, form_id in kinds.items() if personal or kind != "personal"}
    policy.pop("group", None)
    (policies / "default.yml").write_text(yaml.safe_dump(policy, sort_keys=False))
    return folder


def small_library(folder: Path, *, personal: bool = True) -> Library:
    """Return the library of such a folder."""
    return load_library(write_small_content(folder, personal=personal))


def _form(form_id: str, kind: str) -> dict[str, Any]:
    """Return a form that asks the same of everybody, so that only the subject tells records apart."""
    return {
        "id": form_id,
        "number": 1,
        "title": f"The {kind} form",
        "kinds": [kind],
        "source": "our own",
        "sections": [
            {
                "id": "talk",
                "title": "What was said",
                "questions": [
                    _text("standing", f"What stands from before? ({kind})", "outcomes", carry="editable"),
                    _text("fresh", f"What is new? ({kind})", "progress", carry="never", required=True),
                ],
            },
            {
                "id": "actions",
                "title": "What was agreed",
                "questions": [
                    {
                        "id": "actions",
                        "type": "actions",
                        "label": "Actions",
                        "source": "our own",
                        **{column: {"label": label} for column, label in _COLUMNS.items()},
                    }
                ],
            },
        ],
    }


def _text(name: str, label: str, means: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "type": "text", "label": label, "source": "our own", "means": means, **keys}
