"""Slack's limits, by name. The checks use these and so do their tests."""

from typing import Final

MODAL_BLOCKS: Final = 100
HOME_BLOCKS: Final = 100
MESSAGE_BLOCKS: Final = 50
VIEW_BYTES: Final = 250_000
VIEWS_IN_A_STACK: Final = 3
VIEW_TITLE: Final = 24
PRIVATE_METADATA: Final = 3_000
IDENTIFIER: Final = 255

TEXT: Final = 3_000
SECTION_FIELDS: Final = 10
SECTION_FIELD: Final = 2_000
HEADER: Final = 150
LABEL: Final = 2_000
PLACEHOLDER: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
IMAGE_URL: Final = 3_000
IMAGE_ALT: Final = 2_000
ALERT: Final = 200
CARD_TITLE: Final = 150
CARD_BODY: Final = 200
CARD_BUTTONS: Final = 3
MARKDOWN: Final = 12_000
TABLE_ROWS: Final = 100
TABLE_CELLS: Final = 20

OPTIONS: Final = 100
OPTION_GROUPS: Final = 100
CHOICE_OPTIONS: Final = 10
OVERFLOW_OPTIONS: Final = 5
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTION_DESCRIPTION: Final = 75
INPUT_LENGTH: Final = 3_000
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2_000
BUTTON_URL: Final = 3_000
ACCESSIBILITY_LABEL: Final = 75
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30

MESSAGE_TEXT: Final = 40_000
UPDATED_TEXT: Final = 4_000
MESSAGE_BLOCKS_TEXT: Final = 13_200
"""All text in a message's blocks together; measured by others, not documented."""
MESSAGE_ATTACHMENTS: Final = 100
METADATA_BYTES: Final = 8_000
"""Slack does not publish its figure; this is the sandbox's own, on the careful side."""

ACK_FRAME_BYTES: Final = 20_480
ACK_SECONDS: Final = 3.0
TRIGGER_SECONDS: Final = 3.0
SOCKETS: Final = 10
RESPONSE_URL_USES: Final = 5
RESPONSE_URL_SECONDS: Final = 1_800
