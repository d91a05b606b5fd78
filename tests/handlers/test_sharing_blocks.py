"""What stands beside a shared answer or action: one button with names, and plain words of what came of it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.blocks.ids import SHARE_ACTION, SHARE_ANSWER
from handlers.blocks.section import build_section
from handlers.blocks.sharing import build_action_offer, build_answer_offer, join_names, shared_words
from models.content import load_library
from models.forms import TextAnswer
from models.values.record import SectionView
from models.values.sharing import Fate, Offer, Offers, Shared
from models.vocabulary import RecordKind
from sandbox.blockkit.surfaces import view_problems
from tests.conftest import CONTENT
from tests.handlers.record_values import CARRIED, HEAD, NEW, RENDER, step
from tests.support.golden import check_golden

FAMILY_HEAD = replace(HEAD, form=load_library(CONTENT, "bracknell-forest").form_for(RecordKind.CASEWORK))
WRITTEN = {"family_system": TextAnswer(text="Everybody watches Mum's mood.")}


def dynamics(offer: Offer) -> SectionView:
    view = step("dynamics", head=FAMILY_HEAD, answers=WRITTEN)
    return replace(view, offers=Offers("Jay", {"family_system": offer}))


def actions_with(offer: Offer) -> SectionView:
    return replace(step("actions", actions=(CARRIED, NEW)), offers=Offers("Jay", {}, {NEW.id: offer}))


def pages() -> dict[str, dict[str, Any]]:
    return {
        "offered": build_section(dynamics(Offer(new=("Ava", "Noah"))), RENDER),
        "shared": build_section(
            dynamics(Offer(new=("Mia",), again=("Ava",), kept=("Noah", "Leo"))),
            RENDER,
            notice=shared_words(Shared((("Ava", Fate.WRITTEN), ("Noah", Fate.KEPT), ("Leo", Fate.KEPT)))),
        ),
        "received": build_section(dynamics(Offer(came_from="Ava")), RENDER),
        "action": build_section(actions_with(Offer(again=("Ava",))), RENDER),
        "action_received": build_section(actions_with(Offer(came_from="Ava")), RENDER),
    }


@pytest.mark.parametrize("name", list(pages()))
def test_a_step_with_brothers_and_sisters_is_as_drawn_and_slack_takes_it(name: str) -> None:
    view = pages()[name]
    assert view_problems(view, kind="modal") == []
    check_golden(f"sharing_{name}", view)


def taps(blocks: list[dict[str, Any]], action_id: str) -> list[tuple[str, str]]:
    elements = [one for block in blocks for one in block.get("elements", ()) if one.get("action_id") == action_id]
    return [(one["text"]["text"], one["value"]) for one in elements]


def test_one_button_names_everybody_it_writes_for_and_says_when_it_changes_what_is_there() -> None:
    both = Offers("Jay", {"q": Offer(new=("Ava",), again=("Noah",))}, {"1": Offer(again=("Noah",))})
    assert taps(build_answer_offer(both, "q", "A question?"), SHARE_ANSWER) == [("Also for Ava and Noah", "q")]
    assert taps(build_action_offer(both, "1", "Walk"), SHARE_ACTION) == [("Update for Noah", "1")]


@pytest.mark.parametrize("offer", [Offer(), Offer(kept=("Noah",))])
def test_nothing_stands_there_where_a_tap_would_write_for_nobody(offer: Offer) -> None:
    assert build_answer_offer(Offers("Jay", {"q": offer}), "q", "A question?") == []
    assert build_action_offer(Offers("Jay"), "1", "Walk") == []


def test_a_locked_answer_is_shared_by_nobody() -> None:
    view = dynamics(Offer(new=("Ava",)))
    locked = tuple(replace(field, fixed=True) for field in view.fields)
    assert SHARE_ANSWER not in json.dumps(build_section(replace(view, fields=locked), RENDER))


def test_names_are_joined_as_people_say_them_and_others_are_counted_where_they_would_not_fit() -> None:
    assert join_names(("Ava",), 60) == "Ava"
    assert join_names(("Ava", "Noah", "Mia"), 60) == "Ava, Noah and Mia"
    many = tuple(f"Name{number}" for number in range(30))
    assert join_names(many, 35) == "Name0, Name1, Name2 and 27 others"
    assert join_names(("A" * 90, "B"), 30) == f"{'A' * 17}… and 1 other"
    assert join_names(("A" * 90,), 30) == "A" * 29 + "…"


@pytest.mark.parametrize("count", [1, 2, 7, 40])
@pytest.mark.parametrize("length", [3, 40, 200])
def test_however_many_and_however_long_the_names_slack_takes_the_button(count: int, length: int) -> None:
    names = tuple(f"{number:02}{'ü' * length}" for number in range(count))
    for offer in (Offer(new=names), Offer(again=names, kept=names), Offer(came_from=names[0])):
        view = build_section(dynamics(offer), RENDER)
        assert view_problems(view, kind="modal") == []


def test_the_notice_says_for_whom_and_for_whom_not_and_why() -> None:
    fates = zip(("Ava", "Noah", "Mia", "Leo", "Zoë", "Kit"), Fate, strict=True)
    assert shared_words(Shared(tuple(fates))) == (
        "Written for Ava too. Changed for Noah too. The same stands there already for Mia. "
        "Not for Leo: other words stand there, and they stay. Not for Zoë: the form there does not ask this. "
        "Not for Kit: no record is being written there now."
    )
    assert shared_words(Shared(())) == "There is nothing here to share yet. Write it first, then press once more."


def test_a_name_formats_and_notifies_nothing() -> None:
    nasty = "*<!channel>* `x`"
    shown = json.dumps(build_section(dynamics(Offer(again=(nasty,), kept=(nasty,), came_from=nasty)), RENDER))
    assert "&lt;!channel&gt;" in shown
    mrkdwn = [
        element["text"]
        for block in build_answer_offer(Offers(nasty, {"q": Offer(again=(nasty,), came_from=nasty)}), "q", "?")
        for element in block["elements"]
        if element["type"] == "mrkdwn"
    ]
    assert mrkdwn
    assert not [text for text in mrkdwn if "<!channel>" in text]
