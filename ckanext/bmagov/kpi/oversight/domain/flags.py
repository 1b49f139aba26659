"""What auditors should look at first: flags, each with the numbers that it is made of, and what they come to.

A flag is no finding: it costs nothing. What cannot be seen raises none.
"""

# ruff: noqa: TC003 - reading the limits needs the types at run time

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.calendar import BANGKOK, FiscalYear, in_bangkok
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.files import EXEMPT, EventKind
from ckanext.bmagov.kpi.evidence.domain.document_flags import document_flags
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.findings import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from ckanext.bmagov.files import DataEvent
    from ckanext.bmagov.kpi.register.domain.obligations import Agreement, Obligation
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import CriterionScore, Finding
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts, Facts

NO_REGISTER: Final = "NO-REGISTER"
"""The code of the flag of an agency with no duty in the year."""


@dataclass(frozen=True)
class Limits:
    """From where on something is worth a look, and how much each flag weighs; `rules/risk.yaml`."""

    minutes: int
    days: int
    rows: int
    columns: int
    repeats: int
    weights: Mapping[str, int]

    def weight(self, code: str) -> int:
        """Return the weight of a flag; that of one without a weight of its own is 1."""
        return self.weights.get(code, 1)


@dataclass(frozen=True)
class Flag:
    """Something to look at. ``params`` hold its arithmetic: numbers, days and codes, never a title."""

    code: str
    subject_kind: str
    subject_id: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return what is kept."""
        return to_plain(self)


def read_flags(kept: Iterable[Mapping[str, Any]]) -> list[Flag]:
    """Read what was kept of flags."""
    return [
        Flag(plain["code"], plain["subject_kind"], plain["subject_id"], plain["params"]) for plain in kept
    ]


def flags_of(
    facts: Facts,
    scores: Iterable[CriterionScore],
    rules: RuleSet,
    limits: Limits,
    as_of: datetime,
) -> tuple[Flag, ...]:
    """Return the flags of an agency's year as it stood at a moment, always in the same order.

    :param scores: the criteria of its score card
    """
    look = _Look(facts, rules, limits, as_of)
    flags = [
        *look.of_things(),
        *look.of_documents(),
        *_texts(facts, rules),
        *look.of_uses(),
        *look.of_agency(),
    ]
    return in_order([*flags, *_unknown(facts.agency_id, scores, rules, flags)])


def amended(
    kept: Iterable[Flag],
    changed: Collection[str],
    facts: Facts,
    scores: Iterable[CriterionScore],
    rules: RuleSet,
    limits: Limits,
    as_of: datetime,
) -> tuple[Flag, ...]:
    """Return flags brought up to date after some datasets changed: the same as made anew.

    :param changed: ids of those datasets
    :param facts: with the duties of those datasets, and with the datasets themselves
    """
    duties = {duty.id for duty in facts.obligations if duty.dataset_id in changed}
    subjects = {*changed, *duties}
    still = [flag for flag in kept if flag.subject_id not in subjects and flag.code != "UNKNOWN"]
    fresh = [flag for flag in _Look(facts, rules, limits, as_of).of_things() if flag.subject_id in subjects]
    return in_order([*still, *fresh, *_unknown(facts.agency_id, scores, rules, still)])


def in_order(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Return flags in the order in which they are kept."""
    return tuple(sorted(flags, key=_place))


def _place(flag: Flag) -> tuple[str, str, str, str]:
    return flag.code, flag.subject_kind, flag.subject_id, str(flag.params.get("criterion", ""))


def risk_of(flags: Iterable[Flag], limits: Limits) -> int:
    """Return what flags come to: their weights, each counted at most so often as the limits say."""
    counts = Counter(flag.code for flag in flags)
    return sum(limits.weight(code) * min(count, limits.repeats) for code, count in counts.items())


def by_weight(flags: Iterable[Flag], limits: Limits) -> list[Flag]:
    """Return the flags that weigh most first."""
    return sorted(flags, key=lambda flag: (-limits.weight(flag.code), *_place(flag)))


def criteria_of(flags: Iterable[Flag], findings: Iterable[Finding]) -> frozenset[str]:
    """Return the criteria that flags are about: those whose findings speak of the same things."""
    subjects = {flag.subject_id for flag in flags if flag.subject_kind != SubjectKind.AGENCY}
    return frozenset(finding.criterion for finding in findings if finding.subject_id in subjects)


def _texts(facts: Facts, rules: RuleSet) -> Iterator[Flag]:
    """Flag what is striking about the text of documents and evidence."""
    uses = {use.id for use in facts.uses}
    for code, subject_id, params in document_flags(facts, rules.substance):
        kind = SubjectKind.USE if subject_id in uses else SubjectKind.DOCUMENT
        yield Flag(code, kind.value, subject_id, params)


def _unknown(
    agency_id: str, scores: Iterable[CriterionScore], rules: RuleSet, others: Iterable[Flag]
) -> Iterator[Flag]:
    """Flag criteria of which points could not be seen; that there is no register has a flag of its own."""
    without = any(flag.code == NO_REGISTER for flag in others)
    of_register = {
        criterion.id for criterion in rules.criteria if without and CHECKS[criterion.check].by_duty
    }
    for score in scores:
        if score.points.unknown and score.id not in of_register:
            params = {
                "criterion": score.id,
                "unknown": _number(score.points.unknown),
                "of": _number(score.points.weight),
            }
            yield Flag("UNKNOWN", SubjectKind.AGENCY.value, agency_id, params)


def _number(points: Any) -> str:
    return f"{float(round(points, 2)):.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class _Look:
    """A look at the facts of an agency."""

    facts: Facts
    rules: RuleSet
    limits: Limits
    as_of: datetime

    @property
    def day(self) -> date:
        return in_bangkok(self.as_of).date()

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.facts.fiscal_year)

    @property
    def last_days(self) -> date:
        """The first of the last days of the year."""
        return self.year.end - timedelta(days=self.limits.days - 1)

    # --- datasets and duties ---

    def of_things(self) -> Iterator[Flag]:
        duties = [duty for duty in self.facts.obligations if duty.binds(self.year.year, self.day)]
        by_dataset: dict[str, list[Obligation]] = {}
        for duty in duties:
            by_dataset.setdefault(duty.dataset_id, []).append(duty)
            yield from self._of_duty(duty)
        database = self.facts.proposal.dataset_id if self.facts.proposal else ""
        for dataset in self.facts.datasets:
            if dataset.in_catalog and (dataset.id in by_dataset or dataset.id == database):
                yield from self._of_dataset(dataset, by_dataset.get(dataset.id, []))
                if dataset.id == database:
                    yield from self._of_database(dataset)

    def _of_duty(self, duty: Obligation) -> Iterator[Flag]:
        agreed = duty.agreement(self.day)
        same = _same_hand(agreed) if agreed else ""
        if agreed and same:
            confirmed = agreed.confirmed_on.isoformat() if agreed.confirmed_on else ""
            params = {
                "dataset": duty.dataset_id,
                "same": same,
                "proposed": agreed.proposed_on.isoformat(),
                "confirmed": confirmed,
            }
            yield Flag("SELF-AGREED", SubjectKind.OBLIGATION.value, duty.id, params)

    def _of_dataset(self, dataset: DatasetFacts, duties: Sequence[Obligation]) -> Iterator[Flag]:
        agreements = [agreed for duty in duties if (agreed := duty.agreement(self.day))]
        if dataset.frequency.unit in EXEMPT and not agreements:
            yield self._flag("FREQUENCY-NEVER", dataset, {"unit": dataset.frequency.unit})
        events = self._events(dataset)
        unchanged = sum(event_rows(event) == 0 for event in events)
        if unchanged:
            yield self._flag("ROWS-UNCHANGED", dataset, {"unchanged": unchanged, "events": len(events)})
        last_days = self._last_days_only([event.at for event in events])
        if last_days and self._was_due(dataset, agreements):
            yield self._flag("LAST-DAYS", dataset, last_days)
        unconfirmed = tuple(sorted(name for name, state in dataset.systems.items() if state is None))
        if unconfirmed:
            yield self._flag("LINK-UNCONFIRMED", dataset, {"systems": unconfirmed})
        columns = dataset.columns or ()
        alike = max((column_copies(column) for column in columns), default=0)
        if len(columns) >= self.limits.columns and alike == len(columns):
            yield self._flag("DESCRIPTIONS-ALIKE", dataset, {"alike": alike, "columns": len(columns)})

    def _of_database(self, dataset: DatasetFacts) -> Iterator[Flag]:
        least = max(self.rules.substance.least_rows, self.limits.rows)
        if dataset.imported and dataset.imported.rows < least:
            yield self._flag("FEW-ROWS", dataset, {"rows": dataset.imported.rows, "least": least})
        for event in self._events(dataset):
            late = self._before(event.at, {step.deadline for step in self.rules.steps})
            if late:
                yield self._flag("LAST-MINUTE", dataset, late)
                return

    def _flag(self, code: str, dataset: DatasetFacts, params: Mapping[str, Any]) -> Flag:
        return Flag(code, SubjectKind.DATASET.value, dataset.id, params)

    def _events(self, dataset: DatasetFacts) -> list[DataEvent]:
        """Return the new data of the year, until now."""
        return [
            event
            for event in dataset.events
            if event.kind is EventKind.NEW_DATA
            and event.at <= self.as_of
            and self.year.start <= in_bangkok(event.at).date() <= self.year.end
        ]

    def _was_due(self, dataset: DatasetFacts, agreements: Sequence[Agreement]) -> bool:
        """Tell whether data should have come before the last days of the year."""
        frequencies = [agreed.frequency for agreed in agreements] or [dataset.frequency]
        days = [frequency.due_after(self.year.start) for frequency in frequencies]
        return any(day is not None and day < self.last_days for day in days)

    def _last_days_only(self, moments: Sequence[datetime]) -> dict[str, Any] | None:
        """Return what happened, and from when on, if that was in the last days of the year alone."""
        first = min((in_bangkok(moment).date() for moment in moments), default=None)
        if first is None or first < self.last_days:
            return None
        return {"events": len(moments), "first": first.isoformat(), "since": self.last_days.isoformat()}

    def _before(self, moment: datetime, deadlines: Iterable[date]) -> dict[str, Any] | None:
        """Return by how many minutes something came before the end of a deadline, if these are few."""
        for deadline in deadlines:
            end = datetime.combine(deadline + timedelta(days=1), time(), BANGKOK)
            left = end - moment
            if timedelta(0) < left <= timedelta(minutes=self.limits.minutes):
                minutes = int(left.total_seconds() // 60)
                return {"minutes": minutes, "received": to_plain(moment), "deadline": deadline.isoformat()}
        return None

    # --- what is handed in and told ---

    def of_documents(self) -> Iterator[Flag]:
        deadlines: dict[str, set[date]] = {}
        for step in self.rules.steps:
            for deliverable in step.deliverables:
                deadlines.setdefault(deliverable.kind, set()).add(step.deadline)
        for document in self.facts.documents:
            late = self._before(document.received_at, deadlines.get(document.kind, ()))
            if late and document.received_at <= self.as_of:
                params = {"kind": document.kind, **late}
                yield Flag("LAST-MINUTE", SubjectKind.DOCUMENT.value, document.id, params)

    def of_uses(self) -> Iterator[Flag]:
        for use in self.facts.uses:
            if use.bursts and use.declared_at <= self.as_of:
                params = {"kind": use.kind.value, "bursts": use.bursts, "people": use.counted}
                yield Flag("BURSTS", SubjectKind.USE.value, use.id, params)

    def of_agency(self) -> Iterator[Flag]:
        agency = (SubjectKind.AGENCY.value, self.facts.agency_id)
        if not any(duty.binds(self.year.year, self.day) for duty in self.facts.obligations):
            yield Flag(NO_REGISTER, *agency, {"duties": 0})
        proposal = self.facts.proposal
        moments = [
            *(document.received_at for document in self.facts.documents),
            *(use.declared_at for use in self.facts.uses),
            *([proposal.proposed_at] if proposal else []),
        ]
        last_days = self._last_days_only([moment for moment in moments if moment <= self.as_of])
        if last_days:
            yield Flag("LAST-DAYS", *agency, last_days)
        shared = getattr(proposal, "shared_rows", None)
        if proposal and shared:
            yield Flag("ROWS-SHARED", SubjectKind.PROPOSAL.value, proposal.id, {"percent": shared})


def _same_hand(agreed: Agreement) -> str:
    """Tell whether a person, or a side, agreed with itself: `person`, `side`, or nothing.

    Who agreed stands there as side and account, with a colon between them.
    """
    (side, _, person), (other_side, _, other) = (
        agreed.proposed_by.partition(":"),
        agreed.confirmed_by.partition(":"),
    )
    if (person or side) == (other or other_side):
        return "person"
    return "side" if person and side == other_side else ""


def event_rows(event: DataEvent) -> int | None:
    """Return how many rows an event changed; None where nobody measured it."""
    return getattr(event, "differing", None)


def column_copies(column: Any) -> int:
    """Return how many columns of its table carry a column's description; 1 where nobody compared."""
    return getattr(column, "alike", 1)
