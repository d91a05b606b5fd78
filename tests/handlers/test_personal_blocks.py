"""What the screens of a meeting show of its personal part, and that they show nothing where there is none."""

import json
from dataclasses import replace

import pytest

from handlers.blocks.banner import NO_CHILD_HERE
from handlers.blocks.card import build_card
from handlers.blocks.hub import build_hub, build_list
from handlers.blocks.ids import AGENDA_PERSONAL, CARD_CHILD, CARD_PERSONAL, MENTION, RECORD_CHILD, join_ids
from handlers.blocks.meeting import build_close, build_not_reached
from handlers.blocks.read_through import build_read_through
from handlers.blocks.start import build_agenda, describe_open, read_agenda_choices
from models.values.document import DocumentSubject
from models.values.record import Banner
from models.values.supervision import AgendaPlan, AgendaRow, RowState
from models.vocabulary import AgendaOutcome, RecordKind
from tests.handlers.agreement_values import ready, shown
from tests.handlers.meeting_values import MEETING, STILL_OPEN, TODAY, choices, overview, row
from tests.handlers.record_values import HEAD, RENDER, hub
from tests.models.rules.test_documents import document
from tests.support.forms import screen

PERSONAL_ROW = AgendaRow("sam", "Personal supervision", RecordKind.PERSONAL, 0, AgendaOutcome.WAITING, RowState.TO_DO)


def test_the_agenda_offers_the_personal_part_unticked_and_reads_it_back() -> None:
    view = build_agenda(replace(choices(), personal=True))

    (box,) = [block for block in view["blocks"] if str(block.get("block_id", "")).startswith(AGENDA_PERSONAL)]
    assert box["element"]["options"][0]["text"]["text"] == "Personal supervision with Sam Example"
    assert "initial_options" not in box["element"]
    assert box["optional"]
    untouched = read_agenda_choices(screen_of(view))
    assert untouched is not None
    assert not untouched.personal


def test_what_was_ticked_stays_ticked_when_the_agenda_is_drawn_again() -> None:
    offered = replace(choices(), personal=True)
    plan = AgendaPlan(offered.supervision_id, "sam", offered.held_on, (), (), personal=True)

    again = build_agenda(offered, plan, told=True)

    assert read_agenda_choices(screen_of(again)) == plan


@pytest.mark.parametrize("children", [True, False])
def test_a_meeting_can_be_started_for_later_with_the_personal_part_alone(*, children: bool) -> None:
    offered = replace(choices(), personal=True)
    view = build_agenda(offered if children else replace(offered, children=()))

    assert view["submit"]["text"] == "Start, go on later"


def test_without_a_form_for_it_nothing_of_it_is_on_the_agenda() -> None:
    assert AGENDA_PERSONAL not in json.dumps(build_agenda(choices()))


def test_the_card_has_its_row_above_the_children_and_a_button_only_while_it_can_be_added() -> None:
    with_row = overview((PERSONAL_ROW, row(1, RowState.TO_DO)))

    card = build_card(with_row, TODAY)
    first = next(block for block in card.blocks if "accessory" in block)
    assert first["text"]["text"] == "*Personal supervision*\n:white_circle: to do"
    assert first["accessory"]["action_id"] == CARD_CHILD
    assert first["accessory"]["value"] == join_ids(MEETING, "sam", "in_depth")
    assert CARD_PERSONAL not in json.dumps(card.blocks)
    assert CARD_PERSONAL in json.dumps(build_card(replace(overview(()), may_add_personal=True), TODAY).blocks)


def test_the_small_modals_count_children_and_name_the_personal_part() -> None:
    rows = (PERSONAL_ROW, row(1, RowState.TO_DO), row(2, RowState.TO_DO))
    both, alone = (overview(some) for some in (rows, rows[:1]))

    assert "2 children and Personal supervision with nothing written" in json.dumps(build_close(both))
    assert '"Personal supervision with nothing written' in json.dumps(build_close(alone))
    assert "Personal supervision" in json.dumps(build_not_reached(both))
    assert describe_open(replace(STILL_OPEN, personal=True)).endswith("3 of 12 done, personal supervision among them")


def test_its_hub_names_the_person_offers_no_mention_and_says_to_name_no_child() -> None:
    head = replace(
        HEAD, kind=RecordKind.PERSONAL, banner=Banner("Sam Example", "Sam Example", "Personal supervision"), revision=0
    )

    text = json.dumps(build_hub(replace(hub(), head=head), RENDER))

    assert NO_CHILD_HERE in text
    assert "Sam Example" in text
    assert f'"{MENTION}"' not in text
    assert ("Next child" in text, "All children" in text) == (False, False)


def test_a_childs_hub_says_nothing_of_it() -> None:
    assert NO_CHILD_HERE not in json.dumps(build_hub(hub(), RENDER))


def test_the_list_leads_to_it_as_to_a_child() -> None:
    listed = build_list(overview((PERSONAL_ROW,)), RENDER)

    (found,) = [block for block in listed["blocks"] if "accessory" in block]
    assert (found["accessory"]["action_id"], found["accessory"]["value"]) == (RECORD_CHILD, "sam:in_depth")


def test_the_read_through_counts_it_by_itself() -> None:
    subject = DocumentSubject(person_id="sam", name="Sam Example")
    personal = ready(
        1,
        kind=RecordKind.PERSONAL,
        subject_id="sam",
        name="Sam Example (personal)",
        document=document(subject=subject, kind=RecordKind.PERSONAL),
    )

    view = build_read_through(shown(personal, ready(2), ready(3, kind=RecordKind.BRIEF)))

    assert "1 record in depth, 1 personal record by itself and 1 brief record" in json.dumps(view)


def screen_of(view: dict[str, object]) -> dict[str, object]:
    """Return the agenda as Slack sends it when nobody touched it."""
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return {"private_metadata": view["private_metadata"], **screen(blocks)}
