"""Whether the evidence of a record holds together: each sentence says what is wrong, and where.

The same rules judge the rows of a database and a bundle in a file. They find what was changed, left out, repeated
or moved; that the whole was not written anew by somebody else is what the seals of the days are for.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from models.rules.agreement import fold
from models.rules.arrivals import SLACK, bound_at, is_as_slack_tells, is_reaction, may_be_bound_later
from models.rules.document import version_facts
from models.rules.integrity import BOUND_LATER, canonical, hash_link, hash_version, read_stamp, text_mac
from models.values.agreement import ActFact
from models.values.bundle import Evidence, EvidenceLink, EvidenceVersion
from models.values.document import Document
from models.vocabulary import ActKind, LinkKind, RecordState, Way

__all__ = ["check_evidence", "is_gone", "mentioned", "read_fact_document"]

_REQUIRED: Final = " required"
"""Ends the fact of a party whose agreement a version needs (see `models.rules.document.version_facts`)."""

_PARTY: Final = "party:"
_KINDS: Final = {
    LinkKind.SENT: "a version sent",
    LinkKind.ACT: "an answer",
    LinkKind.LEFT: "closed without an answer",
    LinkKind.FILED: "filed",
    LinkKind.PURGED: "text let go",
    LinkKind.ERASED: "erased",
}
_DAY_AND_MINUTE: Final = 16


def check_evidence(evidence: Evidence) -> Iterator[str]:
    """Yield everything that is wrong with a record, in sentences that begin with the place."""
    yield from _check_chain(evidence)
    yield from _check_times(evidence)
    yield from _check_sent(evidence)
    for version in evidence.versions:
        yield from _check_version(evidence, version)
    yield from _check_numbers(evidence)
    yield from _check_acts(evidence)
    yield from _check_words(evidence)
    yield from _check_states(evidence)


def _describe(link: EvidenceLink) -> str:
    """Return which link is meant: its number, what it tells of and when."""
    return f"link {link.place} ({_KINDS[link.kind]}, {link.at[:_DAY_AND_MINUTE]})"


def _required(version: EvidenceVersion) -> tuple[str, ...]:
    """Return the ids of those whose agreement a version needs, which stay plain."""
    return tuple(
        name.removeprefix(_PARTY)
        for name, part in version.facts.items()
        if name.startswith(_PARTY) and part.endswith(_REQUIRED)
    )


def read_fact_document(version: EvidenceVersion) -> Document | None:
    """Return the text of a version, or nothing where it has gone or is no text of ours."""
    if version.document is None:
        return None
    try:
        return Document.model_validate(version.document)
    except ValidationError:
        return None


def is_gone(evidence: Evidence, version: EvidenceVersion) -> LinkKind | None:
    """Return by which link the text of a version may be gone: erased with the record, or purged after it was sent."""
    sent = next((link.place for link in _of_kind(evidence, LinkKind.SENT) if _tells_of(link, version)), None)
    return None if sent is None else _gone_after(evidence, sent)


def _gone_after(evidence: Evidence, place: int) -> LinkKind | None:
    """Return what let go everything that stood in the chain up to a place: the whole record, or its text."""
    kinds = {link.kind for link in evidence.chain if link.place > place}
    return next((kind for kind in (LinkKind.ERASED, LinkKind.PURGED) if kind in kinds), None)


def _tells_of(link: EvidenceLink, version: EvidenceVersion) -> bool:
    return link.facts.get("version") == version.hash


def _check_chain(evidence: Evidence) -> Iterator[str]:
    before = ""
    for place, link in enumerate(evidence.chain, 1):
        where = _describe(link)
        if link.place != place:
            yield f"{where} stands in place {place}: a link is missing, repeated or out of order."
        if link.previous != before:
            yield f"{where} does not follow the link before it: something between was removed, added or changed."
        if _hash(evidence.record, link) != link.hash:
            yield f"{where} was changed: its hash is not that of what it says."
        before = link.hash


def _check_times(evidence: Evidence) -> Iterator[str]:
    """Find links that say an earlier time than what stands before them, or that they were bound later for no reason."""
    latest: datetime | None = None
    for link in evidence.chain:
        try:
            said, at = read_stamp(link.at), bound_at(read_stamp(link.at), link.facts)
        except ValueError:
            yield f"{_describe(link)} says a time that is none."
            continue
        if BOUND_LATER in link.facts and not may_be_bound_later(link.kind, said, link.facts, first=True):
            yield f"{_describe(link)} says that it was bound later, which it cannot have been."
        if latest is not None and at < latest - SLACK:
            yield f"{_describe(link)} says an earlier time than what stands before it."
        latest = at if latest is None else max(latest, at)


def _hash(record_id: str, link: EvidenceLink) -> str | None:
    try:
        at = read_stamp(link.at)
    except ValueError:
        return None
    return hash_link(
        link.previous, record_id=record_id, place=link.place, kind=link.kind, row_id=link.row, at=at, facts=link.facts
    )


def _of_kind(evidence: Evidence, kind: LinkKind) -> list[EvidenceLink]:
    return [link for link in evidence.chain if link.kind is kind]


def _check_sent(evidence: Evidence) -> Iterator[str]:
    """Find versions that were added, removed, repeated or moved."""
    said = [link.facts.get("version", "") for link in _of_kind(evidence, LinkKind.SENT)]
    there = [version.hash for version in evidence.versions]
    if said == there:
        return
    for link in _of_kind(evidence, LinkKind.SENT):
        if link.facts.get("version", "") not in there:
            yield f"{_describe(link)} tells of a version that is not there, or is another now."
    for version in evidence.versions:
        if not version.hash:
            yield f"{_which(version)} was never bound into the chain."
        elif version.hash not in said:
            yield f"{_which(version)} stands in no link of the chain."
    if Counter(said) == Counter(there):
        yield "The versions do not stand in the order in which they were sent."
    elif len(set(there)) < len(there) or len(set(said)) < len(said):
        yield "A version stands there more than once."


def _which(version: EvidenceVersion) -> str:
    addendum, number = version.facts.get("addendum", "0"), version.facts.get("number", "?")
    return f"version {number}" if addendum == "0" else f"addendum {addendum}, version {number}"


def _check_version(evidence: Evidence, version: EvidenceVersion) -> Iterator[str]:
    where = _which(version)
    if hash_version(version.facts, version.mac) != version.hash:
        yield f"{where} was changed after it was sent: its hash is not that of its facts and its text."
    if (version.facts.get("record"), version.facts.get("kind")) != (evidence.record, evidence.kind.value):
        yield f"{where} is of another record, or of another kind of record."
    for link in _of_kind(evidence, LinkKind.SENT):
        if not _tells_of(link, version):
            continue
        if link.row != version.facts.get("version") or link.at != version.facts.get("sent_at"):
            yield f"{where} is not what {_describe(link)} says was sent, or when."
    yield from _check_text(evidence, version)


def _check_text(evidence: Evidence, version: EvidenceVersion) -> Iterator[str]:
    where = _which(version)
    if version.document is None and version.nonce is None:
        if is_gone(evidence, version) is None:
            yield f"{where} has no text, and no link of the chain says that it was let go."
        return
    if version.document is None or version.nonce is None:
        yield f"{where} has only one of the two: its text, and the secret number that binds it."
        return
    if not _binds(version.nonce, canonical(version.document).decode(), version.mac):
        yield f"{where}: its text is not the one that was sent."
    document = read_fact_document(version)
    if document is None:
        yield f"{where}: its text is not one of this bot's."
    elif version_facts(version.facts.get("version", ""), document) != version.facts:
        yield f"{where}: its plain facts are not those of its text."


def _binds(nonce: str, text: str, mac: str) -> bool:
    try:
        secret = bytes.fromhex(nonce)
        return secret.hex() == nonce and text_mac(secret, text) == mac
    except ValueError:
        return False


def _check_numbers(evidence: Evidence) -> Iterator[str]:
    last: dict[str, int] = {}
    for version in evidence.versions:
        addendum, number = version.facts.get("addendum", ""), version.facts.get("number", "")
        if number != str(last.get(addendum, 0) + 1):
            yield f"{_which(version)} does not follow the number before it."
        last[addendum] = last.get(addendum, 0) + 1


def _check_acts(evidence: Evidence) -> Iterator[str]:
    """Find answers to versions that were not sent before, and taking back of what was never given."""
    sent: dict[str, EvidenceLink] = {}
    given: dict[str, EvidenceLink] = {}
    for link in evidence.chain:
        about = link.facts.get("version", "")
        if link.kind is LinkKind.SENT:
            sent[about] = link
        elif link.kind in {LinkKind.ACT, LinkKind.LEFT} and about not in sent:
            yield f"{_describe(link)} is about a version that was not sent before it."
        if link.kind is not LinkKind.ACT:
            continue
        yield from _check_act(link, sent.get(about))
        if link.row in given:
            yield f"{_describe(link)} repeats {_describe(given[link.row])}."
        undone = link.facts.get("withdraws")
        if undone is not None and undone not in given:
            yield f"{_describe(link)} takes back an answer that is not there."
        given[link.row] = link


def _check_act(link: EvidenceLink, sent: EvidenceLink | None) -> Iterator[str]:
    """Find an answer that nobody can have given as it says, or at that time."""
    act = _read_act(link)
    if act is None:
        yield f"{_describe(link)} is no answer that anybody can give."
        return
    if link.facts["done"] != link.at:
        yield f"{_describe(link)} says two times at which it was given."
    if is_reaction(link.kind, link.facts) and not is_as_slack_tells(act.at, link.facts):
        yield f"{_describe(link)} is no reaction as Slack tells one."
    if sent is not None and _is_before(act.at, sent):
        yield f"{_describe(link)} is earlier than the version it is about."


def _is_before(at: datetime, sent: EvidenceLink) -> bool:
    try:
        return at < read_stamp(sent.at) - SLACK
    except ValueError:
        return False


def _read_act(link: EvidenceLink) -> ActFact | None:
    try:
        Way(link.facts["way"])
        return ActFact(
            id=link.row,
            person_id=link.facts["person"],
            kind=ActKind(link.facts["kind"]),
            at=read_stamp(link.facts["done"]),
            sequence=int(link.facts["sequence"]),
            withdraws=link.facts.get("withdraws"),
        )
    except (KeyError, ValueError):
        return None


def _check_words(evidence: Evidence) -> Iterator[str]:
    """Find words that were added, removed, repeated, moved or changed."""
    said = {link.row: link for link in _of_kind(evidence, LinkKind.ACT) if link.facts.get("comments")}
    there = [words.act for words in evidence.words]
    for words in evidence.words:
        link = said.get(words.act)
        if link is None:
            yield f"The words written with the answer {words.act} stand in no link of the chain."
        elif not _binds(words.nonce, words.text, link.facts["comments"]):
            yield f"The words written with {_describe(link)} are not those that were given."
    for row, link in said.items():
        if row not in there and _gone_after(evidence, link.place) is None:
            yield f"The words written with {_describe(link)} are missing."
    if there != [row for row in said if row in there]:
        yield "The words written with answers are repeated, or do not stand in the order of the chain."


def _check_states(evidence: Evidence) -> Iterator[str]:
    """Find a state that is not what the answers come to."""
    stands = RecordState.DRAFT
    for version in evidence.versions:
        state = _fold(evidence, version)
        if version.state is not state:
            yield f"{_which(version)} is shown as {_words(version.state)}, but its answers make it {_words(state)}."
        if version.facts.get("addendum") == "0":
            stands = state
    if evidence.state is not stands and not (not evidence.versions and evidence.state is RecordState.DISCARDED):
        yield f"The record is shown as {_words(evidence.state)}, but its answers make it {_words(stands)}."


def _fold(evidence: Evidence, version: EvidenceVersion) -> RecordState:
    acts = [link for link in _of_kind(evidence, LinkKind.ACT) if _tells_of(link, version)]
    left = any(_tells_of(link, version) for link in _of_kind(evidence, LinkKind.LEFT))
    facts = [fact for fact in map(_read_act, acts) if fact is not None]
    return fold(facts, _required(version), left=left)


def _words(state: RecordState) -> str:
    return state.value.replace("_", " ")


def mentioned(evidence: Evidence) -> frozenset[str]:
    """Return the ids of everybody a record's plain facts name."""
    parties = {
        name.removeprefix(_PARTY) for version in evidence.versions for name in version.facts if name.startswith(_PARTY)
    }
    senders = {version.facts["sent_by"] for version in evidence.versions if "sent_by" in version.facts}
    actors = {link.facts[name] for link in evidence.chain for name in ("person", "by") if name in link.facts}
    return frozenset(parties | senders | actors)
