"""An ack leaves from within the call that makes it, once, whatever comes after."""

import pytest
from slack_bolt import BoltResponse

from bot.acks import PromptAck


class Wire:
    """Remembers what was sent to Slack; one that is cut sends nothing."""

    def __init__(self, *, cut: bool = False) -> None:
        self.sent: list[str] = []
        self._cut = cut

    async def send(self, response: BoltResponse) -> None:
        if self._cut:
            raise ConnectionError("The connection is closed.")
        self.sent.append(response.body)


async def test_an_ack_is_sent_before_the_call_returns() -> None:
    wire = Wire()
    response = await PromptAck(wire.send)(response_action="errors", errors={"box": "Too short."})
    assert wire.sent == [response.body]
    assert "Too short." in response.body


async def test_only_the_first_answer_to_a_payload_is_sent() -> None:
    wire = Wire()
    ack = PromptAck(wire.send)
    await ack()
    await ack(text="Once more")
    await ack.send(BoltResponse(status=200, body="What the app returned at the end"))
    assert wire.sent == [""]


async def test_an_app_that_only_returns_its_answer_has_it_sent() -> None:
    wire = Wire()
    await PromptAck(wire.send).send(BoltResponse(status=200, body="Answered by a middleware"))
    assert wire.sent == ["Answered by a middleware"]


async def test_a_cut_connection_does_not_stop_what_follows_the_ack(capsys: pytest.CaptureFixture[str]) -> None:
    ack = PromptAck(Wire(cut=True).send)
    response = await ack()
    assert ack.response is response
    assert "ConnectionError" in capsys.readouterr().out
