"""Views on people's screens: modals on their stack, and Home."""

from dataclasses import dataclass, field
from typing import Final

from sandbox.description import App
from sandbox.kinds import Json, Values
from sandbox.values import carried, initial_values

__all__ = ["OpenView", "Screen"]

_TOASTS_KEPT: Final = 50


@dataclass
class OpenView:
    """One view as one person has it before them, with what they have typed."""

    id: str
    user: str
    view: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    busy: bool = False

    @classmethod
    def opened(
        cls, *, view_id: str, user: str, view: Json, view_hash: str, below: "OpenView | None" = None
    ) -> "OpenView":
        """Put a fresh view on a screen."""
        return cls(
            id=view_id,
            user=user,
            view=view,
            hash=view_hash,
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            values=initial_values(view["blocks"]),
        )

    def replace(self, view: Json, view_hash: str) -> None:
        """Show another content, keeping what stands in the inputs that stay."""
        self.view = view
        self.hash = view_hash
        self.values = carried(self.values, view["blocks"])
        self.errors = {}

    def as_slack(self, team_id: str, app: App, *, with_values: bool = True) -> Json:
        """Give the view as payloads and answers of views.* show it."""
        given = self.view
        return {
            "id": self.id,
            "team_id": team_id,
            "type": given["type"],
            "blocks": given["blocks"],
            "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "",
            "state": {"values": self.values if with_values else {}},
            "hash": self.hash,
            "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": app.id,
            "external_id": given.get("external_id") or "",
            "app_installed_team_id": team_id,
            "bot_id": app.bot_id,
        }

    def as_seen(self) -> Json:
        """Give the view as the control API shows it."""
        return {
            "id": self.id,
            "hash": self.hash,
            "view": self.view,
            "values": self.values,
            "errors": self.errors,
            "busy": self.busy,
        }

    def to_json(self) -> Json:
        """Everything a Home view needs to come back after a restart."""
        return {"id": self.id, "user": self.user, "view": self.view, "hash": self.hash, "values": self.values}


@dataclass
class Screen:
    """What one person's client holds beside the conversations."""

    views: list[OpenView] = field(default_factory=list)
    notice: str | None = None
    toasts: list[Json] = field(default_factory=list)

    def find(self, view_id: str) -> OpenView | None:
        """Find a view of the stack."""
        return next((one for one in self.views if one.id == view_id), None)

    def toast(self, message: Json) -> None:
        """Show what a notification would say, keeping the latest."""
        self.toasts = [*self.toasts[-_TOASTS_KEPT + 1 :], message]
