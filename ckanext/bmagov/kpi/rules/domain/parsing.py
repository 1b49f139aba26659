"""Plain data to a rule set. Every problem is told, each with its code and the path of what is wrong.

Paths read `parts[2].criteria[2.1.1].weight`: things with an id by their id, others counted from 1. A reader
of a file turns them into lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.agencies import KINDS
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.files import FreshnessRule
from ckanext.bmagov.kpi.register.domain.obligations import ObligationKind
from ckanext.bmagov.kpi.rules.domain import ruleset as rs
from ckanext.bmagov.kpi.rules.domain.reader import NO_DAY, Reader, RuleProblem, RuleSetError
from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
from ckanext.bmagov.kpi.score.domain.facts import DOCUMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ckanext.bmagov.kpi.score.domain.criteria import Check

__all__ = ["RuleProblem", "RuleSetError", "parse_rule_set"]

MAX_CRITERIA = 200
LEVELS = ("output", "outcome")
PERCENT = "100"


@dataclass(frozen=True)
class Params:
    """What a criterion can say to its check."""

    systems: tuple[str, ...] = ()
    kind: str = ""
    """A kind of document, or of duties of the register."""
    kinds: tuple[str, ...] = ()
    """Kinds of duties of the register, where it is more than one."""


def parse_rule_set(raw: Any, checks: Mapping[str, Check]) -> RuleSet:
    """Build a rule set from plain data, e.g. a YAML file.

    :param checks: the checks that exist, by name; a criterion that names another is refused
    :raises RuleSetError: with every problem found
    """
    reader = Reader()
    got = reader.mapping(raw, "", RuleSet, extra=("format",))
    if reader.problems:
        raise RuleSetError(tuple(reader.problems))
    if raw.get("format") != rs.FORMAT:
        reader.tell("RULE-FORMAT", "format", found=str(raw.get("format")), known=rs.FORMAT)
    rules = read_fields(reader, got, checks)
    if not reader.problems:
        _check_whole(reader, rules)
    if reader.problems:
        raise RuleSetError(tuple(reader.problems))
    return rules


def read_fields(reader: Reader, got: Mapping[str, Any], checks: Mapping[str, Check]) -> RuleSet:
    """Read the fields of a rule set, each by itself."""
    kinds = reader.choices(got["agency_kinds"], "agency_kinds", KINDS)
    steps = reader.each(got["steps"], "steps", lambda item, path: _step(reader, item, path))
    step_ids = [step.id for step in steps]

    def part(item: Any, path: str) -> rs.Part:
        own = reader.mapping(item, path, rs.Part)
        criteria = reader.each(
            own.get("criteria", []),
            f"{path}.criteria",
            lambda criterion, where: _criterion(reader, criterion, where, kinds, step_ids, checks),
        )
        return rs.Part(
            reader.text(own.get("id"), f"{path}.id"),
            reader.both(own.get("name"), f"{path}.name"),
            reader.number(own.get("weight"), f"{path}.weight", "0", PERCENT, "WEIGHT-RANGE"),
            criteria,
            _source(reader, own, path, "weight_source"),
        )

    return RuleSet(
        kpi=reader.text(got["kpi"], "kpi"),
        fiscal_year=reader.whole(got["fiscal_year"], "fiscal_year", 2500, 2600),
        version=reader.whole(got["version"], "version", 1, 9999),
        status=reader.member(got["status"], "status", rs.Status),
        effective_from=reader.day(got["effective_from"], "effective_from"),
        name=reader.both(got["name"], "name"),
        code=reader.text(got["code"], "code", empty=True),
        levels=reader.choices(got["levels"], "levels", LEVELS),
        plan=_plan(reader, got["plan"]),
        definitions=reader.texts(got["definitions"], "definitions"),
        method=reader.texts(got["method"], "method"),
        target=reader.number(got["target"], "target", "0", PERCENT, "NUMBER-RANGE"),
        unit=reader.both(got["unit"], "unit"),
        agency_kinds=kinds,
        rounding=_rounding(reader, got["rounding"]),
        unknown=reader.member(got["unknown"], "unknown", rs.Unknown),
        lateness=_lateness(reader, got["lateness"]),
        freshness=_freshness(reader, got["freshness"]),
        objection_days=reader.whole(got["objection_days"], "objection_days", 0, 365),
        report_deadline=reader.day(got["report_deadline"], "report_deadline"),
        systems=reader.each(
            got["systems"], "systems", lambda item, path: _system(reader, item, path), empty=True
        ),
        steps=steps,
        parts=reader.each(got["parts"], "parts", part),
        report_deadline_source=_source(reader, got, "", "report_deadline_source"),
        note=reader.both(got["note"], "note", empty=True) if "note" in got else rs.Text("", ""),
        substance=_substance(reader, got["substance"]) if "substance" in got else rs.Substance(),
    )


def _source(reader: Reader, own: Mapping[str, Any], path: str, name: str) -> rs.Source:
    return reader.member(own.get(name, rs.Source.DEFAULT.value), f"{path}.{name}".lstrip("."), rs.Source)


def _plan(reader: Reader, raw: Any) -> rs.Plan:
    own = reader.mapping(raw, "plan", rs.Plan)
    return rs.Plan(*(reader.text(own.get(name), f"plan.{name}") for name in rs.known_fields(rs.Plan)))


def _rounding(reader: Reader, raw: Any) -> rs.Rounding:
    own = reader.mapping(raw, "rounding", rs.Rounding)
    return rs.Rounding(
        reader.whole(own.get("places", 2), "rounding.places", 0, 6),
        reader.choice(own.get("mode", "half_up"), "rounding.mode", list(rs.ROUNDINGS)),
    )


def _lateness(reader: Reader, raw: Any) -> rs.Lateness:
    own = reader.mapping(raw, "lateness", rs.Lateness)
    rule = rs.Lateness(
        reader.whole(own.get("grace_days"), "lateness.grace_days", 0, 366),
        reader.number(own.get("grace_share"), "lateness.grace_share"),
        reader.number(own.get("late_share"), "lateness.late_share"),
    )
    if rule.late_share > rule.grace_share:
        reader.tell("SHARE-ORDER", "lateness.late_share", limit=str(rule.grace_share))
    return rule


def _freshness(reader: Reader, raw: Any) -> FreshnessRule:
    own = reader.mapping(raw, "freshness", FreshnessRule)
    return FreshnessRule(
        reader.whole(own.get("notice_days"), "freshness.notice_days", 0, 366),
        reader.whole(own.get("grace_days"), "freshness.grace_days", 0, 366),
        reader.number(
            own.get("delinquent_periods"), "freshness.delinquent_periods", "0", "100", "NUMBER-RANGE"
        ),
        reader.number(own.get("overdue_share"), "freshness.overdue_share"),
        reader.number(own.get("undeclared_share"), "freshness.undeclared_share"),
    )


MOST_CHARACTERS: Final = 100_000
WHOLE_NUMBERS: Final = {
    "least_rows": 1_000_000,
    "new_rows": 1_000_000,
    "document_characters": MOST_CHARACTERS,
    "unknown_days": 366,
    "sample": 100,
}
"""Whole numbers of the substance with the greatest that is taken; the least is 0."""


def _substance(reader: Reader, raw: Any) -> rs.Substance:
    """Read what things must hold; what is left out asks for nothing."""
    own = reader.mapping(raw, "substance", rs.Substance)
    read: dict[str, Any] = {}
    for name, value in own.items():
        path = f"substance.{name}"
        if name == "words":
            words = reader.mapping(value, path, rs.Words)
            read[name] = rs.Words(
                **{
                    key: reader.whole(least, f"{path}.{key}", 0, MOST_CHARACTERS)
                    for key, least in words.items()
                }
            )
        elif name == "currency":
            read[name] = reader.member(value, path, rs.Currency)
        elif name in WHOLE_NUMBERS:
            read[name] = reader.whole(value, path, 0, WHOLE_NUMBERS[name])
        elif name == "governance_share":
            read[name] = reader.number(value, path, high="0.9")
        elif name.endswith(("_share", "_alike")):
            read[name] = reader.number(value, path)
        else:
            read[name] = reader.flag(value, path)
    return rs.Substance(**read)


def _system(reader: Reader, raw: Any, path: str) -> rs.System:
    own = reader.mapping(raw, path, rs.System)
    return rs.System(reader.text(own.get("id"), f"{path}.id"), reader.both(own.get("name"), f"{path}.name"))


def _step(reader: Reader, raw: Any, path: str) -> rs.Step:
    own = reader.mapping(raw, path, rs.Step)

    def deliverable(item: Any, where: str) -> rs.Deliverable:
        own = reader.mapping(item, where, rs.Deliverable)
        return rs.Deliverable(
            reader.text(own.get("id"), f"{where}.id"),
            reader.both(own.get("name"), f"{where}.name"),
            reader.choice(own.get("kind", ""), f"{where}.kind", ["", *DOCUMENT_KINDS]),
        )

    return rs.Step(
        reader.text(own.get("id"), f"{path}.id"),
        reader.both(own.get("name"), f"{path}.name"),
        reader.day(own["deadline"], f"{path}.deadline") if "deadline" in own else NO_DAY,
        reader.each(own.get("deliverables"), f"{path}.deliverables", deliverable),
        _source(reader, own, path, "deadline_source"),
    )


def _criterion(
    reader: Reader,
    raw: Any,
    path: str,
    kinds: Collection[str],
    steps: Collection[str],
    checks: Mapping[str, Check],
) -> rs.Criterion:
    own = reader.mapping(raw, path, rs.Criterion)
    check = reader.choice(own.get("check"), f"{path}.check", list(checks), "CRITERION-UNKNOWN")
    step = own.get("step", "")
    if step:
        step = reader.choice(step, f"{path}.step", steps)
    elif check == own.get("check") and checks[check].timed:
        reader.tell("DEADLINE-MISSING", f"{path}.step")
    return rs.Criterion(
        reader.text(own.get("id"), f"{path}.id"),
        check,
        reader.both(own.get("name"), f"{path}.name"),
        reader.number(own.get("weight"), f"{path}.weight", "0", PERCENT, "WEIGHT-RANGE"),
        reader.choices(own.get("applies_to"), f"{path}.applies_to", kinds),
        step,
        _params(reader, own.get("params", {}), f"{path}.params"),
        _source(reader, own, path, "weight_source"),
    )


def _duty_kinds(reader: Reader) -> Callable[[Any, str], tuple[str, ...]]:
    """Return what reads kinds of duties; one that there is not would silently judge nothing."""
    return lambda value, path: reader.choices(value, path, [kind.value for kind in ObligationKind])


def _params(reader: Reader, raw: Any, path: str) -> dict[str, str | tuple[str, ...]]:
    """Parameters of a check: those of `Params`; no numbers, no patterns, nothing that is run."""
    own = reader.mapping(raw, path, Params)
    readers = {"systems": reader.texts, "kind": reader.text, "kinds": _duty_kinds(reader)}
    return {name: readers[name](value, f"{path}.{name}") for name, value in own.items()}


def _check_whole(reader: Reader, rules: RuleSet) -> None:
    """Check what lies between the parts of a rule set."""
    _check_days(reader, rules)
    _check_criteria(reader, rules)
    _check_weights(reader, rules)


def _check_days(reader: Reader, rules: RuleSet) -> None:
    """Every day of the rules lies in their year; that of the report in the one after."""
    year = FiscalYear(rules.fiscal_year)
    if rules.effective_from not in year:
        reader.tell("DATE-OUT-OF-YEAR", "effective_from", start=str(year.start), end=str(year.end))
    for step in rules.steps:
        if step.deadline not in year:
            reader.tell(
                "DATE-OUT-OF-YEAR", f"steps[{step.id}].deadline", start=str(year.start), end=str(year.end)
            )
    after = FiscalYear(rules.fiscal_year + 1)
    if rules.report_deadline not in after:
        reader.tell("DATE-OUT-OF-YEAR", "report_deadline", start=str(after.start), end=str(after.end))


def _check_criteria(reader: Reader, rules: RuleSet) -> None:
    """Criteria have names of their own, are not too many, and name systems that there are."""
    ids = [criterion.id for criterion in rules.criteria]
    for repeated in dict.fromkeys(criterion_id for criterion_id in ids if ids.count(criterion_id) > 1):
        reader.tell("DUPLICATE", "parts", found=repeated)
    if len(ids) > MAX_CRITERIA:
        reader.tell("LIMIT", "parts", limit=MAX_CRITERIA)
    systems = {system.id for system in rules.systems}
    for part in rules.parts:
        for criterion in part.criteria:
            for name in criterion.params.get("systems", ()):
                if name not in systems:
                    path = f"parts[{part.id}].criteria[{criterion.id}].params.systems"
                    reader.tell("VALUE-UNKNOWN", path, found=name, nearest="")


def _check_weights(reader: Reader, rules: RuleSet) -> None:
    """Parts make 100; for every kind of agency the criteria that apply make their part's weight."""
    total = sum((part.weight for part in rules.parts), Decimal(0))
    if total != Decimal(PERCENT):
        reader.tell("WEIGHT-SUM", "parts", found=str(total), expected=PERCENT)
    for part in rules.parts:
        for kind in rules.agency_kinds:
            own = sum(
                (criterion.weight for criterion in part.criteria if kind in criterion.applies_to), Decimal(0)
            )
            if own != part.weight:
                path = f"parts[{part.id}]"
                reader.tell("WEIGHT-SUM", path, found=str(own), expected=str(part.weight), kind=kind)
