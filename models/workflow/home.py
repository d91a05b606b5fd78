"""Reading what Home shows."""

from models.values.call import Call
from models.values.errors import Missing
from models.values.home import HomeContent
from models.vocabulary import Setting
from models.workflow.children import read_children
from models.workflow.clocks.away import read_absences, read_away, read_covers
from models.workflow.clocks.booked import read_booked_with
from models.workflow.clocks.bookings import is_supervised
from models.workflow.notes import read_to_speak
from models.workflow.overview import load_open
from models.workflow.parts import Parts
from models.workflow.people import directory_as_of, read_listed, read_supervisees
from models.workflow.settings import has_chosen
from models.workflow.to_file import count_to_file
from models.workflow.waiting import read_waiting

__all__ = ["read_home"]


async def read_home(parts: Parts, call: Call) -> HomeContent:
    """Return what the caller's Home shows.

    Raises
    ------
    Missing
        When the directory does not list the caller today.
    """
    supervisees = await read_supervisees(parts, call)
    waiting = await read_waiting(parts, call)
    to_speak = await read_to_speak(parts, call)
    async with parts.read() as session:
        person = (await read_listed(session, [call.person_id], call.today)).get(call.person_id)
        if person is None:
            raise Missing
        own = await read_absences(session, [call.person_id], call.today)
        away = await read_away(session, [one.id for one in supervisees], call.today)
        covering = await read_covers(session, call.today, covers=[call.person_id])
        return HomeContent(
            person=person,
            may_start=bool(supervisees),
            open=await load_open(session, parts, call, [one.id for one in supervisees], and_mine=True),
            waiting=waiting,
            children=await read_children(session, parts, call.person_id, call.today),
            today=call.today,
            directory_on=await directory_as_of(session),
            policy=parts.library.policy,
            to_speak=to_speak,
            booked=await read_booked_with(session, call.today, [call.person_id]),
            may_prepare=await is_supervised(session, call.person_id, call.today),
            prompts_hidden=await has_chosen(session, call.person_id, Setting.PROMPTS_HIDDEN),
            absence=next(iter(own), None),
            covering=tuple(sorted(covering.values(), key=lambda one: (one.person, one.person_id))),
            away=tuple(sorted(away.values(), key=lambda one: (one.person, one.person_id))),
            to_file=await count_to_file(session, call),
        )
