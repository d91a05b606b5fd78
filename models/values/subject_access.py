"""What is gathered for somebody who asks what is held about them, before a person has read it through."""

from dataclasses import dataclass

__all__ = ["Gathered", "Leaf", "Mentioned", "Shelf"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing held: a heading that says which and when, and what it says, line by line."""

    heading: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "\n".join((self.heading, *self.lines))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything of one kind; `name` is also what its file is called."""

    name: str
    title: str
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody else who is named, and where: a name of the directory, or a Mosaic number."""

    whom: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything about one child or person; `kept_back` is how many hidden grants, with their reads, are not in it."""

    about: str
    shelves: tuple[Shelf, ...]
    others: tuple[Mentioned, ...]
    kept_back: int = 0
