"""Questions as Slack inputs and back, in one registry by question type."""

from handlers.blocks.fields.place import Block, Earlier, FieldPlace, Offered
from handlers.blocks.fields.registry import FIELDS, build_field, read_field

__all__ = ["FIELDS", "Block", "Earlier", "FieldPlace", "Offered", "build_field", "read_field"]
