"""How long and how many the parts of a form may be, each with its reason.

Content is checked against these at start-up, so that nothing a practice lead writes can make
Slack refuse a modal in the middle of a meeting.
"""

from typing import Final

ID_LENGTH: Final = 60
"""Section and question ids stand together in a block id, which Slack keeps to 255 characters."""

FORM_ID_LENGTH: Final = 80
"""The column that records point with."""

TITLE_LENGTH: Final = 150
"""Titles become headings, which Slack keeps to 150 characters."""

LABEL_LENGTH: Final = 150
"""Slack allows an input's label 2,000, but the label is a heading when the record is read."""

HELP_LENGTH: Final = 2000
"""An input's hint."""

PLACEHOLDER_LENGTH: Final = 150
"""The grey words in an empty box."""

PROMPTS_LENGTH: Final = 2000
"""All prompts of a question are shown together in one small-print block."""

SENTENCE_LENGTH: Final = 300
"""An error wording: a sentence, not a page."""

OPTION_ID_LENGTH: Final = 60
"""An option's value, which Slack keeps to 150."""

OPTION_LABEL_LENGTH: Final = 75
"""An option's text."""

OPTION_HELP_LENGTH: Final = 75
"""An option's description."""

PROPOSED_LENGTH: Final = 54
"""What a question proposes stands whole on a button, after the words *Make it a next step*: 75 in all."""

TAP_OPTIONS: Final = 10
"""Radio buttons and checkboxes, answered by one tap; longer lists become menus."""

MENU_OPTIONS: Final = 100
"""A menu cannot hold more."""

SCALE_STEPS: Final = 99
"""A scale is a menu of its points and *Not scaled today*."""

SECTION_INPUTS: Final = 6
"""A section is one step of a modal; Slack itself advises to page beyond about six inputs."""

GRID_ROWS: Final = 12
"""A grid alone in its section may ask more than six, since its rows are all answered alike."""

BANK_GROUPS: Final = 20
"""The groups of a prompt bank."""

BANK_PROMPTS: Final = 40
"""The prompts of a group, of which three are shown at a time."""

BANK_PROMPT_LENGTH: Final = 600
"""Three of them fit one small-print block."""

TEXT_BOX: Final = 3000
"""Characters in one text box; a longer answer goes on in the next box."""
