"""Reads plain data into values, and collects every problem on the way instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from ckanext.bmagov.base.domain.calendar import STRICT, DateError, parse_date
from ckanext.bmagov.base.domain.likeness import nearest
from ckanext.bmagov.kpi.rules.domain import ruleset as rs

MAX_TEXT = 20_000
NO_DAY = date(1900, 1, 1)
"""Stands in for a day that could not be read."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class RuleProblem:
    """What is wrong, and where."""

    code: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)


class RuleSetError(ValueError):
    """A rule set that is not taken; ``problems`` holds all that was found, in the order of the file."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.code} {p.path} {dict(p.params)}" for p in problems))
        self.problems = problems


class Reader:
    """Collects problems while reading; gives a stand-in for what could not be read."""

    def __init__(self) -> None:
        self.problems: list[RuleProblem] = []

    def tell(self, code: str, path: str, **params: Any) -> None:
        """Note a problem."""
        self.problems.append(RuleProblem(code, path, params))

    def mapping(self, raw: Any, path: str, kind: type, extra: Collection[str] = ()) -> Mapping[str, Any]:
        """Return the raw values of a class's fields; what is unknown or missing is told."""
        if not isinstance(raw, Mapping):
            self.tell("RULE-TYPE", path, expected="mapping")
            return {}
        known = [*rs.known_fields(kind), *extra]
        for key in raw:
            if key not in known:
                near = "".join(nearest(str(key), known))
                self.tell("RULE-UNKNOWN", _join(path, str(key)), nearest=near)
        for item in fields(kind):
            if item.default is MISSING and item.default_factory is MISSING and item.name not in raw:
                code = "DEADLINE-MISSING" if item.name == "deadline" else "RULE-MISSING"
                self.tell(code, _join(path, item.name))
        return {str(key): value for key, value in raw.items() if key in known}

    def text(self, raw: Any, path: str, *, empty: bool = False) -> str:
        """Read words, without blanks around them."""
        if not isinstance(raw, str):
            self.tell("RULE-TYPE", path, expected="text")
            return ""
        if not raw.strip() and not empty:
            self.tell("RULE-EMPTY", path)
        if len(raw) > MAX_TEXT:
            self.tell("LIMIT", path, limit=MAX_TEXT)
        return raw.strip()

    def both(self, raw: Any, path: str, *, empty: bool = False) -> rs.Text:
        """Read words in both languages."""
        got = self.mapping(raw, path, rs.Text)
        return rs.Text(
            *(
                self.text(got[key], _join(path, key), empty=empty) if key in got else ""
                for key in ("th", "en")
            )
        )

    def number(
        self, raw: Any, path: str, low: str = "0", high: str = "1", code: str = "SHARE-RANGE"
    ) -> Decimal:
        """Read an exact number; `nan`, infinities, booleans and floats are not numbers here."""
        try:
            if isinstance(raw, bool | float):
                raise InvalidOperation
            value = Decimal(raw)
        except (InvalidOperation, TypeError, ValueError):
            self.tell(code, path, low=low, high=high, found=str(raw))
            return Decimal(0)
        if not value.is_finite() or not Decimal(low) <= value <= Decimal(high):
            self.tell(code, path, low=low, high=high, found=str(raw))
            return Decimal(0)
        return value

    def whole(self, raw: Any, path: str, low: int, high: int) -> int:
        """Read a whole number between two others, both taken."""
        if type(raw) is not int or not low <= raw <= high:
            self.tell("NUMBER-RANGE", path, low=low, high=high, found=str(raw))
            return low
        return raw

    def flag(self, raw: Any, path: str) -> bool:
        """Read `true` or `false`."""
        if not isinstance(raw, bool):
            self.tell("VALUE-UNKNOWN", path, found=str(raw), nearest="true")
            return False
        return raw

    def day(self, raw: Any, path: str) -> date:
        """Read a day as people type it: `2021-01-31`, `31/1/2564`; what can be read two ways is refused."""
        try:
            if isinstance(raw, str):
                return parse_date(raw, STRICT).day
            self.tell("DATE-FORMAT", path, typed=str(raw))
        except DateError as error:
            self.tell(error.code, path, **error.params, candidates=error.candidates)
        return NO_DAY

    def member(self, raw: Any, path: str, kind: type[E]) -> E:
        """Read a member of an enumeration."""
        name = self.choice(raw, path, [member.value for member in kind])
        return kind(name)

    def choice(self, raw: Any, path: str, known: Collection[str], code: str = "VALUE-UNKNOWN") -> str:
        """Read one of the known names; for another the nearest is told."""
        if raw in known:
            return raw
        self.tell(code, path, found=str(raw), nearest="".join(nearest(str(raw), known)))
        return next(iter(known), "")

    def list(self, raw: Any, path: str, *, empty: bool = False) -> list[Any]:
        """Read a list."""
        if not isinstance(raw, list | tuple):
            self.tell("RULE-TYPE", path, expected="list")
            return []
        if not raw and not empty:
            self.tell("RULE-EMPTY", path)
        return list(raw)

    def texts(self, raw: Any, path: str) -> tuple[str, ...]:
        """Read a list of words."""
        return tuple(self.text(item, f"{path}[{n}]") for n, item in enumerate(self.list(raw, path), 1))

    def choices(self, raw: Any, path: str, known: Collection[str]) -> tuple[str, ...]:
        """Read a list of known names, each at most once."""
        names = [self.choice(item, f"{path}[{n}]", known) for n, item in enumerate(self.list(raw, path), 1)]
        if len(set(names)) < len(names):
            self.tell("DUPLICATE", path, found=next(name for name in names if names.count(name) > 1))
        return tuple(names)

    def each(
        self, raw: Any, path: str, read: Callable[[Any, str], T], *, empty: bool = False
    ) -> tuple[T, ...]:
        """Read a list of things with ids; ids are unique."""
        items = self.list(raw, path, empty=empty)
        seen: set[str] = set()
        out: list[T] = []
        for place, item in enumerate(items, 1):
            name = item.get("id") if isinstance(item, Mapping) else None
            if name is not None and not isinstance(name, str):
                self.tell("YAML-QUOTE-VALUE", f"{path}[{place}].id", found=str(name))
            where = f"{path}[{name if isinstance(name, str) else place}]"
            if isinstance(name, str) and name in seen:
                self.tell("DUPLICATE", where, found=name)
            seen.add(str(name))
            out.append(read(item, where))
        return tuple(out)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
