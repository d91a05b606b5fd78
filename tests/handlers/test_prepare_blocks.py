"""Preparing, as it is drawn and read back; and what was prepared, on the agenda and beside the boxes of a record."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

from handlers.blocks.ids import PREPARE_CHOSEN, PREPARE_TYPED, READ_PREPARED, USE_PREPARED
from handlers.blocks.prepare import build_draft, build_preparing, build_subject, read_given
from handlers.blocks.prepared import build_prepared_page
from handlers.blocks.section import build_section
from handlers.blocks.start import build_agenda
from models.content import Library, load_library
from models.rules.preparing import TEXT_LIMIT, draftable
from models.values.children import AgendaChild
from models.values.clocks import Booked
from models.values.preparing import (
    LINE,
    NOT_IN_DEPTH,
    DraftSection,
    Given,
    InDepth,
    Marked,
    Prepared,
    PreparedSubject,
    Preparing,
    PreparingRow,
)
from models.vocabulary import AgendaReason, RecordKind
from sandbox.blockkit.surfaces import size_of, view_problems
from sandbox.looking import text_in
from tests.conftest import CONTENT
from tests.handlers.meeting_values import POLICY, TODAY, child, choices
from tests.handlers.record_values import HEAD, RENDER, SAVED, step

POLICIES = ("bracknell-forest", "coventry", "default", "dorset", "family-safeguarding", "mosaic")
HIGH_RISK = InDepth(True, AgendaReason.HIGH_RISK)
WIDE = "👩‍👧" * (TEXT_LIMIT // 5)


@cache
def library_of(policy: str) -> Library:
    return load_library(CONTENT, policy)


def named(place: int) -> AgendaChild:
    return replace(child(place, -1), name=f"Jay <Example> {place}")


def subject(policy: str = "default", kind: RecordKind = RecordKind.CASEWORK, **row: Any) -> PreparedSubject:
    library = library_of(policy)
    about = named(1) if kind is RecordKind.CASEWORK else None
    return PreparedSubject(
        row=PreparingRow(about.id if about else "sam", about, **row),
        name=(about.name or "") if about else "Sam Example",
        sections=tuple(DraftSection(one, asked, {}) for one, asked in draftable(library.form_for(kind))),
        saved_at=SAVED,
        today=TODAY,
        policy=library.policy,
    )


def on_screen(view: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return the view as Slack sends it: every input as it was drawn, but for what was changed."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, (kind, _, question, _) = block["element"], block["block_id"].split(":")
        drawn = element.get("initial_value"), element.get("initial_option")
        name = "in_depth" if kind == PREPARE_CHOSEN else question or "line"
        given = changed.get(name, drawn[kind == PREPARE_CHOSEN])
        key = "selected_option" if kind == PREPARE_CHOSEN else "value"
        values[block["block_id"]] = {
            kind: {key: {"value": given} if isinstance(given, str) and key != "value" else given}
        }
    return view | {"state": {"values": values}}


def test_the_list_names_each_child_with_what_is_prepared_so_far_and_who_sees_it() -> None:
    rows = (
        PreparingRow("1", named(1), HIGH_RISK, "Dad <b>is</b> back.\nHe came on *Tuesday*.", 2),
        PreparingRow("2", named(2), InDepth(wanted=True)),
        PreparingRow("3", named(3)),
    )
    booked = Booked(
        "b", "priya", "Priya Example", "sam", "Sam Example", date(2026, 3, 16), datetime(2026, 3, 2, tzinfo=UTC)
    )
    view = build_preparing(Preparing(rows, PreparingRow("sam", None), booked, TODAY, POLICY))
    text = text_in(view)
    assert text.startswith("Prepare\n*For your supervision on Mon 16 March 2026*\nwith Priya Example")
    assert "Nobody sees this until the agenda of your supervision is opened." in text
    assert f"In depth: {POLICY.labels.reason[AgendaReason.HIGH_RISK]}" in text
    assert "Dad &lt;b&gt;is&lt;/b&gt; back. He came" in text
    assert "2 answers drafted" in text
    faces = [block["accessory"]["text"]["text"] for block in view["blocks"] if "accessory" in block]
    assert faces == ["Prepare", "Change", "Change", "Prepare"]
    assert view_problems(view, kind="modal") == []


def test_a_long_caseload_is_turned_and_stays_within_slacks_limits() -> None:
    rows = tuple(PreparingRow(str(n), named(n), HIGH_RISK, "*<@U1>" * 500, 9) for n in range(1, 46))
    everything = Preparing(rows, PreparingRow("sam", None, line="x" * 3000), None, TODAY, POLICY)
    for page in (1, 2, 3):
        assert view_problems(build_preparing(everything, page), kind="modal") == []
    assert "41 to 45 of 45" in text_in(build_preparing(everything, 3))
    assert view_problems(build_preparing(Preparing((), None, None, TODAY, POLICY)), kind="modal") == []


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", [RecordKind.CASEWORK, RecordKind.PERSONAL])
def test_every_page_of_every_form_fits_with_the_longest_texts(policy: str, kind: RecordKind) -> None:
    shown = subject(policy, kind, line=WIDE, in_depth=HIGH_RISK if kind is RecordKind.CASEWORK else NOT_IN_DEPTH)
    shown = replace(
        shown,
        sections=tuple(replace(one, texts={asked.id: WIDE for asked in one.questions}) for one in shown.sections),
    )
    views = [build_subject(shown, RENDER), *(build_draft(shown, one, RENDER) for one in shown.sections)]
    for view in views:
        assert view_problems(view, kind="modal") == []
        assert size_of(view) < 250_000
    assert len(views) > 1


def test_a_screen_says_only_what_was_changed_on_it() -> None:
    view = build_subject(subject(line="A line.", in_depth=HIGH_RISK), RENDER)
    assert read_given(on_screen(view), frozenset()) == Given()
    assert read_given(on_screen(view, line="Another."), frozenset()) == Given(None, {LINE: "Another."})
    assert read_given(on_screen(view, in_depth="no"), frozenset()) == Given(NOT_IN_DEPTH, {})
    assert read_given(on_screen(view, in_depth="other"), frozenset()) == Given(InDepth(wanted=True), {})


def test_an_empty_box_clears_only_where_it_was_drawn_with_text_or_its_writer_was_in_it() -> None:
    view = build_draft(shown := subject(), shown.sections[1], RENDER)
    (block_id,) = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert block_id.startswith(f"{PREPARE_TYPED}:{named(1).id}:progress:")
    assert read_given(on_screen(view, progress=None), frozenset()) == Given()
    assert read_given(on_screen(view, progress=None), frozenset({block_id})) == Given(None, {"progress": ""})
    drawn = build_draft(shown, replace(shown.sections[1], texts={"progress": "Words."}), RENDER)
    assert read_given(on_screen(drawn, progress=None), frozenset()) == Given(None, {"progress": ""})


def test_boxes_of_another_subject_are_not_read() -> None:
    view = build_subject(subject(), RENDER)
    other = json.loads(json.dumps(on_screen(view, line="Words.")).replace(f":{named(1).id}:", f":{named(2).id}:"))
    assert read_given(other, frozenset()) == Given()


def test_a_page_drawn_again_after_a_save_shows_what_stands_on_it() -> None:
    shown = subject(line="Stored.")
    view = on_screen(build_subject(shown, RENDER), line="Typed.", in_depth="other")
    again = build_subject(shown, RENDER, on_screen=view)
    assert '"initial_value": "Typed."' in json.dumps(again)
    assert read_given(on_screen(again), frozenset()) == Given()


def test_the_agenda_opens_with_the_marked_children_and_says_who_would_like_it_and_why() -> None:
    marked = tuple(
        Marked(f"{n:032x}", f"AB · {100_000 + n}", AgendaReason.GOING_WELL if n == 1 else None) for n in (1, 3)
    )
    view = build_agenda(replace(choices(), marked=marked, personal=True, personal_prepared=True))
    text = text_in(view)
    assert "*Sam would like to talk in depth about*\n• AB · 100001: Going well\n• AB · 100003\n" in text
    assert "Sam prepared something about themselves." in text
    (element,) = [block["element"] for block in view["blocks"] if block.get("label", {}).get("text") == "In depth"]
    assert [one["value"] for one in element["initial_options"]] == [f"{1:032x}", f"{3:032x}"]
    assert view_problems(view, kind="modal") == []
    many = tuple(Marked(f"{n:032x}", f"AB · {n}", AgendaReason.HIGH_RISK) for n in range(120))
    assert "and 100 more" in text_in(build_agenda(replace(choices(), marked=many)))
    assert view_problems(build_agenda(replace(choices(), marked=many)), kind="modal") == []


def test_a_text_stands_under_its_box_with_a_button_and_says_when_the_box_has_it() -> None:
    prepared = Prepared("progress", "How far have we come?", "x" * 700, "Sam")
    view = step("progress")
    view = replace(view, fields=(replace(view.fields[0], prepared=(prepared,)),))
    drawn = build_section(view, RENDER)
    assert f"Sam prepared:\n{'x' * 599}…" in text_in(drawn)
    found = json.dumps(drawn)
    assert USE_PREPARED in found
    assert '"value": "question:progress"' in found
    assert view_problems(drawn, kind="modal") == []

    there = replace(view, fields=(replace(view.fields[0], prepared=(replace(prepared, there=True),)),))
    assert "What Sam prepared stands in the box." in text_in(build_section(there, RENDER))
    assert "xxx" not in text_in(build_section(there, RENDER))
    locked = replace(view, fields=(replace(view.fields[0], fixed=True),))
    for shown in (there, locked):
        assert USE_PREPARED not in json.dumps(build_section(shown, RENDER))


def test_the_line_stands_on_top_of_the_first_step_and_a_draft_without_a_box_says_what_for() -> None:
    line = Prepared(LINE, "", "Dad is back. " * 100, "Sam")
    draft = Prepared("identity", "How does identity matter?", "Polish at home.", "Sam")
    drawn = build_section(replace(step("outcomes"), prepared=(line, draft)), RENDER)
    text = text_in(drawn)
    assert text.index("Sam prepared:\nDad is back.") < text.index("Sam prepared for “How does identity matter?”:")
    assert text.index("Polish at home.") < text.index("What should be different for this child?")
    assert READ_PREPARED in json.dumps(drawn)
    assert USE_PREPARED not in json.dumps(drawn)
    assert view_problems(drawn, kind="modal") == []
    whole = build_prepared_page(HEAD, line)
    assert line.text in text_in(whole)
    assert view_problems(whole, kind="modal") == []
