"""What is read in bulk says of everybody what is read for one: ties, and who holds a child."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from models.tables import Allocation, Leave, Person, SupervisionLine
from models.vocabulary import LineKind
from models.workflow.children import read_holders
from models.workflow.clocks.council import read_council
from models.workflow.clocks.showing import relate
from models.workflow.dated import holds
from models.workflow.directory import import_directory
from models.workflow.parts import Parts
from models.workflow.relations import relation
from tests.conftest import START
from tests.support.directory import example_files, person_ids

TODAY = (START + timedelta(days=20)).date()


async def test_everybody_is_to_everybody_what_access_says(parts: Parts) -> None:
    people = await directory(parts)
    async with parts.read() as session:
        council = await read_council(session, TODAY)
        for viewer in people.values():
            for person in people.values():
                found = await relation(session, viewer, person, TODAY)
                assert relate(council, viewer, person) == replace(found, name="")


async def test_the_child_of_a_worker_is_with_whom_access_says(parts: Parts) -> None:
    await directory(parts)
    held_by_cover = 0
    async with parts.read() as session:
        council = await read_council(session, TODAY)
        for allocation in await session.exec(select(Allocation).where(holds(Allocation, TODAY))):
            holders = await read_holders(session, allocation.child_id, TODAY)
            worker = council.worker_of(allocation.person_id, restricted=False)
            if worker is not None:
                assert holders[0] == worker
                held_by_cover += worker != allocation.person_id
    assert held_by_cover > 0


async def directory(parts: Parts) -> dict[str, str]:
    """Bring the example council in, with somebody who has left, a stand-in from above, and somebody away."""
    await import_directory(parts.database, parts.keyring, example_files(), now=START)
    ids = await person_ids(parts)
    async with parts.database.write(None, START) as session:
        left = await session.get_one(Person, ids["2003"])
        left.left_on = TODAY
        from_on = TODAY - timedelta(days=1)
        above = SupervisionLine(person_id=ids["1003"], senior_id=ids["1000"], kind=LineKind.STAND_IN, from_on=from_on)
        away = Leave(
            person_id=ids["1002"],
            from_on=TODAY,
            until_on=TODAY + timedelta(days=7),
            cover_id=ids["1004"],
            set_by=ids["1001"],
            set_at=START,
        )
        session.add_all([left, above, away])
    return ids
