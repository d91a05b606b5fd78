"""Opening, pushing, changing and closing modals; publishing Home."""

from typing import Any

from sandbox.blockkit import limits
from sandbox.blockkit.normalise import normalised
from sandbox.blockkit.surfaces import size_of, view_problems
from sandbox.kinds import Json
from sandbox.refusals import Refused
from sandbox.views import OpenView
from sandbox.workspace import Workspace

__all__ = ["Modals"]


class Modals:
    """The rules of the view stack, the same for the Web API and for acks."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def checked(self, raw: Any, *, kind: str = "modal") -> Json:
        """Check an app's view and fill in its ids, or refuse."""
        if isinstance(raw, dict) and size_of(raw) > limits.VIEW_BYTES:
            raise Refused("view_too_large")
        problems = view_problems(raw, kind=kind)
        if problems:
            raise Refused("invalid_arguments", problems)
        blocks = normalised(raw["blocks"], lambda: self._workspace.new_id("b")[:6])
        titles = {key: {"emoji": True, **raw[key]} for key in ("title", "submit", "close") if raw.get(key) is not None}
        return {**raw, **titles, "blocks": blocks}

    def open(self, user: str, view: Json) -> OpenView:
        """Begin a new stack with this view; an older stack of the app goes."""
        self._check_external_id(view)
        opened = self._fresh(user, view)
        screen = self._workspace.screen(user)
        screen.views = [opened]
        screen.notice = None
        self._tell(user)
        return opened

    def push(self, user: str, view: Json, *, above: str | None = None) -> OpenView:
        """Put a view on top of the person's stack."""
        screen = self._workspace.screen(user)
        if above is not None and screen.find(above) is None:
            raise Refused("not_found")
        if not screen.views:
            raise Refused("not_found")
        if len(screen.views) >= limits.VIEWS_IN_A_STACK:
            raise Refused("push_limit_reached")
        self._check_external_id(view)
        pushed = self._fresh(user, view, below=screen.views[-1])
        screen.views.append(pushed)
        self._tell(user)
        return pushed

    def update(self, opened: OpenView, view: Json, *, known_hash: str | None = None) -> OpenView:
        """Give an open view another content."""
        if known_hash is not None and known_hash != opened.hash:
            raise Refused("hash_conflict")
        self._check_external_id(view, but=opened)
        opened.replace(view, self._workspace.new_hash())
        self._tell(opened.user)
        return opened

    def publish(self, user: str, view: Json, *, known_hash: str | None = None) -> OpenView:
        """Show a person's Home view."""
        home = self._workspace.homes.get(user)
        if known_hash is not None and (home is None or known_hash != home.hash):
            raise Refused("hash_conflict")
        if home is None:
            home = self._fresh(user, view)
            self._workspace.homes[user] = home
        else:
            home.replace(view, self._workspace.new_hash())
        self._workspace.touched()
        self._workspace.changes.tell("home", [user])
        return home

    def close(self, opened: OpenView) -> None:
        """Take one view, and what lies above it, off its stack."""
        screen = self._workspace.screen(opened.user)
        if opened in screen.views:
            screen.views = screen.views[: screen.views.index(opened)]
            self._tell(opened.user)

    def clear(self, user: str) -> None:
        """Take the whole stack away."""
        self._workspace.screen(user).views = []
        self._tell(user)

    def _fresh(self, user: str, view: Json, below: OpenView | None = None) -> OpenView:
        return OpenView.opened(
            view_id=self._workspace.new_id("V"),
            user=user,
            view=view,
            view_hash=self._workspace.new_hash(),
            below=below,
        )

    def _check_external_id(self, view: Json, but: OpenView | None = None) -> None:
        wanted = view.get("external_id")
        found = self._workspace.find_view(external_id=wanted) if wanted else None
        if found is not None and found is not but:
            raise Refused("duplicate_external_id")

    def _tell(self, user: str) -> None:
        self._workspace.changes.tell("views", [user])
