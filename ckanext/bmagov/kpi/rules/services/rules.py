"""Which rules hold: rule sets on file and in the database, and the deadlines that were moved.

A version that was published, or by which something was scored, stands in the database with its digest; from
then on the file beside it can no longer change it (security design 4.5, row 110).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.request_state import RULE_SETS
from ckanext.bmagov.kpi.round.model import Deadline, Round
from ckanext.bmagov.kpi.rules.domain.ruleset import REPORT, RuleSet, Source, Status, Text, check_successor
from ckanext.bmagov.kpi.rules.formats import read_rules
from ckanext.bmagov.kpi.rules.model import StoredRuleSet
from ckanext.bmagov.kpi.rules.readers import rule_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from ckan.types import AlchemySession

REPORT_NAME = Text("ส่งรายงานประจำปี", "Yearly report")
IN_FORCE = (Status.PUBLISHED, Status.LOCKED)


@dataclass(frozen=True)
class Known:
    """A rule set with the text it came from. ``stored`` tells whether it can no longer change unseen."""

    rules: RuleSet
    source: str
    stored: bool
    differs: bool = False
    """The file beside the stored version says something else."""

    @property
    def key(self) -> tuple[str, int, int]:
        """KPI, fiscal year (พ.ศ.) and version."""
        return self.rules.kpi, self.rules.fiscal_year, self.rules.version


def all_rule_sets(session: AlchemySession) -> list[Known]:
    """Return every rule set, the newest year and version first. What is stored goes before its file.

    Read once in a request, until one is stored in it.
    """
    known = RULE_SETS.of()
    if known is None:
        known = _read_all(session)
        RULE_SETS.put(known)
    return known or _read_all(session)


def _forget() -> None:
    """Read each time for the rest of the request: what is stored now may still be taken back."""
    RULE_SETS.put([])


def _read_all(session: AlchemySession) -> list[Known]:
    known = {_key(file.rules): Known(file.rules, file.source, stored=False) for file in rule_files()}
    for row in session.scalars(sa.select(StoredRuleSet)):
        rules = replace(_parse(row.source), status=Status(row.status))
        on_file = known.get(_key(rules))
        differs = on_file is not None and on_file.rules.digest != rules.digest
        known[_key(rules)] = Known(rules, row.source, stored=True, differs=differs)
    return sorted(
        known.values(),
        key=lambda rule_set: (-rule_set.rules.fiscal_year, rule_set.rules.kpi, -rule_set.rules.version),
    )


@functools.lru_cache(maxsize=128)
def _parse(source: str) -> RuleSet:
    """Read a stored text once: it was checked when it was stored."""
    return read_rules(source.encode(), "stored")


def find(session: AlchemySession, kpi: str, fiscal_year: int, version: int) -> Known | None:
    """Return one version."""
    return next((known for known in all_rule_sets(session) if known.key == (kpi, fiscal_year, version)), None)


def in_force(session: AlchemySession, kpi: str, fiscal_year: int, day: dt.date) -> RuleSet | None:
    """Return the rules that hold on a day, as written: of the published versions in effect, the last.

    Before the first takes effect, the first holds: a year is planned before it begins.
    """
    return choose(all_rule_sets(session), kpi, fiscal_year, day)


def choose(every: Iterable[Known], kpi: str, fiscal_year: int, day: dt.date) -> RuleSet | None:
    """As :func:`in_force`, of rule sets that were read already."""
    published = [
        known.rules
        for known in every
        if known.key[:2] == (kpi, fiscal_year) and known.rules.status in IN_FORCE
    ]
    effective = [rules for rules in published if rules.effective_from <= day]
    if effective:
        return max(effective, key=lambda rules: rules.version)
    return min(published, key=lambda rules: rules.version, default=None)


def last_published(session: AlchemySession, kpi: str, day: dt.date) -> RuleSet | None:
    """Return the rules of the fiscal year of a day, or else the newest that were published before it."""
    year = FiscalYear.of(day).year
    before = [known for name, known in years(session) if name == kpi and known <= year]
    return in_force(session, kpi, max(before), day) if before else None


def years(session: AlchemySession) -> list[tuple[str, int]]:
    """Return KPI and fiscal year of everything published, the newest year first."""
    keys = (known.key[:2] for known in all_rule_sets(session) if known.rules.status in IN_FORCE)
    return list(dict.fromkeys(keys))


def for_agency(
    session: AlchemySession, rules: RuleSet, agency_id: str = "", *, until: dt.datetime | None = None
) -> RuleSet:
    """Return the rules with the deadlines as they were moved: for all, then for this agency.

    :param until: only moves that were made by then, for what was kept at that moment
    """
    moved = {
        row.step: row.after
        for row in moves(session, rules, agency_id)
        if until is None or row.created_at <= until
    }
    if not moved:
        return rules
    steps = tuple(replace(step, deadline=moved.get(step.id, step.deadline)) for step in rules.steps)
    return replace(rules, steps=steps, report_deadline=moved.get(REPORT, rules.report_deadline))


def moves(session: AlchemySession, rules: RuleSet, agency_id: str = "") -> list[Deadline]:
    """Return how deadlines were moved: for all first, then for this agency; each in the order it was done."""
    query = (
        sa.select(Deadline)
        .where(
            Deadline.kpi == rules.kpi,
            Deadline.fiscal_year == rules.fiscal_year,
            Deadline.agency_id.in_({"", agency_id}),
        )
        .order_by(Deadline.agency_id, Deadline.created_at, Deadline.id)
    )
    return list(session.scalars(query))


def deadlines(rules: RuleSet) -> dict[str, tuple[Text, dt.date, Source]]:
    """Return the name, the last day and who says so, by the id of the step."""
    by_step = {step.id: (step.name, step.deadline, step.deadline_source) for step in rules.steps}
    return {**by_step, REPORT: (REPORT_NAME, rules.report_deadline, rules.report_deadline_source)}


def lock_deadlines(session: AlchemySession) -> None:
    """Let one person at a time move deadlines, until the transaction ends."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(Deadline.__tablename__))))


def keep(session: AlchemySession, content: bytes, user_id: str, source_name: str = "") -> RuleSet:
    """Store a draft, in place of an earlier draft of the same version.

    :raises RuleFileError: with every problem of the file
    :raises ProblemError: RULESET-IMMUTABLE or RULESET-VERSION when others rely on what it would change;
        RULESET-NOT-DRAFT when the file calls itself published
    """
    rules = read_rules(content, source_name)
    if rules.status is not Status.DRAFT:
        raise ProblemError("RULESET-NOT-DRAFT", status=rules.status.value)
    _check_against_known(session, rules)
    row = session.get(StoredRuleSet, _key(rules))
    if row is None:
        row = StoredRuleSet(kpi=rules.kpi, fiscal_year=rules.fiscal_year, version=rules.version)
        session.add(row)
    _fill(row, rules, content.decode("utf-8-sig"), user_id)
    session.flush()
    return rules


def discard(session: AlchemySession, known: Known) -> None:
    """Throw a draft away that was stored.

    :raises ProblemError: RULESET-PUBLISHED when others may rely on it; RULESET-FILE when it is a file
    """
    if known.rules.status is not Status.DRAFT:
        raise ProblemError("RULESET-PUBLISHED", version=known.rules.version)
    row = session.get(StoredRuleSet, known.key)
    if row is None:
        raise ProblemError("RULESET-FILE", version=known.rules.version)
    _forget()
    session.delete(row)
    session.flush()


def publish(session: AlchemySession, known: Known, user_id: str) -> RuleSet:
    """Publish a draft: from now on it can be scored by, and not be changed.

    :raises ProblemError: RULESET-PUBLISHED when it already is; RULESET-IMMUTABLE, RULESET-VERSION
    """
    if known.rules.status is not Status.DRAFT:
        raise ProblemError("RULESET-PUBLISHED", version=known.rules.version)
    rules = replace(known.rules, status=Status.PUBLISHED)
    _check_against_known(session, rules)
    row = pin(session, known, user_id)
    _forget()
    row.status, row.published_by = Status.PUBLISHED.value, user_id
    row.published_at = session.scalar(sa.select(sa.func.now()))
    session.flush()
    return rules


def pin(session: AlchemySession, known: Known, user_id: str) -> StoredRuleSet:
    """Store a version as it is, because something now relies on it."""
    row = session.get(StoredRuleSet, known.key)
    if row is not None:
        return row
    _forget()
    kpi, fiscal_year, version = known.key
    values = {**_content(known.rules, known.source), "created_by": user_id}
    first = insert(StoredRuleSet).values(kpi=kpi, fiscal_year=fiscal_year, version=version, **values)
    session.execute(first.on_conflict_do_nothing())  # of two agencies that hand in first, both may
    return session.get_one(StoredRuleSet, known.key)


def relying_on(session: AlchemySession, kpi: str, fiscal_year: int) -> list[str]:
    """Return the ids of agencies with a round in a year: without its rules nobody could read it."""
    query = sa.select(Round.agency_id).where(Round.kpi == kpi, Round.fiscal_year == fiscal_year)
    return sorted(set(session.scalars(query)))


def _fill(row: StoredRuleSet, rules: RuleSet, source: str, user_id: str) -> None:
    _forget()
    for name, value in _content(rules, source).items():
        setattr(row, name, value)
    row.created_by = user_id


def _content(rules: RuleSet, source: str) -> dict[str, object]:
    return {
        "status": rules.status.value,
        "digest": rules.digest,
        "source": source,
        "effective_from": rules.effective_from,
    }


def _check_against_known(session: AlchemySession, rules: RuleSet) -> None:
    for known in all_rule_sets(session):
        if known.rules.status is not Status.DRAFT:
            check_successor(known.rules, rules)


def _key(rules: RuleSet) -> tuple[str, int, int]:
    return rules.kpi, rules.fiscal_year, rules.version
