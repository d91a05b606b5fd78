"""Payloads by the number: honest ones from what stands on screens, and everything that can be done to them."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import uuid4

from sqlmodel import SQLModel

from handlers import JOURNEYS
from handlers.blocks.ids import COMMAND, Place
from handlers.listeners import Listener
from handlers.start import BEGINS
from sandbox.blockkit.consistency import all_options
from sandbox.blockkit.walk import elements_of
from sandbox.kinds import Json
from sandbox.values import TEXT_INPUTS, state_of
from sandbox.views import OpenView
from tests.fuzz.ground import MEMBERS, Ground
from tests.fuzz.wire import TEAM, Message

__all__ = ["LISTENERS", "OUTSIDERS", "Made", "Maker"]

LISTENERS: tuple[Listener, ...] = tuple(one for journey in JOURNEYS for one in journey.LISTENERS)

BUSY: Final = ("U0PRIYA", "U0SAM", "U0TOM", "U0HELEN", "U0AMIRA", "U0GRACE", "U0ROSA", "U0JOE")
OUTSIDERS: Final = ("U0MEERA", "U0PIOTR", "U0GONE", "U0NOBODY")
_ID: Final = re.compile(r"[0-9a-f]{32}")
_EVENTS: Final = (
    *("app_home_opened", "reaction_added", "reaction_removed", "message", "user_change", "team_join"),
    *("member_joined_channel", "member_left_channel", "app_uninstalled"),
)
_HARMLESS_CHANGES: Final = ("U0JOE", "U0BEN")
"""Members whose account changes while the fuzzer runs; the others' stay as they are, so that much can happen."""

_ODD_TEXTS: Final = (
    *("", " ", "\x00", "\ud800", "-1", "0", "99999999999999999999", "1e308", "nan", "None", "null", "true", "[]"),
    *("{}", "{", '{"page": {}}', "a:b", "a:b:c", "a:b:c:d", ":", "::", "child:", "person:x", "2026-02-30", "25:61"),
    *("../../etc/passwd", "%s%n{0}", "'; DROP TABLE record; --", "<!channel>", "=1+1", "\u202e", "ſ", "🙂" * 3001),
    *("x" * 70_000, "\n" * 5000, "१२"),
)
_ODD_THINGS: Final[tuple[Any, ...]] = (
    None,
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    {"value": None},
    "",
    "x",
    [[]],
    {"a": {"b": {}}},
)

_VOUCHED: Final = (("user",), ("team",), ("team_id",), ("user_id",), ("trigger_id",), ("response_url",), ("event_id",))
_OF_VIEWS: Final = (
    *(("view", name) for name in ("id", "hash", "root_view_id", "previous_view_id")),
    ("event", "user"),
)
"""What Slack itself says and nobody can choose: it is left as it is, or broken, but never swapped for another's."""


@dataclass(frozen=True)
class Made:
    """A payload, who sent it as Slack vouches, and how it came about."""

    kind: str
    payload: Any
    user: str | None
    how: str
    retry: int | None = None


@dataclass
class Maker:
    """Makes payload after payload; the same seed makes the same kinds of payload in the same order."""

    ground: Ground
    seed: int
    typed: dict[str, str] = field(default_factory=dict)
    _random: Random = field(default_factory=Random)
    _ids: list[str] = field(default_factory=list)
    _values: list[str] = field(default_factory=list)
    _kept: list[Made] = field(default_factory=list)
    _number: int = 0

    def make(self, number: int) -> Made:
        """Return the payload of that number."""
        self._number = number
        self._random = Random(f"{self.seed}/{number}")
        if number % 50 == 0:
            self._gather()
        how = self._random.choices(
            (self.honest, self.stolen, self.forged, self.mutated, self.again, self.event, self.garbage),
            (48, 12, 12, 14, 5, 7, 2),
        )[0]
        made = how()
        self._kept.append(made)
        del self._kept[:-300]
        return made

    # --- The ways -------------------------------------------------------------------------

    def honest(self) -> Made:
        """Do what a person's finger can do on what stands on their screen."""
        user = self._somebody()
        busy = [one for one in BUSY if self.ground.wire.screens.get(one)]
        if busy and self._random.random() < 0.6:
            user = self._random.choice(busy)
        return self._from_screen(user, user) or self._begin(user)

    def stolen(self) -> Made:
        """Send as one member what only another's screen offers."""
        user, other = self._somebody(), self._random.choice(BUSY)
        found = self._from_screen(other, user) or self._begin(user)
        return Made(found.kind, found.payload, user, f"stolen from {other}")

    def forged(self) -> Made:
        """Press what a listener answers to, with ids of anything in it."""
        user = self._somebody()
        listener = (
            self._random.choice(LISTENERS) if self._random.random() < 0.5 else LISTENERS[self._number % len(LISTENERS)]
        )
        if listener.kind == "event":
            return self.event()
        if listener.kind in {"command", "shortcut"}:
            return self._begin(user)
        name = self._name_of(listener)
        views = self.ground.wire.screens.get(user) or []
        view = self.ground.wire.as_slack(views[-1]) if views else self._no_view()
        view = json.loads(json.dumps(view))
        view["private_metadata"] = self._metadata()
        value = self._value()
        action: Json = {"type": "button", "action_id": name, "block_id": self._block_id(), "value": value}
        payload = self._envelope(user) | {"view": view, "trigger_id": self.ground.wire.trigger(user)}
        if listener.kind == "view":
            view |= {"type": "modal", "callback_id": name}
            view["state"] = {"values": self._any_state()}
            payload |= {"type": "view_submission", "response_urls": []}
        elif listener.kind == "view_closed":
            view |= {"callback_id": name}
            payload |= {"type": "view_closed", "is_cleared": False}
        elif listener.kind == "options":
            payload |= {"type": "block_suggestion", "action_id": name, "block_id": action["block_id"], "value": value}
        else:
            payload |= {"type": "block_actions", "actions": [action]}
            if self._random.random() < 0.4:
                payload = {key: part for key, part in payload.items() if key != "view"} | self._in_message(user, None)
            else:
                view["state"] = {"values": self._any_state()}
        return Made("interactive", payload, user, f"forged {listener.kind} {name}")

    def mutated(self) -> Made:
        """Break an honest payload in one place or several."""
        made = self._random.choice((self.honest, self.honest, self.stolen, self.forged, self.event))()
        return self._broken(made)

    def again(self) -> Made:
        """Send once more what was sent, late, as it was or with other ids in it."""
        if not self._kept:
            return self.honest()
        made = self._random.choice(self._kept)
        if self._random.random() < 0.4:
            made = self._broken(made, identity=False)
        return Made(
            made.kind, made.payload, made.user, f"again: {made.how}"[:200], retry=self._random.choice((None, 1))
        )

    def event(self) -> Made:
        """Let Slack tell of something."""
        names = [str(one.id) for one in LISTENERS if one.kind == "event"]
        name = self._random.choice((*names, *_EVENTS))
        user = self._somebody()
        body: Json = {"type": name, "user": user, "event_ts": f"{1_772_442_000 + self._number % 10_000_000}.000100"}
        if name.startswith("reaction"):
            message = self._some_message(self._random.choice((user, user, self._somebody())))
            ts = message.ts if message else "1772442000.000001"
            body |= {
                "reaction": self._random.choice(("white_check_mark", "heavy_check_mark", "+1", "tada", "x" * 300)),
                "item": {"type": "message", "channel": message.channel if message else "D0SAM", "ts": ts},
                "item_user": "U0BOT",
            }
        elif name == "message":
            body |= {"channel": f"D{user[1:]}", "channel_type": "im", "text": self._words(user), "ts": body["event_ts"]}
            if self._random.random() < 0.3:
                body |= {"subtype": self._random.choice(("message_changed", "bot_message", "file_share"))}
        elif name == "app_home_opened":
            body |= {"channel": f"D{user[1:]}", "tab": self._random.choice(("home", "home", "messages"))}
        elif name in {"user_change", "team_join"}:
            body["user"] = self._changed_member(user)
        else:
            body |= {"channel": self._random.choice(("C0TEAMELM", "C0TEAMOAK", {"id": "C0TEAMELM"})), "team": TEAM}
        payload: Json = {
            "type": "event_callback",
            "event_id": f"Ev{self._number}",
            "team_id": TEAM,
            "api_app_id": "A0SUPER",
            "event": body,
        }
        if self._random.random() < 0.1:
            payload["is_ext_shared_channel"] = True
        acting = user if isinstance(body["user"], str) else None
        return Made("events_api", payload, acting, f"event {name}", retry=self._random.choice((None, None, 1)))

    def garbage(self) -> Made:
        """Send what no Slack would send."""
        payload: Json = {}
        for key in self._random.sample(
            ("type", "user", "team", "view", "actions", "event", "command", "trigger_id", "text", "callback_id"), 4
        ):
            payload[key] = self._random.choice((*_ODD_THINGS, "block_actions", "view_submission", {"id": "U0PRIYA"}))
        payload["type"] = self._random.choice(
            ("block_actions", "view_submission", "view_closed", "shortcut", "event_callback", "message_action", "x")
        )
        user = payload.get("user")
        acting = user.get("id") if isinstance(user, dict) else None
        return Made("interactive", payload, acting, "garbage")

    # --- From what stands on a screen ------------------------------------------------------

    def _from_screen(self, seen_by: str, user: str) -> Made | None:
        wire = self.ground.wire
        views, home = wire.screens.get(seen_by) or [], wire.homes.get(seen_by)
        places: list[Callable[[], Made | None]] = []
        if views:
            places += [lambda: self._in_view(views[-1], user)] * 6
        if home is not None:
            places += [lambda: self._in_view(home, user)]
        message = self._some_message(seen_by)
        if message is not None:
            places += [lambda: self._in_a_message(message, user)] * 2
        return self._random.choice(places)() if places else None

    def _in_view(self, opened: OpenView, user: str) -> Made | None:
        found = [
            (opened.view["blocks"][number], element)
            for number, _, element in elements_of(opened.view["blocks"])
            if element["type"] not in {"image", "workflow_button"}
        ]
        modal = opened.view["type"] == "modal"
        own = opened.user == user
        values = opened.values if own else json.loads(json.dumps(opened.values))
        if modal:
            self._fill(values, found, user)
        view = json.loads(json.dumps(self.ground.wire.as_slack(opened)))
        view["state"] = {"values": json.loads(json.dumps(values))}
        if not own:
            mine = self.ground.wire.screens.get(user) or []
            view |= {"id": mine[-1].id, "hash": mine[-1].hash} if mine else {"id": "V0", "hash": "0.hash"}
            view |= {"root_view_id": mine[0].id if mine else "V0", "previous_view_id": None}
        envelope = self._envelope(user) | {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        envelope["trigger_id"] = self.ground.wire.trigger(user)
        submit = modal and opened.view.get("submit") is not None
        if modal and self._random.random() < 0.06:
            if own:
                self.ground.wire.screens[user].pop()
            return Made("interactive", envelope | {"type": "view_closed", "is_cleared": True}, user, "close")
        if submit and self._random.random() < 0.3:
            if own and self._random.random() < 0.7:
                self.ground.wire.screens[user].pop()
            payload = envelope | {"type": "view_submission", "response_urls": []}
            return Made("interactive", payload, user, f"submit {view['callback_id']}")
        if not found:
            return None
        block, element = self._random.choice(found)
        return self._acted(user, block, element, values, envelope)

    def _in_a_message(self, message: Message, user: str) -> Made | None:
        found = [(message.blocks[number], element) for number, _, element in elements_of(message.blocks)]
        if not found:
            return None
        block, element = self._random.choice(found)
        envelope = self._envelope(user) | self._in_message(user, message)
        envelope["trigger_id"] = self.ground.wire.trigger(user)
        return self._acted(user, block, element, message.values, envelope)

    def _acted(self, user: str, block: Json, element: Json, values: Json, envelope: Json) -> Made:
        kind = element["type"]
        block_id, action_id = str(block["block_id"]), str(element["action_id"])
        if kind.endswith("external_select") and self._random.random() < 0.5:
            asked = {"type": "block_suggestion", "action_id": action_id, "block_id": block_id, "value": self._letters()}
            return Made("interactive", envelope | asked, user, f"options {action_id}")
        action: Json = {"type": kind, "action_id": action_id, "block_id": block_id, "action_ts": "1772442000.000100"}
        if kind == "button":
            action |= {key: element[key] for key in ("text", "value") if key in element}
        elif kind == "overflow":
            action["selected_option"] = self._random.choice(element["options"])
        else:
            state = self._state(element, user)
            values.setdefault(block_id, {})[action_id] = state
            if "view" in envelope:
                envelope["view"]["state"]["values"].setdefault(block_id, {})[action_id] = state
            action |= {key: part for key, part in state.items() if key != "type"}
        payload = envelope | {"type": "block_actions", "actions": [action]}
        return Made("interactive", payload, user, f"press {action_id}")

    def _fill(self, values: Json, found: list[tuple[Json, Json]], user: str) -> None:
        """Let somebody fill in some of the boxes."""
        for block, element in found:
            if block["type"] == "input" and self._random.random() < 0.4:
                values.setdefault(block["block_id"], {})[element["action_id"]] = self._state(element, user)

    def _state(self, element: Json, user: str) -> Json:  # noqa: PLR0911 -- one for each kind of box
        kind = element["type"]
        options = all_options(element)
        if kind in TEXT_INPUTS:
            text = self._words(user)[: element.get("max_length", 3000)]
            return state_of(element, self._random.choice(("3", "45", "")) if kind == "number_input" else text)
        if kind in {"static_select", "radio_buttons"}:
            return state_of(element, self._random.choice(options) if options else None)
        if kind in {"multi_static_select", "checkboxes"}:
            return state_of(element, self._random.sample(options, self._random.randint(0, min(3, len(options)))))
        if kind == "datepicker":
            day = self.ground.now.date() + timedelta(days=self._random.randint(-40, 60))
            return state_of(element, self._random.choice((None, day.isoformat(), day.isoformat())))
        if kind == "timepicker":
            return state_of(element, self._random.choice((None, "08:30", "17:00")))
        if kind.endswith("external_select"):
            option = {"text": {"type": "plain_text", "text": "x"}, "value": self._some_id()}
            return state_of(element, [option] if kind.startswith("multi") else option)
        return {"type": kind, "value": None}

    # --- Breaking ---------------------------------------------------------------------------

    def _broken(self, made: Made, *, identity: bool = True) -> Made:
        try:
            payload = json.loads(json.dumps(made.payload))
        except ValueError:
            return made
        times = self._random.choice((1, 1, 1, 2, 3))
        did = [self._break(payload, identity=identity) for _ in range(times)]
        user = made.user if self._names(payload, made.user) else None
        return Made(made.kind, payload, user, f"{made.how}; {', '.join(did)}"[:300], made.retry)

    def _break(self, payload: Any, *, identity: bool) -> str:  # noqa: PLR0911 -- one for each way
        vouched = identity and self._random.random() < 0.05
        places = [place for place in _places(payload) if vouched or not _is_vouched(place)]
        if not places:
            return "nothing"
        # Where a person is answered is Slack's to say; at another address there is nobody.
        answered_at = ("response_url",)
        texts = [place for place in places if isinstance(_get(payload, place), str) and place != answered_at]
        with_ids = [place for place in texts if _ID.search(_get(payload, place))]
        way = self._random.randrange(8)
        if way <= 2 and with_ids:
            place = self._random.choice(with_ids)
            text = _get(payload, place)
            old = self._random.choice(_ID.findall(text))
            _put(payload, place, text.replace(old, self._some_id()))
            return f"another id in {place}"
        if way == 3 and isinstance(payload.get("view"), dict):
            payload["view"]["private_metadata"] = self._metadata()
            return "another place"
        if way == 4 and texts:
            place = self._random.choice(texts)
            text = _get(payload, place)
            broken = text[: self._random.randint(0, len(text))]
            _put(payload, place, broken if not _is_vouched(place) else f"{broken}!")
            return f"cut {place}"
        if way == 5 and texts:
            place = self._random.choice(texts)
            _put(payload, place, self._random.choice(_ODD_TEXTS))
            return f"odd text in {place}"
        if way == 6:
            place = self._random.choice(places)
            _put(payload, place, _MISSING)
            return f"without {place}"
        place = self._random.choice(places)
        _put(payload, place, json.loads(json.dumps(self._random.choice(_ODD_THINGS))))
        return f"odd thing in {place}"

    @staticmethod
    def _names(payload: Any, user: str | None) -> bool:
        """Say whether the payload still says who sent it, as Slack did."""
        if user is None or not isinstance(payload, dict):
            return False
        event = payload.get("event")
        if isinstance(event, dict):
            told = event.get("user")
            return (told.get("id") if isinstance(told, dict) else told) == user
        if "command" in payload:
            return payload.get("user_id") == user
        told = payload.get("user")
        return isinstance(told, dict) and told.get("id") == user

    # --- Small things -----------------------------------------------------------------------

    def _begin(self, user: str) -> Made:
        """Type the command, use a shortcut, or open Home."""
        if self._random.random() < 0.25:
            name = self._random.choice([str(one.id) for one in LISTENERS if one.kind == "shortcut"] or ["x"])
            payload = self._envelope(user) | {"type": "shortcut", "callback_id": name}
            payload["trigger_id"] = self.ground.wire.trigger(user)
            return Made("interactive", payload, user, f"shortcut {name}")
        words = (*BEGINS, "", "", "help", "records", "who-read", "nonsense", self._random.choice(_ODD_TEXTS))
        payload = {
            "command": COMMAND,
            "text": self._random.choice(words),
            "user_id": user,
            "team_id": TEAM,
            "channel_id": "C0TEAMELM",
            "trigger_id": self.ground.wire.trigger(user),
            "response_url": f"{self.ground.hooks}{user}",
        }
        if self._random.random() < 0.05:
            payload["text"] = f"{payload['text']} {self._words(user)}"
        return Made("slash_commands", payload, user, f"command {payload['text'][:20]!r}")

    def _envelope(self, user: str) -> Json:
        elsewhere = user == "U0PIOTR" or self._random.random() < 0.01
        payload: Json = {
            "user": {"id": user, "name": user, "team_id": "T0ELSEWHERE" if elsewhere else TEAM},
            "team": {"id": TEAM, "domain": "ashmere"},
            "api_app_id": "A0SUPER",
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if self._random.random() < 0.01:
            payload["is_ext_shared_channel"] = True
        return payload

    def _in_message(self, user: str, message: Message | None) -> Json:
        channel, ts = (message.channel, message.ts) if message else (f"D{user[1:]}", "1.000001")
        return {
            "container": {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False},
            "channel": {"id": channel, "name": "directmessage"},
            "message": {"ts": ts, "text": "x", "blocks": message.blocks if message else []},
            "response_url": f"{self.ground.hooks}{user}",
        }

    def _no_view(self) -> Json:
        return {
            "id": "V0",
            "hash": "0.hash",
            "type": "modal",
            "callback_id": "x",
            "private_metadata": "",
            "blocks": [],
            "state": {"values": {}},
        }

    def _somebody(self) -> str:
        return self._random.choices(
            (self._random.choice(BUSY), self._random.choice(sorted(MEMBERS)), self._random.choice(OUTSIDERS)),
            (84, 8, 8),
        )[0]

    def _some_message(self, user: str) -> Message | None:
        kept = self.ground.wire.messages.get(f"D{user[1:]}") or []
        if self._random.random() < 0.1:
            kept = kept + (self.ground.wire.messages.get("C0TEAMELM") or [])
        return self._random.choice(kept) if kept else None

    def _name_of(self, listener: Listener) -> str:
        if isinstance(listener.id, str):
            return listener.id
        stem = self._random.choice(listener.id.pattern.strip("^$()").split("|"))
        ending = self._random.choice(("next", "more", "0", "agreed", "change_asked", "not_agreed", ""))
        return f"{stem}{ending}" if stem.endswith(":") else stem

    def _words(self, user: str) -> str:
        """Return something typed, which nobody else has typed before."""
        made = f"fz{uuid4().hex[:8]}y"
        self.typed[made] = user
        if self._random.random() < 0.15:
            return f"{made} {self._random.choice(_ODD_TEXTS)}".replace("\ud800", "")
        return f"{made} they said so."

    def _letters(self) -> str:
        return self._random.choice(("", "a", "pri", "zz", "x" * 200, "%"))

    def _some_id(self) -> str:
        return self._random.choice(self._ids) if self._ids and self._random.random() < 0.95 else uuid4().hex

    def _value(self) -> str:
        way = self._random.random()
        if way < 0.45:
            return self._some_id()
        if way < 0.6 and self._values:
            return self._random.choice(self._values)
        if way < 0.8:
            first = self._random.choice(("child", "person", self._some_id()))
            return ":".join((first, *(self._some_id() for _ in range(self._random.randint(1, 2)))))
        return self._random.choice((*_ODD_TEXTS, "1", "2", "agreed", "change_asked"))

    def _block_id(self) -> str:
        seen = [block["block_id"] for views in self.ground.wire.screens.values() for one in views[-1:]
                for block in one.view["blocks"]]  # fmt: skip
        return self._random.choice(seen) if seen else "b0"

    def _any_state(self) -> Json:
        """Return what stands in the boxes of some form that somebody has open, or of none."""
        stacks = [views[-1] for views in self.ground.wire.screens.values() if views]
        if not stacks or self._random.random() < 0.2:
            return {}
        opened = self._random.choice(stacks)
        state: Json = json.loads(json.dumps(opened.values))
        return state

    def _metadata(self) -> str:
        """Return a place: one of somebody's, one made of any ids, or none at all."""
        way = self._random.random()
        stacks = [views[-1] for views in self.ground.wire.screens.values() if views]
        if way < 0.3 and stacks:
            return str(self._random.choice(stacks).view.get("private_metadata") or "")
        if way < 0.85:
            return self._any_place()
        return self._random.choice(_ODD_TEXTS)

    def _any_place(self) -> str:
        given: Json = {}
        for name, about in Place.model_fields.items():
            if self._random.random() < 0.6:
                continue
            kind = str(about.annotation)
            if "tuple" in kind:
                given[name] = [self._some_id() for _ in range(self._random.randint(0, 3))]
            elif "dict" in kind:
                given[name] = {"progress": self._random.randint(-2, 9)}
            elif "bool" in kind:
                given[name] = self._random.random() < 0.5
            elif "int" in kind:
                given[name] = self._random.choice((0, 1, 2, -1, 10**9, 10**30))
            else:
                given[name] = self._random.choice(
                    (self._some_id(), self._some_id(), "hub", "section", "child", "agreed", "2026-03-02", "outcomes")
                )
        return json.dumps(given)

    def _changed_member(self, user: str) -> Json:
        if user in MEMBERS and user not in _HARMLESS_CHANGES:
            return MEMBERS[user]
        member = MEMBERS.get(user) or MEMBERS["U0JOE"]
        return member | self._random.choice(({}, {}, {"deleted": True}, {"is_restricted": True}))

    def _gather(self) -> None:
        """Learn the ids there are, in every table."""
        with sqlite3.connect(self.ground.file) as connection:
            found: list[str] = []
            for name, table in SQLModel.metadata.tables.items():
                if "id" in table.columns and name not in {"outbox", "auditevent", "nudge"}:
                    rows = connection.execute(f'SELECT id FROM "{name}" ORDER BY rowid DESC LIMIT 40')  # noqa: S608
                    found += [str(row[0]) for row in rows]
        connection.close()
        self._ids = found
        self._values = [
            str(element["value"])
            for views in self.ground.wire.screens.values()
            for one in views
            for _, _, element in elements_of(one.view["blocks"])
            if element.get("value")
        ]


_MISSING: Final = object()
_Way = tuple[str | int, ...]


def _places(value: Any, here: _Way = ()) -> Iterator[_Way]:
    """Yield the way to everything in a payload."""
    if here:
        yield here
    if isinstance(value, dict):
        for key, part in value.items():
            # What a message or view looked like is read by nobody, and is most of a payload.
            if key not in {"blocks", "text", "title", "close", "submit", "message"}:
                yield from _places(part, (*here, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _places(part, (*here, place))


def _is_vouched(place: _Way) -> bool:
    slacks = place[:1] == ("container",) or place[:2] in _OF_VIEWS
    return place[:1] in _VOUCHED or slacks


def _get(value: Any, place: _Way) -> Any:
    for step in place:
        value = value[step]
    return value


def _put(value: Any, place: _Way, new: Any) -> None:
    for step in place[:-1]:
        value = value[step]
    if new is not _MISSING:
        value[place[-1]] = new
    elif isinstance(value, dict):
        del value[place[-1]]
    else:
        value.pop(int(place[-1]))
