"""The table of block elements: which keys each may have, and how long, how many, how."""

from typing import Any, Final

from sandbox.blockkit import limits
from sandbox.blockkit.checks import (
    Check,
    Problems,
    array,
    by_type,
    flag,
    one_of,
    shape,
    string,
    text_object,
    whole,
)
from sandbox.blockkit.consistency import (
    check_initial_among_options,
    check_initial_length,
    check_initials_among_options,
    check_number_bounds,
    check_one_source_of_options,
    check_values_unlike,
)

__all__ = ["ELEMENTS", "ONLY_IN_INPUTS", "OPTION_LISTS", "element_in"]

IDENTIFIER: Final = string(least=1, most=limits.IDENTIFIER)
PLACEHOLDER: Final = text_object(limits.PLACEHOLDER, plain=True)
CONFIRM: Final = shape(
    {
        "title": text_object(limits.CONFIRM_TITLE, plain=True),
        "text": text_object(limits.CONFIRM_TEXT),
        "confirm": text_object(limits.CONFIRM_BUTTON, plain=True),
        "deny": text_object(limits.CONFIRM_BUTTON, plain=True),
    },
    {"style": one_of("primary", "danger")},
)
DISPATCH: Final = shape({"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), most=2)})
IMAGE: Final = shape(
    {
        "image_url": string(least=1, most=limits.IMAGE_URL),
        "alt_text": string(least=1, most=limits.IMAGE_ALT),
    }
)


def _option(*, formatted: bool = False, link: bool = False) -> Check:
    return shape(
        {
            "text": text_object(limits.OPTION_TEXT, plain=not formatted),
            "value": string(least=1, most=limits.OPTION_VALUE),
        },
        {"description": text_object(limits.OPTION_DESCRIPTION, plain=not formatted)}
        | ({"url": string(most=limits.BUTTON_URL)} if link else {}),
    )


OPTION: Final = _option()
GROUP: Final = shape(
    {
        "label": text_object(limits.OPTION_TEXT, plain=True),
        "options": array(OPTION, most=limits.OPTIONS),
    }
)
OPTION_LISTS: Final = {
    "options": array(OPTION, most=limits.OPTIONS),
    "option_groups": array(GROUP, most=limits.OPTION_GROUPS),
}
_ACTION: Final[dict[str, Check]] = {"action_id": IDENTIFIER}
_ASKS: Final[dict[str, Check]] = _ACTION | {"confirm": CONFIRM, "focus_on_load": flag}
_PICKS: Final[dict[str, Check]] = _ASKS | {"placeholder": PLACEHOLDER}
_MANY: Final[dict[str, Check]] = _PICKS | {"max_selected_items": whole(least=1)}
_TYPES: Final[dict[str, Check]] = _ACTION | {
    "placeholder": PLACEHOLDER,
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
_DATE: Final = string(pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", say="must be a date (YYYY-MM-DD)")
_TIME: Final = string(pattern=r"([01]\d|2[0-3]):[0-5]\d", say="must be a time (HH:mm)")
_NUMBER: Final = string(pattern=r"-?\d+(\.\d+)?", say="must be a number in a string")
_FILTER: Final = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
_CONVERSATIONS: Final[dict[str, Check]] = {
    "default_to_current_conversation": flag,
    "filter": _FILTER,
}
_PEOPLE: Final = array(string(least=1), least=0)


def _choice(initial: dict[str, Check], together: Check) -> Check:
    return shape(
        {"options": array(_option(formatted=True), most=limits.CHOICE_OPTIONS)},
        _ASKS | initial,
        check_values_unlike,
        together,
    )


ELEMENTS: Final[dict[str, Check]] = {
    "button": shape(
        {"text": text_object(limits.BUTTON_TEXT, plain=True)},
        _ACTION
        | {
            "value": string(most=limits.BUTTON_VALUE),
            "url": string(most=limits.BUTTON_URL),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(least=1, most=limits.ACCESSIBILITY_LABEL),
        },
    ),
    "image": IMAGE,
    "overflow": shape(
        {"options": array(_option(link=True), most=limits.OVERFLOW_OPTIONS)},
        _ACTION | {"confirm": CONFIRM},
        check_values_unlike,
    ),
    "radio_buttons": _choice({"initial_option": _option(formatted=True)}, check_initial_among_options),
    "checkboxes": _choice(
        {"initial_options": array(_option(formatted=True), most=limits.CHOICE_OPTIONS)},
        check_initials_among_options,
    ),
    "static_select": shape(
        {},
        _PICKS | OPTION_LISTS | {"initial_option": OPTION},
        check_one_source_of_options,
        check_values_unlike,
        check_initial_among_options,
    ),
    "multi_static_select": shape(
        {},
        _MANY | OPTION_LISTS | {"initial_options": array(OPTION, most=limits.OPTIONS)},
        check_one_source_of_options,
        check_values_unlike,
        check_initials_among_options,
    ),
    "external_select": shape({}, _PICKS | {"initial_option": OPTION, "min_query_length": whole(least=0)}),
    "multi_external_select": shape(
        {},
        _MANY | {"initial_options": array(OPTION, most=limits.OPTIONS), "min_query_length": whole(least=0)},
    ),
    "users_select": shape({}, _PICKS | {"initial_user": string(least=1)}),
    "multi_users_select": shape({}, _MANY | {"initial_users": _PEOPLE}),
    "channels_select": shape({}, _PICKS | {"initial_channel": string(least=1), "response_url_enabled": flag}),
    "multi_channels_select": shape({}, _MANY | {"initial_channels": _PEOPLE}),
    "conversations_select": shape(
        {},
        _PICKS | _CONVERSATIONS | {"initial_conversation": string(least=1), "response_url_enabled": flag},
    ),
    "multi_conversations_select": shape({}, _MANY | _CONVERSATIONS | {"initial_conversations": _PEOPLE}),
    "datepicker": shape({}, _PICKS | {"initial_date": _DATE}),
    "timepicker": shape({}, _PICKS | {"initial_time": _TIME, "timezone": string(least=1)}),
    "datetimepicker": shape({}, _ASKS | {"initial_date_time": whole(least=1_000_000_000, most=9_999_999_999)}),
    "plain_text_input": shape(
        {},
        _TYPES
        | {
            "initial_value": string(most=limits.INPUT_LENGTH),
            "multiline": flag,
            "min_length": whole(least=0, most=limits.INPUT_LENGTH),
            "max_length": whole(least=1, most=limits.INPUT_LENGTH),
        },
        check_initial_length,
    ),
    "email_text_input": shape({}, _TYPES | {"initial_value": string(most=limits.INPUT_LENGTH)}),
    "url_text_input": shape({}, _TYPES | {"initial_value": string(most=limits.INPUT_LENGTH)}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        _TYPES | {"initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        check_number_bounds,
    ),
}

ONLY_IN_INPUTS: Final = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_CHOOSERS: Final = tuple(kind for kind in ELEMENTS if kind not in {"button", "image", "overflow", *ONLY_IN_INPUTS})
_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "input": (*_CHOOSERS, *ONLY_IN_INPUTS),
    "actions": (*_CHOOSERS, "button", "overflow"),
    "section": (*_CHOOSERS, "button", "overflow", "image"),
    "card": ("button",),
}


def element_in(place: str) -> Check:
    """Check an element that stands in this kind of block."""
    table = {kind: ELEMENTS[kind] for kind in _PLACES[place]}
    elsewhere = {kind: f"unsupported type: {kind} in {place}" for kind in ELEMENTS}
    chosen = by_type(table, elsewhere=elsewhere)

    def check(value: Any, at: str, problems: Problems) -> None:
        chosen(value, at, problems)

    return check
