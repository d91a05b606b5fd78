"""Papers: what stands on them, in which words, whoever draws them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.papers import build_paper, clean, code_of, paper_text
from models.values.document import DocumentParty, DocumentSubject
from models.vocabulary import ActKind, Part, RecordKind, RecordState, Way
from tests.conftest import START
from tests.support.papers import CODE, HASH, act, rich, whole


def test_the_paper_of_a_long_record_says_everything_that_was_answered_agreed_and_commented() -> None:
    record = rich()
    text = paper_text(build_paper(record, START))
    document = record.versions[0].document
    for _, answer in document.answers():
        assert answer.shown in text
        assert answer.label in text
    for action in document.actions:
        assert all(words in text for words in (action.what, action.why, action.how, action.outcome, action.who))
    for given_act in record.versions[0].acts:
        assert given_act.comments in text
    assert "The school rang on Tuesday" in text
    assert "Left blank: Anything about equality and identity" in text
    assert text.index("Addendum 1") > text.index("Comments")


def test_the_code_on_the_paper_is_the_one_of_the_hash() -> None:
    sheet = build_paper(whole(), START).sheets[0]
    assert sheet.code == code_of(whole().versions[0]) == CODE
    assert HASH in sheet.proof


@pytest.mark.parametrize(
    ("state", "acts", "words", "signed"),
    [
        (RecordState.AWAITING, (), "Awaiting agreement", "Has not answered."),
        (
            RecordState.COMPLETE,
            (act(ActKind.AGREED, way=Way.REACTION),),
            "Agreed on Mon 2 March 2026",
            "Agreed, Mon 2 March 2026 at 12:00, with a tick on the message in Slack.",
        ),
        (
            RecordState.NOT_AGREED,
            (act(ActKind.NOT_AGREED, comments="That is not how it was."),),
            "Not agreed: it stands with the comments",
            "Did not agree, Mon 2 March 2026 at 12:00, with a button in Slack.",
        ),
        (
            RecordState.NO_ANSWER_LEFT,
            (),
            "Closed without an answer: the person asked has left",
            "Has not answered.",
        ),
    ],
)
def test_how_it_was_agreed_is_said_of_the_record_and_of_each_person(
    state: RecordState, acts: tuple[object, ...], words: str, signed: str
) -> None:
    sheet = build_paper(whole(*acts, state=state), START).sheets[0]  # type: ignore[arg-type]
    assert sheet.state == words
    assert [(one.name, one.part) for one in sheet.signed] == [
        ("Priya Nair", "Supervisor"),
        ("Sam Okafor", "Practitioner"),
    ]
    assert sheet.signed[0].words == "Signed it by sending it on Mon 2 March 2026 at 11:00."
    assert sheet.signed[1].words == signed


def test_an_answer_to_an_earlier_version_is_a_comment_and_no_signature() -> None:
    earlier = act(ActKind.CHANGE_ASKED, comments="Dad was there.")
    sheet = build_paper(whole(earlier, number=2), START).sheets[0]
    assert sheet.signed[1].words == "Has not answered."
    assert [(line.label, line.text) for line in sheet.comments] == [
        ("Sam Okafor: asked for a change, Mon 2 March 2026 at 12:00, on version 1", "Dad was there.")
    ]


def test_a_note_nobody_agrees_to_is_never_called_agreed() -> None:
    parties = (
        DocumentParty(person_id="priya", name="Priya Nair", part=Part.SUPERVISOR, required=False),
        DocumentParty(person_id="sam", name="Sam Okafor", part=Part.SUPERVISEE, required=False),
    )
    sheet = build_paper(whole(state=RecordState.COMPLETE, kind=RecordKind.NOTE, parties=parties), START).sheets[0]
    assert sheet.state == "Sent to read: no agreement is needed"
    assert "greed" not in "".join(one.words for one in sheet.signed).replace("agreement is not asked", "")


def test_what_runs_along_every_page_and_the_files_own_title_do_not_say_a_childs_name() -> None:
    paper = build_paper(rich(), START)
    assert paper.running == "Record of supervision · AB · 100001 · Mon 2 March 2026"
    assert paper.name == f"Record of supervision, Mon 2 March 2026, {CODE}"
    assert (paper.subject, paper.known_as) == ("Ada Brown", "Mosaic 100001")


def test_the_paper_of_a_personal_record_is_headed_by_the_colleague() -> None:
    subject = DocumentSubject(person_id="sam", name="Sam Okafor")
    record = whole(kind=RecordKind.PERSONAL, subject=subject)
    assert build_paper(record, START).known_as == ""


@settings(max_examples=40)
@given(st.text(max_size=100))
def test_a_clean_text_is_itself_when_cleaned_again_and_keeps_every_letter(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert [each for each in cleaned if each.isalnum()] == [each for each in text if each.isalnum()]
    assert all(each.isprintable() or each.isspace() or each in "\u200c\u200d" for each in cleaned)


def test_signs_that_mean_nothing_elsewhere_leave_a_mark_and_invisible_ones_leave_nothing() -> None:
    assert clean("a\x00b\u202ec\ue000d\te\r\nf\u2028g\U000e0041h") == "abc\ufffdd e\nf\ngh"
