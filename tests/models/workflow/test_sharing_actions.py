"""Sharing a new action with brothers and sisters: each gets one of their own, once."""

from dataclasses import replace

import pytest

from models.content import load_library
from models.tables import ActionEntry, AuditEvent, SmartAction
from models.values.errors import Refusal
from models.values.record import Page
from models.values.sharing import Fate, Offer
from models.vocabulary import ActionState
from models.workflow.actions import remove_action
from models.workflow.parts import Parts
from models.workflow.sharing import twin_of
from tests.conftest import CONTENT
from tests.support.meetings import MEETING, PRIYA, rows_of
from tests.support.siblings import WALK, WALKING, Family, gather_family


@pytest.fixture
async def family(parts: Parts) -> Family:
    """Three children of a family, with a form in force that asks about families."""
    return await gather_family(replace(parts, library=load_library(CONTENT, "bracknell-forest")))


async def test_a_new_action_becomes_one_of_each_childs_own(family: Family) -> None:
    await family.add_walk(family.ava)

    assert await family.share_walk(family.ava) == {"Noah": Fate.WRITTEN, "Leo": Fate.WRITTEN}

    noahs = twin_of(WALK, family.noah)
    assert await family.actions(family.noah) == {noahs: ("Walk to school together", family.ava)}
    assert await family.actions(family.leo, "brief") == {
        twin_of(WALK, family.leo): ("Walk to school together", family.ava)
    }
    (line,) = (await family.writing.see(family.noah, "next_steps")).actions or ()
    now = line.now.model_dump()
    assert {name: now[name] for name in (*WALKING, "owner_id")} == WALKING | {"owner_id": "sam"}
    owners = {row.id: row.child_id for row in await rows_of(family.parts, SmartAction)}
    assert owners[noahs] == family.noah
    events = await rows_of(family.parts, AuditEvent, AuditEvent.what == "action_shared")
    assert {event.facts["action"] for event in events} == set(owners) - {WALK}


async def test_sharing_an_action_again_makes_no_second_one_and_leaves_what_was_changed(family: Family) -> None:
    await family.add_walk(family.ava)
    await family.share_walk(family.ava)
    await family.writing.see(family.noah)
    await family.writing.act(family.noah, twin_of(WALK, family.noah), what="Cycle to school")
    await family.add_walk(family.ava, what="Walk to school and back")

    assert await family.share_walk(family.ava) == {"Noah": Fate.KEPT, "Leo": Fate.UPDATED}

    assert [what for what, _ in (await family.actions(family.noah)).values()] == ["Cycle to school"]
    assert [what for what, _ in (await family.actions(family.leo, "brief")).values()] == ["Walk to school and back"]
    assert len(await rows_of(family.parts, SmartAction)) == 3


async def test_an_action_removed_there_comes_back_only_by_another_tap(family: Family) -> None:
    await family.add_walk(family.ava)
    await family.share_walk(family.ava)
    page = Page(MEETING, family.noah, "V1", 100)
    await remove_action(family.parts, PRIYA, page, action_id=twin_of(WALK, family.noah))
    assert await family.actions(family.noah) == {}

    assert (await family.share_walk(family.ava))["Noah"] is Fate.WRITTEN
    assert list(await family.actions(family.noah)) == [twin_of(WALK, family.noah)]


async def test_a_copy_is_not_shared_on_so_that_nobody_gets_it_twice(family: Family) -> None:
    await family.add_walk(family.ava)
    await family.share_walk(family.ava)
    copy = twin_of(WALK, family.noah)

    assert (await family.writing.see(family.noah, "next_steps")).offers.of_action(copy) == Offer(came_from="Ava")
    with pytest.raises(Refusal, match="began in this record"):
        await family.share_walk(family.noah, copy)
    assert len(await rows_of(family.parts, SmartAction)) == 3


async def test_carried_actions_and_what_became_of_them_are_never_shared(family: Family) -> None:
    await family.complete(family.ava)
    await family.add_walk(family.ava)
    await family.writing.send()
    later = replace(family, writing=family.writing.later("b" * 32))
    await later.writing.start(in_depth=(family.ava, family.noah))
    await later.add_walk(family.ava, state=ActionState.ACHIEVED, outcome="They walk every day.")

    step = await later.writing.see(family.ava, "next_steps")
    assert step.offers.of_action(WALK) == Offer()
    with pytest.raises(Refusal, match="began in this record"):
        await later.share_walk(family.ava)
    assert {row.action_id for row in await rows_of(family.parts, ActionEntry)} == {WALK}
