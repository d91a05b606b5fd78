"""Building the bundle of one record: all that an auditor needs who has no access to the bot."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.bundles import known_names, write_bundle
from models.rules.checking import mentioned
from models.rules.merkle import Tree
from models.tables import DaySeal, Link
from models.values.bundle import Bundle, Covered
from models.values.errors import Missing
from models.workflow.evidence import gather_evidence
from models.workflow.names import read_names
from models.workflow.parts import Parts
from models.workflow.seals import read_heads, seal_of, snapshot

__all__ = ["build_bundle"]


async def build_bundle(parts: Parts, record_id: str) -> str:
    """Return a record's bundle as text, as it stands now, with the first seal that covers its head.

    Where its newest links wait for the next seal, the last seal before them is there, and whoever checks the bundle
    is told so. Who may have it, and the audit event of who got it, are the caller's.

    Raises
    ------
    Missing
        When there is no such record, or nothing of it was sent yet.
    """
    async with snapshot(parts) as session:
        found = await gather_evidence(session, parts, [record_id])
        if not found or not found[0].evidence.chain:
            raise Missing("Nothing of this record was sent yet, so there is nothing to prove.")
        evidence = found[0].evidence
        names = await read_names(session, mentioned(evidence))
        # Who has another name by now is called as in the record; a name the directory let go stands there too.
        names |= {person_id: said[-1] for person_id, said in known_names(evidence).items()}
        covered = await _covered(session, record_id)
    bundle = Bundle(
        **dict(evidence),
        format="supervision record bundle",
        layout=1,
        people=dict(sorted(names.items())),
        covered=covered,
    )
    return write_bundle(bundle)


async def _covered(session: AsyncSession, record_id: str) -> Covered | None:
    """Return the first seal over the newest link that is sealed at all, with the way from the record to its root."""
    newest = select(func.max(col(Link.sealed_on))).where(Link.record_id == record_id)
    day = (await session.exec(newest)).one()
    row = None if day is None else await session.get(DaySeal, day)
    if row is None:
        return None
    heads = await read_heads(session, row.sealed_on)
    place = next((place for place, head in enumerate(heads) if head.record_id == record_id), None)
    if place is None:
        return None
    proof = Tree(head.leaf for head in heads).prove(place)
    return Covered(seal=seal_of(row), links=heads[place].links, place=place, proof=proof)
