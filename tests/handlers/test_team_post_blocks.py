"""What a team's channel reads, with references and with counts; and what it never reads."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.blocks.message import Message
from handlers.blocks.team_post import LINES_SHOWN, build_team_post
from models.values.clocks import TeamLine, TeamPost
from models.vocabulary import ChannelDetail
from sandbox.blockkit.surfaces import block_problems
from tests.support.golden import check_golden

TODAY = date(2026, 3, 2)


def child(number: str, days: int, *, done: bool = False) -> TeamLine:
    return TeamLine(f"c{number}", None, number, TODAY + timedelta(days=days), TODAY - timedelta(days=30), done)


def person(name: str, days: int, *, done: bool = False) -> TeamLine:
    return TeamLine(None, f"p{name}", name, TODAY + timedelta(days=days), TODAY - timedelta(days=25), done)


POST = TeamPost(
    "elm", "Elm", TODAY, 14,
    (child("500101", 1), child("500102", 7), child("500103", 8), person("Sam", 3), person("Amira", 9)),
)  # fmt: skip


def shown(message: Message) -> str:
    return "\n".join(block["text"]["text"] for block in message.blocks if block["type"] == "section")


def test_the_post_with_references_is_as_it_was_looked_at() -> None:
    message = build_team_post(POST, ChannelDetail.REFERENCES)
    assert block_problems(message.blocks, surface="message") == []
    check_golden("team_post_references", message.blocks)


def test_the_post_with_counts_is_as_it_was_looked_at() -> None:
    message = build_team_post(POST, ChannelDetail.COUNTS)
    assert block_problems(message.blocks, surface="message") == []
    check_golden("team_post_counts", message.blocks)


def test_references_are_numbers_with_their_week_and_first_names_with_theirs() -> None:
    assert shown(build_team_post(POST, ChannelDetail.REFERENCES)).splitlines() == [
        "*500101* · due in the week of 2 March",
        "*500102* · due in the week of 9 March",
        "*500103* · due in the week of 9 March",
        "*Sam*: supervision due this week",
        "*Amira*: supervision due next week",
    ]


def test_what_is_done_says_so_in_its_place() -> None:
    post = replace(POST, lines=(child("500101", 1, done=True), child("500102", 7), person("Sam", 3, done=True)))
    assert shown(build_team_post(post, ChannelDetail.REFERENCES)).splitlines() == [
        "*500101* · done :white_check_mark:",
        "*500102* · due in the week of 9 March",
        "*Sam*: supervision done :white_check_mark:",
    ]
    assert shown(build_team_post(post, ChannelDetail.COUNTS)).splitlines() == [
        "1 child is coming due in the next two weeks.",
        ":white_check_mark: Done since this morning: 1 child and 1 colleague.",
    ]


@pytest.mark.parametrize(
    ("lines", "within", "words"),
    [
        ((child("1", 1), child("2", 2), child("3", 2), person("Sam", 3)), 14,
         "3 children and 1 colleague are coming due in the next two weeks."),
        ((child("1", 1),), 7, "1 child is coming due in the next week."),
        ((person("Sam", 1),), 10, "1 colleague is coming due in the next ten days."),
        ((person("Sam", 1), person("Joe", 1)), 1, "2 colleagues are coming due in the next day."),
        ((child("1", 1), child("2", 1)), 30, "2 children are coming due in the next 30 days."),
        ((), 14, "Nothing is coming due any more."),
    ],
)  # fmt: skip
def test_counts_are_a_sentence_whatever_the_numbers(lines: tuple[TeamLine, ...], within: int, words: str) -> None:
    assert shown(build_team_post(replace(POST, lines=lines, within_days=within), ChannelDetail.COUNTS)) == words


def test_when_everything_is_done_the_channel_reads_that_too() -> None:
    post = replace(POST, lines=(child("500101", 1, done=True),))
    assert shown(build_team_post(post, ChannelDetail.REFERENCES)).splitlines() == [
        "Nothing is coming due any more.",
        "*500101* · done :white_check_mark:",
    ]


def test_a_long_list_is_cut_and_says_how_many_are_left() -> None:
    post = replace(POST, lines=tuple(child(str(500_000 + place), place % 14) for place in range(LINES_SHOWN + 7)))
    message = build_team_post(replace(post, lines=tuple(sorted(post.lines, key=lambda line: line.due_on))),
                              ChannelDetail.REFERENCES)  # fmt: skip
    text = shown(message)
    assert text.count("due in the week of") == LINES_SHOWN
    assert "And 7 more: *Show mine* lists yours." in text
    assert block_problems(message.blocks, surface="message") == []


@pytest.mark.parametrize("detail", ChannelDetail)
def test_the_notification_names_nobody(detail: ChannelDetail) -> None:
    text = build_team_post(POST, detail).text
    assert not any(line.label in text for line in POST.lines)


def test_counts_name_no_number_and_no_colleague() -> None:
    said = json.dumps(build_team_post(POST, ChannelDetail.COUNTS).blocks)
    assert not any(line.label in said for line in POST.lines)


def test_a_name_with_signs_of_formatting_formats_nothing() -> None:
    post = replace(POST, lines=(person("<!channel>", 1), person("*Sam*", 1)))
    said = shown(build_team_post(post, ChannelDetail.REFERENCES))
    assert "<!channel>" not in said
    assert "&lt;!channel&gt;" in said
