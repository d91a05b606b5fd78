"""A bundle that was changed in any way is found, with the public key alone."""

import asyncio
import copy
import json
import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from models.content import Library
from models.rules.bundles import NoBundle, check_bundle, read_bundle, write_bundle
from models.rules.integrity import canonical, check_code, hash_link, hash_version, read_stamp, text_mac
from models.rules.milestones import read_milestones
from models.signing import Signer
from models.values.bundle import Verified
from models.vocabulary import ActKind, LinkKind
from models.workflow.bundles import build_bundle
from tests.support.databases import Databases
from tests.support.evidence import SIGNER, find_mended, keep_history, open_copy
from tests.support.mutations import every_leaf, mutate, same

Bundle = dict[str, Any]
SLICE = 200
SEED = int(os.environ.get("SEED", "1"))


@pytest.fixture(scope="module")
def text(databases: Databases, library: Library, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The bundle of a record that was mended, answered with words, taken back, and added to."""

    async def build() -> str:
        async with open_copy(keep_history(databases, library), tmp_path_factory.mktemp("bundle"), library) as parts:
            return await build_bundle(parts, await find_mended(parts))

    keep_history(databases, library)
    return asyncio.run(build())


@pytest.fixture
def bundle(text: str) -> Bundle:
    made: Bundle = json.loads(text)
    return made


def check(bundle: Bundle | str, *keys: bytes) -> Verified:
    """Judge a bundle as the command does."""
    written = bundle if isinstance(bundle, str) else json.dumps(bundle, ensure_ascii=False)
    try:
        return check_bundle(read_bundle(written), keys or [SIGNER.public])
    except NoBundle as error:
        return Verified((str(error),))


def test_a_bundle_as_it_was_written_is_right_and_read_back_the_same(text: str) -> None:
    assert check(text).wrong == ()
    assert write_bundle(read_bundle(text)) == text
    assert dict(check(text).counts) == {"versions": 3, "links": 7, "words written with answers": 2}


def test_each_single_value_counts(bundle: Bundle) -> None:
    missed = [".".join(map(str, path)) for path, changed in every_leaf(bundle) if not check(changed).wrong]
    assert missed == []


def test_whatever_is_done_to_a_bundle_is_found(bundle: Bundle) -> None:
    assert _missed(bundle, Random(SEED), SLICE) == []


@pytest.mark.soak
def test_ten_thousand_changes_are_all_found(bundle: Bundle, record_property: Callable[[str, object], None]) -> None:
    missed = _missed(bundle, Random(SEED), 10_000)
    record_property("mutations of a bundle tried", 10_000)
    record_property("mutations of a bundle not found", len(missed))
    assert missed == []


def _missed(bundle: Bundle, chance: Random, number: int) -> list[str]:
    missed = []
    for _ in range(number):
        done, changed = mutate(chance, bundle)
        if not check(changed).wrong:
            missed.append(done)
    return missed


def test_the_public_key_is_the_one_that_was_given_and_not_one_in_the_file(text: str) -> None:
    (sentence,) = check(text, Signer(bytes(32)).public).wrong
    assert "which was not given" in sentence
    assert check(text, Signer(bytes(32)).public, SIGNER.public).wrong == ()


def test_who_writes_everything_anew_cannot_sign_it(bundle: Bundle) -> None:
    forged = rewritten(bundle)
    assert check(forged).wrong == (
        f"The chain is not among those that were sealed on {forged['covered']['seal']['sealed_on']}.",
    )


def rewritten(bundle: Bundle) -> Bundle:
    """Return a bundle whose text is another, with every hash that follows from it made anew."""
    forged = copy.deepcopy(bundle)
    version = forged["versions"][0]
    old = version["hash"]
    version["document"]["sections"][0]["title"] = "Something else"
    version["mac"] = text_mac(bytes.fromhex(version["nonce"]), canonical(version["document"]).decode())
    version["hash"] = hash_version(version["facts"], version["mac"])
    before = ""
    for link in forged["chain"]:
        link["facts"] = {name: version["hash"] if fact == old else fact for name, fact in link["facts"].items()}
        link["previous"] = before
        before = link["hash"] = hash_link(
            before,
            record_id=forged["record"],
            place=link["place"],
            kind=LinkKind(link["kind"]),
            row_id=link["row"],
            at=read_stamp(link["at"]),
            facts=link["facts"],
        )
    return forged


def test_a_text_left_out_is_not_taken_for_one_that_was_purged(bundle: Bundle) -> None:
    bundle["versions"][0] |= {"document": None, "nonce": None}
    (sentence,) = check(bundle).wrong
    assert sentence == "version 1 has no text, and no link of the chain says that it was let go."


def test_an_answer_was_given_at_one_time_and_its_link_says_which(bundle: Bundle) -> None:
    answer = next(link for link in bundle["chain"] if link["kind"] == "act")
    answer["facts"]["done"] = "2026-03-01T09:01:00.000000+00:00"
    assert any(one.endswith("says two times at which it was given.") for one in check(bundle).wrong)


def test_a_time_that_no_clock_shows_is_wrong_and_breaks_nothing(bundle: Bundle) -> None:
    first = "0001-01-01T00:00:00.000000+00:00"
    bundle["chain"][0]["at"] = bundle["covered"]["seal"]["until"] = first
    found = check(bundle)
    assert any(one.endswith("says a time that is none.") for one in found.wrong)
    assert f"This is how the record stood on {first}." in found.notes


def test_what_was_bound_later_is_said_and_what_is_filed_never_was(bundle: Bundle) -> None:
    later = {"bound_later": "2026-03-02T12:00:00.000000+00:00"}
    bundle["chain"][0]["facts"] |= later
    assert (
        "1 of the links were bound later than what they tell of, and prove it only from then on." in check(bundle).notes
    )
    assert not any("bound later" in one for one in check(bundle).wrong)
    bundle["chain"][-1] |= {"kind": "filed", "facts": later}
    assert any("says that it was bound later, which it cannot have been" in one for one in check(bundle).wrong)


def test_links_newer_than_the_seal_are_not_believed(bundle: Bundle) -> None:
    last = bundle["chain"][-1]
    more = last | {"place": last["place"] + 1, "kind": "filed", "facts": {}, "previous": last["hash"]}
    more["hash"] = hash_link(
        last["hash"],
        record_id=bundle["record"],
        place=more["place"],
        kind=LinkKind.FILED,
        row_id=more["row"],
        at=read_stamp(more["at"]),
        facts={},
    )
    bundle["chain"].append(more)
    (sentence,) = check(bundle).wrong
    assert sentence.startswith(f"1 links, from {more['place']} on, are newer than the seal")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "This is no bundle"),
        ("[]", "This is no whole bundle"),
        ("{}", "This is no whole bundle: look at"),
        ('{"record": 1, "record": 1}', "something is named twice in it"),
        ("[" * 100_000, "This is no bundle"),
    ],
)
def test_what_is_no_bundle_is_said_in_a_sentence(written: str, sentence: str) -> None:
    (told,) = check(written).wrong
    assert told.startswith("This is no")
    assert sentence in told


def test_who_did_what_when_is_read_from_the_chain(text: str) -> None:
    told = list(read_milestones(read_bundle(text)))
    assert [(one.about, one.what or one.act, one.person_id, one.working_days) for one in told] == [
        ("version 1", "sent", "priya", 0),
        ("version 1", ActKind.CHANGE_ASKED, "sam", None),
        ("version 2", "sent", "priya", 0),
        ("version 2", ActKind.AGREED, "sam", None),
        ("version 2", ActKind.WITHDRAWN, "sam", None),
        ("version 2", ActKind.AGREED_WITH_COMMENTS, "sam", None),
        ("addendum 1, version 1", "sent", "priya", 0),
    ]
    assert told[0].code == check_code(json.loads(text)["versions"][0]["hash"])


def test_a_change_to_the_file_that_means_nothing_is_none(bundle: Bundle) -> None:
    turned = json.loads(json.dumps(dict(reversed(bundle.items()))))
    assert same(turned, bundle)
    assert check(turned).wrong == ()
