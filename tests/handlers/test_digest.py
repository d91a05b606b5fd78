"""The digest as it is sent: from the database through its renderer, with marked words in every field of text."""

import json
from datetime import timedelta

from handlers.blocks.ids import Place
from handlers.blocks.message import Message
from handlers.desk import Desk
from handlers.digest import render_digest
from handlers.due import due_view
from models.values.outbox import Promised
from models.vocabulary import ClockKind, MessageKind, SendingMode
from models.workflow.clocks.settling import set_override
from models.workflow.parts import Parts
from sandbox.blockkit.surfaces import block_problems, view_problems
from tests.conftest import START
from tests.support.council import call_of, make_team

PRIYA = call_of("priya", START)
MARKED = "Zanzibar Quokka"


async def render(parts: Parts, who: str) -> Message | None:
    """Return the digest of a person of that day, as delivery asks for it."""
    day = START.date().isoformat()
    promised = Promised(
        id="d" * 32,
        kind=MessageKind.DIGEST,
        mode=SendingMode.POST,
        recipient_id=who,
        facts={"day": day},
        promised_at=START,
        attempts=0,
        tried_at=START,
        claim="c",
    )
    return await render_digest(parts, promised, START)


async def make_marked(parts: Parts) -> list[str]:
    """Fill the database with dates behind which marked words stand."""
    children = await make_team(parts, START, last_discussed={"AB": 60, "CD": 50, "EF": 1})
    for clock, subject in ((ClockKind.CHILD, children[1]), (ClockKind.PERSON, "sam")):
        await set_override(
            parts,
            PRIYA,
            clock=clock,
            subject_id=subject,
            every_days=14,
            due_on=None,
            until_on=START.date() + timedelta(days=90),
            reason=MARKED,
        )
    return children


async def test_no_name_of_a_child_and_no_word_anybody_typed_stands_in_a_digest_and_nobody_at_all_in_its_notification(
    parts: Parts,
) -> None:
    await make_marked(parts)

    message = await render(parts, "priya")

    assert message is not None
    assert block_problems(message.blocks, surface="message") == []
    blocks = json.dumps(message.blocks, ensure_ascii=False)
    assert "AB · 100001" in blocks
    assert "Child AB" not in blocks
    assert not [word for word in MARKED.split() if word in blocks]
    assert not [
        word for word in ("AB", "CD", "100001", "Sam", "Priya", "Child", *MARKED.split()) if word in message.text
    ]


async def test_the_list_of_what_is_due_names_no_child_and_no_reason_either(parts: Parts) -> None:
    await make_marked(parts)

    view = await due_view(Desk(parts, lambda: START), PRIYA, Place(scope="all"))

    assert view_problems(view, kind="modal") == []
    words = json.dumps(view, ensure_ascii=False)
    assert "AB · 100001" in words
    assert "Child AB" not in words
    assert not [word for word in MARKED.split() if word in words]


async def test_who_has_nothing_due_is_sent_nothing(parts: Parts) -> None:
    await make_marked(parts)

    assert await render(parts, "nell") is None
