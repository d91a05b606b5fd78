"""The state of the workspace: people, conversations, screens."""

import secrets
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.conversations import Conversation
from sandbox.description import App, WorkspaceDescription
from sandbox.files import StoredFile
from sandbox.kinds import Json
from sandbox.people import Person
from sandbox.refusals import NotAllowed
from sandbox.views import OpenView, Screen

__all__ = ["Workspace"]

_PERSON_KEYS = {one.name for one in fields(Person)}


class Workspace:
    """Holds what is true; other rooms change it and tell about it.

    `emit` hands an event to whoever sends events to the bot; `touched` is called after
    every change that should survive a restart. `spotlight` says who is acting and where,
    for pages that follow a tour.
    """

    def __init__(self, description: WorkspaceDescription, app: App, clock: Clock) -> None:
        self.team = description.team
        self.app = app
        self.clock = clock
        self.changes = Changes()
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, StoredFile] = {}
        self.homes: dict[str, OpenView] = {}
        self.screens: dict[str, Screen] = {}
        self.spotlight: Json | None = None
        self.emit: Callable[[Json], None] = _nobody_listens
        self.touched: Callable[[], None] = _nothing_is_kept
        for user in description.users:
            self.add_person(user)
        self._add_bot()
        for channel in description.channels:
            self._add_channel(channel)

    # People

    def add_person(self, given: Json) -> Person:
        """Add a person from the keys of a workspace file."""
        unknown = sorted(set(given) - _PERSON_KEYS)
        if unknown:
            raise NotAllowed(f"A user has no {', '.join(unknown)}.")
        person = Person(updated=int(self.clock.unix()), **given)
        self.people[person.id] = person
        return person

    def person(self, user_id: str) -> Person | None:
        """Look a person up by id."""
        return self.people.get(user_id)

    def _add_bot(self) -> None:
        app = self.app
        self.people[app.bot_user_id] = Person(
            id=app.bot_user_id,
            name=app.name.lower().replace(" ", "-"),
            real_name=app.display_name,
            is_bot=True,
        )

    def user_object(self, person: Person, *, with_email: bool | None = None) -> Json:
        """Describe a person to the app; the e-mail only with its scope."""
        if with_email is None:
            with_email = "users:read.email" in self.app.scopes
        bot = self.app.bot_id if person.id == self.app.bot_user_id else None
        return person.as_slack(self.team.id, with_email=with_email, bot_id=bot)

    # Conversations

    def _add_channel(self, given: Json) -> None:
        members: list[str] = []
        for one in given.get("members", []):
            if one == "all":
                members.extend(
                    user.id
                    for user in self.people.values()
                    if not (user.is_bot or user.guest or user.stranger or user.deleted)
                )
            else:
                members.append(self.app.bot_user_id if one == "bot" else one)
        self.conversations[given["id"]] = Conversation(
            id=given["id"],
            kind="channel",
            name=given["name"],
            private=bool(given.get("private")),
            shared=bool(given.get("shared")),
            created=int(self.clock.unix()),
            members=list(dict.fromkeys(members)),
        )

    def dm_id(self, user_id: str) -> str:
        """Give the id of a person's direct messages with the app."""
        return f"D{user_id[1:]}"

    def find_dm(self, user_id: str) -> Conversation | None:
        """Give a person's direct messages with the app, if anybody ever opened them."""
        return self.conversations.get(self.dm_id(user_id))

    def dm_with(self, user_id: str) -> Conversation:
        """Give a person's direct messages with the app, opened when need be."""
        found = self.find_dm(user_id)
        if found is None:
            found = Conversation(
                id=self.dm_id(user_id),
                kind="app",
                name=self.app.display_name,
                private=True,
                created=int(self.clock.unix()),
                members=[user_id, self.app.bot_user_id],
            )
            self.conversations[found.id] = found
            self.touched()
        return found

    def conversations_of(self, user_id: str) -> list[Conversation]:
        """Give the conversations a person is in, channels first."""
        return [one for one in self.conversations.values() if user_id in one.members and not one.archived]

    # Screens

    def screen(self, user_id: str) -> Screen:
        """Say what a person's client holds."""
        return self.screens.setdefault(user_id, Screen())

    def find_view(self, view_id: str | None = None, external_id: str | None = None) -> OpenView | None:
        """Find an open modal by either of its ids."""
        for screen in self.screens.values():
            for view in screen.views:
                if view_id is not None and view.id == view_id:
                    return view
                if external_id and view.view.get("external_id") == external_id:
                    return view
        return None

    def notice(self, user_id: str, text: str | None) -> None:
        """Show one person a notice, or take it away."""
        self.screen(user_id).notice = text
        self.changes.tell("views", [user_id])

    # Ids

    def new_id(self, letter: str) -> str:
        """Give a fresh Slack id of a kind."""
        return f"{letter}{secrets.token_hex(5).upper()}"

    def new_hash(self) -> str:
        """Give a fresh hash of a view."""
        return f"{int(self.clock.unix())}.{secrets.token_hex(4)}"


def _nobody_listens(_: Any) -> None:
    """Until events are connected, they go nowhere."""


def _nothing_is_kept() -> None:
    """Until a folder is connected, nothing is written."""
