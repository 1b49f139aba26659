"""The three tables of a release, from what was signed off: totals of agencies, parts, criteria.

A criterion has its points and its share, and nothing of what it was found by: a finding may be about a
dataset that is closed, and the reason of a single one tells something of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.kpi.score.domain.engine import Points

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from ckanext.bmagov.kpi.round.domain.decisions import Outcome
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import ScoreCard

    Row = dict[str, str]

HUNDRED: Final = 100


@dataclass(frozen=True)
class Released:
    """One agency's year: whose it is, the card that was signed, its rules, what the auditors' words made."""

    name: str
    code8: str
    title: str
    card: ScoreCard
    rules: RuleSet
    outcome: Outcome
    signed_off_at: dt.datetime
    revision: int
    digest: str


def rules_files(years: Iterable[Released]) -> dict[str, RuleSet]:
    """Return the rule sets by which was judged, by the name of their file: each once.

    Where a deadline was moved for an agency its rules are others, and the name holds their digest.
    """
    every = {year.rules.digest: year.rules for year in years}
    versions = [rules.version for rules in every.values()]
    return {
        f"rules-{rules.version}.json"
        if versions.count(rules.version) == 1
        else f"rules-{rules.version}-{digest[:12]}.json": rules
        for digest, rules in sorted(every.items(), key=lambda item: (item[1].version, item[0]))
    }


def tables(years: Iterable[Released]) -> dict[str, list[Row]]:
    """Return the rows of `results`, `parts` and `criteria`, in the order of the agencies and of the rules.

    Values are text. Points are exact fractions.
    """
    known = sorted(years, key=lambda year: (year.code8, year.name))
    names = {rules.digest: name for name, rules in rules_files(known).items()}
    return {
        "results": [_result(year, names) for year in known],
        "parts": [row for year in known for row in _parts(year)],
        "criteria": [row for year in known for row in _criteria(year)],
    }


def _of(year: Released) -> Row:
    return {
        "kpi": year.card.kpi,
        "fiscal_year": str(year.card.fiscal_year),
        "agency_code8": year.code8,
        "agency": year.name,
    }


def _result(year: Released, names: Mapping[str, str]) -> Row:
    decided = sum((criterion.decided for criterion in year.outcome.criteria), Points())
    return {
        **_of(year),
        "title": year.title,
        "kind": year.card.agency_kind,
        "rules": names[year.rules.digest],
        "rule_version": str(year.rules.version),
        "rule_digest": year.rules.digest,
        "revision": str(year.revision),
        "target": to_plain(year.card.target),
        "result": _text(year.outcome.decided),
        "measured": _text(year.outcome.machine),
        **_points(decided),
        "signed_off_at": year.signed_off_at.isoformat(),
        "result_digest": year.digest,
    }


def _parts(year: Released) -> Iterable[Row]:
    for part in year.rules.parts:
        ids = {criterion.id for criterion in part.criteria}
        own = [criterion for criterion in year.outcome.criteria if criterion.criterion in ids]
        decided = sum((criterion.decided for criterion in own), Points())
        machine = sum((criterion.machine for criterion in own), Points())
        yield {
            **_of(year),
            "part": part.id,
            "weight": to_plain(part.weight),
            **_points(decided),
            "result": _text(_percent(decided, year.rules)),
            "measured": _text(_percent(machine, year.rules)),
        }


def _criteria(year: Released) -> Iterable[Row]:
    said = {criterion.criterion: criterion for criterion in year.outcome.criteria}
    for part in year.rules.parts:
        for criterion in part.criteria:
            word = said[criterion.id]
            whole = word.decided.weight
            yield {
                **_of(year),
                "part": part.id,
                "criterion": criterion.id,
                "weight": to_plain(criterion.weight),
                "applies": "yes" if whole else "no",
                "state": word.state.value,
                **_points(word.decided),
                "share": str(word.decided.earned / whole) if whole else "",
                "overridden": "yes" if word.override else "no",
                **{f"measured_{name}": value for name, value in _points(word.machine).items()},
            }


def _percent(points: Points, rules: RuleSet) -> object:
    share: Fraction | None = points.share(rules.unknown)
    return None if share is None else rules.rounding.apply(HUNDRED * share)


def _points(points: Points) -> Row:
    return {name: str(getattr(points, name)) for name in ("earned", "lost", "unknown")}


def _text(value: object) -> str:
    return "" if value is None else str(to_plain(value))
