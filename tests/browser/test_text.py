"""What the page makes of texts, dates and steps, asked of its own modules in one window."""

from typing import Any

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOON = 1_772_452_800
"""Monday 2 March 2026, noon in London."""

MRKDWN = {
    "*a b* c": "<strong>a b</strong> c",
    "2 * 3 * 4": "2 * 3 * 4",
    "snake_case_name": "snake_case_name",
    "_*both*_": "<em><strong>both</strong></em>",
    "`*kept*`": "<code>*kept*</code>",
    "```\n*kept*\n```": "<pre>*kept*</pre>",
    "a\nb": "a<br>b",
    "&lt;!channel&gt; &amp;amp;": "&lt;!channel&gt; &amp;amp;",
    "<!channel>": '<span class="mention loud">@channel</span>',
    "<javascript:alert(1)|press>": "press",
    "10:30:45": "10:30:45",
    "<#C0GENERAL>": '<span class="mention">#general</span>',
}
"""What is written, and the markup it becomes."""


async def _asked(page: Page, module: str, script: str, given: Any = None) -> Any:
    """Answer what `script` makes of `page_module` and `given`, in the page."""
    return await page.evaluate(
        f"async (given) => {{ const it = await import('/static/js/{module}.js'); {script} }}", given
    )


async def test_mrkdwn_becomes_what_slack_makes_of_it(page: Page) -> None:
    made = await _asked(
        page,
        "mrkdwn",
        """const dom = await import('/static/js/dom.js');
        return given.map((text) => {
            const box = document.createElement('div');
            dom.patch(box, it.mrkdwn(text));
            return box.innerHTML;
        });""",
        list(MRKDWN),
    )
    assert dict(zip(MRKDWN, made, strict=True)) == MRKDWN


async def test_a_bare_mention_is_loud_unless_the_text_is_verbatim(page: Page) -> None:
    script = """const dom = await import('/static/js/dom.js');
        const box = document.createElement('div');
        dom.patch(box, it.mrkdwn('tell @here now', given));
        return box.querySelectorAll('.loud').length;"""
    assert await _asked(page, "mrkdwn", script, {"verbatim": False}) == 1
    assert await _asked(page, "mrkdwn", script, {"verbatim": True}) == 0


async def test_dates_are_said_as_in_london(page: Page) -> None:
    day = 86_400
    script = "return given.map(([pattern, at, now]) => it.datePattern(pattern, at, now));"
    asked = [
        ["{date_num} {time}", NOON, NOON],
        ["{date_short_pretty}", NOON, NOON],
        ["{date_pretty}", NOON, NOON + day],
        ["{date_long}", NOON, NOON],
        ["{ago}", NOON, NOON + 2 * day],
        ["{nonsense}", NOON, NOON],
        ["{time}", NOON + 120 * day, NOON],
    ]
    assert await _asked(page, "dates", script, asked) == [
        "2026-03-02 12:00",
        "today",
        "yesterday",
        "Monday 2 March 2026",
        "2 days ago",
        None,
        "13:00",
    ]


async def test_a_wall_time_in_london_goes_to_a_moment_and_back_across_both_clock_changes(page: Page) -> None:
    walls = ["2026-03-28T12:00", "2026-03-29T12:00", "2026-07-01T00:30", "2026-10-24T23:59", "2026-10-25T12:00"]
    script = "return given.map((wall) => it.toLondon(it.fromLondon(wall)));"
    assert await _asked(page, "dates", script, walls) == walls


async def test_a_step_is_another_one_when_none_of_its_inputs_stays(page: Page) -> None:
    def box(name: str) -> dict[str, str]:
        return {"type": "input", "block_id": name}

    def says(text: str, name: str) -> dict[str, Any]:
        return {"type": "section", "block_id": name, "text": {"type": "plain_text", "text": text}}

    script = "return given.map(([before, after]) => it.isAnotherStep(before, after));"
    asked = [
        [[box("a"), box("b")], [box("b"), box("c"), says("more", "x")]],
        [[box("a"), says("head", "x")], [box("b"), says("head", "x")]],
        [[says("hub", "x")], [says("hub", "y")]],
        [[says("one", "x"), says("two", "y")], [says("three", "x"), says("four", "y")]],
    ]
    assert await _asked(page, "steps", script, asked) == [False, True, False, True]
