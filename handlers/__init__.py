"""Everything shaped like Slack: one file per journey, and the blocks they show."""

from types import ModuleType

from slack_bolt.async_app import AsyncApp

from handlers import (
    access,
    actions,
    addendum,
    agreement,
    autosave,
    brief,
    card,
    channels,
    contract,
    directory,
    disposal,
    due,
    files,
    filing,
    group,
    home,
    leave,
    note,
    nudge_choice,
    patterns,
    plan,
    prepare,
    prepared,
    priorities,
    prompts,
    proposals,
    reactions,
    reading,
    record,
    records,
    send,
    sharing,
    start,
    team_post,
    who_read,
    why,
)
from handlers.catch_all import CATCH_ALL
from handlers.desk import Desk
from handlers.door import build_door
from handlers.events import build_event_desk
from handlers.failures import on_error
from handlers.listeners import Listener

__all__ = ["JOURNEYS", "register"]

JOURNEYS: tuple[ModuleType, ...] = (
    start,
    contract,
    group,
    note,
    due,
    filing,
    why,
    card,
    patterns,
    home,
    record,
    autosave,
    prompts,
    proposals,
    actions,
    sharing,
    brief,
    send,
    agreement,
    reading,
    records,
    who_read,
    access,
    files,
    reactions,
    addendum,
    priorities,
    leave,
    nudge_choice,
    team_post,
    plan,
    prepare,
    prepared,
    directory,
    channels,
    disposal,
)
"""Every journey; the first listener that fits a payload answers it."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Register all listeners of all journeys, each behind its door, and then the catch-alls."""
    listeners = [listener for journey in JOURNEYS for listener in journey.LISTENERS]
    app.error(on_error)
    app.middleware(build_event_desk(desk, listeners))
    for listener in (*listeners, *CATCH_ALL):
        _register(app, desk, listener)


def _register(app: AsyncApp, desk: Desk, listener: Listener) -> None:
    if listener.kind == "event":
        return
    add = {
        "command": app.command,
        "shortcut": app.shortcut,
        "action": app.action,
        "view": app.view_submission,
        "view_closed": app.view_closed,
        "options": app.options,
    }[listener.kind]
    add(listener.id, middleware=[build_door(desk, listener)])(listener.function)
