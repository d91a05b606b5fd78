"""The earlier points of a scale in words."""

from datetime import date

from models.forms import Answer, ScaleAnswer, ScaleQuestion
from models.rules.points import points_words

SAFETY = ScaleQuestion.model_validate(
    {
        "type": "scale",
        "id": "safety",
        "label": "How safe?",
        "source": "our own",
        "low": {"at": 0, "words": "No safety"},
        "high": {"at": 10, "words": "Safe enough to close"},
    }
)
NARROW = SAFETY.model_copy(update={"high": SAFETY.high.model_copy(update={"at": 5})})


def said(month: int, answer: Answer, question: ScaleQuestion = SAFETY) -> tuple[date, str, str]:
    return date(2026, month, 3), answer.stored(), question.show(answer)


def test_each_point_stands_with_its_day_and_the_ends_are_said_once() -> None:
    earlier = [said(9, ScaleAnswer(point=5)), said(8, ScaleAnswer(unscaled=True)), said(7, ScaleAnswer(point=4))]
    assert points_words(SAFETY, earlier).splitlines() == [
        "5 on 3 September 2026 (0 is “No safety”, 10 is “Safe enough to close”)",
        "Not scaled on 3 August 2026",
        "4 on 3 July 2026",
    ]


def test_a_point_of_another_scale_keeps_its_own_ends() -> None:
    earlier = [said(9, ScaleAnswer(point=4), NARROW), said(8, ScaleAnswer(point=5))]
    assert points_words(SAFETY, earlier).splitlines() == [
        "4 (0 is “No safety”, 5 is “Safe enough to close”) on 3 September 2026",
        "5 on 3 August 2026 (0 is “No safety”, 10 is “Safe enough to close”)",
    ]


def test_a_point_off_todays_scale_is_read_as_it_was_shown() -> None:
    earlier = [said(9, ScaleAnswer(point=9))]
    assert points_words(NARROW, earlier) == "9 (0 is “No safety”, 10 is “Safe enough to close”) on 3 September 2026"


def test_an_answer_of_another_type_is_read_as_it_was_shown_and_an_emptied_one_says_nothing() -> None:
    text = (date(2026, 9, 3), '{"type":"text","text":"Safe."}', "Safe.")
    assert points_words(SAFETY, [text, said(8, ScaleAnswer())]) == "Safe. on 3 September 2026"
