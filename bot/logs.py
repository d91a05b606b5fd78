"""The log: one line for each event, with ids and kinds, and no word anybody typed.

Only the fields named here are written, so that a careless call cannot put a name or an answer
into the log; libraries never speak below INFO, for there they print whole payloads, and of what they
say above it only the beginning is kept. Signs that would begin a line, or colour or turn a terminal,
are written as a question mark.
"""

import logging
import re
import sys
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

__all__ = ["FIELDS", "set_up_logs"]

FIELDS: Final = frozenset(
    {
        "action_id", "attempts", "callback_id", "cause", "checked", "command", "count", "digests", "disposed",
        "error", "event", "event_id", "event_type", "fallen_back", "file", "handed_on", "kind", "left", "level",
        "logger", "mode", "payload", "planned", "policy", "records", "reference", "refusal", "row", "seconds",
        "slack_error", "state", "team_posts", "timestamp", "user", "view", "where", "withdrawn", "world",
    }
)  # fmt: skip
"""Every field a line may have."""

_LENGTH = 400
_QUOTES = re.compile(r"[:([{<'\"“=\n]")
"""Where a library's line begins to quote: an error's words, a payload, the arguments of a call."""
_SLACK = ("slack_bolt", "slack_sdk")
_LIBRARIES = ("aiohttp", "aiosqlite", "alembic", "apscheduler", "asyncio", "psycopg", "sqlalchemy")


def set_up_logs(level: str) -> None:
    """Send our lines and those of libraries to standard error, in one form."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        _drop_unknown,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_name_library, _hide_error, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for library in _SLACK:
        logging.getLogger(library).setLevel(max(logging.INFO, root.level))
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))


def _drop_unknown(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Keep the fields named above; of another, only that it was there."""
    return {
        name: _short(value) if name in FIELDS else "(left out)"
        for name, value in line.items()
        if not name.startswith("_")
    } | {name: value for name, value in line.items() if name.startswith("_")}


def _short(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "".join(sign if sign.isprintable() else "?" for sign in value[:_LENGTH])


def _name_library(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    record = line.get("_record")
    if record is not None:
        line["logger"] = record.name
    return line


def _hide_error(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Write the gist of what a library says, and the type of an error: not its message and not its trace."""
    record = line.get("_record")
    line["event"] = _QUOTES.split(str(line.get("event", "")), maxsplit=1)[0].strip()
    if record is not None and record.exc_info:
        kind: type[BaseException] | None = record.exc_info[0]
        line["error"] = "" if kind is None else kind.__name__
        record.exc_info = record.exc_text = None
    line.pop("exc_info", None)
    return line
