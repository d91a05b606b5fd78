"""What can go wrong, as kinds that a screen knows how to show."""

__all__ = ["Conflict", "Missing", "Refusal", "Repeated", "Unavailable", "Unfit"]


class Refusal(Exception):
    """Something may not or cannot be done; `sentence` is shown privately to the one who asked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Missing(Refusal):
    """The thing asked for is not there, or not any more."""

    def __init__(self, sentence: str = "That is no longer there. Open it again from Home.") -> None:
        super().__init__(sentence)


class Conflict(Refusal):
    """Somebody else changed it first: a compare-and-set did not find what it had read."""

    def __init__(self, sentence: str = "This changed a moment ago. Here it is as it stands now.") -> None:
        super().__init__(sentence)


class Unfit(Refusal):
    """Something filled in cannot stand; `field` names the box, under which the sentence is shown."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Repeated(Exception):
    """The effect of this very payload is in the database already; show the present state."""


class Unavailable(Exception):
    """The database was locked or down past its patience; nothing was written."""
