"""Whose actions are checked when: everybody who is there accounts for their own first (source row D3)."""

from collections.abc import Mapping, Sequence

from models.values.action import ActionGroup, ActionLine

__all__ = ["group_by_owner"]


def group_by_owner(lines: Sequence[ActionLine], there: Mapping[str, str]) -> tuple[ActionGroup, ...]:
    """Return carried actions by who does them, in the order of those who are there; then the rest, then new ones.

    `there` holds the names of those who are there by id, in the order in which they are asked. What somebody
    outside the directory does belongs to the colleague who reminds them.
    """
    carried = [line for line in lines if not line.is_new]
    away = {line.now.owner_id or "": line.owner or "" for line in carried if line.now.owner_id not in there}
    owners = [(owner_id, name, True) for owner_id, name in there.items()]
    owners += [(owner_id, name, False) for owner_id, name in sorted(away.items(), key=lambda one: (not one[1], one[1]))]
    groups = [
        ActionGroup(name, tuple(line for line in carried if (line.now.owner_id or "") == owner_id), is_there=is_there)
        for owner_id, name, is_there in owners
    ]
    new = tuple(line for line in lines if line.is_new)
    return tuple(group for group in (*groups, ActionGroup("", new, is_there=True)) if group.lines)
