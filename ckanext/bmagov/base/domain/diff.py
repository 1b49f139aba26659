"""The difference between two versions of a record, in letters that people read."""

from __future__ import annotations

import difflib
import json
import textwrap
from typing import Any

WIDTH = 70
"""Characters in a line of the table; Thai has no spaces to break at."""


def record_diff(old: Any, new: Any, kind: str) -> str:
    """The difference as `unified` or `context` text or as an `html` table.

    JSON as it is stored, Thai as Thai and not as escapes. Raises ValueError for any other kind.
    """
    before, after = _lines(old), _lines(new)
    if kind == "unified":
        return "\n".join(difflib.unified_diff(before, after))
    if kind == "context":
        return "\n".join(difflib.context_diff(before, after))
    if kind == "html":
        return difflib.HtmlDiff().make_table(_wrapped(before), _wrapped(after))
    raise ValueError(kind)


def _lines(record: Any) -> list[str]:
    return json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False).split("\n")


def _wrapped(lines: list[str]) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, drop_whitespace=False) or [""]]
