"""What can be done to the workspace itself: clock, faults, people, channels, traffic."""

from typing import Final

from aiohttp import web

from sandbox.control.hands import pump
from sandbox.control.routes import Asked, body_of, needed
from sandbox.control.seen import clock_shown, workspace_shown
from sandbox.conversations import Conversation
from sandbox.kinds import Json
from sandbox.people import Person
from sandbox.places import conversation_for
from sandbox.refusals import NotAllowed
from sandbox.rooms import Rooms
from sandbox.web_api.pace import Pace

__all__ = ["WorldRoutes"]

_UNITS: Final = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_TICK_SECONDS: Final = 20.0
_PERSON: Final = {"deleted", "guest", "stranger", "email", "title", "real_name"}
_CHANNEL: Final = {"shared", "private", "archived", "name"}


class WorldRoutes:
    """Serves the clock, the failures, the people and the channels."""

    def __init__(self, rooms: Rooms, pace: Pace) -> None:
        self._rooms = rooms
        self._pace = pace

    def routes(self, asked: Asked) -> list[web.RouteDef]:
        """Give the routes, each answering in JSON."""
        return [
            web.get("/control/workspace", asked(self.workspace)),
            web.post("/control/clock/advance", asked(self.advance)),
            web.get("/control/traffic", asked(self.traffic)),
            web.get("/control/traffic/stream", self.traffic_stream),
            web.get("/control/faults", asked(self.faults)),
            web.post("/control/faults", asked(self.add_fault)),
            web.delete("/control/faults", asked(self.clear_faults)),
            web.post("/control/pace", asked(self.set_pace)),
            web.post("/control/spotlight", asked(self.shine)),
            web.delete("/control/spotlight", asked(self.end_spotlight)),
            web.post("/control/users", asked(self.add_user)),
            web.post("/control/users/{id}", asked(self.change_user)),
            web.post("/control/channels/{id}/members", asked(self.members)),
            web.post("/control/channels/{id}", asked(self.change_channel)),
        ]

    async def workspace(self, _: web.Request) -> Json:
        """Say what is the same for everybody."""
        return workspace_shown(self._rooms)

    async def advance(self, request: web.Request) -> Json:
        """Move the clock, send again what is due, and wait until the bot has ticked."""
        body = await body_of(request)
        given = {key: body[key] for key in _UNITS if key in body}
        if not given or not all(isinstance(one, int | float) for one in given.values()):
            raise NotAllowed(f"Say how far: {', '.join(_UNITS)}.")
        seconds = sum(_UNITS[key] * amount for key, amount in given.items())
        if seconds < 0:
            raise NotAllowed("The clock only moves forward.")
        clock = self._rooms.workspace.clock
        clock.advance(seconds)
        self._rooms.workspace.changes.tell("clock")
        await self._rooms.events.send_due()
        timeout = float(body.get("timeout", _TICK_SECONDS))
        if self._rooms.sockets.connected and not await clock.wait_for_tick(timeout):
            raise NotAllowed(
                f"The clock moved, but the bot had not ticked under it after {timeout:g} seconds.",
                status=504,
                **clock_shown(clock),
            )
        return clock_shown(clock)

    async def traffic(self, request: web.Request) -> Json:
        """Say what went over the wire after a number."""
        try:
            since = int(request.query.get("since", "0"))
            limit = int(request.query.get("limit", "500"))
        except ValueError:
            raise NotAllowed("since and limit are whole numbers.") from None
        return {"entries": self._rooms.traffic.since(since, limit)}

    async def traffic_stream(self, request: web.Request) -> web.StreamResponse:
        """Tell the inspector whenever something went over the wire."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        with self._rooms.traffic.watched() as queue:
            await pump(socket, queue)
        return socket

    async def faults(self, _: web.Request) -> Json:
        """Give the failures still to come."""
        return {"faults": self._rooms.faults.listed()}

    async def add_fault(self, request: web.Request) -> Json:
        """Ask for a failure, or break the bot's connections now."""
        body = await body_of(request)
        how = body.get("socket")
        if how == "close":
            await self._rooms.sockets.close_all()
        elif how == "disconnect_warning":
            await self._rooms.sockets.warn_all()
        elif how is not None:
            raise NotAllowed("A socket can be told to close or to give a disconnect_warning.")
        else:
            self._rooms.faults.add(body)
        return {"ok": True}

    async def clear_faults(self, _: web.Request) -> Json:
        """Forget every failure asked for."""
        self._rooms.faults.clear()
        return {"ok": True}

    async def set_pace(self, request: web.Request) -> Json:
        """Set how fast the bot may post: seconds for a channel, messages a minute in all."""
        body = await body_of(request)
        self._pace.channel = body.get("channel")
        self._pace.workspace = body.get("workspace")
        return {"ok": True}

    async def shine(self, request: web.Request) -> Json:
        """Say who is acting and where, perhaps at which block and in words: pages that follow go there."""
        body = await body_of(request)
        user = self._rooms.acting(needed(body, "user"))
        where, at, words = (body.get(key, other) for key, other in (("show", "home"), ("at", ""), ("words", "")))
        if not all(isinstance(one, str) for one in (where, at, words)):
            raise NotAllowed("show, at and words are texts.")
        show = where if where == "home" else conversation_for(self._rooms, user, where).id
        self._rooms.workspace.spotlight = {"user": user.id, "show": show, "at": at, "words": words}
        self._rooms.workspace.changes.tell("spotlight")
        return {"ok": True}

    async def end_spotlight(self, _: web.Request) -> Json:
        """End the tour: pages that followed stay where they are."""
        self._rooms.workspace.spotlight = None
        self._rooms.workspace.changes.tell("spotlight")
        return {"ok": True}

    async def add_user(self, request: web.Request) -> Json:
        """Add a person, and tell the bot."""
        body = await body_of(request)
        if not {"id", "name", "real_name"} <= set(body):
            raise NotAllowed("A user needs id, name and real_name.")
        if self._rooms.workspace.person(body["id"]) is not None:
            raise NotAllowed(f"There is a user {body['id']} already.", status=409)
        person = self._rooms.workspace.add_person(body)
        self._told("team_join", person)
        return person.as_seen()

    async def change_user(self, request: web.Request) -> Json:
        """Change a person, and tell the bot."""
        body = await body_of(request)
        person = self._rooms.workspace.person(request.match_info["id"])
        if person is None:
            raise NotAllowed(f"There is no user {request.match_info['id']}.", status=404)
        if unknown := sorted(set(body) - _PERSON):
            raise NotAllowed(f"A user's {', '.join(unknown)} cannot be changed.")
        for key, value in body.items():
            setattr(person, key, value)
        person.updated = int(self._rooms.workspace.clock.unix())
        self._told("user_change", person)
        return person.as_seen()

    def _told(self, kind: str, person: Person) -> None:
        workspace = self._rooms.workspace
        workspace.touched()
        workspace.changes.tell("people")
        ts = workspace.clock.next_ts()
        workspace.emit(
            {
                "type": kind,
                "user": workspace.user_object(person),
                "cache_ts": int(workspace.clock.unix()),
                "event_ts": ts,
            }
        )

    def _channel(self, request: web.Request) -> Conversation:
        found = self._rooms.workspace.conversations.get(request.match_info["id"])
        if found is None or found.kind != "channel":
            raise NotAllowed(f"There is no channel {request.match_info['id']}.", status=404)
        return found

    async def members(self, request: web.Request) -> Json:
        """Add people to a channel and take people out, the bot too."""
        channel, body = self._channel(request), await body_of(request)
        workspace = self._rooms.workspace
        everyone = set(workspace.people)
        wanted = [*body.get("add", []), *body.get("remove", [])]
        if strange := sorted(set(wanted) - everyone):
            raise NotAllowed(f"There is no user {', '.join(strange)}.", status=404)
        for user in body.get("add", []):
            if user not in channel.members:
                channel.members.append(user)
                self._moved("member_joined_channel", channel, user)
        for user in body.get("remove", []):
            if user in channel.members:
                self._moved("member_left_channel", channel, user)
                if user == workspace.app.bot_user_id:
                    self._changed("group_left" if channel.private else "channel_left", channel)
                channel.members.remove(user)
        workspace.touched()
        workspace.changes.tell("messages")
        return {"members": channel.members}

    def _moved(self, kind: str, channel: Conversation, user: str) -> None:
        workspace = self._rooms.workspace
        if workspace.app.bot_user_id not in channel.members:
            return
        workspace.emit(
            {
                "type": kind,
                "user": user,
                "channel": channel.id,
                "channel_type": "G" if channel.private else "C",
                "team": workspace.team.id,
                "event_ts": workspace.clock.next_ts(),
            }
        )

    async def change_channel(self, request: web.Request) -> Json:
        """Share, unshare, close, open or archive a channel."""
        channel, body = self._channel(request), await body_of(request)
        if unknown := sorted(set(body) - _CHANNEL):
            raise NotAllowed(f"A channel's {', '.join(unknown)} cannot be changed.")
        for key, value in body.items():
            if getattr(channel, key) != value:
                setattr(channel, key, value)
                if (event := _event_of(key, channel)) is not None:
                    self._changed(event, channel)
        self._rooms.workspace.touched()
        self._rooms.workspace.changes.tell("messages")
        return {"ok": True}

    def _changed(self, kind: str, channel: Conversation) -> None:
        """Tell the bot, if it is in the channel, that it was archived, shared or left."""
        workspace = self._rooms.workspace
        if workspace.app.bot_user_id in channel.members:
            workspace.emit({"type": kind, "channel": channel.id, "event_ts": workspace.clock.next_ts()})


def _event_of(key: str, channel: Conversation) -> str | None:
    """Give the name of the event about what was just changed; of a new name or kind there is none the bot hears."""
    if key == "shared":
        return "channel_shared" if channel.shared else "channel_unshared"
    if key == "archived":
        return f"{'group' if channel.private else 'channel'}_{'archive' if channel.archived else 'unarchive'}"
    return None
