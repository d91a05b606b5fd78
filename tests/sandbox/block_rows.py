"""What Slack refuses in views and blocks: one row each, in raw JSON.

`says` is part of the message Slack sends along, with its JSON pointer where it matters.
"""

from dataclasses import dataclass
from typing import Any

from tests.sandbox.small_bot import box, button, modal, plain

Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One thing Slack refuses: where it stands, what it is, what Slack says."""

    name: str
    surface: str
    content: Any
    says: str

    def __str__(self) -> str:
        return self.name


def text(words: str) -> Json:
    return {"type": "mrkdwn", "text": words}


def section(**more: Any) -> Json:
    return {"type": "section", "text": plain("Words"), **more}


def asks(element: Json, **more: Any) -> Json:
    return modal({"type": "input", "label": plain("Ask"), "element": {"action_id": "a", **element}, **more})


def option(number: Any = 1, **more: Any) -> Json:
    return {"text": plain(f"Option {number}"), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def select(**more: Any) -> Json:
    return asks({"type": "static_select", **more})


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def without(view: Json, key: str) -> Json:
    return {name: part for name, part in view.items() if name != key}


GROUP = {"label": plain("Group"), "options": options(2)}
FINE = modal(section())
CONFIRM = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}

VIEWS = [
    Row("a view without a title", "modal", without(FINE, "title"), "missing required field: title"),
    Row("a view without blocks", "modal", without(FINE, "blocks"), "missing required field: blocks"),
    Row("a view without a type", "modal", without(FINE, "type"), "missing required field: type"),
    Row("a view without a single block", "modal", modal(), "no fewer than 1 items"),
    Row("inputs without submit", "modal", without(modal(box("b", "Ask")), "submit"), "field: submit"),
    Row("a title of 25", "modal", {**FINE, "title": plain("t" * 25)}, "less than 25 characters"),
    Row("an empty title", "modal", {**FINE, "title": plain("")}, "more than 0 characters"),
    Row("a formatted title", "modal", {**FINE, "title": text("Title")}, "/view/title/type"),
    Row("a submit of 25", "modal", {**FINE, "submit": plain("s" * 25)}, "/view/submit/text"),
    Row("a close of 25", "modal", {**FINE, "close": plain("c" * 25)}, "/view/close/text"),
    Row("private metadata of 3001", "modal", {**FINE, "private_metadata": "m" * 3001}, "less than 3001"),
    Row("a callback id of 256", "modal", {**FINE, "callback_id": "c" * 256}, "/view/callback_id"),
    Row("an external id of 256", "modal", {**FINE, "external_id": "e" * 256}, "/view/external_id"),
    Row("101 blocks", "modal", modal(*[section()] * 101), "no more than 100 items allowed"),
    Row("an unknown key of a view", "modal", {**FINE, "colour": "red"}, "additional property: colour"),
    Row("a Home view as a modal", "modal", {"type": "home", "blocks": []}, "must be a modal"),
    Row("a Home view with a title", "home", {"type": "home", "blocks": [], "title": plain("T")}, "property: title"),
    Row("101 blocks on Home", "home", {"type": "home", "blocks": [section()] * 101}, "no more than 100"),
    Row("a block id given twice", "modal", modal(section(block_id="b"), section(block_id="b")), "`block_id` b"),
    Row("an action id given twice", "modal", modal(actions(button("a", "A"), button("a", "B"))), "`action_id` a"),
    Row(
        "two wishes to be focused",
        "modal",
        modal(box("b", "B", focus_on_load=True), box("c", "C", focus_on_load=True)),
        "only one element may be focused",
    ),
]

BLOCKS = [
    Row("an unknown block", "modal", modal({"type": "poem"}), "unsupported type: poem"),
    Row("a block without a type", "modal", modal({"text": plain("x")}), "missing required field: type"),
    Row("an unknown key of a block", "modal", modal(section(colour="red")), "additional property: colour"),
    Row("a block id of 256", "modal", modal(section(block_id="b" * 256)), "/view/blocks/0/block_id"),
    Row("a section without words", "modal", modal({"type": "section"}), "one of text and fields"),
    Row("a section of 3001", "modal", modal({"type": "section", "text": plain("x" * 3001)}), "less than 3001"),
    Row("an empty text", "modal", modal({"type": "section", "text": plain("")}), "more than 0 characters"),
    Row("a text without its words", "modal", modal({"type": "section", "text": {"type": "mrkdwn"}}), "field: text"),
    Row("a text without a type", "modal", modal({"type": "section", "text": {"text": "x"}}), "enum value"),
    Row("emoji on mrkdwn", "modal", modal({"type": "section", "text": {**text("x"), "emoji": True}}), "emoji"),
    Row("11 fields", "modal", modal({"type": "section", "fields": [text("x")] * 11}), "no more than 10"),
    Row("no fields", "modal", modal({"type": "section", "fields": []}), "no fewer than 1"),
    Row("a field of 2001", "modal", modal({"type": "section", "fields": [text("x" * 2001)]}), "fields/0/text"),
    Row("a header of 151", "modal", modal({"type": "header", "text": plain("h" * 151)}), "less than 151"),
    Row("a formatted header", "modal", modal({"type": "header", "text": text("h")}), "/text/type"),
    Row("11 things in a context", "modal", modal({"type": "context", "elements": [text("x")] * 11}), "than 10"),
    Row("a context of 3001", "modal", modal({"type": "context", "elements": [text("x" * 3001)]}), "elements/0"),
    Row("an empty context", "modal", modal({"type": "context", "elements": []}), "no fewer than 1"),
    Row("26 buttons", "modal", modal(actions(*[button(f"a{n}", "B") for n in range(26)])), "more than 25"),
    Row("actions without any", "modal", modal(actions()), "no fewer than 1"),
    Row("an image without alt text", "modal", modal({"type": "image", "image_url": "https://x.example"}), "alt_text"),
    Row("a label of 2001", "modal", modal(box("b", "L" * 2001)), "/label/text"),
    Row("an empty label", "modal", modal(box("b", "")), "/label/text"),
    Row("a hint of 2001", "modal", modal({**box("b", "B"), "hint": plain("h" * 2001)}), "/hint/text"),
    Row("a markdown block in a modal", "modal", modal({"type": "markdown", "text": "x"}), "markdown on a modal"),
    Row("a table in a modal", "modal", modal({"type": "table", "rows": []}), "table on a modal"),
    Row("an alert on Home", "home", {"type": "home", "blocks": [{"type": "alert", "text": plain("!")}]}, "alert on"),
    Row("an alert of 201", "modal", modal({"type": "alert", "text": plain("!" * 201)}), "less than 201"),
    Row("an input in a message", "message", [box("b", "B")], "input on a message"),
    Row("51 blocks in a message", "message", [section()] * 51, "no more than 50"),
    Row("markdown of 12001", "message", [{"type": "markdown", "text": "x" * 12001}], "less than 12001"),
    Row("markdown of 12001 in all", "message", [{"type": "markdown", "text": "x" * 6001}] * 2, "in all"),
    Row("two tables", "message", [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "one table"),
    Row(
        "21 cells",
        "message",
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}],
        "no more than 20",
    ),
    Row("a strange rich text", "message", [{"type": "rich_text", "elements": [{"type": "poem"}]}], "type: poem"),
]

ELEMENTS = [
    Row("an unknown element", "modal", asks({"type": "slider"}), "unsupported type: slider"),
    Row("an unknown key of an element", "modal", asks({"type": "datepicker", "when": 1}), "property: when"),
    Row("a text box outside an input", "modal", modal(actions({"type": "plain_text_input"})), "in actions"),
    Row("a button in an input", "modal", asks(button("a", "B")), "type: button in input"),
    Row("an action id of 256", "modal", modal(actions(button("a" * 256, "B"))), "/action_id"),
    Row("a button of 76", "modal", modal(actions(button("a", "b" * 76))), "less than 76"),
    Row("a button's value of 2001", "modal", modal(actions(button("a", "B", value="v" * 2001))), "/value"),
    Row("a button's address of 3001", "modal", modal(actions(button("a", "B", url="u" * 3001))), "/url"),
    Row("a button's strange style", "modal", modal(actions(button("a", "B", style="loud"))), "enum value"),
    Row(
        "an accessibility label of 76",
        "modal",
        modal(actions(button("a", "B", accessibility_label="l" * 76))),
        "accessibility_label",
    ),
    Row(
        "a confirmation's title of 101",
        "modal",
        modal(actions(button("a", "B", confirm={**CONFIRM, "title": plain("t" * 101)}))),
        "/confirm/title",
    ),
    Row(
        "a confirmation's text of 301",
        "modal",
        modal(actions(button("a", "B", confirm={**CONFIRM, "text": plain("t" * 301)}))),
        "/confirm/text",
    ),
    Row(
        "a confirmation's button of 31",
        "modal",
        modal(actions(button("a", "B", confirm={**CONFIRM, "deny": plain("t" * 31)}))),
        "/confirm/deny",
    ),
    Row("a placeholder of 151", "modal", modal(box("b", "B", placeholder=plain("p" * 151))), "/placeholder"),
    Row("a max_length of 3001", "modal", modal(box("b", "B", max_length=3001)), "at most 3000"),
    Row("a max_length of 0", "modal", modal(box("b", "B", max_length=0)), "at least 1"),
    Row("an initial value of 3001", "modal", modal(box("b", "B", initial_value="i" * 3001)), "less than 3001"),
    Row("shortest beyond longest", "modal", modal(box("b", "B", min_length=9, max_length=8)), "min_length must"),
    Row("an initial value too long", "modal", modal(box("b", "B", max_length=2, initial_value="abc")), "than 3"),
    Row("an initial value too short", "modal", modal(box("b", "B", min_length=4, initial_value="abc")), "than 3"),
    Row(
        "dispatch without dispatching",
        "modal",
        modal(box("b", "B", dispatch_action_config={"trigger_actions_on": ["on_character_entered"]})),
        "needs dispatch_action",
    ),
    Row("a number without its kind", "modal", asks({"type": "number_input"}), "is_decimal_allowed"),
    Row(
        "smallest beyond largest",
        "modal",
        asks({"type": "number_input", "is_decimal_allowed": True, "min_value": "9", "max_value": "8"}),
        "min_value must not exceed",
    ),
    Row(
        "a fraction among whole numbers",
        "modal",
        asks({"type": "number_input", "is_decimal_allowed": False, "initial_value": "1.5"}),
        "must be an integer",
    ),
    Row("a date that is none", "modal", asks({"type": "datepicker", "initial_date": "2 March"}), "must be a date"),
    Row("a time that is none", "modal", asks({"type": "timepicker", "initial_time": "25:00"}), "must be a time"),
    Row("101 options", "modal", select(options=options(101)), "no more than 100"),
    Row("no options", "modal", select(options=[]), "no fewer than 1"),
    Row("neither options nor groups", "modal", select(), "exactly one of options"),
    Row("both options and groups", "modal", select(options=options(1), option_groups=[GROUP]), "exactly one"),
    Row("101 groups", "modal", select(option_groups=[GROUP] * 101), "no more than 100"),
    Row(
        "a group's label of 76",
        "modal",
        select(option_groups=[{**GROUP, "label": plain("l" * 76)}]),
        "/label/text",
    ),
    Row("an option of 76", "modal", select(options=[option(text=plain("o" * 76))]), "less than 76"),
    Row("an option's value of 151", "modal", select(options=[option(value="v" * 151)]), "less than 151"),
    Row("a description of 76", "modal", select(options=[option(description=plain("d" * 76))]), "/description"),
    Row("a formatted option in a menu", "modal", select(options=[option(text=text("*o*"))]), "/text/type"),
    Row("an address outside overflow", "modal", select(options=[option(url="https://x.example")]), "property: url"),
    Row("two options of one value", "modal", select(options=[option(), option()]), "duplicate option value"),
    Row(
        "an initial option nobody offers",
        "modal",
        select(options=options(2), initial_option=option(9)),
        "initial_option must exactly match",
    ),
    Row(
        "an initial option worded otherwise",
        "modal",
        select(options=options(2), initial_option=option(1, text=plain("Another"))),
        "initial_option must exactly match",
    ),
    Row(
        "initial options nobody offers",
        "modal",
        asks({"type": "multi_static_select", "options": options(2), "initial_options": [option(9)]}),
        "initial_options must exactly match",
    ),
    Row(
        "more initial options than may be chosen",
        "modal",
        asks(
            {
                "type": "multi_static_select",
                "options": options(3),
                "initial_options": options(2),
                "max_selected_items": 1,
            }
        ),
        "no more than 1",
    ),
    Row("11 radio buttons", "modal", asks({"type": "radio_buttons", "options": options(11)}), "more than 10"),
    Row("no radio buttons", "modal", asks({"type": "radio_buttons", "options": []}), "no fewer than 1"),
    Row("11 checkboxes", "modal", asks({"type": "checkboxes", "options": options(11)}), "more than 10"),
    Row("no checkboxes", "modal", asks({"type": "checkboxes", "options": []}), "no fewer than 1"),
    Row("6 lines of overflow", "modal", modal(actions({"type": "overflow", "options": options(6)})), "more than 5"),
]

ROWS = [*VIEWS, *BLOCKS, *ELEMENTS]
