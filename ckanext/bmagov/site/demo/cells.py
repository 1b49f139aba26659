"""Cells of a demo table. One function per kind of cell; a new kind is one more function.

A column is either the name of a fact (`เขต: district`; empty: the fact of the column's own name) or a kind
with its argument (`จำนวน: {int: [1, 9]}`), optionally with `missing: [0.05, "-"]`: how often a cell says
instead that there is nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.calendar import format_date, to_buddhist_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from ckanext.bmagov.site.demo.rows import Facts

    Maker = Callable[[Any, Facts, Random], Any]

KINDS: dict[str, Maker] = {}

FIRST_NAMES = ("สมชาย", "สมหญิง", "วิชัย", "มาลี", "ประเสริฐ", "สุดา", "อนันต์", "พรทิพย์", "ชัยวัฒน์", "รัตนา")
LAST_NAMES = ("ใจสมมติ", "รักสาธิต", "ทดสอบดี", "ตัวอย่างสุข", "แสงสมมติ", "ศรีสาธิต", "มั่นทดลอง")


def kind(name: str) -> Callable[[Maker], Maker]:
    """Register how cells of a kind are made."""

    def register(maker: Maker) -> Maker:
        KINDS[name] = maker
        return maker

    return register


@kind("int")
def _int(bounds: list[int], _facts: Facts, draw: Random) -> int:
    return draw.randint(*bounds)


@kind("decimal")
def _decimal(argument: list[float], _facts: Facts, draw: Random) -> float:
    low, high, digits = argument
    return round(draw.uniform(low, high), int(digits))


@kind("choice")
def _choice(values: list[Any], _facts: Facts, draw: Random) -> Any:
    return draw.choice(values)


@kind("people")
def _people(shares: list[float], facts: Facts, draw: Random) -> int:
    """So much of the population of the row's district."""
    return round(facts["population"] * draw.uniform(*shares))


@kind("sum")
def _sum(columns: list[str], facts: Facts, _draw: Random) -> Any:
    return sum(facts[column] for column in columns)


@kind("part")
def _part(argument: list[Any], facts: Facts, draw: Random) -> Any:
    """So much of another column; of whole things, a whole number."""
    column, low, high = argument
    whole = facts[column]
    return round(whole * draw.uniform(low, high), None if isinstance(whole, int) else 2)


@kind("text")
def _text(template: str, facts: Facts, _draw: Random) -> str:
    return template.format(**facts)


@kind("date")
def _date(argument: tuple[list[int], str], facts: Facts, draw: Random) -> str:
    """A day so many days ago (negative: to come), as agencies write days."""
    (low, high), style = argument
    day = facts["as_of"] - timedelta(days=draw.randint(low, high))
    if style == "iso":
        return day.isoformat()
    return format_date(day) if style == "thai" else f"{day:%d/%m}/{to_buddhist_year(day)}"


@kind("person")
def _person(_argument: Any, _facts: Facts, draw: Random) -> str:
    return f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)}"


@kind("citizen")
def _citizen(_argument: Any, _facts: Facts, draw: Random) -> str:
    """A number of 13 digits with a right check digit that no one has: none is issued that begins with 9."""
    digits = [9, *(draw.randint(0, 9) for _ in range(11))]
    weighted = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return "".join(map(str, [*digits, (11 - weighted % 11) % 10]))


def make(column: str, spec: str | Mapping[str, Any] | None, facts: Facts, draw: Random) -> Any:
    """Return the value of one cell."""
    if spec is None or isinstance(spec, str):
        return facts[spec or column]
    options = dict(spec)
    rate, instead = options.pop("missing", (0, None))
    style = options.pop("as", "thai")
    ((name, argument),) = options.items()
    if rate and draw.random() < rate:
        return instead
    return KINDS[name]((argument, style) if name == "date" else argument, facts, draw)
