"""How much a team's channel may hear."""

from dataclasses import replace

import pytest

from models.rules.channels import judge_detail
from models.values.channels import SeenChannel
from models.values.visitors import Member
from models.vocabulary import ChannelDetail

SAFE = SeenChannel("C0ELM", private=True, shared=False, members=("U0SAM", "U0BOT"))
KNOWN = {"U0SAM": Member("U0SAM", "Sam"), "U0BOT": Member("U0BOT", "Supervision", bot=True)}


def test_numbers_are_said_where_the_team_wants_them_and_nobody_from_outside_can_read_them() -> None:
    assert judge_detail(ChannelDetail.REFERENCES, SAFE, KNOWN) is ChannelDetail.REFERENCES


def test_a_team_that_wants_only_counts_gets_only_counts() -> None:
    assert judge_detail(ChannelDetail.COUNTS, SAFE, KNOWN) is ChannelDetail.COUNTS


@pytest.mark.parametrize(
    ("channel", "known"),
    [
        (replace(SAFE, private=False), KNOWN),
        (replace(SAFE, shared=True), KNOWN),
        (replace(SAFE, archived=True), KNOWN),
        (replace(SAFE, members=None), KNOWN),
        (replace(SAFE, members=("U0SAM", "U0NOBODY")), KNOWN),
        (SAFE, KNOWN | {"U0SAM": Member("U0SAM", "Sam", guest=True)}),
        (SAFE, KNOWN | {"U0SAM": Member("U0SAM", "Sam", stranger=True)}),
    ],
    ids=["public", "shared", "archived", "nobody asked who is in it", "somebody unknown", "a guest", "a stranger"],
)
def test_anybody_from_outside_or_any_doubt_leaves_only_counts(channel: SeenChannel, known: dict[str, Member]) -> None:
    assert judge_detail(ChannelDetail.REFERENCES, channel, known) is ChannelDetail.COUNTS
