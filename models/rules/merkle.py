"""One hash for many things, and the proof that one of them is among them (in the manner of RFC 6962).

Leaves and nodes are hashed with different first bytes, so that a node can never be passed off as a leaf. A node
without a neighbour moves up as it is; the tree of nothing is the hash of nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import count

__all__ = ["Tree", "is_included"]

_LEAF = b"\x00"
_NODE = b"\x01"


class Tree:
    """Leaves in their order, with every hash above them; one that changes costs only the hashes over it."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels = [[_hash_leaf(leaf) for leaf in leaves]]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([_above(below, place) for place in range((len(below) + 1) // 2)])

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> str:
        """The one hash for all leaves, in hexadecimal."""
        return (self._levels[-1][0] if self._levels[0] else hashlib.sha256(b"").digest()).hex()

    def put(self, place: int, leaf: bytes) -> None:
        """Put a leaf in the place of another, or after the last one."""
        hashed = _hash_leaf(leaf)
        for height in count():
            level = self._levels[height]
            if place == len(level):
                level.append(hashed)
            else:
                level[place] = hashed
            if len(level) == 1:
                return
            if height + 1 == len(self._levels):
                self._levels.append([])
            place //= 2
            hashed = _above(level, place)

    def prove(self, place: int) -> tuple[str, ...]:
        """Return the hashes that lead from a leaf to the root, from below, in hexadecimal."""
        path: list[str] = []
        for level in self._levels[:-1]:
            beside = place ^ 1
            if beside < len(level):
                path.append(level[beside].hex())
            place //= 2
        return tuple(path)


def is_included(leaf: bytes, *, place: int, size: int, proof: Sequence[str], root: str) -> bool:
    """Say whether a proof leads from that leaf, in that place of so many, to that root."""
    if not 0 <= place < size:
        return False
    node, last = _hash_leaf(leaf), size - 1
    path = list(proof)
    while last:
        if place % 2 or place < last:
            beside = _read(path.pop(0)) if path else None
            if beside is None:
                return False
            node = _hash_node(beside, node) if place % 2 else _hash_node(node, beside)
        place //= 2
        last //= 2
    return not path and node.hex() == root


def _read(text: str) -> bytes | None:
    """Return the hash that a text spells in the one way we write it."""
    try:
        hashed = bytes.fromhex(text)
    except ValueError:
        return None
    return hashed if hashed.hex() == text else None


def _above(level: Sequence[bytes], place: int) -> bytes:
    left = 2 * place
    return level[left] if left + 1 == len(level) else _hash_node(level[left], level[left + 1])


def _hash_leaf(leaf: bytes) -> bytes:
    return hashlib.sha256(_LEAF + leaf).digest()


def _hash_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
