"""The parts of a running workspace, joined once and handed around."""

from dataclasses import dataclass
from typing import Final

from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.kinds import Json
from sandbox.modals import Modals
from sandbox.people import Person
from sandbox.refusals import NotAllowed
from sandbox.response_urls import ResponseUrls
from sandbox.socket_mode import Outcome, Sockets
from sandbox.talk import Talk
from sandbox.traffic import Traffic
from sandbox.triggers import Triggers
from sandbox.workspace import Workspace

__all__ = ["TROUBLE", "Rooms"]

TROUBLE: Final = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Rooms:
    """Everything that serves one workspace."""

    workspace: Workspace
    talk: Talk
    modals: Modals
    triggers: Triggers
    sockets: Sockets
    events: Events
    response_urls: ResponseUrls
    faults: Faults
    traffic: Traffic

    def acting(self, user_id: str) -> Person:
        """Give the person whose hands these are, or a refusal."""
        person = self.workspace.person(user_id)
        if person is None or person.is_bot:
            raise NotAllowed(f"There is no person {user_id} here.", status=404)
        if person.deleted:
            raise NotAllowed(f"{person.real_name} is deactivated and cannot do anything.", status=403)
        return person

    def envelope(self, user: Person) -> Json:
        """Give the keys every interaction's payload has."""
        team = self.workspace.team
        return {
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": "T0ELSEWHERE" if user.stranger else team.id,
            },
            "api_app_id": self.workspace.app.id,
            "token": "sandbox",
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    async def interact(self, payload: Json, *, user: Person, notice: str = TROUBLE) -> Outcome:
        """Send an interaction; the person sees a notice when the ack does not come."""
        screen = self.workspace.screen(user.id)
        if screen.notice is not None:
            self.workspace.notice(user.id, None)
        outcome = await self.sockets.deliver("interactive", payload, name=payload["type"], answers=True)
        if not outcome.ok:
            self.workspace.notice(user.id, notice)
        return outcome
