"""A group through Slack, on the default's form: started in few taps, sent, agreed and read by the right people."""

import pytest

from handlers.blocks.ids import GROUP_OUTSIDE
from models.tables import Record, Supervision
from models.values.call import Call
from models.values.errors import Refusal
from models.vocabulary import Format, RecordState
from models.workflow.reading import open_record
from sandbox.blockkit.consistency import all_options
from sandbox.hands import Hands
from sandbox.kinds import Json
from sandbox.looking import text_in
from tests.journeys.grouped import GroupMeeting, to_the_children
from tests.journeys.scene import Scene, read_through_to_the_end
from tests.story.screen import field
from tests.support.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

NURSE = "Dee Marsh, school nurse"


async def test_a_group_of_four_about_one_child_starts_in_ten_taps(town: Town, scene: Scene) -> None:
    priya = await scene.person("priya")
    before = priya.taps

    await to_the_children(priya, team=("Joe Whitlock", "Amira Khan"))
    offered = [str(one["text"]["text"]) for one in all_options(field(priya, "Children").element)]
    assert not any(words.startswith("ZL") for words in offered), "a restricted child is not discussed in a group"
    of_sam = next(words for words in offered if "Sam Okafor" in words)
    assert any("Joe Whitlock" in words for words in offered)
    await priya.choose("Children", of_sam)
    await priya.click_button("Start")

    await priya.until_view("Why this child, and what for")
    assert "Group: Sam Okafor presents" in priya.view_text
    assert priya.taps - before <= 10
    await priya.close_view(everything=True)
    card = await priya.until_message("Also there: Amira Khan and Joe Whitlock")
    await priya.click_button("Discard", message=card)
    await priya.until_message("was discarded")


async def test_who_presents_is_left_out_of_who_else_was_there_also_when_another_is_chosen(
    town: Town, scene: Scene
) -> None:
    priya = await scene.person("priya")
    await priya.command("/supervision")
    await priya.until_view("Whom do you supervise?")
    people = [str(one["text"]["text"]) for one in all_options(field(priya, "Choose a person").element)]
    sam, joe = (next(words for words in people if words.startswith(name)) for name in ("Sam Okafor", "Joe Whitlock"))
    await priya.choose("What", "Group")
    await priya.until_view("need not be ticked")

    for presents, left_out, offered in ((sam, "Sam Okafor", "Joe Whitlock"), (joe, "Joe Whitlock", "Sam Okafor")):
        await priya.choose("Choose a person", presents)
        await priya.until(
            lambda _: left_out not in ticks(priya),  # noqa: B023
            waiting_for="the ticks without who presents",
            timeout=10,
        )
        assert offered in ticks(priya)
        assert "need not be ticked" not in priya.view_text


def ticks(priya: Hands) -> list[str]:
    """Return the names of the team that can be ticked."""
    return [str(one["text"]["text"]) for one in all_options(field(priya, "Who else was there?").element)]


async def test_what_is_missing_is_said_under_its_box_and_going_back_keeps_who_was_chosen(
    town: Town, scene: Scene
) -> None:
    priya = await scene.person("priya")
    await to_the_children(priya, team=(), elsewhere=())
    child = str(all_options(field(priya, "Children").element)[0]["text"]["text"])
    await priya.choose("Children", child)
    await priya.click_button("Start")
    await priya.until_view("A group needs somebody besides the two of you")
    await priya.type_into("Others who were there", "x" * 81)
    refused = await priya.submit()
    assert list(refused["errors"]) == [GROUP_OUTSIDE]
    assert "A name has at most 80 letters" in refused["errors"][GROUP_OUTSIDE]
    await priya.click_button("Back")
    await priya.until_view("Who else was there?")
    await priya.choose("Who else was there?", "Joe Whitlock")
    await priya.choose("Type a name", "Ben Hale")
    await priya.click_button("Next")
    await priya.until_view("Also there: Joe Whitlock and Ben Hale")
    assert field(priya, "Children").state["selected_options"], "the child chosen before"
    await priya.click_button("Back")
    await priya.until_view("Who else was there?")
    assert [one["text"]["text"] for one in field(priya, "Type a name").state["selected_options"]] == ["Ben Hale"]
    await priya.choose("What", "One to one")
    await priya.until(lambda _: "Who else was there?" not in priya.view_text)
    await priya.close_view(everything=True)
    assert [one for one in await scene.rows(Supervision) if one.format is Format.GROUP and one.closed_at is None] == []


async def until_replied(hands: Hands, message: Json, words: str) -> None:
    await hands.until(
        lambda _: words in text_in(next(one for one in hands.messages() if one["ts"] == message["ts"])["replies"]),
        waiting_for="a reply",
    )


async def test_each_worker_agrees_their_own_the_others_read_and_comment_and_who_was_not_there_sees_nothing(
    town: Town, scene: Scene
) -> None:
    meeting = await GroupMeeting.hold(scene, NURSE)
    priya, sam, joe, ben, amira = [await scene.person(one) for one in ("priya", "sam", "joe", "ben", "amira")]
    await meeting.write_all()
    await meeting.press_on_card("Read through and send", then="page 1 of")
    pages = "".join(await read_through_to_the_end(priya))
    assert f"{NURSE} (from outside)" not in pages, "whom it goes to is said, not once more who was there"
    assert "In depth. Goes to Sam Okafor to agree; Ben Hale and Joe Whitlock may read it and comment." in pages
    assert "In depth. Goes to Joe Whitlock to agree; Ben Hale and Sam Okafor may read it and comment." in pages
    assert "2 records in depth, one by one" in pages
    await priya.submit()
    await priya.until_view("2 records sent to")
    await priya.close_view(everything=True)

    (mine,) = await meeting.until_asked(sam, "you agree")
    assert meeting.children[0].number in text_in(mine)
    assert meeting.children[1].number not in text_in(mine)
    text = "".join(await meeting.read_as(sam, mine))
    assert f"{NURSE} (from outside)" in text
    await sam.click_button("Agree")
    await meeting.until_states(RecordState.COMPLETE, RecordState.AWAITING)
    await sam.close_view(everything=True)
    (his,) = await meeting.until_asked(joe, "you agree")
    await meeting.read_as(joe, his)
    await joe.close_view(everything=True)
    await joe.react(his, "white_check_mark")
    await meeting.until_states(RecordState.COMPLETE, RecordState.COMPLETE)

    (to_read,) = await meeting.until_asked(ben, "sent you 2 records to read")
    assert "nobody asks you to agree. You can add a comment on its last page until Mon 9 March 2026" in text_in(to_read)
    await ben.react(to_read, "white_check_mark")
    await until_replied(ben, to_read, "This tick changes nothing: nobody asks you to agree")
    await meeting.comment(ben, to_read, "Ask him about Sundays.")
    told = await priya.until_message("Ben Hale added a comment")
    assert meeting.children[0].number in text_in(told)
    assert "Sundays" not in text_in(told)

    await amira.see()
    assert not any(child.number in text_in(one) for one in amira.messages() for child in meeting.children)
    (record,) = await scene.rows(Record, Record.child_id == meeting.children[0].id, Record.supervision_id == meeting.id)
    amiras = Call(await scene.person_id("Amira"), scene.now())
    with pytest.raises(Refusal, match="Only those who met"):
        await open_record(scene.parts, amiras, record_id=record.id)


async def test_a_card_of_a_group_offers_more_children_without_depth_and_no_personal_part(
    town: Town, scene: Scene
) -> None:
    meeting = await GroupMeeting.hold(scene, NURSE, first=2)
    priya = await scene.person("priya")
    card = await meeting.until_card("Also there: Ben Hale, Joe Whitlock and 1 from outside")
    assert "Add personal supervision" not in text_in(card)
    assert "Marsh" not in text_in(card)
    await meeting.press_on_card("Add a child", then="A group talks about each child in depth.")
    labels = [str(one["text"]["text"]) for one in all_options(field(priya, "Child").element)]
    await priya.choose("Child", next(words for words in labels if "Joe Whitlock" in words))
    await priya.click_button("Add and write now")
    await priya.until_view("Why this child, and what for")
    await priya.close_view(everything=True)
