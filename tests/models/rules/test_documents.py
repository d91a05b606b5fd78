"""Documents: one canonical spelling, differences, and plain text that loses nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.rules.document import build_addendum, changes, required_by, same_content, version_facts
from models.rules.passages import action_words, change_passages, passages, text_parts
from models.values.document import (
    Document,
    DocumentAction,
    DocumentAnswer,
    DocumentForm,
    DocumentMeeting,
    DocumentParty,
    DocumentSection,
    DocumentSubject,
    Signature,
    Voice,
)
from models.vocabulary import ActionState, Format, Part, QuestionType, RecordKind
from tests.conftest import START


def answer(question: str, shown: str, *, label: str | None = None) -> DocumentAnswer:
    return DocumentAnswer(
        question=question,
        label=label or f"What of {question}?",
        type=QuestionType.TEXT,
        value={"text": shown},
        shown=shown,
    )


def action(number: int, **changed: Any) -> DocumentAction:
    said = {"state": ActionState.OPEN, "what": f"Do thing {number}", "who": "Sam Example"} | changed
    return DocumentAction(action_id=f"action{number}", **said)


def document(**changed: Any) -> Document:
    said: dict[str, Any] = {
        "record_id": "r" * 32,
        "kind": RecordKind.CASEWORK,
        "number": 1,
        "form": DocumentForm(form_id="mosaic-casework", number=1, title="Mosaic record of supervision"),
        "meeting": DocumentMeeting(
            supervision_id="s" * 32, format=Format.ONE_TO_ONE, held_on=date(2026, 3, 2), typed_at=START
        ),
        "subject": DocumentSubject(child_id="c" * 32, mosaic_number="100001", initials="AB", name="Ada Brown"),
        "parties": (
            DocumentParty(person_id="priya", name="Priya Nair", part=Part.SUPERVISOR, required=False),
            DocumentParty(person_id="sam", name="Sam Okafor", part=Part.SUPERVISEE, required=True),
        ),
        "sections": (
            DocumentSection(section="progress", title="Progress", answers=(answer("progress", "Walks. 🐕"),)),
        ),
        "actions": (action(1, why="Because", due_on=date(2026, 3, 16), due_words="next visit"),),
        "sent_by": "priya",
        "sent_by_name": "Priya Nair",
        "sent_at": START + timedelta(hours=2),
    }
    return Document(**(said | changed))


CANONICAL = (
    '{"actions":[{"action_id":"action1","carried":false,"due_on":"2026-03-16","due_words":"next visit","how":"",'
    '"outcome":"","state":"open","what":"Do thing 1","who":"Sam Example","why":"Because"}],"addendum":0,'
    '"addendum_text":null,"form":{"form_id":"mosaic-casework","number":1,"title":"Mosaic record of supervision"},'
    '"kind":"casework","layout":1,"meeting":{"format":"one_to_one","held_on":"2026-03-02","supervision_id":"'
    + "s"
    * 32
    + '","typed_at":"2026-03-02T09:00:00Z"},"number":1,"parties":[{"name":"Priya Nair","part":"supervisor",'
    '"person_id":"priya","required":false},{"name":"Sam Okafor","part":"supervisee","person_id":"sam",'
    '"required":true}],"record_id":"'
    + "r"
    * 32
    + '","sections":[{"answers":[{"label":"What of progress?","question":"progress","shown":"Walks. 🐕","type":'
    '"text","value":{"text":"Walks. 🐕"}}],"section":"progress","title":"Progress"}],"sent_at":'
    '"2026-03-02T11:00:00Z","sent_by":"priya","sent_by_name":"Priya Nair","subject":{"child_id":"'
    + "c" * 32
    + '","initials":"AB","mosaic_number":"100001","name":"Ada Brown","person_id":null}}'
)


def test_the_canonical_spelling_is_fixed_to_the_letter() -> None:
    assert document().canonical() == CANONICAL


def test_what_was_written_by_this_layout_is_read_back_the_same() -> None:
    assert Document.read(CANONICAL) == document()
    assert Document.read(CANONICAL).canonical() == CANONICAL


def test_an_unknown_key_or_another_layout_is_refused() -> None:
    with pytest.raises(ValidationError):
        Document.read(CANONICAL.replace('"layout":1', '"layout":2'))
    with pytest.raises(ValidationError):
        Document.read(CANONICAL.replace('"number":1,"parties"', '"number":1,"mood":"good","parties"'))


any_text = st.text(max_size=200)


@given(shown=any_text, what=any_text, label=st.text(min_size=1, max_size=50))
def test_every_text_survives_sealing_and_reading_whole(shown: str, what: str, label: str) -> None:
    written = document(
        sections=(DocumentSection(section="s", title="T", answers=(answer("q", shown, label=label),)),),
        actions=(action(1, what=what),),
    )
    try:
        spelled = written.canonical()
        spelled.encode()
    except UnicodeEncodeError:
        return  # a lone surrogate cannot reach us: JSON over the wire has none
    assert Document.read(spelled) == written


def test_a_child_is_labelled_by_initials_and_number_a_colleague_by_name() -> None:
    assert document().subject.label == "AB · 100001"
    assert DocumentSubject(person_id="sam", name="Sam Okafor").label == "Sam Okafor"


def test_what_changed_is_named_with_both_sides_in_the_order_of_the_newer_version() -> None:
    before = document(
        sections=(
            DocumentSection(
                section="p", title="Progress", answers=(answer("same", "As it was."), answer("gone", "Old."))
            ),
        ),
        actions=(action(1), action(2)),
    )
    after = document(
        number=2,
        sections=(
            DocumentSection(
                section="p", title="Progress", answers=(answer("fresh", "New."), answer("same", "As it was."))
            ),
        ),
        actions=(action(1, why="Now we know why"), action(3)),
    )

    assert [(one.where, one.before, one.after) for one in changes(before, after)] == [
        ("Progress: What of fresh?", "", "New."),
        ("Action 1", "What: Do thing 1\nWho: Sam Example", "What: Do thing 1\nWhy: Now we know why\nWho: Sam Example"),
        ("Action 2", "", "What: Do thing 3\nWho: Sam Example"),
        ("Progress: What of gone?", "Old.", ""),
        ("Action 2", "What: Do thing 2\nWho: Sam Example", ""),
    ]


def test_who_sent_it_and_when_is_no_change() -> None:
    again = document(number=2, sent_by="tom", sent_by_name="Tom", sent_at=START + timedelta(days=1))

    assert changes(document(), again) == ()
    assert same_content(document(), again)
    assert [one.text for one in change_passages(1, changes(document(), again))][-1] == "Nothing was changed."


@given(old=any_text, new=any_text)
def test_a_difference_is_told_exactly_when_there_is_one(old: str, new: str) -> None:
    def saying(shown: str) -> Document:
        return document(sections=(DocumentSection(section="p", title="P", answers=(answer("q", shown),)),))

    assert bool(changes(saying(old), saying(new))) is (old != new)
    assert same_content(saying(old), saying(new)) is (old == new)


def test_an_addendum_keeps_whom_it_is_about_and_nothing_of_the_answers() -> None:
    added = build_addendum(
        document(), addendum=1, number=1, text="Gran moved in.", signature=Signature("tom", "Tom Reid", START)
    )

    assert (added.subject, added.form, added.required) == (document().subject, document().form, ("sam",))
    assert (added.sections, added.actions, added.addendum_text) == ((), (), "Gran moved in.")
    assert added.sent_by_name == "Tom Reid"
    texts = [one.text for one in passages(added)]
    assert texts[0] == "Addendum 1: Ada Brown (100001)"
    assert texts[-1] == "Gran moved in."


def test_the_passages_say_everything_in_order() -> None:
    said = [(one.voice, one.text) for one in passages(document())]

    assert said == [
        (Voice.TITLE, "Ada Brown (100001)"),
        (
            Voice.NOTE,
            (
                "Mosaic record of supervision (form 1), in depth. Held Mon 2 March 2026, typed Mon 2 March 2026. "
                "Present: Priya Nair, Sam Okafor. Version 1, sent by Priya Nair on Mon 2 March 2026 at 11:00."
            ),
        ),
        (Voice.SECTION, "Progress"),
        (Voice.LABEL, "What of progress?"),
        (Voice.TEXT, "Walks. 🐕"),
        (Voice.SECTION, "Actions"),
        (Voice.LABEL, "Action 1"),
        (
            Voice.TEXT,
            "What: Do thing 1\nWhy: Because\nWho: Sam Example\nWhen: next visit (Mon 16 March 2026)",
        ),
    ]


def headings(read: Document) -> list[str]:
    return [one.text for one in passages(read) if one.voice in {Voice.SECTION, Voice.LABEL}]


def test_actions_are_read_class_by_class_and_those_without_one_last() -> None:
    grouped = document(
        sections=(),
        actions=(action(1, class_label="Family"), action(2, class_label="Family"), action(3, class_label="File")),
    )
    assert headings(grouped) == ["Actions: Family", "Action 1", "Action 2", "Actions: File", "Action 3"]
    mixed = document(sections=(), actions=(action(1, class_label="Family"), action(2, carried=True)))
    assert headings(mixed) == ["Actions: Family", "Action 1", "Other actions", "Action 2 (carried over)"]


def test_a_class_survives_sealing_and_a_record_without_one_is_spelled_as_before() -> None:
    classed = document(actions=(action(1, class_label="Family"),))
    assert Document.read(classed.canonical()) == classed
    assert "class_label" not in document().canonical()


def test_a_changed_class_is_named_with_both_sides() -> None:
    before, after = (document(actions=(action(1, class_label=label),)) for label in ("Family", "File"))
    [change] = changes(before, after)
    assert (change.before.splitlines()[0], change.after.splitlines()[0]) == ("Kind: Family", "Kind: File")
    [added] = changes(document(actions=(action(1),)), after)
    assert added.after == f"Kind: File\n{added.before}"


def test_the_time_of_sending_is_londons_in_summer_too() -> None:
    summer = document(sent_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))

    note = next(one.text for one in passages(summer) if one.voice is Voice.NOTE)
    assert "on Wed 1 July 2026 at 23:30" in note


def test_a_note_says_once_what_it_is() -> None:
    form = DocumentForm(form_id="note", number=1, title="Note of a decision between meetings")
    note = document(kind=RecordKind.NOTE, label="Management discussion", form=form, actions=())

    _title, provenance, *_ = passages(note)

    assert provenance.text.startswith("Management discussion: Note of a decision between meetings (form 1). Held ")


def test_a_closed_action_says_what_came_of_it() -> None:
    done = action(1, state=ActionState.ACHIEVED, outcome="They walk every Sunday.", carried=True)

    assert action_words(done).endswith("Achieved: They walk every Sunday.")


@given(words=st.text(max_size=900), limit=st.integers(50, 400))
def test_cut_into_messages_the_text_is_whole_and_every_part_fits(words: str, limit: int) -> None:
    long = document(sections=(DocumentSection(section="p", title="P", answers=(answer("q", words),)),))

    parts = text_parts([long, long], limit)

    assert all(0 < len(part) <= limit for part in parts)
    whole = "".join(parts)
    assert whole.count("ADA BROWN (100001)") == 2
    assert words in whole


def test_whose_agreement_it_needs_is_known_when_its_text_is_gone() -> None:
    assert required_by(version_facts("v" * 32, document())) == document().required == ("sam",)
