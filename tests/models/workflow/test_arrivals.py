"""What was dated back, or sealed anew, is found: each link and audit event is held to the seals around it."""

from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from models.rules.integrity import stamp
from models.tables import Act, AuditEvent, DaySeal, Link, Record, Version
from models.vocabulary import ActKind, LinkKind, Way
from models.workflow.chain import add_link
from models.workflow.parts import Parts
from models.workflow.verifying import verify_database
from tests.support.evidence import AFTER_THE_SEALS, SIGNER, TOMORROW, seal, verify
from tests.support.meetings import rows_of

LATER_ON: Final = {"bound_later": "2026-03-08T09:00:00.000000+00:00"}
REACTED: Final = {"way": "reaction", "event": "its own"}
ANSWERED: Final = {"kind": "agreed", "way": "button", "sequence": "9"}


@pytest.mark.parametrize(
    ("said_at", "facts", "sealed", "sentence"),
    [
        (TOMORROW, {}, False, "says 2026-03-03T09:00, and came only after the last seal was made: it was backdated."),
        (
            TOMORROW,
            {},
            True,
            "and came only after the seal before the one of 2026-03-09 was made: it was backdated.",
        ),
        (AFTER_THE_SEALS, {}, True, None),
        (TOMORROW, REACTED, True, "it was backdated."),
        (TOMORROW, REACTED | LATER_ON, True, None),
        (TOMORROW - timedelta(days=10), REACTED | LATER_ON, True, "is earlier than the version it is about."),
        (TOMORROW, REACTED | {"bound_later": "2026-03-03T09:00:00.000000+00:00"}, True, "it was backdated."),
        (TOMORROW, REACTED | {"bound_later": "2026-03-20T09:00:00.000000+00:00"}, True, "it was backdated."),
        (TOMORROW, REACTED | LATER_ON | {"event": "1772442000.000100"}, True, "is no reaction as Slack tells one."),
        (TOMORROW, {"way": "reaction"} | LATER_ON, True, "is no reaction as Slack tells one."),
        (TOMORROW, LATER_ON, True, "came after the first seal: it was backdated."),
        (TOMORROW, LATER_ON, False, "came after the first seal: it was backdated."),
        (
            AFTER_THE_SEALS + timedelta(days=90),
            {},
            True,
            "says 2026-06-02T11:00, and was there already when the seal of 2026-03-09 was made.",
        ),
    ],
    ids=[
        "backdated and not sealed yet",
        "backdated and sealed since",
        "in time",
        "a reaction that does not say that it came late",
        "a reaction judged later",
        "a reaction from before it was sent",
        "a reaction bound before its seal",
        "a reaction told too late",
        "a reaction of another event",
        "a reaction without its event",
        "a button bound later",
        "a button bound later and not sealed yet",
        "of a time to come",
    ],
)
async def test_what_says_an_earlier_time_than_the_seal_it_came_after_is_found(
    history: Parts,
    said_at: datetime,
    facts: dict[str, str],
    sealed: bool,  # noqa: FBT001 -- a column of the table above
    sentence: str | None,
) -> None:
    brief = (await rows_of(history, Record, Record.kind == "brief"))[0]
    version = (await rows_of(history, Version, Version.record_id == brief.id))[0]
    given = {"version": version.hash, "person": "sam", "done": stamp(said_at), **ANSWERED} | facts
    if given.get("event") == "its own":
        given["event"] = f"{said_at.timestamp():.6f}"
    row = {"request_id": (await rows_of(history, Act, Act.version_id == version.id))[0].request_id, "sequence": 9}
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        act = Act(
            id="a" * 32,
            version_id=version.id,
            person_id="sam",
            at=said_at,
            way=Way(given["way"]),
            event_ts=given.get("event"),
            **row,
        )
        act.kind = ActKind.AGREED
        session.add(act)
        given["request"] = act.request_id
        await add_link(session, await session.get_one(Record, brief.id), LinkKind.ACT, act.id, said_at, given)
    if sealed:
        await seal(history, TOMORROW + timedelta(days=6))

    found = (await verify(history)).wrong

    places = len(await rows_of(history, Link, Link.record_id == brief.id))
    told = [one for one in found if one.startswith(f"Record {brief.id}: link {places}")]
    assert (told == []) if sentence is None else any(one.endswith(sentence) for one in told)
    day = facts.get("bound_later", "none")[:10]
    assert any(f"links were bound on {day}, later than" in one for one in (await verify(history)).notes) is (
        day != "none"
    )


async def test_an_audit_event_that_was_backdated_is_found(history: Parts) -> None:
    async with history.database.write(None, TOMORROW) as session:
        session.add(
            AuditEvent(
                id="e" * 32,
                at=TOMORROW,
                person_id="sam",
                what="opened",
                subject="record",
                subject_id="x",
                way=Way.BUTTON,
                facts={},
            )
        )
    await seal(history, TOMORROW + timedelta(days=6))
    (sentence,) = (await verify(history)).wrong
    assert sentence == (
        f"The audit event {'e' * 32} says 2026-03-03T09:00, and came only after the seal before the one of 2026-03-09 "
        "was made: it was backdated."
    )


@pytest.mark.parametrize("facts", [{"way": "reaction", "event": "1.0"}, LATER_ON, REACTED | LATER_ON])
async def test_what_is_filed_is_never_bound_later(history: Parts, facts: dict[str, str]) -> None:
    brief = (await rows_of(history, Record, Record.kind == "brief"))[0]
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        record = await session.get_one(Record, brief.id)
        given = {"person": "priya", "place": "mosaic"} | facts
        await add_link(session, record, LinkKind.FILED, "f" * 32, TOMORROW - timedelta(days=1), given)
    found = (await verify(history)).wrong
    assert any("was backdated" in one or "which it cannot have been" in one for one in found)


async def test_seals_made_anew_are_known_by_one_that_was_kept_and_a_gap_is_said(history: Parts) -> None:
    first, last = await rows_of(history, DaySeal)
    assert (await verify_database(history, [SIGNER.public], kept=[first.hash, last.hash])).wrong == ()
    async with history.database.write(None, AFTER_THE_SEALS) as session:
        for covered in (Link, AuditEvent):
            await session.exec(update(covered).where(col(covered.sealed_on) == last.sealed_on).values(sealed_on=None))
        await session.exec(delete(DaySeal).where(col(DaySeal.sealed_on) == last.sealed_on))
    await seal(history, TOMORROW + timedelta(days=9))
    found = await verify_database(history, [SIGNER.public], kept=[first.hash, last.hash])
    (sentence,) = found.wrong
    assert sentence.startswith(f"The seal with the hash {last.hash}, which was kept elsewhere, is not among these")
    assert (
        "No seal is there between 2026-03-03 and 2026-03-12, for 9 days: the bot stood still, or seals were taken away."
    ) in found.notes
