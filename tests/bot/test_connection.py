"""Answers to Slack over the socket: one that Slack would drop is never sent."""

import json

from slack_bolt import BoltResponse

from bot.connection import ACK_BYTES, TOO_LONG, keep_short

FORM = {
    "type": "view_submission",
    "user": {"id": "USAM"},
    "view": {"id": "V1", "blocks": [{"type": "input", "block_id": "first"}]},
}


def answer_of(length: int, sign: str) -> BoltResponse:
    return BoltResponse(status=200, body={"response_action": "update", "view": {"text": sign * length}})


def test_a_short_answer_goes_as_it_is() -> None:
    answer = answer_of(10_000, "x")
    assert keep_short(answer, FORM) is answer


def test_an_answer_too_long_for_slack_becomes_a_sentence_and_the_form_stays_open() -> None:
    for answer in (answer_of(ACK_BYTES, "x"), answer_of(4000, "é")):
        assert json.loads(keep_short(answer, FORM).body) == {
            "response_action": "errors",
            "errors": {"first": TOO_LONG},
        }


def test_without_a_box_to_put_the_sentence_under_the_answer_is_empty() -> None:
    assert keep_short(answer_of(ACK_BYTES, "x"), {"type": "block_actions"}).body == ""
