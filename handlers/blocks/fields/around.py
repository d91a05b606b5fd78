"""What stands around an input: earlier answers, prompts, and an answer that may not be changed."""

from collections.abc import Iterable, Iterator

from handlers.blocks.fields.place import Block, Earlier, Offered
from handlers.blocks.ids import PROMPTS_HIDE, PROMPTS_OTHERS, READ_EARLIER
from handlers.blocks.modal import actions, button, section
from handlers.blocks.split import split_text
from handlers.blocks.text import clip, escape, plain, said
from models.forms import Prompt

__all__ = ["EARLIER_SHOWN", "build_earlier", "build_locked", "build_offered", "build_prompts"]

EARLIER_SHOWN = 600
"""Characters of an earlier answer shown beside a box; the rest is one tap away."""


def build_earlier(question: str, earlier: Earlier | None) -> Iterator[Block]:
    """Yield the earlier answer, with a button to the whole of a long one."""
    if earlier is None or not earlier.words.strip():
        return
    block: Block = {
        "type": "section",
        "text": said(f"{earlier.heading}\n{clip(earlier.words, EARLIER_SHOWN)}"),
    }
    if len(earlier.words) > EARLIER_SHOWN:
        block["accessory"] = button("Read all", READ_EARLIER, value=question, label="Read the whole earlier answer")
    yield block


def build_prompts(prompts: tuple[Prompt, ...]) -> Iterator[Block]:
    """Yield all prompts together in small print (source rows A6, A8)."""
    if not prompts:
        return
    yield _small_list("To talk about:", prompts)


def build_offered(question: str, offered: Offered | None) -> Iterator[Block]:
    """Yield the prompts of a bank shown now, with the ways to others and to none at all."""
    if offered is None or not offered.prompts:
        return
    yield _small_list("Questions that may help:", offered.prompts)
    buttons = [button("Hide prompts", PROMPTS_HIDE)]
    if offered.others:
        buttons.insert(0, button("Show me others", PROMPTS_OTHERS, value=question))
    yield actions(*buttons, block_id=f"prompts:{question}")


def _small_list(heading: str, prompts: Iterable[Prompt]) -> Block:
    lines = [heading]
    for prompt in prompts:
        lines.append(f"• {prompt.ask}")
        lines.extend(f"    – {point}" for point in prompt.under)
    return {"type": "context", "elements": [plain("\n".join(lines))]}


def build_locked(label: str, words: str) -> Iterator[Block]:
    """Yield an answer in full, to read only."""
    yield section(f"*{escape(label)}*")
    for part in split_text(words):
        yield {"type": "section", "text": said(part)}
