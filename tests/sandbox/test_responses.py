"""Commands, their acks, and response URLs."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox import Sandbox
from sandbox.hands import Hands, NotDone
from tests.sandbox.raw_bot import NO_ACK, RawBot
from tests.sandbox.small_bot import button

Json = dict[str, Any]


async def url_of(raw: RawBot, hands: Hands, channel: str = "#team-elm") -> str:
    await hands.command("/supervision", channel)
    url: str = raw.got[-1]["payload"]["response_url"]
    return url


async def test_a_command_is_whole_and_its_words_are_escaped(raw: RawBot, priya: Hands) -> None:
    await priya.command("/supervision due @sam.okafor & <#team-elm> @nobody", "#team-elm")
    assert raw.got[0]["type"] == "slash_commands"
    payload = raw.payloads()[0]
    assert payload["text"] == "due <@U0SAM|sam.okafor> &amp; &lt;<#C0TEAMELM|team-elm>&gt; @nobody"
    assert (payload["command"], payload["user_id"], payload["channel_name"]) == (
        "/supervision",
        "U0PRIYA",
        "privategroup",
    )
    await priya.command("/supervision")
    assert raw.payloads()[1]["channel_name"] == "directmessage"


async def test_a_command_nobody_has_is_refused(priya: Hands) -> None:
    with pytest.raises(NotDone, match="/weather is not a valid command"):
        await priya.command("/weather")


async def test_a_command_that_is_not_acknowledged_says_so(raw: RawBot, priya: Hands) -> None:
    raw.answer = lambda _: NO_ACK
    await priya.command("/supervision")
    assert priya.notice == "/supervision failed with the error “operation_timeout”"
    raw.answer = lambda _: None
    await priya.command("/supervision")
    assert priya.notice is None


async def test_words_in_the_ack_are_seen_by_one_person_only(raw: RawBot, priya: Hands, sam: Hands) -> None:
    raw.answer = lambda _: {"text": "For you"}
    await priya.command("/supervision", "#team-elm")
    assert [(one["text"], one["ephemeral"]) for one in priya.messages("#team-elm")] == [("For you", True)]
    await sam.see()
    assert sam.messages("#team-elm") == []
    raw.answer = lambda _: {"text": "x", "blocks": [{"type": "poem"}]}
    await priya.command("/supervision", "#team-elm")
    assert priya.notice == "/supervision failed with the error “invalid_blocks”"


async def test_a_response_url_serves_five_times_within_half_an_hour(
    raw: RawBot, priya: Hands, sandbox: Sandbox
) -> None:
    webhook = AsyncWebhookClient(await url_of(raw, priya))
    for number in range(5):
        assert (await webhook.send(text=f"Note {number}")).status_code == 200
    sixth = await webhook.send(text="One too many")
    assert (sixth.status_code, sixth.body) == (404, "used_url")
    await priya.see()
    assert len(priya.messages("#team-elm")) == 5
    late = AsyncWebhookClient(await url_of(raw, priya))
    sandbox.clock.advance(1_801)
    assert (await late.send(text="Too late")).body == "expired_url"
    unknown = AsyncWebhookClient(f"{sandbox.url}/response/guess")
    assert (await unknown.send(text="x")).body == "no_active_hooks"


async def test_a_response_may_be_for_the_channel(raw: RawBot, priya: Hands, sam: Hands) -> None:
    webhook = AsyncWebhookClient(await url_of(raw, priya))
    await webhook.send(text="For all", response_type="in_channel")
    await sam.until_message("For all", "#team-elm")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("[]", "invalid_payload"),
        ("{", "invalid_payload"),
        ("{}", "no_text"),
        ('{"delete_original": true}', "cant_delete_message"),
    ],
)
async def test_a_response_slack_would_refuse_is_refused_and_does_not_count(
    body: str, error: str, raw: RawBot, priya: Hands, http: aiohttp.ClientSession
) -> None:
    url = await url_of(raw, priya)
    async with http.post(url, data=body) as response:
        assert (response.status, await response.text()) == (400, error)


async def test_the_original_can_be_replaced_and_deleted_even_when_only_one_person_sees_it(
    raw: RawBot, sam: Hands, client: AsyncWebClient
) -> None:
    blocks = [{"type": "actions", "block_id": "b", "elements": [button("go", "Go")]}]
    await client.chat_postEphemeral(channel="C0TEAMELM", user="U0SAM", text="Press", blocks=blocks)
    await sam.click_button("Go", channel="#team-elm")
    payload = raw.payloads("block_actions")[0]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    webhook = AsyncWebhookClient(payload["response_url"])
    await webhook.send(text="Replaced", replace_original=True)
    await sam.see()
    assert [one["text"] for one in sam.messages("#team-elm")] == ["Replaced"]
    await webhook.send(delete_original=True)
    await sam.see()
    assert sam.messages("#team-elm") == []


async def test_a_shortcut_brings_a_trigger(raw: RawBot, priya: Hands, client: AsyncWebClient) -> None:
    await priya.shortcut("start_supervision")
    payload = raw.payloads("shortcut")[0]
    view: Json = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Opened"},
        "blocks": [{"type": "divider"}],
    }
    await client.views_open(trigger_id=payload["trigger_id"], view=view)
    await priya.until_view("Opened")
    with pytest.raises(NotDone, match="no shortcut"):
        await priya.shortcut("nobody_has_this")


async def test_buttons_menus_and_pickers_on_a_message_bring_their_values(
    raw: RawBot, sam: Hands, client: AsyncWebClient
) -> None:
    words = {"type": "plain_text", "text": "More"}
    menu = {"type": "overflow", "action_id": "more", "options": [{"text": words, "value": "v"}]}
    day = {"type": "datepicker", "action_id": "day", "placeholder": {"type": "plain_text", "text": "When"}}
    people = {"type": "users_select", "action_id": "who", "placeholder": {"type": "plain_text", "text": "Who"}}
    about = {"type": "section", "text": {"type": "mrkdwn", "text": "A record"}, "accessory": menu}
    blocks: list[Json] = [about, {"type": "actions", "elements": [day, people]}]
    await client.chat_postMessage(channel="U0SAM", text="Words", blocks=blocks)
    await sam.until_message("A record")
    await sam.choose_overflow("More", beside="A record")
    await sam.choose("When", "2026-03-30")
    await sam.choose("Who", "U0TOM")
    with pytest.raises(NotDone, match="no person U0GHOST"):
        await sam.choose("Who", "U0GHOST")
    chosen = [one["actions"][0] for one in raw.payloads("block_actions")]
    assert chosen[0]["selected_option"]["value"] == "v"
    assert chosen[1]["selected_date"] == "2026-03-30"
    assert chosen[2]["selected_user"] == "U0TOM"
    assert sam.taps == 8
