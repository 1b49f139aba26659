"""The JSON Schema of rule files, for editors: written from what the reader of rule files asks for.

The parser runs once on nothing. Where it would read a text, a number or a list, it is noted instead what
would be taken there; so there is no second list of fields, ranges and names to keep.
"""

# ruff: noqa: ARG002 - it takes what the reader takes, and reads nothing of it

from __future__ import annotations

from dataclasses import MISSING, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from ckanext.bmagov.kpi.rules.domain import ruleset as rs
from ckanext.bmagov.kpi.rules.domain.parsing import read_fields
from ckanext.bmagov.kpi.rules.domain.reader import NO_DAY, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from enum import StrEnum

    from ckanext.bmagov.kpi.score.domain.criteria import Check

T = TypeVar("T")
E = TypeVar("E", bound="StrEnum")
Schema = dict[str, Any]

HEAD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Rule set of a KPI",
    "description": "For editors. What lies between the parts (weights that add up, days inside the fiscal "
    "year, names that exist) is checked on loading. Written by `make rules-schema`.",
}
DAY = {"type": "string", "description": "2021-01-31 (Gregorian) or 31/1/2564 (Buddhist era)"}


class _FileText(str):
    """Stands for a text of the file; what has to be one of such texts cannot be listed beforehand."""

    __slots__ = ()


class SchemaReader(Reader):
    """Notes what would be read, by the path at which it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.schemas: dict[str, Schema] = {}
        self.definitions: dict[str, Schema] = {}

    def tell(self, code: str, path: str, **params: Any) -> None:
        """Note no problem: nothing is read."""

    def mapping(self, raw: Any, path: str, kind: type, extra: Collection[str] = ()) -> Mapping[str, Any]:
        """Note an object of a class, and return stand-ins for all of its fields."""
        self.schemas[path] = {"$ref": f"#/$defs/{kind.__name__}"}
        self.definitions.setdefault(kind.__name__, {"kind": kind, "path": path})
        return dict.fromkeys([*rs.known_fields(kind), *extra], _FileText("?"))

    def text(self, raw: Any, path: str, *, empty: bool = False) -> str:
        """Note words."""
        self.schemas[path] = {"type": "string"} if empty else {"type": "string", "minLength": 1}
        return _FileText("?")

    def both(self, raw: Any, path: str, *, empty: bool = False) -> rs.Text:
        """Note words in both languages."""
        return super().both(raw, path, empty=True)

    def number(
        self,
        raw: Any,
        path: str,
        low: str = "0",
        high: str = "1",
        code: str = "SHARE-RANGE",
    ) -> Decimal:
        """Note an exact number."""
        least, most = (int(value) if value.isdecimal() else float(value) for value in (low, high))
        self.schemas[path] = {"type": "number", "minimum": least, "maximum": most}
        return Decimal(low)

    def whole(self, raw: Any, path: str, low: int, high: int) -> int:
        """Note a whole number."""
        self.schemas[path] = {"type": "integer", "minimum": low, "maximum": high}
        return low

    def flag(self, raw: Any, path: str) -> bool:
        """Note `true` or `false`."""
        self.schemas[path] = {"type": "boolean"}
        return False

    def day(self, raw: Any, path: str) -> date:
        """Note a day."""
        self.schemas[path] = DAY
        return NO_DAY

    def choice(self, raw: Any, path: str, known: Collection[str], code: str = "VALUE-UNKNOWN") -> str:
        """Note the names that are taken."""
        names = [name for name in known if name]
        listed = not any(isinstance(name, _FileText) for name in names)
        self.schemas[path] = {"enum": names} if listed else {"type": "string", "minLength": 1}
        return names[0]

    def texts(self, raw: Any, path: str) -> tuple[str, ...]:
        """Note a list of words."""
        item = self.text(raw, f"{path}[]")
        self._note_list(path, empty=False)
        return (item,)

    def choices(self, raw: Any, path: str, known: Collection[str]) -> tuple[str, ...]:
        """Note a list of known names, each at most once."""
        self.choice(raw, f"{path}[]", known)
        self._note_list(path, empty=False)
        self.schemas[path]["uniqueItems"] = True
        return tuple(known)

    def each(
        self, raw: Any, path: str, read: Callable[[Any, str], T], *, empty: bool = False
    ) -> tuple[T, ...]:
        """Note a list of things by what one of them is."""
        item = read(raw, f"{path}[]")
        self._note_list(path, empty=empty)
        return (item,)

    def _note_list(self, path: str, *, empty: bool) -> None:
        self.schemas[path] = {"type": "array", "items": self.schemas[f"{path}[]"]}
        if not empty:
            self.schemas[path]["minItems"] = 1


def json_schema(checks: Mapping[str, Check]) -> Schema:
    """Return the JSON Schema of a rule file in which these checks can be named."""
    reader = SchemaReader()
    read_fields(reader, reader.mapping(None, "", rs.RuleSet, extra=("format",)), dict(sorted(checks.items())))
    reader.schemas["format"] = {"const": rs.FORMAT}
    definitions = {
        name: _object(reader.schemas, definition["path"], definition["kind"])
        for name, definition in reader.definitions.items()
    }
    whole = definitions.pop(rs.RuleSet.__name__)
    whole["required"].insert(0, "format")
    whole["properties"] = {"format": reader.schemas["format"], **whole["properties"]}
    return {**HEAD, **whole, "$defs": definitions}


def _object(schemas: Mapping[str, Schema], path: str, kind: type) -> Schema:
    start = f"{path}." if path else ""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [
            item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING
        ],
        "properties": {name: schemas[f"{start}{name}"] for name in rs.known_fields(kind)},
    }
