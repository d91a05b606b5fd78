"""Checks that look at several keys of one element at once."""

from decimal import Decimal
from typing import Any

from sandbox.blockkit.checks import Problems
from sandbox.kinds import Json

__all__ = [
    "all_options",
    "check_initial_among_options",
    "check_initial_length",
    "check_initials_among_options",
    "check_number_bounds",
    "check_one_source_of_options",
    "check_values_unlike",
]


def all_options(element: Json) -> list[Json]:
    """Every option of an element, from its list or from its groups."""
    options: list[Json] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options.extend(group["options"])
    return options


def _same(one: Json, other: Json) -> bool:
    return bool(one["value"] == other["value"] and one["text"]["text"] == other["text"]["text"])


def check_one_source_of_options(element: Json, at: str, problems: Problems) -> None:
    """Want options or option groups, one and not both."""
    if (element.get("options") is None) == (element.get("option_groups") is None):
        problems.add(at, "must provide exactly one of options and option_groups")


def check_values_unlike(element: Json, at: str, problems: Problems) -> None:
    """Refuse two options with the same value."""
    seen: set[str] = set()
    for option in all_options(element):
        if option["value"] in seen:
            problems.add(at, f"duplicate option value: {option['value']}")
        seen.add(option["value"])


def check_initial_among_options(element: Json, at: str, problems: Problems) -> None:
    """Want the initial option to be one of the options."""
    initial = element.get("initial_option")
    if initial is not None and not any(_same(initial, one) for one in all_options(element)):
        problems.add(f"{at}/initial_option", "initial_option must exactly match an option")


def check_initials_among_options(element: Json, at: str, problems: Problems) -> None:
    """Want every initial option among the options, and no more of them than may be selected."""
    initials = element.get("initial_options") or []
    for number, initial in enumerate(initials):
        if not any(_same(initial, one) for one in all_options(element)):
            problems.add(f"{at}/initial_options/{number}", "initial_options must exactly match options")
    most = element.get("max_selected_items")
    if most is not None and len(initials) > most:
        problems.add(f"{at}/initial_options", f"no more than {most} items allowed")


def check_initial_length(element: Json, at: str, problems: Problems) -> None:
    """Want shortest and longest length in order, and the initial value between them."""
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and most is not None and least > most:
        problems.add(f"{at}/min_length", "min_length must not exceed max_length")
    initial = element.get("initial_value")
    if not initial:
        return
    if most is not None and len(initial) > most:
        problems.add(f"{at}/initial_value", f"must be less than {most + 1} characters")
    if least is not None and len(initial) < least:
        problems.add(f"{at}/initial_value", f"must be more than {least - 1} characters")


def check_number_bounds(element: Json, at: str, problems: Problems) -> None:
    """Want smallest and largest in order, and the initial number between them."""
    least, most = _number(element.get("min_value")), _number(element.get("max_value"))
    initial = _number(element.get("initial_value"))
    if least is not None and most is not None and least > most:
        problems.add(f"{at}/min_value", "min_value must not exceed max_value")
    if initial is not None and least is not None and initial < least:
        problems.add(f"{at}/initial_value", "must not be less than min_value")
    if initial is not None and most is not None and initial > most:
        problems.add(f"{at}/initial_value", "must not be more than max_value")
    if not element["is_decimal_allowed"]:
        for key in ("min_value", "max_value", "initial_value"):
            if "." in (element.get(key) or ""):
                problems.add(f"{at}/{key}", "must be an integer")


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
