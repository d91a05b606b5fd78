"""The supervision agreement: begun once, agreed by both, looked at again with the text of the last one (B6, C10)."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.tables import Attendance, Outbox, Record, Supervision
from models.values.call import Call
from models.values.contracts import ContractStanding
from models.values.errors import Refusal
from models.values.supervision import Closing, RowState
from models.vocabulary import (
    ActKind,
    Depth,
    MessageKind,
    Part,
    RecordKind,
    RecordState,
    SupervisionState,
)
from models.workflow.agenda import read_agenda, read_start
from models.workflow.card import read_card
from models.workflow.changing import add_child, add_personal, mark_not_reached
from models.workflow.closing import close_meeting, discard_supervision
from models.workflow.contracts import read_contract, start_contract
from models.workflow.home import read_home
from models.workflow.overview import next_stop, read_overview
from models.workflow.parts import Parts
from models.workflow.people import read_supervisees
from models.workflow.reading import open_record as open_sent
from models.workflow.record import open_record
from models.workflow.requests import load_asked
from models.workflow.sending import read_through
from models.workflow.waiting import read_waiting
from tests.conftest import START
from tests.support.contracts import (
    PERSON,
    agree_latest,
    begin_contract,
    last_reviewed,
    plan_for,
    write_contract,
)
from tests.support.council import call_of, hand_over, make_team
from tests.support.meetings import PRIYA, SAM, after, find_posts, requests_to, rows_of
from tests.support.personal import documents
from tests.support.writing import Writing

pytestmark = pytest.mark.by_turns

MEETING = "a" * 32
TITLE = "Supervision agreement with Sam Example"
TOM, OLU, NELL = (call_of(who, START) for who in ("tom", "olu", "nell"))
YEAR = timedelta(days=365)


async def standing(parts: Parts, call: Call = PRIYA) -> ContractStanding:
    return (await read_contract(parts, call, supervisee_id=PERSON, held_on=call.today)).standing


async def contract_record(parts: Parts, meeting: str = MEETING) -> Record:
    found: Record
    (found,) = await rows_of(parts, Record, Record.supervision_id == meeting)
    return found


async def sent(parts: Parts) -> Writing:
    """Send an agreement that Sam has still to answer."""
    await make_team(parts, START, last_discussed={})
    writing = await begin_contract(parts, START)
    await write_contract(writing)
    await writing.send()
    return writing


async def test_it_is_begun_as_a_meeting_of_two_that_holds_one_record_and_nothing_else(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})

    offered = await read_contract(parts, PRIYA, supervisee_id=PERSON, held_on=START.date())
    assert (offered.supervisee, offered.standing, offered.open) == ("Sam Example", ContractStanding(), None)
    assert await start_contract(parts, PRIYA, offered.plan) == offered.plan.supervision_id

    overview = await read_overview(parts, PRIYA, supervision_id=offered.plan.supervision_id)
    assert (overview.title, overview.stands_alone, overview.held_on) == (TITLE, True, START.date())
    assert [(row.subject_id, row.kind) for row in overview.rows] == [(PERSON, RecordKind.CONTRACT)]
    parts_of = {one.person_id: one.part for one in await rows_of(parts, Attendance)}
    assert parts_of == {"priya": Part.SUPERVISOR, PERSON: Part.SUPERVISEE}
    (card,) = await find_posts(parts, MessageKind.CARD)
    assert card.recipient_id == "priya"
    hub = await open_record(parts, PRIYA, supervision_id=overview.id, subject_id=PERSON)
    assert (hub.head.form.id, hub.head.title, hub.head.banner.name) == ("contract", TITLE, "Sam Example")


async def test_a_second_press_and_a_second_device_begin_nothing_and_lead_to_the_one_that_is_open(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    first, other = plan_for(PRIYA, MEETING), plan_for(PRIYA, "b" * 32)

    begun = [
        await start_contract(parts, replace(PRIYA, key="one press"), first),
        await start_contract(parts, replace(PRIYA, key="one press"), first),
        await start_contract(parts, replace(PRIYA, key="the other device"), other),
    ]

    assert begun == [MEETING] * 3
    assert len(await rows_of(parts, Supervision)) == 1
    assert len(await rows_of(parts, Outbox, Outbox.kind == MessageKind.CARD)) == 1
    offered = await read_contract(parts, PRIYA, supervisee_id=PERSON, held_on=START.date())
    assert offered.open is not None
    assert (offered.open.id, offered.open.title, offered.open.alone) == (MEETING, TITLE, RowState.WRITING)


async def test_two_devices_at_the_same_moment_begin_one(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})

    begun = await asyncio.gather(*(start_contract(parts, PRIYA, plan_for(PRIYA, one * 32)) for one in "abc"))

    assert len(set(begun)) == 1
    assert len(await rows_of(parts, Supervision)) == 1


async def test_a_press_that_comes_again_after_it_was_sent_begins_no_second_one(parts: Parts) -> None:
    await sent(parts)

    assert await start_contract(parts, PRIYA, plan_for(PRIYA, MEETING)) == MEETING

    assert len(await rows_of(parts, Supervision)) == 1
    assert (await contract_record(parts)).state is RecordState.AWAITING


@pytest.mark.parametrize("stranger", [SAM, TOM, OLU, NELL], ids=lambda call: call.person_id)
async def test_only_the_supervisor_begins_one_and_nobody_who_stands_in(parts: Parts, stranger: Call) -> None:
    await make_team(parts, START, last_discussed={})

    with pytest.raises(Refusal):
        await read_contract(parts, stranger, supervisee_id=PERSON, held_on=START.date())
    with pytest.raises(Refusal):
        await start_contract(parts, stranger, plan_for(stranger, MEETING))
    assert await rows_of(parts, Supervision) == []


async def test_it_needs_a_form_of_the_policy_and_a_day_that_has_come(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    policy = parts.library.policy
    forms = {kind: form for kind, form in policy.forms.items() if kind is not RecordKind.CONTRACT}
    silent = replace(parts, library=replace(parts.library, policy=policy.model_copy(update={"forms": forms})))

    with pytest.raises(Refusal, match="no form"):
        await start_contract(silent, PRIYA, plan_for(PRIYA, MEETING))
    with pytest.raises(Refusal, match="today or earlier"):
        await start_contract(parts, PRIYA, replace(plan_for(PRIYA, MEETING), held_on=date(2026, 3, 3)))
    assert await rows_of(parts, Supervision) == []


async def test_sending_signs_it_ends_the_meeting_and_asks_the_person_alone(parts: Parts) -> None:
    await sent(parts)

    [(subject, document)] = await documents(parts)
    assert (subject, document.kind, document.required) == (PERSON, RecordKind.CONTRACT, (PERSON,))
    assert (document.sent_by_name, document.actions, document.form.without_actions) == ("Priya Example", (), True)
    (meeting,) = await rows_of(parts, Supervision)
    assert meeting.state is SupervisionState.CLOSED
    (request,) = await requests_to(parts, PERSON)
    async with parts.read() as session:
        asked = await load_asked(session, parts, request)
    assert (asked.title, asked.versions[0].actions) == ("Supervision agreement with Priya Example", None)
    (waiting,) = await read_waiting(parts, SAM)
    assert (waiting.kind, waiting.title) == ("agree", "Supervision agreement with Priya Example")
    (sam,) = await read_supervisees(parts, PRIYA)
    assert sam.last_on is None, "an agreement is no supervision"

    offered = await read_contract(parts, PRIYA, supervisee_id=PERSON, held_on=START.date())
    assert (offered.waiting_on, offered.open, offered.standing) == (START.date(), None, ContractStanding())
    await agree_latest(parts, START + timedelta(minutes=5))
    assert (await contract_record(parts)).state is RecordState.COMPLETE
    assert await standing(parts) == ContractStanding(START.date(), date(2027, 3, 2))


async def test_while_a_change_is_asked_it_is_carried_on_and_the_next_version_is_agreed(parts: Parts) -> None:
    writing = await sent(parts)
    await agree_latest(parts, START + timedelta(minutes=1), ActKind.CHANGE_ASKED, "Every two weeks until June.")

    assert await start_contract(parts, PRIYA, plan_for(PRIYA, "b" * 32)) == MEETING
    await writing.see(PERSON)
    await writing.write(PERSON, "arrangements", {"frequency_reason": "Every two weeks until June."})
    await writing.send()
    await agree_latest(parts, START + timedelta(minutes=9))

    record = await contract_record(parts)
    assert (record.state, record.version) == (RecordState.COMPLETE, 2)
    (reading,) = (await open_sent(parts, after(SAM, 10), record_id=record.id)).versions
    assert reading.before is not None
    assert len(await rows_of(parts, Supervision)) == 1


async def test_the_next_opens_with_the_last_ones_text_and_is_sent_as_it_is_where_nothing_changed(parts: Parts) -> None:
    first = await sent(parts)
    await first.see(PERSON)
    await agree_latest(parts, START + timedelta(minutes=5))

    second = await begin_contract(parts, START + YEAR, "b" * 32)
    step = await second.see(PERSON)
    shown = {field.question.id: field.question.show(field.answer) for field in step.fields if field.answer is not None}
    assert shown == {"purpose": "A place to think aloud.", "frequency": "Every four weeks"}
    assert all(field.prefilled for field in step.fields if field.answer is not None)
    # Words typed and taken back leave last year's text as it was.
    await second.write(PERSON, "support", {"support_time": "A quarter of an hour."})
    await second.write(PERSON, "support", {"support_time": ""})
    through = await read_through(parts, second.call, supervision_id="b" * 32)
    assert [record.lacking for record in through.ready] == [()]
    await second.send()
    await agree_latest(parts, second.now + timedelta(minutes=5))

    (_, before), (_, now) = await documents(parts)
    assert before.sections == now.sections
    assert await standing(parts, second.call) == ContractStanding(date(2027, 3, 2), date(2028, 3, 2))


async def test_the_later_of_what_was_agreed_here_and_what_the_directory_tells_counts(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    await last_reviewed(parts, START, date(2025, 6, 16))
    assert await standing(parts) == ContractStanding(date(2025, 6, 16), date(2026, 6, 16))

    writing = await begin_contract(parts, START)
    await write_contract(writing)
    await writing.send()
    assert (await standing(parts)).last_on == date(2025, 6, 16), "sent is not agreed"
    await agree_latest(parts, START + timedelta(minutes=5))
    assert (await standing(parts)).last_on == START.date()
    await last_reviewed(parts, START, date(2026, 4, 1))
    assert (await standing(parts)).last_on == date(2026, 4, 1)


async def test_a_new_supervisor_begins_one_of_their_own_with_the_text_both_know(parts: Parts) -> None:
    await sent(parts)
    await agree_latest(parts, START + timedelta(minutes=5))
    await begin_contract(parts, START + timedelta(days=20), "b" * 32)
    changed = START + timedelta(days=30)
    await hand_over(parts, PERSON, "tom", changed)
    tom = call_of("tom", changed)

    assert await standing(parts, tom) == ContractStanding(START.date(), changed.date(), changed_on=changed.date())
    assert await start_contract(parts, tom, plan_for(tom, "c" * 32)) == "c" * 32
    hub = await open_record(parts, tom, supervision_id="c" * 32, subject_id=PERSON)
    assert hub.sections[0].state.value == "done"
    with pytest.raises(Refusal):
        await start_contract(parts, replace(PRIYA, now=changed), plan_for(PRIYA, "d" * 32))


async def test_whoever_only_stands_in_neither_sees_it_nor_sends_or_discards_it(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={})
    writing = await begin_contract(parts, START)
    await write_contract(writing)

    for attempt in (read_overview, read_through, discard_supervision):
        with pytest.raises(Refusal):
            await attempt(parts, TOM, supervision_id=MEETING)
    with pytest.raises(Refusal):
        await next_stop(parts, TOM, MEETING)
    assert (await read_home(parts, TOM)).open == ()
    assert [one.id for one in (await read_home(parts, PRIYA)).open] == [MEETING]


async def test_it_has_no_agenda_to_change_or_to_close_and_can_be_discarded(parts: Parts) -> None:
    (child,) = await make_team(parts, START, last_discussed={"AB": 60})
    await begin_contract(parts, START)

    for attempt in (
        add_child(parts, PRIYA, supervision_id=MEETING, child_id=child, depth=Depth.IN_DEPTH),
        add_personal(parts, PRIYA, supervision_id=MEETING),
        mark_not_reached(parts, PRIYA, supervision_id=MEETING, subject_ids=[PERSON]),
        close_meeting(parts, PRIYA, supervision_id=MEETING, closing=Closing()),
    ):
        with pytest.raises(Refusal, match="no agenda"):
            await attempt
    card = await read_card(parts, PRIYA, supervision_id=MEETING)
    assert card is not None
    assert (card.left_out, card.may_add_personal, len(card.rows)) == ((), False, 1)

    await discard_supervision(parts, PRIYA, supervision_id=MEETING)
    assert (await read_contract(parts, PRIYA, supervisee_id=PERSON, held_on=START.date())).open is None


async def test_an_open_one_is_offered_at_the_start_and_is_not_taken_for_an_open_meeting(parts: Parts) -> None:
    await make_team(parts, START, last_discussed={"AB": 60})
    await begin_contract(parts, START)

    assert [(one.id, one.alone) for one in (await read_start(parts, PRIYA)).open] == [(MEETING, RowState.WRITING)]
    assert (await read_agenda(parts, PRIYA, supervisee_id=PERSON, held_on=START.date())).open is None
    # Whoever goes on comes to the record, although nothing was typed yet.
    assert (await next_stop(parts, PRIYA, MEETING)).subject_id == PERSON
