"""The story of the product, played by people's hands: the tour shows it, a journey checks it.

Priya supervises Sam about twelve children, Sam answers, Priya mends one record, Sam agrees it;
four weeks later the next supervision opens with what must carry over.
"""

from collections.abc import AsyncIterator, Sequence

from tests.story.answering import answer
from tests.story.beginning import begin
from tests.story.mending import agree_again, mend
from tests.story.next_time import carry_over, open_next, say_what_became_of_it
from tests.story.sending import close_the_meeting, send
from tests.story.stage import Chapter, Stage, Told
from tests.story.writing import write_brief, write_in_depth

__all__ = ["CHAPTERS", "FIRST_MEETING", "Chapter", "Stage", "Told", "tell"]

FIRST_MEETING: tuple[Chapter, ...] = (
    begin,
    write_in_depth,
    write_brief,
    send,
    close_the_meeting,
    answer,
    mend,
    agree_again,
)
"""From `/supervision` until every record is agreed."""

CHAPTERS: tuple[Chapter, ...] = (*FIRST_MEETING, open_next, carry_over, say_what_became_of_it)
"""The whole story."""


async def tell(stage: Stage, chapters: Sequence[Chapter] = CHAPTERS) -> AsyncIterator[Told]:
    """Play the story, or so many chapters of it, step by step."""
    for chapter in chapters:
        async for told in chapter(stage):
            yield told
