"""A form that has been used is frozen: the same number must always ask the same."""

from collections.abc import Mapping

from models.content.errors import ContentError
from models.content.library import FormKey, Library

__all__ = ["check_releases"]


def check_releases(library: Library, released: Mapping[FormKey, str]) -> None:
    """Compare the files with the hashes of the forms in use.

    A released form whose file is gone is no fault: its records read the release.

    Raises
    ------
    ContentError
        When a file was changed after its first use; the sentence says what to do.
    """
    for key, form in library.forms.items():
        known = released.get(key)
        if known is None or known == form.hash:
            continue
        number = _free_number(form.id, library, released)
        raise ContentError(
            f"{library.files[key]}: records already answer number {form.number} of this form, so it must not change."
            f" Put the file back as it was, and save the changed form as {form.id}-{number}.yml"
            f" with “number: {number}”."
        )


def _free_number(form_id: str, library: Library, released: Mapping[FormKey, str]) -> int:
    taken = [number for each, number in (*library.forms, *released) if each == form_id]
    return max(taken) + 1
