"""The policies of the project by name, read once and without the forms they name."""

from functools import cache

from models.content.policies import read_policies
from models.policy import Policy
from tests.conftest import CONTENT

__all__ = ["policy"]


def policy(name: str = "default") -> Policy:
    """Return a policy as it applies, with the default's keys where it has none of its own."""
    return _read()[name]


@cache
def _read() -> dict[str, Policy]:
    return {each.id: each for each in read_policies(CONTENT / "policies").values()}
