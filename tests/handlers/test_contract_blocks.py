"""The step before an agreement, and what every screen of a meeting that stands alone leaves out."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.blocks.card import build_card
from handlers.blocks.contract import build_contract, read_contract_plan
from handlers.blocks.home import build_home
from handlers.blocks.hub import build_hub
from handlers.blocks.ids import CONTRACT_START, MENTION, RECORD_LIST, RECORD_NEXT, START_WAY
from handlers.blocks.read_through import build_read_through
from handlers.blocks.reading import build_reading
from handlers.blocks.request import build_answer_message, build_request_message
from handlers.blocks.section import build_section
from handlers.blocks.start import Chosen, StartWay, build_start, describe_open, read_start_choices
from models.content import load_library
from models.values.agreement import HowAgreed, Reply, Waiting
from models.values.contracts import ContractChoices, ContractPlan, ContractStanding
from models.values.document import DocumentForm, DocumentSubject
from models.values.record import AnswerField, Banner, RecordView, SectionLine, SectionState, SectionView
from models.values.supervision import AgendaRow, OpenSupervision, RowState
from models.vocabulary import ActKind, AgendaOutcome, RecordKind, RecordState, SupervisionState
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import CONTENT, START
from tests.handlers.agreement_values import answered, asked, reading, ready, shown, version
from tests.handlers.meeting_values import MEETING, POLICY, TODAY, home, overview, start_options
from tests.handlers.record_values import HEAD, RENDER
from tests.models.rules.test_documents import document
from tests.support.golden import check_golden

TITLE = "Supervision agreement with Sam Example"
PLAN = ContractPlan(MEETING, "sam", TODAY)
FORM = load_library(CONTENT).form_for(RecordKind.CONTRACT)
HEAD_OF_IT = replace(
    HEAD,
    kind=RecordKind.CONTRACT,
    title=TITLE,
    subject_id="sam",
    form=FORM,
    banner=Banner("Sam Example", "Sam Example", "Supervision agreement"),
)
ROW = AgendaRow(
    "sam", "Supervision agreement", RecordKind.CONTRACT, 0, AgendaOutcome.RECORD, RowState.WRITING, "r" * 32
)
SUBJECT = DocumentSubject(person_id="sam", name="Sam Okafor")
DOCUMENT = document(
    kind=RecordKind.CONTRACT,
    subject=SUBJECT,
    form=DocumentForm(form_id="contract", number=1, title="Supervision agreement", without_actions=True),
)


def choices(standing: ContractStanding, **changed: Any) -> ContractChoices:
    return replace(ContractChoices(PLAN, "Sam Example", TODAY, POLICY, standing), **changed)


def text_of(view: dict[str, Any]) -> str:
    assert view_problems(view, kind="modal") == []
    return json.dumps(view, ensure_ascii=False)


def still_open(state: RowState = RowState.WRITING) -> OpenSupervision:
    return OpenSupervision(MEETING, "sam", "Sam Example", TODAY, SupervisionState.OPEN, 0, 1, title=TITLE, alone=state)


def test_the_first_step_offers_it_where_the_policy_has_a_form_and_reads_it_back() -> None:
    view = build_start(start_options(), Chosen("sam", TODAY, StartWay.CONTRACT))
    forms = {kind: form for kind, form in POLICY.forms.items() if kind is not RecordKind.CONTRACT}
    silent = replace(start_options(), policy=POLICY.model_copy(update={"forms": forms}))

    assert read_start_choices(view | {"state": {"values": {}}}) == Chosen("sam", TODAY, StartWay.CONTRACT)
    for drawn in (build_start(silent), build_start(silent, Chosen("sam", TODAY, StartWay.CONTRACT))):
        (select,) = [one["accessory"] for one in drawn["blocks"] if one.get("block_id") == START_WAY]
        assert [option["value"] for option in select["options"]] == ["one_to_one", "group"]
        assert view_problems(drawn, kind="modal") == []


def test_the_step_says_how_the_last_one_stands_and_starts_the_next_with_one_button() -> None:
    view = build_contract(choices(ContractStanding(date(2025, 6, 16), date(2026, 6, 16))))

    check_golden("contract_step", view)
    assert view_problems(view, kind="modal") == []
    assert read_contract_plan(view) == PLAN


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (ContractStanding(), "There is no agreement yet."),
        (
            ContractStanding(date(2025, 3, 2), date(2026, 3, 2)),
            "Last made or reviewed on *Sun 2 March 2025*.\\nIt is to be looked at again by Mon 2 March 2026.",
        ),
        (
            ContractStanding(date(2025, 3, 1), date(2026, 3, 1)),
            ":warning: It was to be looked at again by Sun 1 March 2026.",
        ),
        (
            ContractStanding(date(2025, 6, 16), date(2026, 2, 2), date(2026, 2, 2)),
            "Somebody else supervises since Mon 2 February 2026, and that asks for a new look at it.",
        ),
    ],
)
def test_it_says_by_when_it_is_looked_at_again_and_why(standing: ContractStanding, words: str) -> None:
    assert words in text_of(build_contract(choices(standing)))


def test_one_that_is_open_is_carried_on_and_one_that_waits_is_said() -> None:
    going = text_of(build_contract(choices(ContractStanding(), open=still_open())))
    waiting = text_of(build_contract(choices(ContractStanding(), waiting_on=date(2026, 2, 27))))

    assert (CONTRACT_START in going, "Carry on" in going) == (False, True)
    assert "The one held on Fri 27 February 2026 waits for the answer of *Sam Example*." in waiting
    assert "Start a new one" in waiting


def test_an_open_one_is_said_in_one_line_without_counting_children() -> None:
    assert describe_open(still_open()) == f"{TITLE}, held Mon 2 March 2026: :pencil2: being written"
    assert describe_open(still_open(RowState.CHANGE_ASKED)).endswith("a change is asked for")


@pytest.mark.parametrize("metadata", ["", "{}", '{"page": "agenda", "supervision": "a", "person": "b"}'])
def test_a_view_that_is_no_such_step_is_no_plan(metadata: str) -> None:
    assert read_contract_plan({"private_metadata": metadata}) is None


def test_the_hub_leads_to_the_sections_and_to_the_read_through_and_nowhere_else() -> None:
    lines = tuple(SectionLine(one.id, one.title, SectionState.EMPTY, None) for one in FORM.sections)

    hub = build_hub(RecordView(HEAD_OF_IT, lines, ()), RENDER)

    check_golden("contract_hub", hub)
    text = text_of(hub)
    assert not [one for one in (RECORD_NEXT, RECORD_LIST, MENTION, "Actions:") if one in text]


@pytest.mark.parametrize("place", [0, -1])
def test_a_section_goes_on_to_the_next_and_the_last_one_to_the_read_through(place: int) -> None:
    section = FORM.sections[place]
    following = FORM.section_after(section.id)
    step = SectionView(
        head=HEAD_OF_IT,
        section=section,
        fields=tuple(AnswerField(question, None) for question in section.answered),
        actions=None,
        beside=(),
        following=following.id if following else None,
        saved_at=None,
        first_record=True,
    )

    text = text_of(build_section(step, RENDER))

    assert ("Save and next" in text, "Save and read through" in text) == (place == 0, place == -1)
    assert "next child" not in text


@pytest.mark.parametrize(
    ("row", "state", "sent"),
    [
        (ROW, SupervisionState.OPEN, False),
        (replace(ROW, state=RowState.AWAITING), SupervisionState.CLOSED, True),
    ],
    ids=["being_written", "sent"],
)
def test_the_card_has_its_row_and_no_agenda(row: AgendaRow, state: SupervisionState, sent: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    card = build_card(overview((row,), state=state, sent=sent), TODAY)

    check_golden(f"contract_card_{'sent' if sent else 'open'}", {"text": card.text, "blocks": card.blocks})
    text = json.dumps(card.blocks)
    assert not [one for one in ("Add a child", "Close the meeting", "Not reached", "One to one", "left") if one in text]


def test_a_discarded_one_is_called_what_it_is() -> None:
    card = build_card(overview((ROW,), state=SupervisionState.DISCARDED), TODAY)

    assert f"{TITLE}, held Mon 2 March 2026, was discarded." in json.dumps(card.blocks)


def test_home_calls_it_by_its_name_once() -> None:
    with_priya = "Supervision agreement with Priya Example"
    waiting = Waiting(
        "agree", MEETING, "Priya Example", TODAY, ("Supervision agreement",), with_priya, request_id="r" * 32
    )

    text = json.dumps(build_home(home(waiting=(waiting,), open_ones=(still_open(),))))

    assert '*1 record to read and agree*\\nSupervision agreement with Priya Example, held Mon 2 March 2026"' in text
    assert f"{TITLE}, held Mon 2 March 2026: :pencil2: being written" in text


def test_the_read_through_and_the_request_say_what_it_is_and_nothing_of_actions() -> None:
    record = ready(1, kind=RecordKind.CONTRACT, subject_id="sam", name="Sam Okafor", document=DOCUMENT)
    through = text_of(build_read_through(shown(record, title=TITLE, mentions=(), untouched=(), sent=())))
    one = version(kind=RecordKind.CONTRACT, label="Sam Okafor", actions=None)
    message = build_request_message(asked(one, title="Supervision agreement with Priya Nair"), START)

    assert "for agreement: 1 supervision agreement. Sending is your own signature." in through
    assert "No actions." not in through
    check_golden("contract_request", {"text": message.text, "blocks": message.blocks})
    assert "action" not in json.dumps([block for block in message.blocks if block["type"] != "actions"])


def test_whoever_reads_it_is_told_that_sending_was_the_signature_and_agreeing_is_theirs() -> None:
    request = asked(version(kind=RecordKind.CONTRACT, actions=None))
    one = replace(reading(request=request).versions[0], document=DOCUMENT)
    view, last = build_reading(replace(reading(request=request), versions=(one,)), 1, START)

    text = text_of(view)
    assert last
    assert "By sending it *Priya Nair* has signed it. When you agree, both of you have." in text
    assert "Supervision agreement (form 1). Held" in text
    assert "No actions." not in text
    assert "has signed it" not in text_of(build_reading(reading(), 1, START)[0])


@pytest.mark.parametrize(
    ("kind", "addendum", "words"),
    [
        (RecordKind.CONTRACT, 0, "the supervision agreement of Sam Okafor, held"),
        (RecordKind.CONTRACT, 2, "addendum 2 of the supervision agreement of Sam Okafor, held"),
        (RecordKind.PERSONAL, 0, "the personal record of Sam Okafor, held"),
    ],
)
def test_the_supervisor_hears_which_record_of_the_person_is_meant(kind: RecordKind, addendum: int, words: str) -> None:
    told = answered(ActKind.CHANGE_ASKED, record_kind=kind, addendum=addendum, label="Sam Okafor")

    message = build_answer_message(told)

    assert words in json.dumps(message.blocks)
    assert "Sam Okafor" not in message.text.replace("Sam Okafor asks", "")


def test_once_agreed_it_is_called_agreed() -> None:
    card = build_card(
        overview((replace(ROW, state=RowState.COMPLETE),), state=SupervisionState.CLOSED, sent=True), TODAY
    )

    assert ":white_check_mark: agreed" in json.dumps(card.blocks)
    agreed = HowAgreed(RecordState.COMPLETE, (Reply("Sam Okafor", ActKind.AGREED, START),))
    one = replace(reading().versions[0], document=DOCUMENT, agreed=agreed)
    view, _ = build_reading(replace(reading(), versions=(one,), asked=None), 1, START)
    assert "State: agreed and complete" in text_of(view)
    assert "Sam Okafor agreed on Mon 2 March 2026 at 09:00." in text_of(view)
