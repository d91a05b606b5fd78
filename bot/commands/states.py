"""`python -m bot states`: the states of a record, printed from the table that decides them."""

from models.rules.agreement import diagram

__all__ = ["states"]


def states() -> None:
    """Print the states of a record and who may move it from one to the next, as a Mermaid diagram."""
    print(diagram(), end="")
