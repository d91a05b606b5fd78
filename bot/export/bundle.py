"""An auditor's bundle of a record, which `verify` reads without any database."""

from importlib import import_module
from importlib.util import find_spec

from models.values.errors import Refusal
from models.workflow.parts import Parts

__all__ = ["write_bundle"]

_NOT_HERE = "This version of the bot makes no bundles yet."


async def write_bundle(parts: Parts, record_id: str) -> str:
    """Return the JSON text of a record's bundle.

    Raises
    ------
    Refusal
        When this version of the bot makes none, or the record has nothing to prove.
    """
    if find_spec("models.workflow.bundles") is None:
        raise Refusal(_NOT_HERE)
    bundle: str = await import_module("models.workflow.bundles").build_bundle(parts, record_id)
    return bundle
