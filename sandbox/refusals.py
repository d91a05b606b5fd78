"""How the sandbox says no: to the bot in Slack's words, to people in sentences."""

from sandbox.kinds import Json

__all__ = ["NotAllowed", "Refused"]


class Refused(Exception):
    """A refusal of the Web API, with Slack's own error name."""

    def __init__(self, error: str, messages: list[str] | None = None, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.more = more

    def answer(self) -> Json:
        """Give the body Slack would send."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in self.messages]}
            if self.error == "invalid_blocks":
                body["errors"] = self.messages
        return body


class NotAllowed(Exception):
    """Something a person cannot do in the workspace; the message is a sentence for them."""

    def __init__(self, sentence: str, *, status: int = 400, **more: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.more = more
