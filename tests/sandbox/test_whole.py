"""A real Bolt app, unmodified, against the sandbox: only the base URL is another."""

from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.hands import Hands
from sandbox.looking import text_in
from tests.sandbox.conftest import Bot


async def test_a_command_opens_a_modal_and_answers_privately(bot: Bot, priya: Hands, sam: Hands) -> None:
    answer = await priya.command("/supervision", "#team-elm")
    assert answer == {"ok": True, "ack": "ok"}
    await priya.until_view("Words")
    note = await priya.until_message("Only you see this.", "#team-elm")
    assert note["ephemeral"] is True
    await sam.see()
    assert sam.messages("#team-elm") == []


async def test_a_button_updates_the_view_and_what_was_typed_stays(bot: Bot, priya: Hands) -> None:
    await priya.command("/supervision")
    await priya.until_view("After one")
    await priya.type_into("Words", "my own")
    await priya.click_button("After one")
    view = await priya.until_view("After two")
    assert view["values"]["words"]["text"]["value"] == "my own"
    assert view["view"]["private_metadata"] == "two"


async def test_a_submission_is_checked_by_the_client_then_by_the_bot_then_posted(
    bot: Bot, priya: Hands, client: AsyncWebClient
) -> None:
    await priya.command("/supervision")
    await priya.until_view("Words")
    answer = await priya.submit()
    assert answer["errors"] == {"needed": "Please complete this required field."}
    assert answer["sent"] is False

    await priya.type_into("Needed", "abc")
    await priya.type_into("Words", "wrong")
    answer = await priya.submit()
    assert answer["errors"] == {"words": "Not that word."}
    assert priya.view is not None

    await priya.type_into("Words", "right")
    answer = await priya.submit()
    assert answer["ack"] == "ok"
    await priya.until_no_view()
    message = await priya.until_message("You wrote right.")
    history = await client.conversations_history(channel=priya.app, include_all_metadata=True)
    assert history["messages"][0]["ts"] == message["ts"]
    assert history["messages"][0]["metadata"]["event_payload"] == {"number": 7}


async def test_a_button_on_a_message_changes_it_without_notifying(
    bot: Bot, priya: Hands, client: AsyncWebClient
) -> None:
    await priya.command("/supervision")
    await priya.until_view("Words")
    await priya.type_into("Needed", "abc")
    await priya.submit()
    await priya.until_message("You wrote")
    assert priya.conversation()["unread"] == 1
    await priya.read()
    await priya.click_button("Agree")
    await priya.until_message("Agreed.")
    await priya.until_message("Thank you for 7.")
    assert priya.conversation()["unread"] == 0
    assert len(priya.seen["toasts"]) == 1


async def test_a_reaction_reaches_the_bot_in_slacks_spelling(bot: Bot, sam: Hands, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="U0SAM", text="Do you agree?")
    message = await sam.until_message("Do you agree?")
    assert message["ts"] == posted["ts"]
    answer = await sam.react(message, "thumbsup")
    assert answer["ack"] == "ok"

    def replied(seen: dict[str, object]) -> object:
        return sam.messages()[0]["replies"]

    replies = await sam.until(replied)
    assert replies[0]["text"] == "U0SAM gave +1 to U0SANDBOT."


async def test_home_is_published_and_the_next_visit_carries_its_hash(bot: Bot, sam: Hands) -> None:
    await sam.home()
    await sam.until(lambda _: "Home of U0SAM." in sam.home_text)
    first = sam.seen["home"]["hash"]
    await sam.home()
    await sam.until(lambda seen: seen["home"]["hash"] != first)


async def test_closing_tells_the_bot_without_values(bot: Bot, priya: Hands) -> None:
    await priya.command("/supervision")
    await priya.until_view("Words")
    await priya.type_into("Words", "lost")
    await priya.close_view(everything=True)
    await priya.until_message("Closed, cleared: True.")
    assert priya.view is None


async def test_taps_are_counted_as_a_hand_would(bot: Bot, priya: Hands, sandbox: Sandbox) -> None:
    await priya.command("/supervision")
    await priya.until_view("Words")
    await priya.type_into("Words", "a")
    await priya.type_into("Words", "ab")
    await priya.type_into("Needed", "abc")
    await priya.submit()
    assert priya.taps == 4
    message = await priya.until_message("You wrote ab.")
    assert "You wrote ab." in text_in(message)
