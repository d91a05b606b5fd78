"""Files in the workspace: announced, uploaded, shared, deleted."""

import base64
from dataclasses import dataclass, field
from typing import Any

from sandbox.kinds import Json

__all__ = ["StoredFile"]


@dataclass
class StoredFile:
    """One file; `stage` is `announced`, `uploaded`, `shared` or `deleted`, in that order only.

    `secret` is what its addresses end with: who has it may upload the file once, and later fetch it.
    """

    id: str
    user: str
    name: str
    length: int
    secret: str
    created: int
    stage: str = "announced"
    title: str = ""
    content: bytes = b""
    places: list[str] = field(default_factory=list)

    def as_slack(self, base: str) -> Json:
        """Give the file as messages show it; of a deleted one only that it was there."""
        if self.stage == "deleted":
            return {"id": self.id, "mode": "tombstone"}
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "user": self.user,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "url_private": f"{base}/files/{self.id}/{self.secret}",
        }

    def to_json(self) -> Json:
        """Everything, for storage."""
        return self.__dict__ | {"content": base64.b64encode(self.content).decode()}

    @classmethod
    def from_json(cls, stored: Json) -> "StoredFile":
        """Read back what `to_json` wrote."""
        given: dict[str, Any] = stored | {"content": base64.b64decode(stored["content"])}
        return cls(**given)
