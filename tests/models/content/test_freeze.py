"""A form in use is frozen, and the refusal says what to do."""

from dataclasses import replace

import pytest

from models.content import ContentError, Library, check_releases

KEY = ("mosaic-brief", 1)


def test_an_unchanged_form_passes(library: Library) -> None:
    check_releases(library, {key: form.hash for key, form in library.forms.items()})


def test_a_form_never_used_may_change_freely(library: Library) -> None:
    check_releases(library, {})


def test_a_released_form_whose_file_is_gone_is_no_fault(library: Library) -> None:
    check_releases(library, {("old-form", 1): "0" * 64})


def test_a_changed_form_in_use_is_refused_with_the_number_to_take(library: Library) -> None:
    released = {KEY: library.forms[KEY].hash}
    changed = library.forms[KEY].model_copy(update={"title": "Another title"})
    with pytest.raises(ContentError) as raised:
        check_releases(replace(library, forms={KEY: changed}), released)
    sentence = raised.value.sentence
    assert str(library.files[KEY]) in sentence
    assert "records already answer number 1" in sentence
    assert "mosaic-brief-2.yml with “number: 2”" in sentence


def test_the_number_to_take_is_free_among_files_and_releases(library: Library) -> None:
    released = {KEY: "0" * 64, ("mosaic-brief", 4): "1" * 64}
    with pytest.raises(ContentError, match=r"mosaic-brief-5\.yml"):
        check_releases(library, released)
