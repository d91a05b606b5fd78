"""A pack says what its council's documents say; the rest is the default's, and it is known which."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.content import ContentError, load_library
from models.content.policies import check_policy, read_policies
from models.content.yaml_files import read_yaml
from models.policy import Policy, fall_back
from models.vocabulary import AgendaReason, ClockKind, Format, RecordKind
from tests.conftest import CONTENT

DEFAULT = read_yaml(CONTENT / "policies/default.yml")
OWN = {"id": "ours", "title": "Our council", "source": "our own"}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the default alone, beside which a test puts a pack."""
    shutil.copytree(CONTENT / "forms", tmp_path / "forms")
    (tmp_path / "policies").mkdir()
    shutil.copy(CONTENT / "policies/default.yml", tmp_path / "policies")
    return tmp_path


def write(content: Path, policy: dict[str, Any]) -> Path:
    path = content / "policies" / f"{policy.get('id', 'ours')}.yml"
    path.write_text(yaml.safe_dump(policy, sort_keys=False), encoding="utf-8")
    return path


def read(content: Path, policy: dict[str, Any]) -> Policy:
    write(content, policy)
    return load_library(content, "ours").policy


def complaint(content: Path) -> str:
    with pytest.raises(ContentError) as raised:
        load_library(content)
    return raised.value.sentence


def keys_that_may_be_left_out(part: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Name every key of the default but those a file says of itself, the way to it included."""
    for key, value in part.items():
        if key == "source" or (not above and key in {"id", "title", "note"}):
            continue
        yield (*above, key)
        if isinstance(value, dict):
            yield from keys_that_may_be_left_out(value, (*above, key))


def without(policy: dict[str, Any], way: tuple[str, ...]) -> dict[str, Any]:
    first, *rest = way
    if not rest:
        return {key: value for key, value in policy.items() if key != first}
    return policy | {first: without(policy[first], tuple(rest))}


def facts(policy: Policy) -> dict[str, Any]:
    return policy.model_dump(exclude=set(OWN) | {"note"})


def test_a_pack_with_nothing_of_its_own_is_the_default_under_another_name(content: Path) -> None:
    policy = read(content, OWN)
    assert facts(policy) == facts(load_library(content).policy)
    assert (policy.id, policy.title, policy.source, policy.note) == ("ours", "Our council", "our own", None)
    assert policy.fallen_back == tuple(key for key in DEFAULT if key not in {*OWN, "note"})


def test_the_default_falls_back_to_nothing(content: Path) -> None:
    assert load_library(content).policy.fallen_back == ()


@pytest.mark.parametrize("way", list(keys_that_may_be_left_out(DEFAULT)), ids=".".join)
def test_any_key_may_be_left_out_and_is_then_the_defaults_and_named(way: tuple[str, ...]) -> None:
    whole, fallen_back = fall_back(without(DEFAULT, way) | OWN, DEFAULT)
    assert whole == DEFAULT | OWN
    assert fallen_back == (".".join(way),)


def test_a_key_of_a_chapter_stands_beside_the_defaults_others(content: Path) -> None:
    policy = read(content, OWN | {"child": {"usual_days": 42, "source": "our own"}})
    default = load_library(content).policy
    assert policy.child == default.child.model_copy(update={"usual_days": 42, "source": "our own"})
    assert policy.person == default.person
    assert "child" not in policy.fallen_back
    assert "child.shorter_days" in policy.fallen_back
    assert "child.usual_days" not in policy.fallen_back


def test_a_list_is_never_mixed_with_the_defaults(content: Path) -> None:
    policy = read(content, OWN | {"child": {"shorter_for": ["in_proceedings"], "source": "our own"}})
    assert policy.child.shorter_for == ("in_proceedings",)


def test_words_stay_in_the_defaults_order_whichever_of_them_a_pack_changes(content: Path) -> None:
    policy = read(content, OWN | {"labels": {"kind": {"note": "Oversight"}, "source": "our own"}})
    assert policy.labels.kind[RecordKind.NOTE] == "Oversight"
    assert list(policy.labels.kind) == list(load_library(content).policy.labels.kind)


@pytest.mark.parametrize(
    ("pack", "says"),
    [
        ({"child": {"usual_days": 20, "source": "us"}}, "child: shorter_days: must not be more than usual_days"),
        ({"child": {"usual_days": "soon", "source": "us"}}, "child › usual_days: must be a whole number"),
        ({"child": {"usual_days": 42}}, "child › source: this key is needed"),
        ({"child": None}, "child: must be keys with values"),
        ({"child": 3}, "child: must be keys with values"),
        ({"chlid": {"usual_days": 42}}, "chlid: unknown key"),
        ({"fallen_back": ["child"]}, "fallen_back: unknown key"),
        ({"person": {"usual_day": 28, "source": "us"}}, "person › usual_day: unknown key"),
        ({"person": {"most_days": 27, "source": "us"}}, "person: most_days: must not be less than usual_days"),
        ({"person": {"most_months": 13, "source": "us"}}, "person › most_months: must be less than or equal to 12"),
        ({"person": {"least_in_a_year": 0, "source": "us"}}, "person › least_in_a_year: must be greater"),
        ({"deadlines": {"filing_working_days": 0, "source": "us"}}, "deadlines › filing_working_days: must be greater"),
        ({"agenda": {"order": ["high_risk"], "source": "us"}}, "agenda: order: each of high_risk, significant_point"),
        (
            {"agenda": {"order": [*(reason.value for reason in AgendaReason), "high_risk"], "source": "us"}},
            "agenda: order: each of high_risk",
        ),
        ({"labels": {"kind": {"note": "Brief record"}, "source": "us"}}, "labels: kind: two entries have the same"),
        (
            {"child": {"coming_due_days": -1, "source": "us"}},
            "child › coming_due_days: must be greater than or equal to 0",
        ),
        (
            {"child": {"coming_due_days": 91, "source": "us"}},
            "child › coming_due_days: must be less than or equal to 90",
        ),
        ({"child": {"shorter_for": [], "source": "us"}}, "child › shorter_for: "),
        (
            {"child": {"shorter_for": ["restricted"], "source": "us"}},
            "child: shorter_for: “restricted” says who may see",
        ),
        ({"open_child": {"monthly": "often", "source": "us"}}, "open_child › monthly: "),
        ({"open_child": {"monthly": True}}, "open_child › source: this key is needed"),
        ({"person": {"own_frequencies": {"weekly": 0}, "source": "us"}}, "person › own_frequencies › weekly: must be"),
        ({"person": {"own_frequencies": {"Every week": 7}, "source": "us"}}, "person › own_frequencies › Every week"),
        ({"asye": {"review_months": [3, 9, 6], "source": "us"}}, "asye: review_months: each month once, the earliest"),
        ({"asye": {"review_months": [3, 3], "source": "us"}}, "asye: review_months: each month once, the earliest"),
        ({"asye": {"review_months": [], "source": "us"}}, "asye › review_months: "),
        ({"asye": {"weekly_weeks": 53, "source": "us"}}, "asye › weekly_weeks: must be less than or equal to 52"),
        ({"student": {"weekly_days": 0, "source": "us"}}, "student › weekly_days: must be greater"),
        (
            {"deadlines": {"bank_holidays": "france", "source": "us"}},
            "deadlines › bank_holidays: must be 'england', 'wales'",
        ),
        ({"deadlines": {"coming_due_working_days": 0, "source": "us"}}, "deadlines › coming_due_working_days: must be"),
        ({"agreement": {"answer_working_days": 91, "source": "us"}}, "agreement › answer_working_days: must be less"),
        ({"action": {"coming_due_days": "soon", "source": "us"}}, "action › coming_due_days: must be a whole number"),
        ({"contract": {"review_months": 61, "source": "us"}}, "contract › review_months: must be less than or equal"),
        ({"schedules": {"observations": 2, "source": "us"}}, "schedules › observations: unknown key"),
        ({"clocks": ["child", "children"]}, "clocks › 2: must be 'child', 'open_child'"),
        ({"clocks": "child"}, "clocks: "),
        ({"satisfies": {"one_to_one": {"note": ["filing"]}, "source": "us"}}, "satisfies: one_to_one.note: only child"),
        ({"satisfies": {"group": {"mention": ["contract"]}, "source": "us"}}, "satisfies: group.mention: only child"),
        ({"satisfies": {"ad_hoc": {"note": ["write_up"]}, "source": "us"}}, "satisfies: ad_hoc.note: only child"),
        ({"satisfies": {"group": {"mentoring": ["child"]}, "source": "us"}}, "satisfies › group › mentoring"),
        ({"satisfies": {"peers": {"casework": ["child"]}, "source": "us"}}, "satisfies › peers: unknown key"),
        ({"nudges": {"digest_time": 510, "source": "us"}}, "nudges › digest_time: must be a time in quotes"),
        ({"nudges": {"digest_time": "half past", "source": "us"}}, "nudges › digest_time: must be a time in quotes"),
        ({"nudges": {"digest_time": "25:00", "source": "us"}}, "nudges › digest_time: must be a time in quotes"),
        ({"nudges": {"digest_time": "08:30:15", "source": "us"}}, "nudges › digest_time: must be a time in quotes"),
        ({"nudges": {"digest_time": "08:30Z", "source": "us"}}, "nudges › digest_time: must be a time in quotes"),
        ({"nudges": {"digest_time": "07:59", "source": "us"}}, "nudges: digest_time: must lie between from_time and"),
        ({"nudges": {"team_post_time": "18:00", "source": "us"}}, "nudges: team_post_time: must lie between from_time"),
        ({"nudges": {"from_time": "18:00", "until_time": "08:00", "source": "us"}}, "nudges: team_post_time: must lie"),
        ({"nudges": {"escalate_working_days": 0, "source": "us"}}, "nudges › escalate_working_days: must be greater"),
    ],
)
def test_a_mistake_names_the_packs_own_file_and_key(tmp_path: Path, pack: dict[str, Any], says: str) -> None:
    (tmp_path / "policies").mkdir()
    shutil.copy(CONTENT / "policies/default.yml", tmp_path / "policies")
    path = write(tmp_path, OWN | pack)
    with pytest.raises(ContentError) as raised:
        read_policies(tmp_path / "policies")
    assert raised.value.sentence.startswith(f"{path}: {says}")
    assert "default.yml" not in raised.value.sentence


@pytest.mark.parametrize(
    ("pack", "says"),
    [
        ({"forms": {"casework": "nowhere"}}, "forms › casework: there is no form “nowhere”"),
        ({"group": {"casework": "nowhere"}}, "group › casework: there is no form “nowhere”"),
        ({"group": {"casework": "mosaic-brief"}}, "group › casework: the form “mosaic-brief” does not serve this kind"),
    ],
)
def test_a_form_that_is_not_there_or_serves_another_kind_is_named(
    content: Path, pack: dict[str, Any], says: str
) -> None:
    path = write(content, OWN | pack)
    sentence = complaint(content)
    assert sentence.startswith(f"{path}: {says}")
    assert "default.yml" not in sentence


def test_a_time_without_quotes_is_a_number_to_yaml_and_is_refused(content: Path) -> None:
    path = write(content, OWN)
    part = 'nudges:\n  until_time: 17:30\n  source: "us"\n'
    path.write_text(path.read_text(encoding="utf-8") + part, encoding="utf-8")
    assert complaint(content) == f'{path}: nudges › until_time: must be a time in quotes, such as "08:30".'


def test_a_part_of_a_meeting_with_an_empty_list_counts_for_nothing(content: Path) -> None:
    policy = read(content, OWN | {"satisfies": {"one_to_one": {"mention": []}, "source": "our own"}})
    assert policy.satisfies.parts_for(ClockKind.OPEN_CHILD, Format.ONE_TO_ONE) == ("casework", "brief")
    assert policy.satisfies.parts_for(ClockKind.OPEN_CHILD, Format.GROUP) == ("casework", "brief", "mention")


def test_only_the_clocks_that_are_named_are_watched(content: Path) -> None:
    policy = read(content, OWN | {"clocks": ["child", "filing"]})
    assert [clock for clock in ClockKind if policy.watches(clock)] == ["child", "filing"]


@pytest.mark.parametrize("key", ["id", "title", "source"])
def test_what_a_file_says_of_itself_is_never_taken_from_the_default(content: Path, key: str) -> None:
    path = write(content, {each: value for each, value in OWN.items() if each != key})
    assert complaint(content) == f"{path}: {key}: this key is needed."


def test_a_mistake_in_the_default_is_told_once_and_of_the_default(content: Path) -> None:
    path = content / "policies/default.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("usual_days: 56", "usual_days: 5"), encoding="utf-8")
    write(content, OWN | {"id": "alone"})
    assert complaint(content) == f"{path}: child: shorter_days: must not be more than usual_days."


def test_in_a_folder_without_a_default_a_policy_says_everything_itself(content: Path) -> None:
    (content / "policies/default.yml").unlink()
    assert read(content, DEFAULT | OWN).fallen_back == ()
    write(content, without(DEFAULT, ("child",)) | OWN)
    assert "child: this key is needed" in complaint(content)


def test_a_group_answers_the_form_the_pack_names_for_it_and_otherwise_the_usual_one(content: Path) -> None:
    form = (content / "forms/mosaic-casework.yml").read_text(encoding="utf-8")
    together = form.replace("id: mosaic-casework", "id: together", 1)
    (content / "forms/together.yml").write_text(together, encoding="utf-8")
    write(content, OWN | {"group": {"casework": "together"}})
    library = load_library(content, "ours")
    assert library.form_for(RecordKind.CASEWORK, Format.GROUP).id == "together"
    assert library.form_for(RecordKind.CASEWORK) == load_library(content).form_for(RecordKind.CASEWORK)
    assert library.form_for(RecordKind.BRIEF, Format.GROUP) == library.form_for(RecordKind.BRIEF)


@pytest.mark.parametrize("kind", ["personal", "note", "brief", "contract"])
def test_a_form_for_a_group_is_for_casework_only_and_the_key_is_named(tmp_path: Path, kind: str) -> None:
    policy = load_library(CONTENT).policy
    wrong = policy.model_copy(update={"group": {RecordKind(kind): policy.forms[RecordKind(kind)]}})

    with pytest.raises(ContentError, match=f"ours.yml: group › {kind}: a group answers a form for casework only"):
        check_policy(tmp_path / "ours.yml", wrong, load_library(CONTENT).forms.values())
