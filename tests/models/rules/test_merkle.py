"""One hash for many: equal to the definition, provable for each, and for nothing else."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.merkle import Tree, is_included

LEAVES = st.lists(st.binary(max_size=4), max_size=20)
SOME = st.lists(st.binary(max_size=4), min_size=1, max_size=20)


def define(leaves: Sequence[bytes]) -> bytes:
    """Return the root as RFC 6962 defines it: split at the largest power of two below the number of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + define(leaves[:split]) + define(leaves[split:])).digest()


@given(LEAVES)
def test_the_root_is_the_one_of_the_definition(leaves: list[bytes]) -> None:
    assert Tree(leaves).root == define(leaves).hex()
    assert len(Tree(leaves)) == len(leaves)


@given(SOME, st.data())
def test_leaves_put_one_by_one_and_changed_make_the_same_tree(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree()
    for place, leaf in enumerate(leaves):
        tree.put(place, leaf)
    place = data.draw(st.integers(0, len(leaves) - 1))
    tree.put(place, b"changed")
    assert tree.root == define([*leaves[:place], b"changed", *leaves[place + 1 :]]).hex()


@given(SOME)
def test_each_leaf_is_proved_in_its_place_and_no_other(leaves: list[bytes]) -> None:
    tree = Tree(leaves)
    for place, leaf in enumerate(leaves):
        proof = tree.prove(place)
        given = {"size": len(leaves), "proof": proof, "root": tree.root}
        assert is_included(leaf, place=place, **given)  # type: ignore[arg-type]
        assert not is_included(leaf + b"x", place=place, **given)  # type: ignore[arg-type]
        wrong = [
            other for other in range(-1, len(leaves) + 1) if other != place and leaves[other % len(leaves)] != leaf
        ]
        assert not any(is_included(leaf, place=other, **given) for other in wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_a_proof_that_is_shorter_longer_or_spelled_otherwise_proves_nothing(size: int) -> None:
    leaves = [bytes([n]) for n in range(size)]
    tree = Tree(leaves)
    for place, leaf in enumerate(leaves):
        proof = tree.prove(place)
        others = [(*proof, "00" * 32), proof[1:], proof[:-1], tuple(one.upper() for one in proof), ("zz", *proof[1:])]
        for other in others:
            if other != proof:
                assert not is_included(leaf, place=place, size=size, proof=other, root=tree.root)


def test_a_node_is_never_taken_for_a_leaf() -> None:
    tree = Tree([b"a", b"b", b"c"])
    left = hashlib.sha256(b"\x00a").digest() + hashlib.sha256(b"\x00b").digest()
    assert not is_included(left, place=0, size=2, proof=tree.prove(2)[-1:], root=tree.root)
