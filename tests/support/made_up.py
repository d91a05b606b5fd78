"""A short form with what only some councils ask: evidence, a grid, a text that may be left out, prompts of a bank."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from models.content import Library
from models.forms import Form, PromptBank
from models.vocabulary import RecordKind
from models.workflow.parts import Parts

__all__ = ["ASKS", "BANK", "made_up_form", "with_made_up"]

ASKS = [f"What did you notice, part {number}?" for number in range(1, 8)]

BANK = PromptBank.model_validate(
    {
        "id": "noticing",
        "title": "Noticing",
        "source": "our own",
        "groups": [
            {"id": "first", "title": "First", "source": "our own", "prompts": ASKS[:4]},
            {"id": "then", "title": "Then", "source": "our own", "prompts": ASKS[4:]},
        ],
    }
)


def made_up_form(form_id: str) -> dict[str, Any]:
    """Return the data of the form: two sections, nothing in it needed."""
    return {
        "id": form_id,
        "number": 1,
        "title": "Made up",
        "kinds": ["casework"],
        "source": "our own",
        "note": "From nothing.",
        "reconstructed": True,
        "sections": [
            {
                "id": "talk",
                "title": "What we talked about",
                "questions": [
                    {
                        "id": "strain",
                        "type": "text",
                        "label": "What weighs on you?",
                        "source": "our own",
                        "banks": ["noticing.first", "noticing.then"],
                        "may_be_left_out": True,
                        "carry": "editable",
                    },
                    {"id": "seen", "type": "evidence", "label": "What is known?", "source": "our own"},
                ],
            },
            {
                "id": "all_rows",
                "title": "Row by row",
                "questions": [
                    {
                        "id": "rows",
                        "type": "grid",
                        "label": "How often?",
                        "source": "our own",
                        "rows": [{"id": "heard", "label": "I am heard"}, {"id": "safe", "label": "I am safe"}],
                        "options": [{"id": "never", "label": "Never"}, {"id": "often", "label": "Often"}],
                    }
                ],
            },
        ],
    }


def with_made_up(parts: Parts) -> Parts:
    """Return the parts of a council that asks the made-up form of every record in depth."""
    form_id = parts.library.policy.form_id(RecordKind.CASEWORK)
    assert form_id is not None
    form = Form.model_validate(made_up_form(form_id))
    forms = {key: each for key, each in parts.library.forms.items() if key[0] != form_id}
    library = Library(
        forms={**forms, form.key: form},
        policy=parts.library.policy,
        files={**parts.library.files, form.key: Path("made-up.yml")},
        banks={BANK.id: BANK},
    )
    return replace(parts, library=library)
