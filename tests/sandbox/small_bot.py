"""A small, real Bolt app that does a little of everything a form bot does."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def box(block_id: str, label: str, *, optional: bool = True, **element: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {"type": "plain_text_input", "action_id": "text", **element},
    }


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def modal(*blocks: Json, callback_id: str = "form", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("A form"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def form(step: str) -> Json:
    return modal(
        box("words", "Words", initial_value=f"initial of {step}"),
        box("needed", "Needed", optional=False, min_length=3),
        {"type": "actions", "block_id": "move", "elements": [button("next", f"After {step}")]},
        notify_on_close=True,
        private_metadata=step,
    )


def register(app: AsyncApp) -> None:
    """Give the app its listeners."""
    _register_form(app)
    _register_answers(app)


def _register_form(app: AsyncApp) -> None:
    @app.command("/supervision")
    async def start(ack: AsyncAck, body: Json, client: AsyncWebClient, respond: AsyncRespond) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form("one"))
        await ack()
        await respond("Only you see this.")

    @app.action("next")
    async def go_on(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = body["view"]
        await client.views_update(view_id=view["id"], hash=view["hash"], view=form("two"))

    @app.view("form")
    async def submitted(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        values = body["view"]["state"]["values"]
        words = values["words"]["text"]["value"]
        if words == "wrong":
            await ack(response_action="errors", errors={"words": "Not that word."})
            return
        await ack()
        await client.chat_postMessage(
            channel=body["user"]["id"],
            text=f"You wrote {words}.",
            blocks=[
                {"type": "section", "text": plain(f"You wrote {words}.")},
                {"type": "actions", "block_id": "answer", "elements": [button("agree", "Agree", value="7")]},
            ],
            metadata={"event_type": "written", "event_payload": {"number": 7}},
        )

    @app.view_closed("form")
    async def closed(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        assert body["view"]["state"]["values"] == {}
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Closed, cleared: {body['is_cleared']}.")


def _register_answers(app: AsyncApp) -> None:
    @app.action("agree")
    async def agreed(ack: AsyncAck, body: Json, client: AsyncWebClient, respond: AsyncRespond) -> None:
        await ack()
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        await client.chat_update(channel=channel, ts=ts, text="Agreed.", blocks=[])
        await respond(f"Thank you for {body['actions'][0]['value']}.", replace_original=False)

    @app.event("reaction_added")
    async def reacted(event: Json, client: AsyncWebClient) -> None:
        item = event["item"]
        await client.chat_postMessage(
            channel=item["channel"],
            thread_ts=item["ts"],
            text=f"{event['user']} gave {event['reaction']} to {event['item_user']}.",
        )

    @app.event("app_home_opened")
    async def at_home(event: Json, client: AsyncWebClient) -> None:
        if event["tab"] != "home":
            return
        known = event.get("view", {}).get("hash")
        await client.views_publish(
            user_id=event["user"],
            hash=known,
            view={
                "type": "home",
                "blocks": [{"type": "section", "text": plain(f"Home of {event['user']}.")}],
            },
        )

    @app.event("message")
    async def heard(ack: AsyncAck) -> None:
        await ack()
