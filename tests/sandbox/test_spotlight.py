"""The spotlight of a tour: who is acting and where, told to every page that watches."""

import asyncio

import aiohttp
import pytest

from sandbox import Sandbox

SPOT = {"user": "U0SAM", "show": "D0SAM", "at": "steps", "words": "reads the record."}


async def _lit(http: aiohttp.ClientSession) -> object:
    async with http.get("/control/workspace") as response:
        return (await response.json())["spotlight"]


async def test_the_light_is_on_somebody_until_it_is_put_out(http: aiohttp.ClientSession) -> None:
    assert await _lit(http) is None
    await http.post("/control/spotlight", json=SPOT)
    assert await _lit(http) == SPOT
    await http.post("/control/spotlight", json={"user": "U0PRIYA"})
    assert await _lit(http) == {"user": "U0PRIYA", "show": "home", "at": "", "words": ""}
    await http.delete("/control/spotlight")
    assert await _lit(http) is None


async def test_pages_of_everybody_hear_when_it_moves(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect("/control/as/U0TOM/stream") as tom:
        await asyncio.wait_for(sandbox.workspace.changes.until_watched(), 2)
        await http.post("/control/spotlight", json=SPOT)
        assert (await tom.receive_json(timeout=2))["scope"] == ["spotlight"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400),
        ({"user": "U0NOBODY"}, 404),
        ({"user": "U0SAM", "show": "D0PRIYA"}, 404),
        ({"user": "U0SAM", "show": "C0TEAMOAK"}, 404),
        ({"user": "U0SAM", "words": 7}, 400),
    ],
)
async def test_it_only_falls_where_that_person_can_be(
    http: aiohttp.ClientSession, given: dict[str, object], status: int
) -> None:
    async with http.post("/control/spotlight", json=given) as response:
        assert response.status == status
        assert (await response.json())["error"]
    assert await _lit(http) is None
