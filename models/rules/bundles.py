"""A bundle read again and judged, with nothing but the council's public key."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from pydantic import ValidationError

from models.rules.checking import check_evidence, is_gone, mentioned, read_fact_document
from models.rules.day_seals import check_seal, head_leaf
from models.rules.integrity import BOUND_LATER, read_stamp
from models.rules.merkle import is_included
from models.values.bundle import Bundle, Covered, Evidence, Verified
from models.values.call import LONDON

__all__ = ["NoBundle", "check_bundle", "known_names", "read_bundle", "write_bundle"]


class NoBundle(ValueError):
    """A file is no bundle that this version of the bot knows."""


def write_bundle(bundle: Bundle) -> str:
    """Return a bundle as a file: JSON that people and other programs can read."""
    return json.dumps(bundle.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_bundle(text: str) -> Bundle:
    """Undo `write_bundle`.

    Raises
    ------
    NoBundle
        With where it stops being one.
    """
    try:
        json.loads(text, object_pairs_hook=_once)
        return Bundle.model_validate_json(text)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise NoBundle(f"This is no whole bundle: look at {place or 'its beginning'}.") from None
    except RecursionError:
        raise NoBundle("This is no bundle: it is nested too deeply.") from None
    except ValueError as error:
        raise NoBundle(f"This is no bundle: {error}.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("something is named twice in it")
    return found


def check_bundle(bundle: Bundle, public_keys: Collection[bytes]) -> Verified:
    """Judge a bundle by itself, and its seal by public keys that came by another way than the bundle."""
    wrong = [*check_evidence(bundle), *_check_people(bundle), *_check_covered(bundle, public_keys)]
    counts = {
        "versions": len(bundle.versions),
        "links": len(bundle.chain),
        "words written with answers": len(bundle.words),
    }
    return Verified(tuple(wrong), tuple(_notes(bundle)), tuple(counts.items()))


def _check_covered(bundle: Bundle, public_keys: Collection[bytes]) -> Iterator[str]:
    covered = bundle.covered
    if covered is None:
        yield "Nothing in it is sealed: it proves nothing yet. Ask for it again once the seal of the next day is made."
        return
    yield from check_seal(covered.seal, public_keys)
    if not _is_covered(bundle, covered):
        yield f"The chain is not among those that were sealed on {covered.seal.sealed_on}."
    newer = bundle.chain[covered.links :]
    if newer:
        yield (
            f"{len(newer)} links, from {newer[0].place} on, are newer than the seal: whoever wrote the file may have "
            "added them. Ask for it again once the seal of the next day is made."
        )


def _is_covered(bundle: Bundle, covered: Covered) -> bool:
    if not 0 < covered.links <= len(bundle.chain):
        return False
    leaf = head_leaf(bundle.record, covered.links, bundle.chain[covered.links - 1].hash)
    seal = covered.seal
    return is_included(leaf, place=covered.place, size=seal.heads, proof=covered.proof, root=seal.heads_root)


def known_names(evidence: Evidence) -> dict[str, list[str]]:
    """Return the names by which the texts that were sent call people, the latest last."""
    known: dict[str, list[str]] = {}
    for version in evidence.versions:
        document = read_fact_document(version)
        if document is None:
            continue
        for party in document.parties:
            known.setdefault(party.person_id, []).append(party.name)
        known.setdefault(document.sent_by, []).append(document.sent_by_name)
    return known


def _check_people(bundle: Bundle) -> Iterator[str]:
    """Find people left out, added, or called by another name than in what was sent."""
    there, known = set(bundle.people), known_names(bundle)
    for person_id in sorted(mentioned(bundle) - there):
        yield f"Nobody is named for the id {person_id}."
    for person_id in sorted(there - mentioned(bundle)):
        yield f"The id {person_id} is named, and nothing in the record is theirs."
    for person_id, name in bundle.people.items():
        if person_id in known and name not in known[person_id]:
            yield f"The id {person_id} is called by another name than in the record as it was sent."


def _notes(bundle: Bundle) -> Iterator[str]:
    for version in bundle.versions:
        gone = is_gone(bundle, version)
        if version.document is None and gone is not None:
            number = version.facts.get("number", "?")
            yield f"Version {number} is {gone.value}: its text is gone, its hash and the answers to it stand."
    later = sum(BOUND_LATER in link.facts for link in bundle.chain)
    if later:
        yield f"{later} of the links were bound later than what they tell of, and prove it only from then on."
    known = known_names(bundle)
    unproven = [name for person_id, name in bundle.people.items() if person_id not in known]
    if unproven:
        yield f"No text that was sent holds these names; they are the directory's: {', '.join(sorted(unproven))}."
    if bundle.covered is not None:
        yield f"This is how the record stood on {_in_london(bundle.covered.seal.until)}."


def _in_london(until: str) -> str:
    """Return the moment of a seal as papers say times; one that is none as it is, for the seal is judged elsewhere."""
    try:
        return f"{read_stamp(until).astimezone(LONDON):%Y-%m-%d at %H:%M}"
    except ValueError:
        return until
