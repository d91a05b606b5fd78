"""Nothing can be pressed, typed or run that does not stand in the list of who may."""

from tests.support.who_may import FILE, build_page


def test_the_list_of_who_may_do_what_is_as_the_code_has_it() -> None:
    assert FILE.read_text(encoding="utf-8") == build_page(), (
        "something new has no entry: look at who may use it, then run .venv/bin/python -m tests.support.who_may"
    )
