"""The rules of one column, put into one function: a cell's text goes in, what is wrong with it comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.domain.problem import Problem, ProblemError
from ckanext.bmagov.domain.text import normalize_line

from .checks import DATED, UNCHECKED, form_of
from .pattern import compile_pattern
from .types import TYPES
from .values import era_in

if TYPE_CHECKING:
    from .spec import Column

ERRORS: Final = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))
"""What a broken formula leaves in a cell."""

BLANKS: Final = " \t\r\n\f\v\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u3000\ufeff"
"""What may stand around a value without being seen."""


def _lines(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?>{pattern})\n)*+(?>{pattern})")


BULK: Final[dict[str, tuple[re.Pattern[str], Callable[[str], Any]]]] = {
    "integer": (_lines(r"-?[0-9]{1,18}+"), int),
    "number": (_lines(r"-?[0-9]{1,15}+(?:\.[0-9]{1,15}+)?+"), Decimal),
}
"""The common writings of a type, each on a line, and what reads one: many cells are read at once by them."""

Fault = tuple[str, Problem]
"""The rule that a cell breaks, and how."""

MISSING: Final = object()
"""The value of a cell that has none."""

Rule = Callable[[str, Any], Problem | None]
"""Takes the text and its value."""


@dataclass
class CellCheck:
    """The rules of one column, ready to run. `eras` keeps the first date met in each era.

    `check` returns the value of a cell (`MISSING` when it has none) and the rules it breaks. Rules:
    `required`, `type`, `size`, `allowed`, `pattern`, `minimum`, `maximum`, `reference`.
    """

    column: Column
    native: bool = False
    allowed: frozenset[str] | None = None
    targets: Container[str] | None = None
    eras: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Build the rules once."""
        column = self.column
        written = {text.replace("\u0e33", "\u0e4d\u0e32") for text in column.missing}
        self._missing = frozenset(("", *column.missing, *written))
        self._required = column.required or column.primary_key
        self._type = TYPES.get(column.type, TYPES["text"])
        self._form = form_of(column, native=self.native)
        self._seeks_eras = column.type in DATED and not column.era
        self._rules = tuple(self._build())
        self._bulk = BULK.get(self._type.name)

    def check(self, cell: str) -> tuple[Any, tuple[Fault, ...]]:
        """Run every rule on one cell."""
        text = cell.strip(BLANKS)
        if text in self._missing:
            return MISSING, ((("required", Problem("VALUE-REQUIRED")),) if self._required else ())
        try:
            value = self._type.parse(text, self._form)
        except ProblemError as error:
            code = "CELL-ERROR" if text in ERRORS else error.code
            return None, (("type", Problem(code, error.params)),)
        if self._seeks_eras and len(self.eras) < 2:
            self.eras.setdefault(era_in(text), text)
        faults = ((name, rule(text, value)) for name, rule in self._rules)
        return value, tuple((name, problem) for name, problem in faults if problem is not None)

    def check_all(self, cells: Set[str]) -> dict[str, Any] | None:
        """Check many at once: their values, or none when one of them needs a closer look by `check`."""
        texts = cells - self._missing
        if self._required and len(texts) < len(cells):
            return None
        if self._bulk:
            pattern, convert = self._bulk
            joined = "\n".join(texts)
            if texts and (joined.count("\n") >= len(texts) or not pattern.fullmatch(joined)):
                return None
            values = dict(zip(texts, map(convert, texts), strict=True))
        elif self._type.name in UNCHECKED:
            if not all(text == text.strip(BLANKS) for text in texts):
                return None
            if self._type.name == "code" and any("\n" in text for text in texts):
                return None
            values = dict(zip(texts, texts, strict=True))
        else:
            return None
        return values if not values or self._keep_rules(values) else None

    def _keep_rules(self, values: Mapping[str, Any]) -> bool:
        """Whether all values keep all rules; the ends of a range are compared with the extremes only."""
        for name, rule in self._rules:
            if name == "minimum":
                sound = rule("", min(values.values())) is None
            elif name == "maximum":
                sound = rule("", max(values.values())) is None
            else:
                sound = all(rule(text, value) is None for text, value in values.items())
            if not sound:
                return False
        return True

    def _build(self) -> list[tuple[str, Rule]]:
        column = self.column
        rules: list[tuple[str, Rule]] = []
        if self._type.sized and (column.size is not None or column.decimals is not None):
            rules.append(("size", _size(column.size, column.decimals, numeric=self._type.ordered)))
        values = frozenset(item.value for item in column.allowed) or self.allowed
        if values:
            rules.append(("allowed", _allowed(values, self._values_of(values))))
        if column.pattern:
            rules.append(("pattern", _pattern(column.pattern)))
        for name in ("minimum", "maximum"):
            end = self._end(getattr(column, name))
            if end is not None:
                rules.append((name, _end(name, getattr(column, name), end)))
        if self.targets is not None:
            rules.append(("reference", _reference(self.targets)))
        return rules

    def _end(self, written: str) -> Any:
        if not written or not self._type.ordered:
            return None
        try:
            return self._type.parse(written, self._form)
        except ProblemError:
            return None

    def _values_of(self, allowed: frozenset[str]) -> frozenset[Any]:
        """What the allowed texts mean, where one value has several writings (1 and 1.0, พ.ศ. and ค.ศ.)."""
        if not (self._type.ordered or self._type.name == "boolean"):
            return frozenset()
        values: set[Any] = set()
        for text in allowed:
            try:
                values.add(self._type.parse(text, self._form))
            except ProblemError:
                continue
        return frozenset(values)


def _size(size: int | None, decimals: int | None, *, numeric: bool) -> Rule:
    def text_size(text: str, _: Any) -> Problem | None:
        if size is not None and len(text) > size:
            return Problem("VALUE-LENGTH", {"length": len(text), "limit": size})
        return None

    def number_size(_text: str, value: Any) -> Problem | None:
        _sign, digits, exponent = Decimal(value).as_tuple()
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        total = max(len(digits) + (max(0, exponent) if isinstance(exponent, int) else 0), places)
        if decimals is not None and places > decimals:
            return Problem("VALUE-DECIMALS", {"decimals": places, "limit": decimals})
        if size is not None and total > size:
            return Problem("VALUE-DIGITS", {"digits": total, "limit": size})
        return None

    return number_size if numeric else text_size


def _allowed(allowed: frozenset[str], values: frozenset[Any]) -> Rule:
    without_zeros = {text.lstrip("0"): text for text in allowed if text[:1] == "0" and text.isdigit()}
    few = tuple(sorted(allowed))[:10]

    def rule(text: str, value: Any) -> Problem | None:
        if text in allowed or value in values or normalize_line(text) in allowed:
            return None
        meant = without_zeros.get(text)
        if meant:
            return Problem("CODE-LEADING-ZERO", {"meant": meant})
        return Problem("VALUE-NOT-ALLOWED", {"allowed": few, "count": len(allowed)})

    return rule


def _pattern(pattern: str) -> Rule:
    try:
        compiled = compile_pattern(pattern)
    except ProblemError:
        return lambda _text, _value: None
    problem = Problem("VALUE-PATTERN", {"pattern": pattern})
    return lambda text, _: None if compiled.matches(text) else problem


def _end(name: str, written: str, end: Any) -> Rule:
    if name == "minimum":
        low = Problem("VALUE-MINIMUM", {"limit": written})
        return lambda _, value: low if value < end else None
    high = Problem("VALUE-MAXIMUM", {"limit": written})
    return lambda _, value: high if value > end else None


def _reference(targets: Container[str]) -> Rule:
    unknown = Problem("VALUE-REFERENCE")
    return lambda text, _: None if text in targets else unknown


def checks_for(
    columns: Mapping[int, Column],
    *,
    native: bool = False,
    codelists: Mapping[str, frozenset[str]] | None = None,
    targets: Mapping[str, Container[str]] | None = None,
) -> dict[int, CellCheck]:
    """The checks of the columns of a file, by position. `targets` are the values a column may refer to, by
    name.
    """
    return {
        position: CellCheck(
            column,
            native=native,
            allowed=(codelists or {}).get(column.codelist),
            targets=(targets or {}).get(column.name),
        )
        for position, column in columns.items()
    }
