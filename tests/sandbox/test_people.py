"""People and channels: how the bot finds them, and how it hears of changes."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.raw_bot import RawBot

Json = dict[str, Any]


async def test_the_bot_knows_itself(client: AsyncWebClient) -> None:
    known = await client.auth_test()
    assert (known["user_id"], known["bot_id"], known["team_id"]) == ("U0SANDBOT", "B0SANDBOX", "T0ASHMERE")


async def test_people_are_found_by_id_and_by_email(client: AsyncWebClient) -> None:
    sam = await client.users_info(user="U0SAM")
    assert sam["user"]["profile"]["email"] == "sam.okafor@ashmere.example"
    found = await client.users_lookupByEmail(email="SAM.OKAFOR@ashmere.example")
    assert found["user"]["id"] == "U0SAM"


async def test_guests_and_outsiders_are_marked(client: AsyncWebClient) -> None:
    guest = await client.users_info(user="U0MEERA")
    outsider = await client.users_info(user="U0PIOTR")
    assert guest["user"]["is_restricted"] is True
    assert outsider["user"]["is_stranger"] is True
    assert outsider["user"]["team_id"] != "T0ASHMERE"


async def test_everybody_is_listed_page_by_page(client: AsyncWebClient) -> None:
    ids: list[str] = []
    async for page in await client.users_list(limit=4):
        ids += [one["id"] for one in page["members"]]
    assert len(ids) == len(set(ids)) == 16
    assert "U0SANDBOT" in ids


async def test_channels_are_listed_by_type_and_membership(client: AsyncWebClient) -> None:
    both = await client.conversations_list(types="public_channel,private_channel")
    assert {one["name"]: one["is_member"] for one in both["channels"]} == {
        "general": False,
        "team-elm": True,
        "team-oak": True,
    }
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert {one["name"] for one in mine["channels"]} == {"team-elm", "team-oak"}
    sams = await client.users_conversations(user="U0SAM", types="private_channel")
    assert [one["name"] for one in sams["channels"]] == ["team-elm"]
    members = await client.conversations_members(channel="C0TEAMELM")
    assert members["members"] == ["U0PRIYA", "U0SAM", "U0AMIRA", "U0JOE", "U0LUCY", "U0SANDBOT"]
    info = await client.conversations_info(channel="C0TEAMELM", include_num_members=True)
    assert (info["channel"]["is_private"], info["channel"]["num_members"]) == (True, 6)


async def test_general_holds_everyone_but_guests_and_outsiders(sandbox: Sandbox) -> None:
    members = sandbox.workspace.conversations["C0GENERAL"].members
    assert "U0OWEN" in members
    assert not {"U0MEERA", "U0PIOTR", "U0SANDBOT"} & set(members)


async def test_a_changed_and_a_new_person_are_told_to_the_bot(raw: RawBot, http: aiohttp.ClientSession) -> None:
    await http.post("/control/users/U0SAM", json={"guest": True})
    changed = (await raw.wait_for(1, "user_change"))[0]["event"]
    assert changed["user"]["is_restricted"] is True
    new = {"id": "U0NEW", "name": "ada.moss", "real_name": "Ada Moss", "email": "ada.moss@ashmere.example"}
    await http.post("/control/users", json=new)
    joined = (await raw.wait_for(1, "team_join"))[0]["event"]
    assert joined["user"]["profile"]["email"] == "ada.moss@ashmere.example"


async def test_joining_and_leaving_a_channel_are_told_to_the_bot_in_it(
    raw: RawBot, http: aiohttp.ClientSession
) -> None:
    await http.post("/control/channels/C0TEAMELM/members", json={"add": ["U0TOM"], "remove": ["U0SAM"]})
    joined = (await raw.wait_for(1, "member_joined_channel"))[0]["event"]
    left = (await raw.wait_for(1, "member_left_channel"))[0]["event"]
    assert (joined["user"], left["user"], joined["channel_type"]) == ("U0TOM", "U0SAM", "G")
    await http.post("/control/channels/C0GENERAL/members", json={"remove": ["U0SAM"]})
    await http.post("/control/channels/C0TEAMELM/members", json={"remove": ["U0SANDBOT"]})
    assert (await raw.wait_for(1, "group_left"))[0]["event"]["channel"] == "C0TEAMELM"


async def test_a_channel_that_is_shared_or_archived_is_told_of_once_for_each_change(
    raw: RawBot, http: aiohttp.ClientSession
) -> None:
    for change in ({"shared": True}, {"shared": True}, {"shared": False}, {"archived": True}, {"archived": False}):
        await http.post("/control/channels/C0TEAMELM", json=change)
    for event in ("channel_shared", "channel_unshared", "group_archive", "group_unarchive"):
        told = await raw.wait_for(1, event)
        assert [one["event"]["channel"] for one in told] == ["C0TEAMELM"]


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("users/U0GHOST", {"deleted": True}, 404, "There is no user U0GHOST."),
        ("users/U0SAM", {"id": "U1"}, 400, "A user's id cannot be changed."),
        ("users", {"id": "U0X"}, 400, "A user needs id, name and real_name."),
        ("users", {"id": "U0SAM", "name": "s", "real_name": "S"}, 409, "There is a user U0SAM already."),
        ("users", {"id": "U0X", "name": "x", "real_name": "X", "shoe": 1}, 400, "A user has no shoe."),
        ("channels/C0GHOST", {"shared": True}, 404, "There is no channel C0GHOST."),
        ("channels/C0TEAMELM", {"members": []}, 400, "A channel's members cannot be changed."),
        ("channels/C0TEAMELM/members", {"add": ["U0GHOST"]}, 404, "There is no user U0GHOST."),
        ("as/U0GHOST/home", {}, 404, "There is no person U0GHOST here."),
        ("as/U0SANDBOT/home", {}, 404, "There is no person U0SANDBOT here."),
        ("as/U0SAM/command", {"channel": "C0TEAMELM"}, 400, "The body lacks text."),
        ("as/U0SAM/click", {}, 400, "Say where: a view_id, a channel and ts, or home."),
        ("as/U0SAM/click", {"where": {"home": True}}, 404, "The app shows nothing on Home yet."),
        ("as/U0SAM/click", {"where": {"channel": "D0SAM", "ts": "1"}}, 404, "There is no such message here."),
        ("as/U0SAM/view/V1/submit", {}, 404, "Sam Okafor has no view V1 open."),
        ("as/U0SAM/reaction", {"channel": "D0SAM", "ts": "1", "name": "+1"}, 404, "There is no such message here."),
        ("clock/advance", {}, 400, "Say how far: seconds, minutes, hours, days, weeks."),
        ("clock/advance", {"days": -1}, 400, "The clock only moves forward."),
    ],
)
async def test_what_cannot_be_done_is_refused_in_a_sentence(
    path: str, body: Json, status: int, sentence: str, http: aiohttp.ClientSession
) -> None:
    async with http.post(f"/control/{path}", json=body) as response:
        assert (response.status, (await response.json())["error"]) == (status, sentence)


@pytest.mark.parametrize(("body", "sentence"), [("{", "The body is not JSON."), ("[]", "The body should be a JSON")])
async def test_a_body_that_is_no_json_object_is_refused(body: str, sentence: str, http: aiohttp.ClientSession) -> None:
    async with http.post("/control/as/U0SAM/command", data=body) as response:
        assert (await response.json())["error"].startswith(sentence)
