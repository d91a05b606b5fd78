"""Following the chains of all records, link by link, as rows of a database have them."""

from itertools import groupby
from typing import Any

from models.rules.integrity import hash_link

__all__ = ["check_chains"]


def check_chains(rows: dict[str, list[dict[str, Any]]]) -> int:
    """Check every link against the one before, and each head against its last link; return how many links there are."""
    links = sorted(rows["link"], key=lambda link: (link["record_id"], link["place"]))
    heads = {row["id"]: (row["links"], row["head"]) for row in rows["record"]}
    for record_id, chain in groupby(links, key=lambda link: link["record_id"]):
        place, previous = 0, ""
        for place, link in enumerate(chain, 1):
            said = {name: link[name] for name in ("record_id", "kind", "row_id", "at", "facts")}
            assert (link["place"], link["previous"]) == (place, previous)
            assert link["hash"] == hash_link(previous, place=place, **said)
            previous = link["hash"]
        assert heads.pop(record_id) == (place, previous)
    assert all(head == (0, "") for head in heads.values())
    return len(links)
