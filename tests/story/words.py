"""Every word the people of the story type, and about which of Sam's twelve children.

The children are those of the example council, known by their Mosaic numbers.
"""

from dataclasses import dataclass, fields
from typing import Final

__all__ = [
    "ACHIEVED",
    "ALBA",
    "BRIEF",
    "CHANGE_WANTED",
    "COMMENTS",
    "IN_DEPTH",
    "JUNIPER",
    "KIT",
    "MENDED",
    "MENTIONED",
    "Brief",
    "InDepth",
    "Step",
    "everything_typed",
]


@dataclass(frozen=True)
class Step:
    """An action as it is typed; `when` begins the option that is chosen."""

    what: str
    why: str
    how: str
    when: str
    who: str = ""


@dataclass(frozen=True)
class InDepth:
    """A child discussed in depth, with the options chosen beside the texts."""

    number: str
    name: str
    outcomes: str
    whose: tuple[str, ...]
    progress: str
    said: str
    steps: tuple[Step, Step]


@dataclass(frozen=True)
class Brief:
    """A child discussed briefly."""

    number: str
    progress: str
    worry: str = ""
    step: Step | None = None


NEXT_SUPERVISION: Final = "By the next supervision"
TWO_WEEKS: Final = "In two weeks"

ALBA: Final = InDepth(
    number="500103",
    name="Alba Thistlewick",
    outcomes="Alba lives with carers she trusts, sees Finch every week, and knows what the court will decide and when.",
    whose=("The child or young person", "Professionals"),
    progress=(
        "She told me she sleeps through the night now that her own blanket is back. Two visits with Finch took place, "
        "one was called off at the last minute and she was furious. We think she tests whether adults keep their word. "
        "Decided: visits are confirmed to her the day before, always by the same person."
    ),
    said="“Just tell me when. I can wait if I know.” To Sam, in the car, on the way back from seeing Finch.",
    steps=(
        Step(
            what="Make a picture calendar of the visits with Finch, together with Alba",
            why="She said not knowing is worse than a short visit",
            how="Bring card and stickers on Thursday, ask her which colours mean what, photograph it for Finch",
            when=TWO_WEEKS,
        ),
        Step(
            what="Explain the next hearing to Alba in her own words",
            why="She heard about the last one from a girl at school",
            how="Go through the guardian's leaflet beforehand, walk by the river, let her ask",
            when=NEXT_SUPERVISION,
            who="The children's guardian",
        ),
    ),
)

JUNIPER: Final = InDepth(
    number="500101",
    name="Juniper Pebblewick",
    outcomes="Juniper and Rowan wake up in a calm house, and Mum has somebody to ring before it gets too much.",
    whose=("Parents or carers", "Wider family"),
    progress=(
        "Mornings went well on eleven of fourteen school days. Juniper draws the breakfast table with Grandad in it. "
        "Mum rang the crisis line once, alone, which we see as strength. The worry about shouting is still the same."
    ),
    said="“Grandad hums and then nobody shouts.” She drew him with a very big mouth.",
    steps=(
        Step(
            what="Write the morning plan on the fridge with Mum and Grandad",
            why="It works when Grandad is there, so let us keep what he does",
            how="Ask each of them for the three things that help, agree who does which, leave copies",
            when=TWO_WEEKS,
        ),
        Step(
            what="Ask school for a quiet start on Mondays",
            why="After weekends at Dad's she arrives wound up",
            how="Ring the pastoral lead, offer the library before the bell, tell Juniper first",
            when=NEXT_SUPERVISION,
            who="Mrs Trewin, pastoral lead",
        ),
    ),
)

KIT: Final = InDepth(
    number="500109",
    name="Kit Mossgarden",
    outcomes="Kit is in school every day and has a grown-up there whom he likes.",
    whose=("Parents or carers", "Professionals"),
    progress=(
        "Attendance rose from six days in ten to eight. Kit says the gate is too loud and showed me with his hands. "
        "We wondered whether this is about noise and not about staying with Dad, which would change the plan."
    ),
    said="He put his hands over his ears at the gate, and took Sam to the side door himself.",
    steps=(
        Step(
            what="Meet school about a quieter way in, on Thursday 12 March",
            why="The gate seems to be what stops him",
            how="Look at the side door with Kit beforehand, ask for ear defenders, try it for a week",
            when=TWO_WEEKS,
        ),
        Step(
            what="Talk with Dad about a hearing and sensory check",
            why="Nobody has looked at it since he was three",
            how="Start from what Dad notices at home, offer to sit in at the surgery",
            when=NEXT_SUPERVISION,
            who="Dad",
        ),
    ),
)

IN_DEPTH: Final = (ALBA, KIT, JUNIPER)

BRIEF: Final = {
    child.number: child
    for child in (
        Brief("500102", "Rowan laughed a lot at the visit and counted to forty. Sleeps in his own bed. Plan goes on."),
        Brief(
            "500104",
            "Finch asked twice when he sees Alba. Settled at nursery club, eats well, no accidents at night.",
            step=Step(
                what="Give Finch a photo of the calendar",
                why="",
                how="",
                when=TWO_WEEKS,
            ),
        ),
        Brief(
            "500105",
            "Marnie joined the swimming group and told me she dived. Reading has caught up.",
            worry="Mum's new shifts leave a gap on Wednesdays.",
        ),
        Brief("500108", "Zoë speaks with the therapist every week. She wants her room painted green, and it will be."),
        Brief("500111", "First weeks: Dara is weighed every Friday and gains. Both parents open the door gladly."),
    )
}

MENTIONED: Final = ("500106", "500107", "500110", "500112")

CHANGE_WANTED: Final = "The school moved the meeting to Tuesday 10 March, and Kit asked for Nan to come along."
MENDED: Final = "Meet school about a quieter way in, on Tuesday 10 March, with Nan"
COMMENTS: Final = "Grandad is in hospital until the fifteenth, so the fridge plan may start a week later."
ACHIEVED: Final = "Yes. It hangs by her bed, she moves the magnet herself, and no visit was called off since."


def everything_typed() -> tuple[str, ...]:
    """Return each text somebody types in the story, whole."""
    texts = [CHANGE_WANTED, MENDED, COMMENTS, ACHIEVED]
    steps = [step for child in IN_DEPTH for step in child.steps]
    for child in IN_DEPTH:
        texts += [child.outcomes, child.progress, child.said]
    for short in BRIEF.values():
        texts += [short.progress, short.worry]
        steps += [short.step] if short.step else []
    for step in steps:
        texts += [getattr(step, field.name) for field in fields(step) if field.name != "when"]
    return tuple(text for text in texts if text)
