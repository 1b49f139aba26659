"""The rules of one column, put into one function: a cell's text goes in, what is wrong with it comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.problem import Problem, ProblemError
from ckanext.bmagov.base.domain.table import spoiled
from ckanext.bmagov.base.domain.text import normalize_line
from ckanext.bmagov.dictionary.domain import lost
from ckanext.bmagov.dictionary.domain.checks import DATED, UNCHECKED, form_of
from ckanext.bmagov.dictionary.domain.pattern import compile_pattern
from ckanext.bmagov.dictionary.domain.types import TYPES
from ckanext.bmagov.dictionary.domain.values import era_in

if TYPE_CHECKING:
    from ckanext.bmagov.dictionary.domain.spec import Column

BLANKS: Final = " \t\r\n\f\v\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u3000\ufeff"
"""What may stand around a value without being seen."""


def _lines(pattern: str) -> re.Pattern[str]:
    """Finds the lines that are not of the pattern.

    No atomic groups here: Python 3.11 before 3.11.5 matches them wrongly where what is inside can give way.
    """
    return re.compile(rf"^(?!(?:{pattern})$).+", re.MULTILINE)


BULK: Final[dict[str, tuple[re.Pattern[str], Callable[[str], Any]]]] = {
    "integer": (_lines(r"-?[0-9]{1,18}"), int),
    "number": (_lines(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"), Decimal),
}
"""The common writings of a type, each on a line, and what reads one: many cells are looked at at once."""

HUGE: Final = 1e15
"""Numbers from here on are looked at one by one: their text may be too long for a number."""

Fault = tuple[str, Problem]
"""The rule that a cell breaks, and how."""

MISSING: Final = object()
"""The value of a cell that has none."""

Screen = Callable[[Set[str]], Iterable[str]]
"""Takes texts in a common writing of their type and gives those that may break a rule; the others keep it."""


@dataclass(frozen=True)
class Rule:
    """`fault` takes the text of a cell and its value; `screen` is a quick look at many."""

    name: str
    fault: Callable[[str, Any], Problem | None]
    screen: Screen


@dataclass
class CellCheck:
    """The rules of one column, ready to run. `eras` keeps the first date met in each era; `signs` the first
    value of each kind that is only told together with others (`as-date`, `range`, `iso-be`).

    `check` returns the value of a cell (`MISSING` when it has none) and the rules it breaks. Rules:
    `required`, `type`, `size`, `allowed`, `pattern`, `minimum`, `maximum`, `reference`, and `lost`: what a
    spreadsheet has spoiled.
    """

    column: Column
    native: bool = False
    allowed: frozenset[str] | None = None
    targets: Container[str] | None = None
    eras: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Build the rules once."""
        column = self.column
        written = {text.replace("\u0e33", "\u0e4d\u0e32") for text in column.missing}
        self._missing = frozenset(("", *column.missing, *written))
        self._required = column.required or column.primary_key
        self._type = TYPES.get(column.type, TYPES["text"])
        self._form = form_of(column, native=self.native)
        self._seeks_eras = column.type in DATED and not column.era
        self._odd, self.read = _common(self._type.name)
        self._rules = tuple(self._build())
        self._kind = lost.kind_of(column)
        self._is_text = self._type.name in UNCHECKED
        self.takes_numbers = self._looks_past_writing()

    @property
    def is_free(self) -> bool:
        """Tell whether every text is right here that was not spoiled, so that a :meth:`glance` is enough."""
        is_text = self._type.name in ("text", "binary")
        return is_text and self._kind != "phone" and not (self._rules or self._required)

    def glance(self, cells: Iterable[str]) -> bool:
        """Look at texts of a free column together; tell whether one of them may be spoiled."""
        joined = "\n".join(cells)
        self._note_ranges(joined)
        return "#" in joined or (bool(self._kind) and ("E+" in joined or "e+" in joined))

    def check(self, cell: str) -> tuple[Any, tuple[Fault, ...]]:
        """Run every rule on one cell."""
        text = cell.strip(BLANKS)
        if text in self._missing:
            return MISSING, ((("required", Problem("VALUE-REQUIRED")),) if self._required else ())
        problem = self._lost(text)
        if problem:
            return None, (("lost", problem),)
        try:
            value = self._type.parse(text, self._form)
        except ProblemError as error:
            return None, (("type", error.problem),)
        if self._seeks_signs:
            self._note_sign(text)
        if self._seeks_eras and len(self.eras) < 2:
            self.eras.setdefault(era_in(text), text)
        faults = ((rule.name, rule.fault(text, value)) for rule in self._rules)
        return value, tuple((name, problem) for name, problem in faults if problem is not None)

    def suspects(self, cells: Set[str]) -> set[str]:
        """Those of many cells that `check` must look at; all others are sound, and `values` reads them."""
        texts = cells - self._missing
        result = set(cells - texts) if self._required else set()
        odd = set(self._odd(texts))
        if self._is_text or self._kind == "phone":
            odd.update(lost.suspects(texts, self._kind))
        if self._is_text:
            self._note_ranges("\n".join(texts))
        result |= odd
        plain = texts - odd
        for rule in self._rules if plain else ():
            result.update(rule.screen(plain))
        return result

    def suspect_numbers(self, numbers: Set[float]) -> set[float]:
        """As :meth:`suspects`, of cells that are numbers; for a check that `takes_numbers`."""
        low, high = self._span
        if self._type.name == "integer":
            return {number for number in numbers if not (low < number < high and number.is_integer())}
        return {number for number in numbers if not low < number < high}

    def values(self, cells: Set[Any]) -> dict[Any, Any]:
        """Return what cells mean that are no suspects; without those that have no value."""
        return {text: self.read(text) for text in cells - self._missing}

    def _lost(self, text: str) -> Problem | None:
        """What a spreadsheet has done to a value."""
        if text in spoiled.ERRORS:
            return Problem("FORMULA-ERROR")
        if self._kind and spoiled.is_shortened(text):
            return Problem("NUMBER-SHORTENED")
        if self._kind == "phone" and (meant := spoiled.with_zero(text)):
            return Problem("PHONE-LEADING-ZERO", {"meant": meant})
        if self.native and self._type.name in DATED and spoiled.is_iso_buddhist(text):
            return Problem("DATE-CELL-BE", {"year": int(text[:4])})
        return None

    @property
    def _seeks_signs(self) -> bool:
        return self._type.name in DATED and not self.native and "iso-be" not in self.signs

    def _note_sign(self, text: str) -> None:
        if spoiled.is_iso_buddhist(text):
            self.signs["iso-be"] = text

    def _note_ranges(self, joined: str) -> None:
        """Note the first range, and the first that may have become a date, among texts on their own lines."""
        if len(self.signs) == 2 or not ("-" in joined or "–" in joined):
            return
        for sign, find in (("as-date", spoiled.find_as_date), ("range", spoiled.find_range)):
            if sign not in self.signs and (text := find(joined)):
                self.signs[sign] = text

    def _looks_past_writing(self) -> bool:
        """Tell whether it does not matter how a number is written. It does for decimals that are keys."""
        if self._kind == "phone":
            return False
        is_key = self.column.unique or self.column.primary_key
        if self._type.name not in BULK or (self._type.name == "number" and is_key):
            return False
        if any(character.isdigit() for text in self._missing for character in text):
            return False
        return {rule.name for rule in self._rules} <= {"minimum", "maximum"}

    def _build(self) -> list[Rule]:
        column = self.column
        rules: list[Rule] = []
        if self._type.sized and (column.size is not None or column.decimals is not None):
            rules.append(_size(column.size, column.decimals, self.read if self._type.ordered else None))
        values = frozenset(item.value for item in column.allowed) or self.allowed
        if values:
            rules.append(_allowed(values, self._values_of(values)))
        if column.pattern:
            rules += _pattern(column.pattern)
        low, high = self._end(column.minimum), self._end(column.maximum)
        self._span = _span(low, high)
        rules += _range(column, low, high, self._span)
        if self.targets is not None:
            rules.append(_reference(self.targets))
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


def _common(name: str) -> tuple[Screen, Callable[[str], Any]]:
    """Return what is not in a common writing of a type, and how to read what is."""
    if name in BULK:
        lines, read = BULK[name]
        return (lambda texts: _unlike(lines, texts)), read
    if name == "code":
        return (lambda texts: [text for text in texts if text != text.strip(BLANKS) or "\n" in text]), str
    if name in UNCHECKED:
        return (lambda texts: [text for text in texts if text != text.strip(BLANKS)]), str
    return (lambda texts: texts), str


def _unlike(lines: re.Pattern[str], texts: Set[str]) -> Iterable[str]:
    joined = "\n".join((*texts, ""))
    if joined.count("\n") > len(texts):
        return texts
    return lines.findall(joined)


def _size(size: int | None, decimals: int | None, read: Callable[[str], Any] | None) -> Rule:
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

    if read:
        return Rule("size", number_size, lambda texts: [t for t in texts if number_size(t, read(t))])
    return Rule("size", text_size, lambda texts: [t for t in texts if size is not None and len(t) > size])


def _allowed(allowed: frozenset[str], values: frozenset[Any]) -> Rule:
    without_zeros = {text.lstrip("0"): text for text in allowed if text[:1] == "0" and text.isdigit()}
    few = tuple(sorted(allowed))[:10]

    def fault(text: str, value: Any) -> Problem | None:
        if text in allowed or value in values or normalize_line(text) in allowed:
            return None
        meant = without_zeros.get(text)
        if meant:
            return Problem("CODE-LEADING-ZERO", {"meant": meant})
        return Problem("VALUE-NOT-ALLOWED", {"allowed": few, "count": len(allowed)})

    return Rule("allowed", fault, lambda texts: texts - allowed)


def _pattern(pattern: str) -> list[Rule]:
    try:
        matches = compile_pattern(pattern).matches
    except ProblemError:
        return []
    problem = Problem("VALUE-PATTERN", {"pattern": pattern})
    return [
        Rule(
            "pattern",
            lambda text, _: None if matches(text) else problem,
            lambda texts: [text for text in texts if not matches(text)],
        )
    ]


def _span(low: Any, high: Any) -> tuple[float, float]:
    """Floats keep the order of what they stand for: what is between these ends is between the exact ones."""
    least = float(low) if isinstance(low, int | Decimal) else -HUGE
    most = float(high) if isinstance(high, int | Decimal) else HUGE
    return max(least, -HUGE), min(most, HUGE)


def _range(column: Column, low: Any, high: Any, span: tuple[float, float]) -> list[Rule]:
    """Screen both ends at once, for numbers."""
    least, most = span
    too_low = Problem("VALUE-MINIMUM", {"limit": column.minimum})
    too_high = Problem("VALUE-MAXIMUM", {"limit": column.maximum})

    def beyond(texts: Set[str]) -> Iterable[str]:
        return [text for text in texts if not least < float(text) < most]

    rules: list[Rule] = []
    if low is not None:
        rules.append(Rule("minimum", lambda _, value: too_low if value < low else None, beyond))
    if high is not None:
        screen = _nothing if rules else beyond
        rules.append(Rule("maximum", lambda _, value: too_high if value > high else None, screen))
    return rules


def _nothing(_: Set[str]) -> Iterable[str]:
    return ()


def _reference(targets: Container[str]) -> Rule:
    unknown = Problem("VALUE-REFERENCE")
    return Rule(
        "reference",
        lambda text, _: None if text in targets else unknown,
        lambda texts: [text for text in texts if text not in targets],
    )


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
