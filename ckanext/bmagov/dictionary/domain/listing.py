"""Lists within one cell: `1 = ชาย | Male; 2 = หญิง | Female`.

What separates is escaped by a backslash where it is meant itself, so that any list comes back as it was.
Foreign lists are read with other separators too: line breaks, commas, colons, `คือ`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckanext.bmagov.dictionary.domain.spec import Allowed

_SPECIAL: Final = re.compile(r"([\\;=|,:\n])")
_ESCAPED: Final = re.compile(r"\\([\\;=|,:\n])")
_ITEMS: Final = re.compile(r"(?<!\\)((?:\\\\)*)[;\n]")
_COMMAS: Final = re.compile(r"(?<!\\)((?:\\\\)*),")
_MEANS: Final = re.compile(r"(?<!\\)((?:\\\\)*)=")
_COLON: Final = re.compile(r"(?<!\\)((?:\\\\)*):(?!//)")
_BAR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_SAYS: Final = re.compile(r"^(\S{1,20})\s+(?:คือ|หมายถึง)\s+(.+)$", re.DOTALL)
_DASH: Final = re.compile(r"^([0-9A-Za-z]{1,10})\s+[-–]\s+(.+)$", re.DOTALL)
_BRACKETS: Final = re.compile(r"^(.*[ก-๙].*?)\s*\(([A-Za-z][^()ก-๙]*)\)$")


def write_texts(texts: Iterable[str]) -> str:
    """Several texts in one cell."""
    return "; ".join(map(_escape, texts))


def read_texts(cell: str) -> list[str]:
    """Return the texts of a cell."""
    return [_unescape(item) for item in _split(cell)]


def write_allowed(allowed: Sequence[Allowed]) -> str:
    """Values with their labels in one cell."""
    return "; ".join(map(_write_item, allowed))


def read_allowed(cell: str) -> list[dict[str, Any]]:
    """Return the values of a cell with their labels, as `reading` takes them."""
    return [item for item in map(_read_item, _split(cell)) if item["value"]]


def _write_item(item: Allowed) -> str:
    labels = _escape(item.label_th)
    if item.label_en:
        labels = f"{labels} | {_escape(item.label_en)}"
    return f"{_escape(item.value)} = {labels}" if labels else _escape(item.value)


def _read_item(text: str) -> dict[str, Any]:
    for pattern in (_MEANS, _COLON):
        parts = _cut(pattern, text, 1)
        if len(parts) == 2 and parts[0].strip():
            return {"value": _unescape(parts[0]), **_labels(parts[1])}
    for pattern in (_SAYS, _DASH):
        match = pattern.match(text.strip())
        if match and "\\" not in text:
            return {"value": match[1], **_labels(match[2])}
    return {"value": _unescape(text)}


def _labels(text: str) -> dict[str, str]:
    parts = _cut(_BAR, text, 1)
    if len(parts) == 2:
        labels = {"label_th": _unescape(parts[0]), "label_en": _unescape(parts[1])}
        return {name: label for name, label in labels.items() if label}
    match = _BRACKETS.match(text.strip()) if "\\" not in text else None
    if match:
        return {"label_th": match[1], "label_en": match[2]}
    label = _unescape(text)
    return {"label_th": label} if label else {}


def _split(cell: str) -> list[str]:
    items = _cut(_ITEMS, cell)
    if len(items) == 1:
        items = _cut(_COMMAS, cell)
    return [item for item in items if item.strip()]


def _cut(pattern: re.Pattern[str], text: str, most: int = 0) -> list[str]:
    """Split where a separator stands that is not escaped; an even number of backslashes escapes nothing."""
    parts: list[str] = []
    start = 0
    for count, result in enumerate(pattern.finditer(text)):
        if most and count >= most:
            break
        parts.append(text[start : result.end() - 1])
        start = result.end()
    return [*parts, text[start:]]


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text.strip())
