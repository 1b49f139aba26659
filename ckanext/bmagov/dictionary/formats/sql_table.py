"""A table of SQL while its statements are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class SqlTable:
    """Plain data of a table, with the line of each column. Names are looked up as databases compare them."""

    name: str
    line: int
    texts: dict[str, str] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    _exact: dict[str, dict[str, Any]] = field(default_factory=dict)
    _folded: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, column: dict[str, Any], line: int) -> None:
        """Add a column behind the others."""
        self.columns.append(column)
        self.lines.append(line)
        self._note(column)

    def _note(self, column: dict[str, Any]) -> None:
        self._exact.setdefault(column["name"], column)
        self._folded.setdefault(column["name"].casefold(), column)

    def column(self, name: str) -> dict[str, Any] | None:
        """Return the column of this name."""
        return self._exact.get(name) or self._folded.get(name.casefold())

    def drop(self, column: dict[str, Any]) -> None:
        """Take a column away."""
        place = next(number for number, known in enumerate(self.columns) if known is column)
        del self.columns[place], self.lines[place]
        self._anew()

    def rename(self, column: dict[str, Any], name: str) -> None:
        """Give a column another name."""
        column["name"] = name
        self._anew()

    def _anew(self) -> None:
        self._exact.clear()
        self._folded.clear()
        for column in self.columns:
            self._note(column)

    def key(self) -> str:
        """Return the name of the column that alone is the primary key, or nothing."""
        keys = [column["name"] for column in self.columns if column.get("primary_key")]
        return keys[0] if len(keys) == 1 else ""
