"""What may never come of a payload: a crash, another's words, a change nobody noted, a message to a stranger."""

import json
import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import SQLModel, col, select

from handlers.door import CLOSED, FOUND, GUEST, OUTSIDE, UNKNOWN
from handlers.shape import find_flaw
from models.rules.access import Deed, can
from models.tables import Act, AgendaItem, Attendance, Booking, Record, Request, SmartAction, Version
from models.values.errors import Refusal
from models.values.people import Relation, Tie
from models.workflow.relations import child_relations, relation, relation_in, relation_to_record
from tests.fuzz.ground import MEMBERS
from tests.fuzz.payloads import Made
from tests.fuzz.wire import Shown
from tests.fuzz.worlds import About, Worlds

__all__ = ["Surprise", "Watch"]

_TRACE: Final = re.compile(
    r"Traceback|File \\?\"|sqlalchemy|sqlite3|psycopg|pydantic|aiohttp|KeyError|TypeError|ValueError|AttributeError"
    r"|object at 0x|<class |Something went wrong|That did not work"
)
_PLANTED: Final = re.compile(r"mk[0-9a-f]{10}x")
_TYPED: Final = re.compile(r"fz[0-9a-f]{8}y")
_STAFF: Final = re.compile("|".join([*(one["profile"]["real_name"] for one in MEMBERS.values()), r"@ashmere\.example"]))
_CRASH: Final = re.compile(
    r"level=(error|critical)|work after an ack failed|could not be shown|could not be opened|could not do everything"
    r"|a listener of sent messages failed|never retrieved|Unhandled request|Failed to "
)
_SLACKS_OWN: Final = re.compile(
    r"slack_error=(invalid_trigger_id|push_limit_reached|not_found|hash_conflict|message_not_found|user_not_found)"
)
"""What Slack itself refuses of a forged payload, and the bot can only take down."""

_BY_SENTENCE: Final = tuple(words.split("{")[0] for words in (OUTSIDE, GUEST, UNKNOWN, CLOSED, FOUND))

_OWN_BOOKS: Final = frozenset(
    {
        "inbound", "outbox", "auditevent", "heartbeat", "nudge", "formrelease", "mark",  # the bot's own books
        "slackuser", "teamchannel", "channelmember", "reaction",  # what Slack said
    }
)  # fmt: skip
_SIGNED: Final = frozenset({"answer", "actionentry", "addendum", "preparation", "nudgechoice", "personsetting"})
"""Working text and choices: each row says who wrote it and when, and letters typed are no events."""


class Surprise(AssertionError):
    """Something came of a payload that never may."""


@dataclass
class Watch:
    """Looks at the database, the log and the screens after each payload."""

    worlds: Worlds
    typed: dict[str, str]
    _seen_log: int = 0
    _seen_outbox: int = 0
    _known: set[tuple[str, str]] = field(default_factory=set)
    _names: re.Pattern[str] = field(init=False)
    _child_of: dict[str, str] = field(init=False)
    _people: dict[str, str] = field(init=False)
    _file: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        """Put a trigger on every table, and learn who is who."""
        ground = self.worlds.ground
        self._child_of = {name: child for child, name in self.worlds.names.items()}
        self._names = re.compile("|".join(sorted(map(re.escape, self._child_of), key=len, reverse=True)))
        self._people = {f"U0{name.upper()}": person for name, person in self.worlds.people.items()}
        self._file = sqlite3.connect(ground.file, isolation_level=None)
        self._file.execute("CREATE TABLE fuzz_log (n INTEGER PRIMARY KEY, name TEXT, did TEXT)")
        for name in SQLModel.metadata.tables:
            for did in ("INSERT", "UPDATE", "DELETE"):
                self._file.execute(
                    f'CREATE TRIGGER "fuzz_{name}_{did}" AFTER {did} ON "{name}" BEGIN '  # noqa: S608 -- our own names
                    f"INSERT INTO fuzz_log (name, did) VALUES ('{name}', '{did}'); END"
                )
        self._seen_change = self._seen_event = 0
        self._forget()

    def _forget(self) -> None:
        """Begin to look from here on."""
        ground = self.worlds.ground
        self._changes()
        (self._seen_event,) = self._file.execute("SELECT coalesce(max(rowid), 0) FROM auditevent").fetchone()
        (self._seen_outbox,) = self._file.execute("SELECT coalesce(max(rowid), 0) FROM outbox").fetchone()
        self._seen_log = len(ground.log.getvalue())
        ground.wire.shown.clear()
        ground.wire.wrong.clear()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    async def check(self, made: Made, acked: bool) -> None:  # noqa: FBT001 -- what became of it
        """Look at everything that came of a payload.

        Raises
        ------
        Surprise
            At the first thing that never may.
        """
        wire = self.worlds.ground.wire
        if wire.wrong:
            raise Surprise(wire.wrong[0])
        if not acked and (made.kind == "events_api" or find_flaw(json.loads(json.dumps(made.payload))) is None):
            raise Surprise("it was not acked")
        self._check_log()
        outsider = self._is_outsider(made.user)
        for shown in wire.shown:
            await self._check_shown(shown, self._by_door(made, shown, outsider=outsider))
        await self._check_changes(made, outsider=outsider)
        await self._check_promises()
        wire.shown.clear()

    async def let_go(self) -> None:
        """Take what stands now for granted: nobody in particular did it."""
        self._check_log()
        for shown in self.worlds.ground.wire.shown:
            await self._check_shown(shown, by_door=False)
        await self._check_promises()
        self._forget()

    def check_at_rest(self) -> None:
        """Look at every byte of the database as a thief would who has no key.

        Raises
        ------
        Surprise
            When a text somebody wrote, a child's name or the key itself stands in it.
        """
        folder = self.worlds.ground.file.parent
        # What lies in the write-ahead log counts as well: it is a file beside the other.
        stolen = b"".join(file.read_bytes() for file in folder.glob("bot.db*"))
        key = (folder / "key").read_text(encoding="ascii").strip()
        for text in (*self.worlds.marks, *self.typed, *self.worlds.names.values(), key):
            if text.encode() in stolen:
                raise Surprise(f"the database holds {text} in plain")

    # --- The log ---------------------------------------------------------------------------

    def _check_log(self) -> None:
        log = self.worlds.ground.log
        written = log.getvalue()[self._seen_log :]
        if self._seen_log > 2_000_000:
            log.seek(0)
            log.truncate()
            self._seen_log = 0
        else:
            self._seen_log += len(written)
        for line in written.splitlines():
            if _CRASH.search(line) and not _SLACKS_OWN.search(line):
                raise Surprise(f"the log says: {line}")
        found = _PLANTED.findall(written) + _TYPED.findall(written) + self._names.findall(written)
        found += _STAFF.findall(written)
        if found:
            raise Surprise(f"the log holds {found[0]}: {written[:2000]}")

    # --- What was shown ----------------------------------------------------------------------

    def _by_door(self, made: Made, shown: Shown, *, outsider: bool) -> bool:
        """Say whether this was shown to somebody who may not even come in."""
        return outsider and made.user is not None and shown.to == made.user

    async def _check_shown(self, shown: Shown, by_door: bool) -> None:  # noqa: FBT001 -- one of two worlds
        trace = _TRACE.search(shown.text)
        if trace:
            raise Surprise(f"{shown.to} was shown “{trace[0]}” ({shown.how}): {shown.text[:1500]}")
        if by_door and shown.how == "ephemeral" and not any(words in shown.text for words in _BY_SENTENCE):
            raise Surprise(f"{shown.to}, who may not come in, was told more than that: {shown.text[:1500]}")
        marks = set(_PLANTED.findall(shown.text)) | set(_TYPED.findall(shown.text))
        names = set(self._names.findall(shown.text))
        if not marks and not names:
            return
        if shown.how in {"message", "home", "ephemeral"}:
            raise Surprise(f"words of a record or a name stood in a {shown.how} to {shown.to}: {shown.text[:1500]}")
        viewer = self._people.get(shown.to)
        for thing in marks | names:
            if viewer is None or not await self._may_see(viewer, thing):
                about = self.worlds.marks.get(thing) or self.typed.get(thing) or thing
                raise Surprise(f"{shown.to} was shown {thing} of {about} ({shown.how}): {shown.text[:1500]}")

    async def _may_see(self, viewer: str, thing: str) -> bool:
        if (viewer, thing) in self._known:
            return True
        if thing in self._child_of:
            allowed = await self._may_know_child(viewer, self._child_of[thing])
        elif thing in self.typed:
            author = self._people.get(self.typed[thing])
            allowed = author is not None and await self._may_meet(viewer, author)
        else:
            allowed = await self._may_read(viewer, self.worlds.marks[thing])
        allowed = allowed or self._has_grant(viewer)
        if allowed:
            self._known.add((viewer, thing))
        return allowed

    def _has_grant(self, viewer: str) -> bool:
        asked = "SELECT 1 FROM access_grant WHERE reader_id = ? AND ended_at IS NULL"
        return self._file.execute(asked, (viewer,)).fetchone() is not None

    async def _may_read(self, viewer: str, about: About) -> bool:
        """Judge by the table of access what the viewer is to the record, its meeting, or the next one about them."""
        if viewer == about.author:
            return True
        personal = about.kind is not None and about.kind.about_person
        needed = (Deed.READ, Deed.READ_PERSONAL) if personal else (Deed.READ,)
        ties = await self._ties(viewer, about.supervision, about.worker)
        if any(all(can(deed, tie) for deed in needed) for tie in ties):
            return True
        if personal or about.subject is None:
            return False
        return await self._may_write_next(viewer, about.subject)

    async def _ties(self, viewer: str, supervision: str | None, worker: str | None) -> list[Relation]:
        parts, today = self.worlds.ground.parts, self.worlds.ground.now.date()
        found: list[Relation] = []
        async with parts.read() as session:
            if supervision is not None:
                with suppress(Refusal):  # it was discarded
                    found.append(await relation_in(session, viewer, supervision, today, worker))
            if worker is not None:
                found.append(await relation(session, viewer, worker, today))
        return found

    async def _may_write_next(self, viewer: str, child: str) -> bool:
        """Say whether the viewer writes about the child, in a meeting that is open or the next one."""
        parts, today = self.worlds.ground.parts, self.worlds.ground.now.date()
        async with parts.read() as session:
            if any(can(Deed.WRITE, tie) for tie in await child_relations(session, viewer, child, today)):
                return True
            records = (await session.exec(select(Record).where(Record.child_id == child))).all()
            return any([can(Deed.READ, await relation_to_record(session, viewer, one, today)) for one in records])

    async def _may_know_child(self, viewer: str, child: str) -> bool:
        """Say whether the viewer works with the child, with its worker, or met about it."""
        parts, today = self.worlds.ground.parts, self.worlds.ground.now.date()
        async with parts.read() as session:
            if any(tie.tie is not Tie.NONE for tie in await child_relations(session, viewer, child, today)):
                return True
            met = await session.exec(
                select(col(Attendance.id))
                .join(AgendaItem, col(AgendaItem.supervision_id) == col(Attendance.supervision_id))
                .where(AgendaItem.child_id == child, Attendance.person_id == viewer)
            )
            if met.first() is not None:
                return True
            items = (await session.exec(select(AgendaItem).where(AgendaItem.child_id == child))).all()
            for item in items:
                tie = await relation_in(session, viewer, item.supervision_id, today, item.worker_id)
                if tie.tie is not Tie.NONE or tie.part is not None:
                    return True
        return False

    async def _may_meet(self, viewer: str, author: str) -> bool:
        """Say whether what one wrote can be the other's to read: they share a line, or were in one meeting."""
        if viewer == author:
            return True
        parts, today = self.worlds.ground.parts, self.worlds.ground.now.date()
        async with parts.read() as session:
            for one in self.worlds.people.values():
                ties = [(await relation(session, who, one, today)).tie for who in (viewer, author)]
                if Tie.NONE not in ties:
                    return True
            mine = select(col(Attendance.supervision_id)).where(Attendance.person_id == viewer)
            both = await session.exec(
                select(col(Attendance.id)).where(
                    Attendance.person_id == author, col(Attendance.supervision_id).in_(mine)
                )
            )
            return both.first() is not None

    # --- What was changed --------------------------------------------------------------------

    def _changes(self) -> set[tuple[str, str]]:
        rows = self._file.execute("SELECT n, name, did FROM fuzz_log WHERE n > ?", (self._seen_change,)).fetchall()
        if rows:
            self._seen_change = rows[-1][0]
        return {(name, did) for _, name, did in rows}

    async def _check_changes(self, made: Made, *, outsider: bool) -> None:
        changed = self._changes()
        events = self._file.execute(
            "SELECT rowid, person_id, what, subject, subject_id FROM auditevent WHERE rowid > ?", (self._seen_event,)
        ).fetchall()
        if events:
            self._seen_event = events[-1][0]
        state = {(name, did) for name, did in changed if name not in _OWN_BOOKS}
        if made.how.startswith("event user_change") or "event team_join" in made.how:
            state -= {("person", "UPDATE")}  # the link to an account follows what Slack says
        if state and outsider:
            raise Surprise(f"somebody who may not come in changed {state}")
        needs = {(name, did) for name, did in state if name not in _SIGNED}
        if needs != state:
            # Their revision, and the bare id of an action that stands in no sent record, go with the working text.
            needs -= {("record", "UPDATE"), ("smartaction", "INSERT")}
        if needs and not events:
            raise Surprise(f"changed without an audit event: {sorted(state)}")
        person = self._people.get(made.user or "")
        for _, who, what, subject, subject_id in events:
            if who is not None and who != person:
                raise Surprise(f"“{what}” was noted of somebody who did nothing")
            if person is not None and not await self._may_touch(person, subject, subject_id):
                raise Surprise(f"{made.user} did “{what}” to the {subject} {subject_id}, which is nothing of theirs")

    async def _may_touch(self, person: str, subject: str, subject_id: str) -> bool:
        if (person, subject_id) in self._known:
            return True
        parts, today = self.worlds.ground.parts, self.worlds.ground.now.date()
        async with parts.read() as session:
            ties = await self._ties_to(session, person, subject, subject_id, today)
        allowed = ties is None or any(tie.tie is not Tie.NONE or tie.part is not None for tie in ties)
        if allowed or self._has_grant(person):
            self._known.add((person, subject_id))
            return True
        return False

    async def _ties_to(  # noqa: PLR0911 -- one for each kind of thing
        self, session: Any, person: str, subject: str, subject_id: str, today: Any
    ) -> list[Relation] | None:
        """Return what somebody is to what was changed; None where that is not known here, or it is there no more."""
        if subject == "person":
            return [await relation(session, person, subject_id, today)]
        if subject == "child":
            return await child_relations(session, person, subject_id, today)
        if subject == "action":
            action = await session.get(SmartAction, subject_id)
            if action is None:
                return None
            if action.child_id is not None:
                met = select(Record).where(Record.child_id == action.child_id)
                records = (await session.exec(met)).all()
                ties = [await relation_to_record(session, person, one, today) for one in records]
                return [*ties, *await child_relations(session, person, action.child_id, today)]
            return [await relation(session, person, action.person_id, today)]
        if subject == "booking":
            booking = await session.get(Booking, subject_id)
            return None if booking is None else [await relation(session, person, booking.supervisee_id, today)]
        supervision = subject_id if subject == "supervision" else await self._meeting_of(session, subject, subject_id)
        if supervision is None:
            return None
        try:
            found = await session.exec(
                select(col(AgendaItem.worker_id)).where(AgendaItem.supervision_id == supervision)
            )
            return [await relation_in(session, person, supervision, today, one) for one in set(found.all())] or None
        except Refusal:
            return None

    @staticmethod
    async def _meeting_of(session: Any, subject: str, subject_id: str) -> str | None:
        table: Any = {"record": Record, "request": Request}.get(subject)
        row = None if table is None else await session.get(table, subject_id)
        return None if row is None else str(row.supervision_id)

    # --- What was promised -------------------------------------------------------------------

    async def _check_promises(self) -> None:
        rows = self._file.execute(
            "SELECT rowid, kind, recipient_id, facts FROM outbox WHERE rowid > ?", (self._seen_outbox,)
        ).fetchall()
        for rowid, kind, recipient, facts in rows:
            self._seen_outbox = rowid
            if recipient is None:
                continue
            told = json.loads(facts)
            parts = self.worlds.ground.parts
            async with parts.read() as session:
                record = told.get("record")
                if "act" in told:
                    act = await session.get(Act, told["act"])
                    version = None if act is None else await session.get(Version, act.version_id)
                    record = None if version is None else version.record_id
            for subject, subject_id in (
                ("supervision", told.get("supervision")),
                ("request", told.get("request")),
                ("record", record),
            ):
                if subject_id is not None and not await self._may_touch(recipient, subject, subject_id):
                    raise Surprise(f"a {kind} about the {subject} {subject_id} was promised to a stranger to it")

    # --- Who may come in ----------------------------------------------------------------------

    def _is_outsider(self, user: str | None) -> bool:
        """Say whether Slack or the directory keep somebody out."""
        if user is None:
            return False
        said = self._file.execute("SELECT deleted, guest, stranger FROM slackuser WHERE slack_id = ?", (user,))
        listed = self._file.execute("SELECT 1 FROM person WHERE slack_id = ?", (user,)).fetchone() is not None
        return any(said.fetchone() or ()) or not listed
