"""Reading what practice leads edit: forms, policies and prompts, refused with file and key when wrong."""

from models.content.errors import ContentError
from models.content.freeze import check_releases
from models.content.library import FormKey, Library, load_library

__all__ = ["ContentError", "FormKey", "Library", "check_releases", "load_library"]
