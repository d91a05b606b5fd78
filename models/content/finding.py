"""Finding the form somebody names on the command line."""

from pathlib import Path

from models.content.errors import ContentError
from models.content.library import Library
from models.content.reading import read_content
from models.forms import Form

__all__ = ["find_form", "newest_forms", "read_form"]


def newest_forms(library: Library) -> tuple[Form, ...]:
    """Return every form once, in its highest number, by id."""
    newest: dict[str, Form] = {}
    for (form_id, _), form in sorted(library.forms.items()):
        newest[form_id] = form
    return tuple(newest.values())


def find_form(library: Library, name: str) -> Form:
    """Return the form of an id, in its highest number, or of an id and a number: `contract`, `contract-2`.

    Raises
    ------
    ContentError
        When there is none; the sentence names those there are.
    """
    newest = {form.id: form for form in newest_forms(library)}
    if name in newest:
        return newest[name]
    form_id, _, number = name.rpartition("-")
    if number.isdecimal() and (form_id, int(number)) in library.forms:
        return library.forms[form_id, int(number)]
    raise ContentError(f"There is no form “{name}”; known are {', '.join(newest)}.")


def read_form(library: Library, name: str) -> Form:
    """Return the form of a file, wherever it lies, or else the one of that name.

    Raises
    ------
    ContentError
        When the file breaks a rule, or there is no such form.
    """
    path = Path(name)
    return read_content(path, Form) if path.is_file() else find_form(library, name)
