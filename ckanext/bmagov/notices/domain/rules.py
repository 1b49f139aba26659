"""What `rules/notices.yaml` says: the kinds of notices with their stages, and when auditors are told."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NEW: Final = "new"


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `before` are days of the calendar, `after` working days."""

    name: str
    at_once: bool = False
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class NoticeRules:
    """All of it."""

    kinds: Mapping[str, Kind]
    auditors_after: int
    """Working days after a last day, from which on auditors are told."""

    news_days: int


def parse_rules(plain: Mapping[str, Any]) -> NoticeRules:
    """Read the rules as they are in the file.

    :raises ValueError: naming what is missing or unknown
    """
    try:
        return NoticeRules(
            kinds={name: _kind(name, raw) for name, raw in plain["kinds"].items()},
            auditors_after=int(plain["auditors_after"]),
            news_days=int(plain["news_days"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"notices: {error}") from error


def _kind(name: str, raw: Mapping[str, Any]) -> Kind:
    known = {field.name for field in fields(Kind)} - {"name"}
    if unknown := raw.keys() - known:
        raise ValueError(f"notices: {name}: {', '.join(sorted(unknown))}")
    days = {key: tuple(int(day) for day in raw.get(key, ())) for key in ("before", "after")}
    return Kind(**{**raw, **days, "name": name})
