"""Words for JSON, used by every room of the sandbox."""

from typing import Any

Json = dict[str, Any]
Blocks = list[Json]
Values = dict[str, dict[str, Json]]
"""What stands in the stateful elements of a view: block_id, action_id, state."""
