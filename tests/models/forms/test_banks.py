"""A prompt bank is strict, and each of its prompts is short enough to be shown beside others."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.forms import PromptBank


def bank_data() -> dict[str, Any]:
    return {
        "id": "kolb",
        "title": "Four stages",
        "source": "our own",
        "groups": [
            {"id": "experience", "title": "Experience", "source": "our own", "prompts": ["What happened?"]},
            {
                "id": "action",
                "title": "Action",
                "source": "our own",
                "prompts": [{"ask": "What next?", "under": ["Who?", "By when?"]}],
            },
        ],
    }


def test_a_bank_knows_its_groups_as_questions_name_them() -> None:
    bank = PromptBank.model_validate(bank_data())
    assert bank.names == ("kolb.experience", "kolb.action")
    assert [prompt.ask for group in bank.groups for prompt in group.prompts] == ["What happened?", "What next?"]
    assert bank.groups[1].prompts[0].under == ("Who?", "By when?")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("id", "Not an id", "match pattern"),
        ("title", "x" * 151, "at most 150 characters"),
        ("prompts", [], "at least 1 item"),
        ("prompts", [f"Prompt {n}?" for n in range(41)], "at most 40 items"),
        ("prompts", ["x" * 600], "a prompt with the points under it must stay under 600 characters"),
        ("prompts", [{"ask": "Why?", "under": ["x" * 300, "y" * 300]}], "must stay under 600 characters"),
        ("prompts", ["Why?", {"ask": "Why?", "under": ["How?"]}], "“Why?” is there twice"),
        ("colour", "red", "Extra inputs are not permitted"),
    ],
)
def test_a_group_that_could_not_be_shown_or_told_apart_is_refused(key: str, value: object, says: str) -> None:
    data = bank_data()
    data["groups"][0][key] = value
    with pytest.raises(ValidationError) as raised:
        PromptBank.model_validate(data)
    assert says in str(raised.value)


def test_two_groups_with_one_id_are_refused() -> None:
    data = bank_data()
    data["groups"][1]["id"] = "experience"
    with pytest.raises(ValidationError, match="groups: “experience” is there twice"):
        PromptBank.model_validate(data)
