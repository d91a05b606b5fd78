"""The seal of a day: one a day, over all that was written, whoever makes it and however late a row comes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models.database import Database, build_engine
from models.rules.day_seals import check_seals
from models.signing import Signer
from models.tables import AuditEvent, DaySeal, Link
from models.vocabulary import ActKind
from models.workflow.agreement import act
from models.workflow.parts import Parts
from models.workflow.seals import seal_day, seal_of
from models.workflow.verifying import verify_database
from tests.conftest import START
from tests.support.evidence import SIGNER, TOMORROW, seal
from tests.support.meetings import SAM, after, rows_of, send_meeting

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ONLY_SQLITE
async def test_a_day_is_sealed_once_and_the_next_follows_it(parts: Parts) -> None:
    await send_meeting(parts, in_depth=1, brief=1)
    assert await seal(parts)
    assert not await seal(parts, TOMORROW + timedelta(hours=2))
    assert await seal(parts, TOMORROW + timedelta(days=1))
    first, second = sorted(await rows_of(parts, DaySeal), key=lambda row: row.sealed_on)
    assert (first.heads, second.heads) == (2, 2)
    assert first.heads_root == second.heads_root
    assert (first.events > 3, second.events) == (True, 0)
    assert (first.previous, second.previous) == ("", first.hash)
    assert list(check_seals([seal_of(first), seal_of(second)], [SIGNER.public])) == []
    assert {link.sealed_on for link in await rows_of(parts, Link)} == {TOMORROW.date()}


@ONLY_SQLITE
async def test_days_on_which_the_bot_stood_still_are_covered_by_the_next_seal(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await seal(parts)
    await act(parts, after(SAM, 60 * 30), request_id=request, kind=ActKind.AGREED, at_last_page=True)
    await seal(parts, START + timedelta(days=9))
    assert sorted(row.sealed_on for row in await rows_of(parts, DaySeal)) == [
        TOMORROW.date(),
        (START + timedelta(days=9)).date(),
    ]
    assert (await verify_database(parts, [SIGNER.public])).wrong == ()


async def test_what_is_told_late_belongs_to_the_next_seal_and_breaks_none(parts: Parts) -> None:
    _, (request,) = await send_meeting(parts)
    await seal(parts, TOMORROW)
    # Written after the seal, with a time before it, as by a transaction that took long.
    late = replace(SAM, now=TOMORROW - timedelta(minutes=10))
    await act(parts, late, request_id=request, kind=ActKind.AGREED, at_last_page=True)
    await seal(parts, TOMORROW + timedelta(days=1))
    assert (await verify_database(parts, [SIGNER.public])).wrong == ()
    assert [link.sealed_on for link in sorted(await rows_of(parts, Link), key=lambda link: link.place)] == [
        TOMORROW.date(),
        (TOMORROW + timedelta(days=1)).date(),
    ]


async def test_two_replicas_make_one_seal(parts: Parts, database_url: str) -> None:
    await send_meeting(parts, in_depth=1, brief=1)
    other = Parts(Database(build_engine(database_url, patience=5)), parts.keyring, parts.library)
    made = await asyncio.gather(*(seal_day(one, SIGNER, TOMORROW) for one in (parts, other, parts, other)))
    await other.database.close()
    assert sum(made) == 1
    assert len(await rows_of(parts, DaySeal)) == 1
    assert (await verify_database(parts, [SIGNER.public])).wrong == ()


@ONLY_SQLITE
async def test_an_empty_database_has_a_seal_of_nothing(parts: Parts) -> None:
    assert await seal(parts)
    (row,) = await rows_of(parts, DaySeal)
    assert (row.heads, row.events) == (0, 0)
    assert await rows_of(parts, AuditEvent) == []
    assert (await verify_database(parts, [SIGNER.public])).wrong == ()


@ONLY_SQLITE
async def test_that_another_key_signs_from_now_on_is_noted(parts: Parts) -> None:
    other = Signer(bytes(reversed(range(32))))
    await seal(parts)
    assert await seal_day(parts, other, TOMORROW + timedelta(days=1))
    (noted,) = await rows_of(parts, AuditEvent, AuditEvent.what == "signing_key_changed")
    assert noted.facts == {"before": SIGNER.fingerprint, "now": other.fingerprint}
    assert (await verify_database(parts, [SIGNER.public, other.public])).wrong == ()
