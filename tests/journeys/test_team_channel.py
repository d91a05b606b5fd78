"""A team's channel through a day: one post in the morning, its buttons, who joins, and what gets done."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import update
from sqlmodel import col

from models.tables import Outbox, Team
from models.vocabulary import ChannelDetail, MessageKind, OutboxState, SendingMode
from sandbox.looking import text_in
from tests.journeys.scene import Scene, until
from tests.journeys.steps import begin
from tests.support.leaks import find_names
from tests.support.town import Town, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

ELM, OAK = "C0TEAMELM", "C0TEAMOAK"
GUEST = "U0MEERA"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_town(town_database: str, town_folder: Any) -> AsyncIterator[Town]:
    """The town on the Tuesday, after two mornings; the team of Oak wants only how many, from the second on."""
    async with open_town(town_database, town_folder / "sandbox") as opened:

        async def posted() -> bool:
            return bool(await posts(opened)) and bool(await posts(opened, OAK, "tom"))

        await until(posted, waiting_for="Monday's posts")
        async with opened.bot.parts.database.write(None, opened.bot.clock.now()) as session:
            oak = update(Team).where(col(Team.channel_id) == OAK)
            await session.exec(oak.values(channel_detail=ChannelDetail.COUNTS))
        await opened.advance(hours=24, minutes=5)
        yield opened


async def posts(town: Town, channel: str = ELM, name: str = "priya") -> list[dict[str, Any]]:
    """Return the posts in a channel, as somebody there reads them."""
    hands = await town.person(name)
    await hands.see()
    return [one for one in hands.messages(channel) if "Coming due" in text_in(one)]


async def earlier(town: Town, channel: str = ELM, name: str = "priya") -> list[dict[str, Any]]:
    """Return the posts of earlier days in a channel, as somebody there reads them."""
    hands = await town.person(name)
    return [one for one in hands.messages(channel) if "was coming due" in text_in(one)]


async def until_says(town: Town, *words: str, but_not: str = "nothing of the kind") -> str:
    """Wait until the newest post says all these words."""

    async def fits() -> str | None:
        said = text_in((await posts(town))[-1])
        return said if all(word in said for word in words) and but_not not in said else None

    found: str = await until(fits, waiting_for=f"{words} in the channel")
    return found


async def test_each_team_reads_one_post_a_morning_and_no_name_of_a_child(town: Town, scene: Scene) -> None:
    async def both_days() -> bool:
        return len(await posts(town)) == 1 and len(await posts(town, OAK, "tom")) == 1 and bool(await earlier(town))

    await until(both_days, waiting_for="Tuesday's post, and Monday's cut short")
    (monday,), (tuesday,) = await earlier(town), await posts(town)
    assert "What was coming due on Mon 2 March 2026: see the newest post." in text_in(monday)
    assert "5001" not in text_in(monday)
    assert "*500101* · due in the week of 9 March" in text_in(tuesday)
    oak = await posts(town, OAK, "tom")
    assert "coming due in the next two weeks" in text_in(oak[0])
    assert "5001" not in text_in(oak[0])
    assert not any(find_names(text_in(one)) for one in (monday, tuesday, *oak))
    rows = await scene.rows(Outbox, col(Outbox.kind) == MessageKind.TEAM_POST, Outbox.mode == SendingMode.POST)
    assert [row.state for row in rows] == [OutboxState.SENT] * 4


async def test_start_opens_for_the_supervisor_and_says_alone_to_anybody_else_why_not(town: Town) -> None:
    priya, sam = await town.person("priya"), await town.person("sam")
    await priya.click_button("Start", channel=ELM)
    await priya.until_view("Whom do you supervise?")
    await priya.close_view(everything=True)
    await sam.click_button("Start", channel=ELM)

    async def told() -> bool:
        await sam.see()
        return "supervises in this team" in text_in(sam.messages(ELM))

    await until(told, waiting_for="the sentence for Sam")
    assert sam.view is None
    await priya.see()
    assert "supervises in this team" not in text_in(priya.messages(ELM))


async def test_show_mine_opens_for_everybody_and_snooze_for_the_supervisor(town: Town) -> None:
    for name, text in (("sam", "Show mine"), ("priya", "Show mine"), ("priya", "Snooze")):
        hands = await town.person(name)
        await hands.click_button(text, channel=ELM)
        await hands.until_view("due")
        await hands.close_view(everything=True)


async def test_a_guest_who_joins_takes_the_numbers_off_todays_post_and_leaving_brings_them_back(town: Town) -> None:
    await until_says(town, "500101")
    await town.control("POST", f"channels/{ELM}/members", {"add": [GUEST]})
    await until_says(town, "coming due in the next two weeks", but_not="500101")
    await town.control("POST", f"channels/{ELM}/members", {"remove": [GUEST]})
    await until_says(town, "500101")
    await town.control("POST", f"channels/{ELM}", {"shared": True})
    await until_says(town, "coming due in the next two weeks", but_not="500101")
    await town.control("POST", f"channels/{ELM}", {"shared": False})
    await until_says(town, "500101")


async def test_a_record_that_is_sent_shows_its_child_as_done_in_the_same_post(town: Town, scene: Scene) -> None:
    meeting = await begin(scene, in_depth=1, first=0)
    assert meeting.children[0].number == "500101"
    await meeting.write_all(1, 0)
    before = len(await posts(town))
    await meeting.send()
    await until_says(town, "*500101* · done", "*500102* · due in the week of 9 March")
    assert len(await posts(town)) == before
