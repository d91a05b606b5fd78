"""Views and blocks that the page is tested with: each kind of block and element at least once."""

from typing import Any

Json = dict[str, Any]

NOON = 1_772_452_800
"""Monday 2 March 2026, noon in London."""


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str, **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def option(text: str, description: str | None = None) -> Json:
    made: Json = {"text": plain(text), "value": text.lower().replace(" ", "_")}
    if description:
        made["description"] = plain(description)
    return made


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*elements: Json, block_id: str = "actions") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def box(block_id: str, label: str, kind: str, *, optional: bool = True, hint: str = "", **element: Any) -> Json:
    """An input block; `dispatch` among the element's keys makes it tell the bot of each character."""
    block: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {"type": kind, "action_id": element.pop("action_id", "text"), **element},
    }
    if element.get("dispatch_action_config"):
        block["dispatch_action"] = True
    if hint:
        block["hint"] = plain(hint)
    return block


def modal(title: str, *blocks: Json, submit: str | None = "Send", **more: Any) -> Json:
    view: Json = {"type": "modal", "callback_id": "page", "title": plain(title), "blocks": list(blocks), **more}
    return view | {"submit": plain(submit)} if submit else view


EACH_CHARACTER = {"trigger_actions_on": ["on_character_entered"]}

STORY = box(
    "story",
    "The story",
    "plain_text_input",
    multiline=True,
    max_length=200,
    placeholder=plain("In a few words"),
    hint="What happened, and to whom",
    dispatch_action_config=EACH_CHARACTER,
)

CHILDREN = [option(f"Child {number:03d}") for number in range(1, 101)]

FORM = modal(
    "Every field",
    STORY,
    box("risk", "Risk now", "static_select", options=[option("Low"), option("Middling"), option("High")]),
    box(
        "children",
        "Children in depth",
        "multi_static_select",
        option_groups=[
            {"label": plain("Overdue"), "options": CHILDREN[:3]},
            {"label": plain("Later"), "options": CHILDREN[3:]},
        ],
        initial_options=CHILDREN[:2],
    ),
    box("alone", "Seen alone?", "radio_buttons", options=[option("Yes"), option("No", "Say why in the story")]),
    box("there", "Who was there", "checkboxes", options=[option("Mum"), option("Dad"), option("Nurse")]),
    box("by", "By when", "datepicker", initial_date="2026-03-16"),
    box("at", "At what time", "timepicker"),
    box("minutes", "Minutes", "number_input", is_decimal_allowed=False),
    box("mail", "E-mail", "email_text_input"),
    box("who", "Who does it", "users_select"),
    box("fruit", "Fruit", "external_select", action_id="find", min_query_length=1),
    notify_on_close=True,
)

HUB = modal(
    "Hub",
    {"type": "header", "block_id": "title", "text": plain("AB · 104412")},
    {
        "type": "section",
        "block_id": "row_one",
        "text": mrkdwn("*Progress against the outcomes*\n:white_circle: empty"),
        "accessory": button("show_step", "Open"),
    },
    {
        "type": "section",
        "block_id": "row_two",
        "text": mrkdwn("*Help*\nWhat this is about"),
        "accessory": button("push_help", "More"),
    },
    submit=None,
)

FILLING = [
    {"type": "section", "block_id": f"fill_{n}", "text": plain(f"Line {n} of a long step. " * 6)} for n in range(14)
]

STEP = modal(
    "A step",
    STORY,
    *FILLING,
    actions(button("show_saved", "Save"), button("show_hub", "Back"), button("count", "Count", style="primary")),
)

SAVED = modal(
    "A step", {"type": "alert", "block_id": "said", "level": "success", "text": plain("Saved.")}, *STEP["blocks"]
)

HELP = modal("Help", {"type": "section", "block_id": "words", "text": plain("Help is here.")}, submit=None)

NEEDED = modal("Needed", box("story", "The story", "plain_text_input", optional=False, min_length=3))

NAMELESS_BLOCKS: list[Json] = [
    {"type": "section", "text": plain("A step whose blocks have no ids.")},
    {"type": "actions", "elements": [button("show_nameless_again", "Again")]},
]

VIEWS: dict[str, Json] = {
    "nameless": modal("Nameless", *NAMELESS_BLOCKS, submit=None),
    "nameless_again": modal(
        "Nameless", {"type": "context", "elements": [plain("Shown again.")]}, *NAMELESS_BLOCKS, submit=None
    ),
    "form": FORM,
    "hub": HUB,
    "step": STEP,
    "saved": SAVED,
    "help_view": HELP,
    "help": HELP,
    "needed": NEEDED,
}

HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "block_id": "hello", "text": plain("Good morning")},
        {
            "type": "section",
            "block_id": "due",
            "text": mrkdwn("*Sam Okafor*\nDue <!date^1772798400^{date_long}|6 March> · 12 children"),
            "accessory": {
                "type": "overflow",
                "action_id": "more",
                "options": [option("See caseload"), option("Remind me later")],
            },
        },
        actions(button("start", "Start a supervision", style="primary")),
    ],
}


def message_blocks() -> list[Json]:
    """What a message may show."""
    sure = {
        "title": plain("Close the meeting?"),
        "text": mrkdwn("Eight children have *no record* yet."),
        "confirm": plain("Close it"),
        "deny": plain("Not yet"),
    }
    return [
        {"type": "header", "block_id": "title", "text": plain("Supervision with Sam Okafor")},
        {
            "type": "section",
            "block_id": "words",
            "text": mrkdwn(
                "*bold* _slanted_ ~struck~ `code` <https://example.org/|a link> <@U0SAM> :white_check_mark: "
                f"<!date^{NOON}^{{date_long}} at {{time}}|noon>\n>quoted &lt;b&gt;"
            ),
        },
        {"type": "section", "block_id": "raw", "text": plain("<b>*not bold*</b> :eyes:")},
        {"type": "section", "block_id": "fields", "fields": [mrkdwn("*Done*\n4 of 12"), mrkdwn("*Left*\n8")]},
        {"type": "divider", "block_id": "line"},
        {"type": "context", "block_id": "small", "elements": [mrkdwn("Directory as of 2 March")]},
        {
            "type": "rich_text",
            "block_id": "rich",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "first point"}]},
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "second point"}]},
                    ],
                }
            ],
        },
        {
            "type": "image",
            "block_id": "picture",
            "image_url": "https://pictures.example/one.png",
            "alt_text": "A house by the sea",
        },
        actions(
            button("go", "Go on", style="primary", value="7"),
            button("close", "Close the meeting", style="danger", confirm=sure),
        ),
    ]
