"""Looking for garbage less often, since planning makes many thousand small values at once and none of them a cycle."""

import gc
from typing import Final

__all__ = ["look_for_garbage_less_often"]

_YOUNG: Final = 50_000
_OLDER: Final = 10


def look_for_garbage_less_often() -> None:
    """Leave what was loaded at the start out of every later look, and look after 50,000 new objects, not 700.

    A third of the time of a planning tick went into looking through everything again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLDER)
