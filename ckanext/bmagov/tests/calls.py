"""How many Python calls of ours something takes: a figure that no other load on the machine moves."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ckanext.bmagov

if TYPE_CHECKING:
    from collections.abc import Callable

_OURS = str(Path(ckanext.bmagov.__file__).parent)
_TESTS = str(Path(__file__).parent)


def calls_of_ours(work: Callable[[], Any]) -> Counter[str]:
    """Return how often each function of the extension was called."""
    found: Counter[str] = Counter()

    def count(frame: Any, event: str, _argument: Any) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(_OURS) and not path.startswith(_TESTS):
            found[f"{path.removeprefix(_OURS)[1:]}:{frame.f_code.co_qualname}"] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found
