"""Failures on request: what the bot meets, and what happened all the same."""

import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands

Json = dict[str, Any]


async def ask_for(http: aiohttp.ClientSession, **fault: Any) -> Json:
    async with http.post("/control/faults", json=fault) as response:
        answer: Json = await response.json()
        return answer


async def post(client: AsyncWebClient, text: str = "Words") -> None:
    await client.chat_postMessage(channel="U0SAM", text=text)


async def test_a_dropped_reply_leaves_the_message_posted(
    client: AsyncWebClient, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="drop_reply")
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    await sam.until_message("Words")
    await post(client, "Again")
    await sam.until_message("Again")


async def test_a_dropped_request_leaves_nothing(
    client: AsyncWebClient, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="drop_request")
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    await sam.see()
    assert sam.messages() == []


async def test_too_many_requests_says_how_long_to_wait(
    client: AsyncWebClient, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="ratelimited", retry_after=7, after=1, times=2)
    await post(client)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refused:
            await post(client)
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "7"
    await post(client)
    await sam.see()
    assert len(sam.messages()) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"fault": "refuse", "error": "is_archived"}, "is_archived"),
        ({"fault": "no_scope"}, "missing_scope"),
        ({"fault": "server_error"}, "internal_error"),
    ],
)
async def test_a_call_can_be_refused(
    fault: Json, error: str, client: AsyncWebClient, sam: Hands, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="*", **fault)
    with pytest.raises(SlackApiError, match=error):
        await post(client)
    await sam.see()
    assert sam.messages() == []


async def test_a_call_can_be_slow(client: AsyncWebClient, sam: Hands, http: aiohttp.ClientSession) -> None:
    await ask_for(http, method="chat.postMessage", fault="slow", seconds=0.1)
    began = time.perf_counter()
    await post(client)
    assert time.perf_counter() - began > 0.1


async def test_failures_are_listed_and_can_be_called_off(
    client: AsyncWebClient, sandbox: Sandbox, http: aiohttp.ClientSession
) -> None:
    await ask_for(http, method="chat.postMessage", fault="server_error", times=5)
    await ask_for(http, event="*", fault="duplicate")
    async with http.get("/control/faults") as response:
        listed = (await response.json())["faults"]
    assert [(one["where"], one["fault"], one["times"]) for one in listed] == [
        ("chat.postMessage", "server_error", 5),
        ("*", "duplicate", 1),
    ]
    await http.delete("/control/faults")
    await post(client)
    assert sandbox.rooms.faults.listed() == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"fault": "slow"}, "A fault names one method or one event."),
        ({"method": "chat.update", "fault": "duplicate"}, "The fault should be one of ratelimited"),
        ({"event": "*", "fault": "slow"}, "The fault should be one of duplicate"),
        ({"event": "*", "fault": "delay", "colour": "red"}, "A fault has only"),
        ({"socket": "burn"}, "A socket can be told"),
    ],
)
async def test_a_failure_nobody_can_make_is_refused_in_a_sentence(
    fault: Json, sentence: str, http: aiohttp.ClientSession
) -> None:
    answer = await ask_for(http, **fault)
    assert answer["error"].startswith(sentence)


async def test_posting_faster_than_slack_allows_is_refused_only_when_asked_for(
    client: AsyncWebClient, http: aiohttp.ClientSession
) -> None:
    for _ in range(3):
        await post(client)
    await http.post("/control/pace", json={"channel": 1.0, "workspace": 100})
    await client.chat_postMessage(channel="U0AMIRA", text="First")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="D0AMIRA", text="Second")
    assert refused.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="U0TOM", text="Elsewhere")
    await http.post("/control/pace", json={"workspace": 1})
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel="U0NINA", text="Elsewhere")
