"""The manifest keeps within Slack's limits and asks for no more than the bot needs."""

import re
from typing import Any

import pytest
import yaml

from sandbox.description import DescriptionError, read_manifest, read_workspace
from tests.sandbox.conftest import MANIFEST, WORKSPACE

Json = dict[str, Any]


@pytest.fixture(scope="module")
def manifest() -> Json:
    content: Json = yaml.safe_load(MANIFEST.read_text())
    return content


def test_names_and_descriptions_keep_within_slacks_limits(manifest: Json) -> None:
    about = manifest["display_information"]
    assert 1 <= len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-f]{6}", about["background_color"])
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80


def test_commands_and_shortcuts_keep_within_slacks_limits(manifest: Json) -> None:
    for command in manifest["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
        assert "url" not in command
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255


def test_only_the_scopes_and_events_of_the_design_are_asked_for(manifest: Json) -> None:
    assert manifest["oauth_config"]["scopes"] == {
        "bot": [
            "commands",
            "chat:write",
            "users:read",
            "users:read.email",
            "reactions:read",
            "im:history",
            "im:write",
            "channels:read",
            "groups:read",
        ]
    }
    needs = {
        "app_home_opened": None,
        "reaction_added": "reactions:read",
        "reaction_removed": "reactions:read",
        "message.im": "im:history",
        "user_change": "users:read",
        "team_join": "users:read",
        "member_joined_channel": "groups:read",
        "member_left_channel": "groups:read",
        "channel_archive": "channels:read",
        "channel_unarchive": "channels:read",
        "channel_left": "channels:read",
        "channel_shared": "channels:read",
        "channel_unshared": "channels:read",
        "group_archive": "groups:read",
        "group_unarchive": "groups:read",
        "group_left": "groups:read",
    }
    asked = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(asked) == set(needs)
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert {needs[one] for one in asked} - {None} <= scopes


def test_it_works_over_socket_mode_with_a_writable_messages_tab(manifest: Json) -> None:
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False
    app = read_manifest(MANIFEST)
    assert (app.home_tab, app.messages_tab, app.messages_writable) == (True, True, True)
    assert app.commands[0].usage_hint == "[due | note | why | records | plan | help]"


def test_the_example_council_is_whole() -> None:
    description = read_workspace(WORKSPACE)
    assert len(description.users) == 15
    assert description.start.isoformat() == "2026-03-02T09:00:00+00:00"
    emails = [one["email"] for one in description.users]
    assert all(one.endswith(".example") for one in emails)
    assert len(set(emails)) == len(emails)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[", "is not valid YAML"),
        ("- one", "should hold keys and values"),
        ("start: 2026-03-02T09:00", "lacks the key 'team'"),
        (
            """
            start: 2026-03-02T09:00
            team: {id: T, name: T, domain: t}
            users: []
            channels: [{id: C, name: c, members: [U0GHOST]}]
            """,
            "has members nobody knows",
        ),
    ],
)
def test_a_workspace_file_that_is_wrong_is_refused_in_a_sentence(content: str, sentence: str, tmp_path: Any) -> None:
    path = tmp_path / "workspace.yml"
    path.write_text(content)
    with pytest.raises(DescriptionError, match=sentence):
        read_workspace(path)


def test_a_manifest_that_is_wrong_is_refused_in_a_sentence(tmp_path: Any) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text("features: {}")
    with pytest.raises(DescriptionError, match="lacks the key 'settings'"):
        read_manifest(path)
