"""The one error of content: a sentence for the person who edits the files."""

__all__ = ["ContentError"]


class ContentError(Exception):
    """A content file cannot be used; `sentence` names the file, the key and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
