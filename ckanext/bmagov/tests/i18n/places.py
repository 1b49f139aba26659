"""In what kinds of places a message of ours is used: read out of the lines it stands in."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import bmagov_messages as messages

if TYPE_CHECKING:
    from pathlib import Path

# The last of these before a message says what it is; names of fields, columns and sections are one kind.
MARKS = (
    ("action", r"<button|<summary|<a |class=\"btn|nav_link\(|nav_item\("),
    ("spoken", r"aria-label=|visually-hidden|title=\"|alt=\"|placeholder="),
    (
        "name",
        r"<th|<dt|<label|<legend|<h[1-6]|<caption|<option|data-label=|field\.\w+\(|f\.\w+\(|block \w*title",
    ),
    ("text", r"<p|<li|<small|<strong|<span|<td|<dd"),
)
MARK = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in MARKS))


def kinds() -> dict[str, set[str]]:
    """Return the kinds of places of each message of at most two words."""
    found: dict[str, set[str]] = {}
    for message in messages.own_messages():
        msgid = messages.key(message.id) if message.id else ""
        if msgid and len(msgid.split()) <= 2:
            places = {messages.ROOT / place for place, _ in message.locations}
            found[msgid] = {kind for path in places for kind in _in_file(path, msgid)}
    return found


def _in_file(path: Path, msgid: str) -> set[str]:
    if path.suffix != ".html":
        return {"code"}
    text = path.read_text(encoding="utf-8")
    calls = re.finditer(rf"_\(\s*(['\"]){re.escape(msgid)}\1", text)
    return {kind_after(text[: call.start()]) for call in calls} or {"text"}


def kind_after(before: str) -> str:
    """Return the kind of place that begins after this part of a template."""
    marks = list(MARK.finditer(before[-300:]))
    return str(marks[-1].lastgroup) if marks else "text"


def quoted(text: str) -> str:
    """Return a message as it stands in a list: one line."""
    return ast.unparse(ast.Constant(text))
