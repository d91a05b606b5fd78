"""What is pasted: every field whole, in every state of the agreement; an addendum and an outcome by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.blocks.split import join_text, split_text, utf16_length
from models.rules.document import build_addendum
from models.rules.filing import place_of, wants_outcome
from models.rules.paste import agreement_text, build_outcome, build_paste, paste_text
from models.rules.staff_file import build_index
from models.values.agreement import Comment, HowAgreed, Reply
from models.values.document import DocumentForm, DocumentSection, Signature
from models.values.filing import PasteField, StaffFile, StaffFilePiece
from models.vocabulary import ActionState, ActKind, Filed, RecordKind, RecordState
from tests.conftest import START
from tests.models.rules.test_documents import action, answer, document

HASH = "57e9aa1f" + "0" * 56
LATER = START + timedelta(days=1)


def reply(kind: ActKind = ActKind.AGREED, name: str = "Sam Okafor", **changed: Any) -> Reply:
    return Reply(name, kind, changed.get("at", LATER))


def comment(kind: ActKind, text: str = "It was Gran, not Dad.") -> Comment:
    return Comment("Sam Okafor", kind, 1, LATER, text)


def test_a_record_is_pasted_field_by_field_with_its_action_table_and_its_agreement() -> None:
    sent = document(
        sections=(
            DocumentSection(
                section="outcomes",
                title="Desired outcomes",
                answers=(
                    answer("desired", "Safe at both homes.", label="What should be different?"),
                    answer("whose", "The child; Parents", label="Whose outcomes are they?"),
                    answer("formulation", "", label="Reached through formulation?"),
                ),
            ),
            DocumentSection(
                section="progress", title="Progress", answers=(answer("progress", "Walks. 🐕\n\nSchool."),)
            ),
            DocumentSection(section="scale", title="Scale", answers=(answer("scale", "", label="How safe?"),)),
        ),
        actions=(
            action(1, why="She may not hear well", how="By phone", carried=True, due_words="next visit"),
            action(2, state=ActionState.ACHIEVED, outcome="Yes, and she sits nearer the front."),
        ),
    )

    fields = build_paste(sent, HowAgreed(RecordState.AWAITING, waiting_for=("Sam Okafor",)), HASH)

    assert [(field.label, field.text) for field in fields] == [
        (
            "About this record",
            (
                "Ada Brown (100001)\n"
                "Mosaic record of supervision (form 1), in depth. Held Mon 2 March 2026, typed Mon 2 March 2026. "
                "Present: Priya Nair, Sam Okafor. Version 1, sent by Priya Nair on Mon 2 March 2026 at 11:00.\n"
                "Left blank: Reached through formulation?; How safe?\n"
                "Check code of this version: K7U2-UHYA"
            ),
        ),
        (
            "Desired outcomes",
            "What should be different?\nSafe at both homes.\n\nWhose outcomes are they?\nThe child; Parents",
        ),
        ("Progress", "Walks. 🐕\n\nSchool."),
        (
            "Actions",
            (
                "Action 1 (carried over)\nWhat: Do thing 1\nWhy: She may not hear well\nHow: By phone\n"
                "Who: Sam Example\nWhen: next visit\n\n"
                "Action 2\nWhat: Do thing 2\nWho: Sam Example\nAchieved: Yes, and she sits nearer the front."
            ),
        ),
        ("Agreement", "Awaiting agreement.\nNot answered yet: Sam Okafor."),
    ]
    text = paste_text(fields)
    assert text.startswith("ABOUT THIS RECORD\n\nAda Brown (100001)")
    assert all(field.text in text for field in fields)


@pytest.mark.parametrize(
    ("agreed", "text"),
    [
        (
            HowAgreed(RecordState.AWAITING, waiting_for=("Sam Okafor",)),
            "Awaiting agreement.\nNot answered yet: Sam Okafor.",
        ),
        (
            HowAgreed(
                RecordState.CHANGE_ASKED,
                replies=(reply(ActKind.CHANGE_ASKED),),
                comments=(comment(ActKind.CHANGE_ASKED),),
            ),
            (
                "Awaiting agreement: a change was asked for.\n"
                "Sam Okafor asked for a change on Tue 3 March 2026 at 09:00.\n\n"
                "Sam Okafor asked for a change on Tue 3 March 2026, version 1:\nIt was Gran, not Dad."
            ),
        ),
        (
            HowAgreed(RecordState.COMPLETE, replies=(reply(at=START), reply(name="Tom Bell"))),
            (
                "Agreed on Tue 3 March 2026.\n"
                "Sam Okafor agreed on Mon 2 March 2026 at 09:00.\nTom Bell agreed on Tue 3 March 2026 at 09:00."
            ),
        ),
        (
            HowAgreed(
                RecordState.COMPLETE,
                replies=(reply(ActKind.AGREED_WITH_COMMENTS),),
                comments=(comment(ActKind.AGREED_WITH_COMMENTS), comment(ActKind.COMMENTED, "Another thought.")),
            ),
            (
                "Agreed on Tue 3 March 2026.\n"
                "Sam Okafor agreed with comments on Tue 3 March 2026 at 09:00.\n\n"
                "Sam Okafor agreed with comments on Tue 3 March 2026, version 1:\nIt was Gran, not Dad.\n\n"
                "Sam Okafor wrote on Tue 3 March 2026, version 1:\nAnother thought."
            ),
        ),
        (
            HowAgreed(
                RecordState.NOT_AGREED,
                replies=(reply(ActKind.NOT_AGREED),),
                comments=(comment(ActKind.NOT_AGREED),),
            ),
            (
                "Not agreed, comments follow.\n"
                "Sam Okafor did not agree on Tue 3 March 2026 at 09:00.\n\n"
                "Sam Okafor did not agree on Tue 3 March 2026, version 1:\nIt was Gran, not Dad."
            ),
        ),
        (
            HowAgreed(RecordState.NOT_AGREED, replies=(reply(ActKind.NOT_AGREED),)),
            "Not agreed. No comments were written.\nSam Okafor did not agree on Tue 3 March 2026 at 09:00.",
        ),
        (
            HowAgreed(RecordState.NO_ANSWER_LEFT, waiting_for=("Sam Okafor",)),
            "Not agreed: closed without an answer, for the person asked has left.\nNot answered yet: Sam Okafor.",
        ),
        (HowAgreed(RecordState.COMPLETE, needed=False), "Sent to read; no agreement is needed."),
    ],
)
def test_how_the_agreement_stands_is_said_in_every_state(agreed: HowAgreed, text: str) -> None:
    assert agreement_text(agreed) == text
    fields = build_paste(document(), agreed, HASH)
    assert fields[-1] == PasteField("Agreement", text)


def test_an_addendum_is_a_paste_of_its_own() -> None:
    added = build_addendum(
        document(), addendum=2, number=1, text="The school rang.", signature=Signature("priya", "Priya Nair", LATER)
    )

    fields = build_paste(added, HowAgreed(RecordState.AWAITING), HASH)

    assert [field.label for field in fields] == ["About this record", "Addendum 2", "Agreement"]
    assert fields[0].text.startswith("Addendum 2: Ada Brown (100001)\n")
    assert fields[1].text == "The school rang."


@pytest.mark.parametrize(("without", "labels"), [(True, []), (False, ["Actions"])])
def test_that_there_are_no_actions_is_said_only_where_the_form_has_a_table_for_them(
    labels: list[str], *, without: bool
) -> None:
    form = DocumentForm(form_id="x", number=1, title="X", without_actions=without)
    fields = build_paste(document(form=form, actions=()), HowAgreed(RecordState.AWAITING), "")

    assert [field.label for field in fields if field.label == "Actions"] == labels
    assert [field.text for field in fields if field.label == "Actions"] == ["No actions."] * len(labels)
    assert "Check code" not in fields[0].text, "what was sent before there were hashes has none"


def test_a_later_agreement_is_one_paste_of_the_outcome_only() -> None:
    agreed = HowAgreed(RecordState.COMPLETE, replies=(reply(),))

    (field,) = build_outcome("Ada Brown (100001), held Mon 2 March 2026, version 1.", RecordState.AWAITING, agreed)

    assert field.label == "Outcome of the agreement"
    assert field.text == (
        "Ada Brown (100001), held Mon 2 March 2026, version 1. It was filed as awaiting agreement. Now:\n"
        "Agreed on Tue 3 March 2026.\nSam Okafor agreed on Tue 3 March 2026 at 09:00."
    )


@pytest.mark.parametrize("told", RecordState)
@pytest.mark.parametrize("state", RecordState)
def test_an_outcome_is_wanted_when_what_was_pasted_is_not_how_it_stands(told: RecordState, state: RecordState) -> None:
    still_open = {RecordState.AWAITING, RecordState.CHANGE_ASKED}
    same = told is state or (told in still_open and state in still_open)
    assert wants_outcome(told, state) is not same


def test_a_childs_record_goes_to_mosaic_and_one_about_a_person_to_the_staff_file() -> None:
    assert {kind: place_of(kind) for kind in RecordKind} == {
        RecordKind.CASEWORK: Filed.MOSAIC,
        RecordKind.BRIEF: Filed.MOSAIC,
        RecordKind.NOTE: Filed.MOSAIC,
        RecordKind.PERSONAL: Filed.STAFF_FILE,
        RecordKind.CONTRACT: Filed.STAFF_FILE,
    }


@given(st.text(alphabet=st.sampled_from("ab \n🐕é👩‍👧"), max_size=400), st.integers(2, 60))
@settings(max_examples=60)
def test_a_long_answer_in_several_boxes_joins_to_the_same_text(text: str, limit: int) -> None:
    sent = document(sections=(DocumentSection(section="p", title="P", answers=(answer("p", text or "x"),)),))
    for field in build_paste(sent, HowAgreed(RecordState.AWAITING), HASH):
        parts = split_text(field.text, limit)
        assert join_text(parts) == field.text
        assert max(map(utf16_length, parts)) <= max(limit, 12)


def test_the_index_of_a_staff_file_names_what_is_filed_what_is_not_and_what_the_bot_does_not_hold() -> None:
    today = START.date()
    pieces = (
        StaffFilePiece(RecordKind.PERSONAL, today, 0, 2, RecordState.AWAITING),
        StaffFilePiece(RecordKind.PERSONAL, today, 1, 1, RecordState.COMPLETE, today, "Priya Nair"),
        StaffFilePiece(RecordKind.CONTRACT, today, 0, 1, RecordState.COMPLETE, today, "Priya Nair"),
    )

    fields = build_index(StaffFile("Sam Okafor", "Priya Nair", "", None, (today,), pieces, today))

    assert [(field.label, field.text) for field in fields[:4]] == [
        (
            "Staff file",
            (
                "Sam Okafor\nSupervisor: Priya Nair\nTeam: none\nFirst day: not in the directory\n"
                "Index of Mon 2 March 2026"
            ),
        ),
        ("Supervision agreements", "Mon 2 March 2026: agreed, filed on Mon 2 March 2026 by Priya Nair"),
        ("Dates of supervision", "Mon 2 March 2026"),
        (
            "Personal supervision records",
            (
                "Mon 2 March 2026, version 2: awaiting agreement, not filed yet\n"
                "Mon 2 March 2026, addendum 1: agreed, filed on Mon 2 March 2026 by Priya Nair"
            ),
        ),
    ]
    assert "Annual appraisal" in fields[4].text  # B35
    assert "Health and wellbeing" in fields[4].text  # C18
