"""The story, from the first command to the next supervision, by what the people in the workspace can see."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backups.writing import Files, write_backup
from handlers.blocks.team_post import TEXT as TEAM_POST_TEXT
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.story.played import Played, everything_in, play
from tests.story.words import ACHIEVED, ALBA, COMMENTS, IN_DEPTH, KIT, MENDED, everything_typed
from tests.story.writing import OUTCOMES, PROGRESS
from tests.support.databases import Databases
from tests.support.leaks import find_names, find_personal, find_typed
from tests.support.spelled import database_files, find_in_files

TYPED = everything_typed()


def is_digest(message: Json) -> bool:
    return bool(message["text"].startswith(("What is due", "What was")))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def home(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The address of the database, and the folder beside it."""
    folder = tmp_path_factory.mktemp("story")
    with databases.make(request.param, folder) as url:
        yield url, folder


@pytest.fixture(scope="module")
def played(home: tuple[str, Path]) -> Played:
    url, folder = home
    return asyncio.run(play(url, folder / "sandbox"))


def test_twelve_children_cost_the_supervisor_120_taps_and_the_supervisee_20_at_most(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    counted = f"supervisor {played.taps['Priya']}, supervisee {played.taps['Sam']}"
    with capsys.disabled():
        sys.stdout.write(f"\n  Taps for 12 children, 3 in depth: {counted}\n")
    assert played.taps["Priya"] <= 120
    assert played.taps["Sam"] <= 20


def test_each_record_is_asked_for_in_its_own_way_and_agreed(played: Played) -> None:
    lines = everything_in(played.messages["Sam"])
    assert lines.count("you agreed with comments") == 1
    assert lines.count("you agreed,") == 7
    card = next(one for one in played.messages["Priya"] if "held Mon 2 March 2026" in text_in(one))
    assert text_in(card).count(":white_check_mark: agreed") == 8
    assert text_in(card).count(":heavy_minus_sign: no change, actions continue") == 4


def test_the_request_that_was_mended_is_replaced_and_the_new_version_is_a_new_message(played: Played) -> None:
    about_kit = [text_in(one) for one in played.messages["Sam"] if KIT.number in text_in(one) and not is_digest(one)]
    assert len(about_kit) == 1
    assert "version 2" in about_kit[0]
    replaced = [one for one in played.messages["Sam"] if "Replaced by a newer version" in text_in(one)]
    assert len(replaced) == 1
    assert all(block["type"] != "actions" for block in replaced[0]["blocks"])


def test_every_word_that_was_sent_is_read_by_the_one_who_agrees_to_it(played: Played) -> None:
    views = [body["view"] for body in played.calls("views.update", "views.open")]
    read = "\n".join(text_in(view) for view in views if view["title"]["text"] == "Read the record")
    missing = [text for text in TYPED if text not in read and text not in {COMMENTS, ACHIEVED}]
    assert missing == []


def test_outcomes_come_back_and_progress_is_blank_with_last_times_beside_it(played: Played) -> None:
    first, progress, _ = played.during("carry_over")
    assert first.typed(OUTCOMES) == ALBA.outcomes
    assert "Professionals" in str(first.seen["views"][-1]["values"])
    assert progress.typed(PROGRESS) is None
    assert f"Last time, Mon 2 March 2026:\n{ALBA.progress[:40]}" in progress.view.replace("*", "")


def test_open_actions_come_back_unchanged_until_one_is_said_to_be_achieved(played: Played) -> None:
    actions = played.during("carry_over")[-1].view
    assert all(step.what in actions for step in ALBA.steps)
    assert actions.count("No change (since 2 Mar 2026)") == len(ALBA.steps)
    achieved, kit, _ = played.during("say_what_became_of_it")
    assert f"Achieved: {ACHIEVED}" in achieved.view
    assert achieved.view.count("No change (since 2 Mar 2026)") == len(ALBA.steps) - 1
    assert MENDED in kit.view
    assert KIT.steps[0].what not in kit.view


def test_nothing_of_the_last_meeting_stands_in_a_box_where_it_does_not_belong(played: Played) -> None:
    progress = played.during("carry_over")[1]
    boxes = str(progress.seen["views"][-1]["values"])
    assert find_typed(boxes, TYPED) == set()


def test_no_channel_hears_anything_about_a_case(played: Played) -> None:
    # The example council wants Mosaic numbers in its teams' channels, and nothing else of a child.
    for messages in played.channels.values():
        found = find_personal(everything_in(messages), TYPED)
        assert {mark for mark in found if not mark.isdigit()} == set()
    posts = [
        body for body in played.calls("chat.postMessage", "chat.update") if not body["channel"].startswith(("D", "U"))
    ]
    assert all(body["text"] == TEAM_POST_TEXT or body["text"].endswith("see the newest post.") for body in posts)
    assert {mark for mark in find_personal(str(posts), TYPED) if not mark.isdigit()} == set()


def test_no_notification_holds_a_name_initials_a_number_or_an_answer(played: Played) -> None:
    said = [body.get("text", "") for body in played.calls("chat.postMessage", "chat.update", "chat.postEphemeral")]
    assert len(said) > 10
    assert find_personal("\n".join(said), TYPED) == set()
    toasts = [toast["text"] for moment in played.moments for toast in moment.seen["toasts"]]
    assert toasts
    assert find_personal("\n".join(toasts), TYPED) == set()


def test_direct_messages_know_children_by_initials_and_number_only_and_say_no_answer(played: Played) -> None:
    posted = [str(body.get("blocks", "")) for body in played.calls("chat.postMessage", "chat.update")]
    shown = "\n".join([*posted, *(everything_in(messages) for messages in played.messages.values())])
    assert all(child.number in shown for child in IN_DEPTH)
    assert find_names(shown) == set()
    assert find_typed(shown, TYPED) == set()


def test_the_log_is_written_and_holds_nothing_personal(played: Played) -> None:
    assert "event=ready" in played.logs
    assert find_personal(played.logs, TYPED) == set()
    assert "Traceback" not in played.logs
    assert "level=error" not in played.logs


def test_no_word_of_it_stands_in_any_file_of_the_database_or_of_its_backup(
    played: Played, home: tuple[str, Path]
) -> None:
    url, folder = home
    backup = Files(folder / "backup", folder / "backup.keys", folder / "gone")
    asyncio.run(write_backup(url, backup, datetime.now(UTC)))
    files = [*database_files(url), *(folder / name for name in ("backup", "backup.keys", "gone"))]
    words = {text for text in TYPED if len(text) > 20} | {child.name for child in IN_DEPTH}
    assert len(words) > 20
    assert find_in_files(files, words) == set()


def test_the_bot_never_asked_slack_for_something_slack_refuses(played: Played) -> None:
    refused = [(entry["kind"], entry["error"]) for entry in played.traffic if entry["error"]]
    assert refused == []


def test_each_step_is_told_in_a_sentence_that_names_who_and_says_what_they_saw(played: Played) -> None:
    sentences = [str(moment.told) for moment in played.moments]
    assert len(sentences) > 40
    assert all(sentence.startswith(("Priya ", "Sam ")) and sentence.endswith((".", "”")) for sentence in sentences)
