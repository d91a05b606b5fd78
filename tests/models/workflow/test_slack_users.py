"""Slack's members and the directory: who is linked to whom, by e-mail."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from models.outbox import promise
from models.tables import AuditEvent, Outbox, Person
from models.values.visitors import Member
from models.vocabulary import MessageKind
from models.workflow.parts import Parts
from models.workflow.slack_users import claim_answer, note_members, read_visitor, unlinked_people
from tests.conftest import START
from tests.support.council import make_team

SAM = Member("U1", "Sam", email="Sam@Council.Example")


async def prepare(parts: Parts) -> None:
    """A team in which Sam is not linked to Slack."""
    await make_team(parts, START, last_discussed={})
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).where(col(Person.id) == "sam").values(slack_id=None))


async def slack_id(parts: Parts) -> str | None:
    async with parts.read() as session:
        return (await session.exec(select(Person.slack_id).where(Person.id == "sam"))).one()


async def test_a_member_is_linked_by_e_mail_whatever_its_capitals(parts: Parts) -> None:
    await prepare(parts)
    assert await unlinked_people(parts, START) == (("sam", "sam@council.example"),)
    await note_members(parts, [SAM], START)
    assert await slack_id(parts) == "U1"
    assert await unlinked_people(parts, START) == ()
    async with parts.read() as session:
        events = (await session.exec(select(AuditEvent))).all()
    assert [(event.what, event.subject_id, event.facts) for event in events] == [
        ("linked_to_slack", "sam", {"slack_user": "U1"})
    ]


async def test_closed_accounts_bots_and_strangers_are_never_linked(parts: Parts) -> None:
    await prepare(parts)
    for member in (replace(SAM, deleted=True), replace(SAM, bot=True), replace(SAM, stranger=True)):
        await note_members(parts, [member], START)
    assert await slack_id(parts) is None


async def test_a_link_moves_only_when_the_account_was_closed(parts: Parts) -> None:
    await prepare(parts)
    await note_members(parts, [SAM], START)
    await note_members(parts, [replace(SAM, slack_id="U2")], START)
    assert await slack_id(parts) == "U1"
    await note_members(parts, [replace(SAM, deleted=True), replace(SAM, slack_id="U2")], START)
    assert await slack_id(parts) == "U2"


async def test_one_account_is_never_two_people(parts: Parts) -> None:
    await prepare(parts)
    await note_members(parts, [Member("UPRIYA", "Priya", email="sam@council.example")], START)
    assert await slack_id(parts) is None


async def test_what_waited_for_the_link_may_go_at_once(parts: Parts) -> None:
    await prepare(parts)
    async with parts.database.write(None, START) as session:
        await promise(session, key="k", kind=MessageKind.CARD, recipient_id="sam", facts={}, now=START)
        await session.exec(update(Outbox).values(lease_until=START + timedelta(hours=1)))
    woken: list[bool] = []
    parts.database.on_promise(lambda: woken.append(True))
    await note_members(parts, [SAM], START)
    async with parts.read() as session:
        assert (await session.exec(select(Outbox.lease_until))).one() is None
    assert woken


async def test_the_door_hears_what_slack_last_said_of_a_visitor(parts: Parts) -> None:
    await prepare(parts)
    assert (await read_visitor(parts, "U1", START)).person is None
    await note_members(parts, [replace(SAM, guest=True)], START)
    visitor = await read_visitor(parts, "U1", START)
    assert visitor.guest
    assert visitor.person is not None
    assert visitor.person.id == "sam"


async def test_a_typed_message_is_answered_once_in_a_while(parts: Parts) -> None:
    while_ = timedelta(minutes=10)
    answers = [await claim_answer(parts, "U1", START + timedelta(minutes=minutes), while_) for minutes in (0, 1, 9, 10)]
    assert answers == [True, False, False, True]
    assert await claim_answer(parts, "U2", START, while_)
