"""The evidence of records, gathered from their rows; what the rows say twice is compared on the way."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as columns
from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.integrity import BOUND_LATER, canonical, stamp
from models.sealing import SealBroken, unseal
from models.tables import Act, Filing, Link, Record, Version
from models.values.bundle import Evidence, EvidenceLink, EvidenceVersion, EvidenceWords
from models.vocabulary import LinkKind
from models.workflow.chain import act_facts
from models.workflow.clocks.columns import rows, table
from models.workflow.parts import Parts

__all__ = ["Gathered", "gather_evidence"]

Row = Any


@dataclass(frozen=True, slots=True)
class Gathered:
    """A record's evidence, and in sentences where its rows contradict each other or do not open.

    `acts` is how many answers there are, `erased` whether its key is gone.
    """

    evidence: Evidence
    wrong: tuple[str, ...]
    acts: int
    erased: bool

    @property
    def purged(self) -> int:
        """How many versions have no text any more, though the record was not erased."""
        return 0 if self.erased else sum(version.document is None for version in self.evidence.versions)


async def gather_evidence(session: AsyncSession, parts: Parts, record_ids: Collection[str]) -> list[Gathered]:
    """Return the evidence of some records, in the order of their ids. Columns only: this runs over everything."""
    records, versions, acts, links = table(Record), table(Version), table(Act), table(Link)
    found = await rows(session, columns(records).where(records.c.id.in_(record_ids)).order_by(records.c.id))
    sent = await rows(
        session,
        columns(versions)
        .where(versions.c.record_id.in_(record_ids))
        .order_by(versions.c.sent_at, versions.c.addendum, versions.c.number),
    )
    given = await rows(
        session,
        columns(acts, versions.c.record_id, versions.c.hash.label("version_hash"))
        .join(versions, versions.c.id == acts.c.version_id)
        .where(versions.c.record_id.in_(record_ids))
        .order_by(acts.c.at, acts.c.sequence, acts.c.id),
    )
    chains = await rows(
        session, columns(links).where(links.c.record_id.in_(record_ids)).order_by(links.c.record_id, links.c.place)
    )
    filings = table(Filing)
    filed = await rows(session, columns(filings).where(filings.c.record_id.in_(record_ids)).order_by(filings.c.id))
    by_record = (_by_record(sent), _by_record(given), _by_record(chains), _by_record(filed))
    return [_Gathering(parts, record, *(some.get(record.id, []) for some in by_record)).done() for record in found]


def _by_record(found: Sequence[Row]) -> Mapping[str, list[Row]]:
    some: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        some[row.record_id].append(row)
    return some


class _Gathering:
    """One record's rows, on their way to evidence."""

    def __init__(
        self,
        parts: Parts,
        record: Row,
        versions: Sequence[Row],
        acts: Sequence[Row],
        links: Sequence[Row],
        filings: Sequence[Row],
    ) -> None:
        self._record = record
        self._versions = versions
        self._acts = acts
        self._links = links
        self._filings = filings
        self._wrong: list[str] = []
        self._erased = not record.wrapped_key
        self._key = self._unwrap(parts)

    def done(self) -> Gathered:
        """Return what was gathered."""
        chain = tuple(
            EvidenceLink(
                place=link.place,
                kind=link.kind,
                row=link.row_id,
                at=stamp(link.at),
                facts=link.facts,
                previous=link.previous,
                hash=link.hash,
            )
            for link in self._links
        )
        places = {(link.kind, link.row): place for place, link in enumerate(chain)}
        last = len(chain)
        versions = sorted(self._versions, key=lambda one: places.get((LinkKind.SENT, one.id), last))
        acts = sorted(self._acts, key=lambda one: places.get((LinkKind.ACT, one.id), last))
        evidence = Evidence(
            record=self._record.id,
            kind=self._record.kind,
            state=self._record.state,
            versions=tuple([self._version(version) for version in versions]),
            chain=chain,
            words=tuple([words for act in acts if (words := self._words(act)) is not None]),
        )
        self._wrong += self._check_head(chain)
        self._wrong += self._check_versions()
        self._wrong += self._check_acts(chain)
        self._wrong += self._check_filings(chain)
        return Gathered(evidence, tuple(self._wrong), len(acts), self._erased)

    def _unwrap(self, parts: Parts) -> bytes | None:
        if self._erased:
            return None
        try:
            return parts.keyring.unwrap(self._record.wrapped_key)
        except SealBroken:
            self._wrong.append("the record's own key does not open: it was changed.")
            return None

    def _version(self, row: Row) -> EvidenceVersion:
        where = _which(row)
        text = self._open("version", row.id, "document", row.document, f"{where}: its text")
        nonce = self._open("version", row.id, "nonce", row.nonce, f"{where}: the secret number that binds its text")
        return EvidenceVersion(
            facts=row.facts,
            mac=row.mac,
            hash=row.hash,
            state=row.state,
            nonce=nonce,
            document=None if text is None else self._parse(where, text),
        )

    def _parse(self, where: str, text: str) -> dict[str, Any] | None:
        """Return a text as what it holds; only the one spelling of it counts."""
        try:
            held: dict[str, Any] = json.loads(text)
        except ValueError:
            held = {}
        if canonical(held).decode() != text:
            self._wrong.append(f"{where}: its text is not spelled as this bot does.")
        return held

    def _words(self, row: Row) -> EvidenceWords | None:
        where = f"the words written with the answer {row.id}"
        text = self._open("act", row.id, "comments", row.comments, where)
        nonce = self._open("act", row.id, "nonce", row.nonce, f"the secret number that binds {where}")
        if text is None and nonce is None:
            return None
        return EvidenceWords(act=row.id, nonce=nonce or "", text=text or "")

    def _open(self, name: str, row_id: str, field: str, sealed: bytes | None, what: str) -> str | None:
        if sealed is None or self._key is None:
            return None
        try:
            return unseal(self._key, name, row_id, field, sealed)
        except SealBroken:
            self._wrong.append(f"{what} does not open: its bytes were changed, or stood elsewhere.")
            return None

    def _check_head(self, chain: Sequence[EvidenceLink]) -> Iterator[str]:
        head = chain[-1].hash if chain else ""
        if (self._record.links, self._record.head) != (len(chain), head):
            yield f"its head does not fit the chain: it counts {self._record.links} links, there are {len(chain)}."
        kinds = {link.kind for link in chain}
        if self._erased and LinkKind.ERASED not in kinds:
            yield "its key is gone, and no link of the chain says that it was erased."
        marks = {LinkKind.PURGED: self._record.purged_at, LinkKind.ERASED: self._record.erased_at}
        for kind, at in marks.items():
            if (at is not None) != (kind in kinds):
                yield f"it is {'' if at else 'not '}marked as {kind.value}, and the chain says otherwise."

    def _check_versions(self) -> Iterator[str]:
        """Compare what a version's row and its record say with the plain facts that stand in its hash."""
        newest: dict[int, int] = {}
        for row in self._versions:
            newest[row.addendum] = max(row.number, newest.get(row.addendum, 0))
        for row in self._versions:
            said = {
                "version": row.id,
                "record": row.record_id,
                "addendum": str(row.addendum),
                "number": str(row.number),
                "sent_by": row.sent_by,
                "sent_at": stamp(row.sent_at),
                "form": f"{self._record.form_id}/{self._record.form_number}",
                "supervision": self._record.supervision_id,
                "subject": self._record.child_id or self._record.person_id,
            }
            for name, value in said.items() if row.facts else ():
                if row.facts.get(name) != value:
                    yield f"{_which(row)}: its row says another {name.replace('_', ' ')} than was sent."
            if row.replaced != (row.number < newest[row.addendum]):
                yield f"{_which(row)} is {'' if row.replaced else 'not '}marked as replaced, and that is not so."
        if self._record.version != newest.get(0, 0):
            yield f"it names version {self._record.version} as its current one, which is not the newest."

    def _check_acts(self, chain: Sequence[EvidenceLink]) -> Iterator[str]:
        """Compare the rows of answers with what the chain says of them."""
        said = {link.row: link for link in chain if link.kind is LinkKind.ACT}
        for row in self._acts:
            link = said.pop(row.id, None)
            if link is None:
                yield f"the answer {row.id} stands in no link of the chain: it was added later."
                continue
            bound = {name: fact for name, fact in link.facts.items() if name != BOUND_LATER}
            if act_facts(row.version_hash, row) != bound or link.at != stamp(row.at):
                yield f"the answer of link {link.place} was changed: its row says something else."
        for link in said.values():
            yield f"the answer of link {link.place} has no row any more."

    def _check_filings(self, chain: Sequence[EvidenceLink]) -> Iterator[str]:
        """Compare what was filed where, by whom and when with what the chain says of it (source rows B28, E9)."""
        hashes = {row.id: row.hash for row in self._versions}
        said: dict[str, list[EvidenceLink]] = defaultdict(list)
        for link in chain:
            if link.kind is LinkKind.FILED:
                said[link.row].append(link)
        for row in self._filings:
            links = said.pop(row.id, [])
            first = [link for link in links if "outcome" not in link.facts][:1]
            bound = [(link.facts.get(name), link.at) for link in first for name in ("version", "place", "person")]
            filed = [(value, stamp(row.filed_at)) for value in (hashes.get(row.version_id), row.place, row.filed_by)]
            if bound != filed or first[0].facts.get("on") != row.filed_on.isoformat():
                yield f"what its row {row.id} says was filed, the chain says otherwise, or not at all."
            last = [(link.facts.get("person"), link.at) for link in links if "outcome" in link.facts][-1:]
            pasted = [] if row.outcome_at is None else [(row.outcome_by, stamp(row.outcome_at))]
            if last != pasted:
                yield f"what its row {row.id} says of an outcome that was filed, the chain says otherwise."
        for links in said.values():
            yield f"what link {links[0].place} says was filed has no row any more."


def _which(row: Row) -> str:
    return f"addendum {row.addendum}, version {row.number}" if row.addendum else f"version {row.number}"
