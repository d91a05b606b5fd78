"""What was sent before there were chains is bound at the first start, once, and says so."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

import models.workflow.earlier
from models.rules.bundles import check_bundle, read_bundle
from models.rules.integrity import BOUND_LATER
from models.tables import Act, Link, Mark, Record, Version
from models.values.agreement import Reading
from models.vocabulary import LinkKind
from models.workflow.bundles import build_bundle
from models.workflow.earlier import link_earlier
from models.workflow.parts import Parts
from models.workflow.reading import read_record
from models.workflow.verifying import verify_database
from tests.conftest import START
from tests.support.evidence import SIGNER, find_mended, make_history, seal
from tests.support.meetings import PRIYA, after, rows_of, send_meeting

pytestmark = pytest.mark.by_turns

LATER = START + timedelta(days=100)


async def forget_chains(parts: Parts) -> None:
    """Bring the database to what it was before there were chains."""
    async with parts.database.write(None, START) as session:
        await session.exec(delete(Link))
        await session.exec(update(Record).values(links=0, head=""))
        await session.exec(update(Version).values(hash="", mac="", facts={}, nonce=None))
        await session.exec(update(Act).values(mac="", nonce=None))


async def read(parts: Parts, record_id: str) -> Reading:
    return await read_record(parts, after(PRIYA, 60), record_id=record_id)


async def test_everything_sent_earlier_is_bound_in_the_order_of_time_and_reads_as_before(parts: Parts) -> None:
    await make_history(parts)
    record_id = await find_mended(parts)
    before = await read(parts, record_id)
    chained = {link.row_id: (link.kind, link.facts) for link in await rows_of(parts, Link)}
    await forget_chains(parts)
    assert (await verify_database(parts, [])).wrong != ()

    assert await link_earlier(parts, LATER) == 2

    links = sorted(await rows_of(parts, Link, Link.record_id == record_id), key=lambda link: link.place)
    assert [link.kind for link in links] == [chained[link.row_id][0] for link in links]
    assert [link.at for link in links] == sorted(link.at for link in links)
    assert {link.facts[BOUND_LATER] for link in links} == {"2026-06-10T09:00:00.000000+00:00"}
    answers = [link for link in links if link.kind is LinkKind.ACT]
    assert all(link.facts.keys() == chained[link.row_id][1].keys() | {BOUND_LATER} for link in answers)
    after_all = await read(parts, record_id)
    assert [one.document for one in after_all.versions] == [one.document for one in before.versions]
    assert [one.agreed.comments for one in after_all.versions] == [one.agreed.comments for one in before.versions]
    await seal(parts, LATER)
    assert (await verify_database(parts, [SIGNER.public])).wrong == ()
    assert check_bundle(read_bundle(await build_bundle(parts, record_id)), [SIGNER.public]).wrong == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_goes_on_where_it_was_stopped_and_never_looks_again(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await send_meeting(parts, in_depth=1, brief=1)
    await forget_chains(parts)
    monkeypatch.setattr(models.workflow.earlier, "_BATCH", 1)
    real, calls = models.workflow.earlier._bind, 0

    async def stop_at_the_second(*given: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(models.workflow.earlier, "_bind", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        await link_earlier(parts, LATER)
    monkeypatch.setattr(models.workflow.earlier, "_bind", real)

    assert await link_earlier(parts, LATER) == 1
    assert (await verify_database(parts, [])).wrong == ()
    assert await link_earlier(parts, LATER) == 0
    # From here on a version without a hash is a fault, and is not bound anew.
    async with parts.database.write(None, LATER) as session:
        await session.exec(update(Version).where(col(Version.number) == 1).values(hash=""))
    assert await link_earlier(parts, LATER) == 0
    assert any("never bound" in sentence for sentence in (await verify_database(parts, [])).wrong)


async def test_a_new_database_is_marked_at_once(parts: Parts) -> None:
    assert await link_earlier(parts, START) == 0
    assert [mark.name for mark in await rows_of(parts, Mark)] == ["chains"]
