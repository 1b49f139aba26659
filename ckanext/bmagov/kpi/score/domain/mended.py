"""Facts as they would be when something was done: what the to-do is worked out from.

An act is the work on one form for one thing. What it leaves to whoever does it (which dataset is named, which
frequency is declared, whether auditors confirm a link) makes several ends; what is known makes a single one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ckanext.bmagov.dictionary import Extent
from ckanext.bmagov.files import DataEvent, EventKind
from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.kpi.score.domain.criteria.check import (
    DATABASE_PAGE,
    DICTIONARY_FORM,
    DOCUMENTS_PAGE,
    FILES_FORM,
    GOVERNANCE_PAGE,
    METADATA_FORM,
    REGISTER_PAGE,
    SYSTEMS_PAGE,
    USES_PAGE,
)
from ckanext.bmagov.kpi.score.domain.criteria.measured import MeasuredCheck, with_milestones
from ckanext.bmagov.kpi.score.domain.criteria.used import UseCheck
from ckanext.bmagov.kpi.score.domain.facts import (
    Column,
    DatasetFacts,
    Document,
    GovernanceEntry,
    Imported,
    Origin,
    Proposal,
    Use,
    UseEvidence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.engine import Finding
    from ckanext.bmagov.kpi.score.domain.facts import Facts, GovernancePart

PUBLISH: Final = "publish"
"""What mends a dataset that left the catalog, on whichever page it is told."""
DONE: Final = "mended"
"""Id of what an act adds."""
WORDS: Final = "ใช้วางแผนการปฏิบัติงานประจำวันและการให้บริการประชาชนในพื้นที่ทุกเขตของกรุงเทพมหานคร"
"""Words that say something, for what asks for words."""
ENOUGH: Final = 10_000
"""Characters that say something: as many as any rules ask for."""
SHORTEST, LONGEST = "day", "year"
"""The frequencies that ask most and least of data that came at some time."""
_TEXT: Final = Reading(pages=1, characters=ENOUGH)


@dataclass(frozen=True)
class Act:
    """The work on one form (an address of `criteria.check`, or `PUBLISH`) for one subject."""

    form: str
    subject: str


@dataclass(frozen=True)
class Doing:
    """An act among the facts: what it is to mend, by which rules, when."""

    facts: Facts
    act: Act
    findings: Sequence[Finding]
    rules: RuleSet
    as_of: datetime
    candidates: Sequence[tuple[DatasetFacts, tuple[str, ...]]] = ()
    """Datasets that may be named as the database, each with those of Part 1 that it is like."""

    def asks_for(self, *codes: str) -> bool:
        """Tell whether one of the findings has one of these reasons."""
        return any(finding.reason in codes for finding in self.findings)

    def asks_of(self, check: str) -> bool:
        """Tell whether one of the findings is of a check."""
        checks = {criterion.id: criterion.check for criterion in self.rules.criteria}
        return any(checks[finding.criterion] == check for finding in self.findings)

    @property
    def is_known(self) -> bool:
        """Whether the facts hold all that the act changes, also where that mends nothing."""
        names_database = self.act.form == DATABASE_PAGE and bool(self.candidates)
        return names_database or self.act.form == PUBLISH

    @property
    def dataset(self) -> DatasetFacts | None:
        """The dataset that it is about; None where nothing is known of one."""
        return next((known for known in self.facts.datasets if known.id == self.act.subject), None)

    def with_dataset(self, dataset: DatasetFacts) -> Facts:
        """Return the facts with another state of a dataset, or with one more."""
        proposal = self.facts.proposal
        if proposal and proposal.dataset_id == dataset.id:
            dataset = with_milestones(dataset, self.rules, self.as_of)
        others = tuple(known for known in self.facts.datasets if known.id != dataset.id)
        return replace(self.facts, datasets=(*others, dataset))


def ends_of(doing: Doing) -> tuple[Facts, ...]:
    """Return the facts with which an act may end; nothing where its effect is not known."""
    make = _ENDS.get(doing.act.form)
    return make(doing) if make else ()


def _metadata(doing: Doing) -> tuple[Facts, ...]:
    dataset = doing.dataset
    if dataset is None:
        return ()
    full = described(dataset)
    if not doing.asks_for("FREQUENCY-NOT-DECLARED"):
        return (doing.with_dataset(full),)
    units = (SHORTEST, LONGEST)
    return tuple(
        doing.with_dataset(replace(full, frequency_unit=unit, frequency_interval=1)) for unit in units
    )


def described(dataset: DatasetFacts) -> DatasetFacts:
    """Return a dataset with all its metadata."""
    return replace(
        dataset,
        mandatory_total=max(dataset.mandatory_total, 1),
        mandatory_missing=(),
        has_category=True,
        has_classification=True,
        has_owner=True,
        characters=dataset.characters and dict.fromkeys(dataset.characters, ENOUGH),
    )


def _dictionary(doing: Doing) -> tuple[Facts, ...]:
    dataset = doing.dataset
    return () if dataset is None else (doing.with_dataset(with_dictionary(dataset)),)


def with_dictionary(dataset: DatasetFacts) -> DatasetFacts:
    """Return a dataset whose dictionary describes each column and agrees with the data."""
    columns = dataset.columns or (Column(DONE, typed=True, described=True),)
    full = tuple(
        replace(column, typed=True, described=True, characters=ENOUGH, alike=1, of=len(columns))
        for column in columns
    )
    return replace(dataset, columns=full, dictionary_agrees=True)


def _files(doing: Doing) -> tuple[Facts, ...]:
    dataset = doing.dataset
    if dataset is None:
        return ()
    if doing.asks_of("register_current") or doing.asks_of("database_imported"):
        dataset = with_new_data(dataset, doing.as_of)
    if doing.asks_of("database_stored"):
        dataset = replace(dataset, in_datastore=True)
    if doing.asks_of("database_imported"):
        dataset = with_rows(dataset, doing.rules)
    if doing.asks_of("register_governed"):
        dataset = replace(dataset, machine_readable=True)
    return (doing.with_dataset(dataset),)


def with_new_data(dataset: DatasetFacts, moment: datetime) -> DatasetFacts:
    """Return a dataset whose new data came at a moment."""
    return replace(
        dataset, events=(*dataset.events, DataEvent(moment, EventKind.NEW_DATA, DONE)), import_known=True
    )


def with_rows(dataset: DatasetFacts, rules: RuleSet) -> DatasetFacts:
    """Return a dataset with all rows of the plan, every cell of them checked and right."""
    imported = dataset.imported or Imported(0)
    rows = max(imported.rows, imported.planned_rows or 0, rules.substance.least_rows, 1)
    checked = max(imported.checked_cells, rows)
    whole = replace(imported, rows=rows, checked_cells=checked, bad_cells=0, checked=Extent.WHOLE)
    return replace(dataset, imported=whole)


def _publish(doing: Doing) -> tuple[Facts, ...]:
    dataset = doing.dataset
    if dataset is None:
        return ()
    after = doing.with_dataset(replace(dataset, in_catalog=True))
    listed = after.published
    return (replace(after, published=listed and tuple(sorted({*listed, dataset.id}))),)


def _systems(doing: Doing) -> tuple[Facts, ...]:
    """Say that it is in the systems; who confirms it is somebody else."""
    dataset = doing.dataset
    if dataset is None:
        return ()
    wanted = {
        name
        for finding in doing.findings
        for key in ("systems", "missing")
        for name in _tuple(finding.params.get(key, ()))
        if dataset.systems.get(name) is not True
    }
    return tuple(
        doing.with_dataset(replace(dataset, systems={**dataset.systems, **dict.fromkeys(wanted, state)}))
        for state in (None, True)
    )


def _tuple(words: object) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else ()


def _duty(doing: Doing) -> tuple[Facts, ...]:
    """Link a dataset to a duty: which it is nobody knows, at best it has everything."""
    duty = next((known for known in doing.facts.obligations if known.id == doing.act.subject), None)
    if duty is None:
        return ()
    ideal = replace(_ideal(doing), systems={system.id: True for system in doing.rules.systems})
    duties = tuple(
        replace(known, dataset_id=ideal.id) if known is duty else known for known in doing.facts.obligations
    )
    return (doing.facts, replace(doing.with_dataset(ideal), obligations=duties))


def _ideal(doing: Doing) -> DatasetFacts:
    dataset = DatasetFacts(DONE, f"/dataset/{DONE}", title=WORDS, frequency_unit=LONGEST, in_datastore=True)
    full = with_dictionary(described(dataset))
    return with_rows(with_new_data(full, doing.as_of), doing.rules)


def _document(doing: Doing) -> tuple[Facts, ...]:
    listed = doing.facts.published or ()
    document = Document(
        DONE,
        doing.act.subject,
        doing.as_of,
        DONE,
        listed_datasets=listed,
        reading=replace(_TEXT, datasets=listed),
        published=listed,
    )
    return (replace(doing.facts, documents=(*doing.facts.documents, document)),)


def _use(doing: Doing) -> tuple[Facts, ...]:
    check = next(
        CHECKS[criterion.check]
        for criterion in doing.rules.criteria
        if criterion.id == doing.findings[0].criterion
    )
    if not isinstance(check, UseCheck):
        return ()
    shown = UseEvidence(DONE, DONE, reading=_TEXT)
    use = Use(DONE, min(check.kinds), doing.as_of, evidence=(shown,), description=WORDS)
    return (replace(doing.facts, uses=(*doing.facts.uses, use)),)


def _proposal(doing: Doing) -> tuple[Facts, ...]:
    """Propose a database, say why it matters, or name its dataset: whatever is asked for."""
    before = doing.facts.proposal
    fresh = Proposal(DONE, doing.as_of, Origin.NEW, WORDS)
    if before is None or before.proposed_at > doing.as_of:
        proposal = fresh
    elif before.accepted is False:
        proposal = replace(fresh, dataset_id=before.dataset_id)
    else:
        proposal = replace(before, importance=_said(before.importance), widened_by=_said(before.widened_by))
    base = replace(doing.facts, proposal=proposal)
    if not doing.asks_for(MeasuredCheck.no_database.code):
        return (base,)
    choices = tuple(
        replace(
            doing, facts=replace(base, proposal=replace(proposal, dataset_id=dataset.id, overlaps=alike))
        ).with_dataset(dataset)
        for dataset, alike in doing.candidates or ((_ideal(doing), ()),)
    )
    return choices if doing.candidates else (base, *choices)


def _governance(doing: Doing) -> tuple[Facts, ...]:
    """Enter something under each kind of a part of the governance record."""
    parts = doing.facts.governance
    if parts is None:
        return ()
    return (
        replace(
            doing.facts,
            governance=tuple(
                _entered(part) if str(part.number) == doing.act.subject else part for part in parts
            ),
        ),
    )


def _entered(part: GovernancePart) -> GovernancePart:
    kinds = (
        replace(kind, entries=(*kind.entries, GovernanceEntry(ENOUGH, ENOUGH + number)))
        for number, kind in enumerate(part.kinds)
    )
    return replace(part, kinds=tuple(kinds))


def _said(words: str) -> str:
    return words if len(words) >= len(WORDS) else WORDS


_ENDS: Final[dict[str, Callable[[Doing], tuple[Facts, ...]]]] = {
    METADATA_FORM: _metadata,
    DICTIONARY_FORM: _dictionary,
    FILES_FORM: _files,
    PUBLISH: _publish,
    SYSTEMS_PAGE: _systems,
    REGISTER_PAGE: _duty,
    DOCUMENTS_PAGE: _document,
    USES_PAGE: _use,
    GOVERNANCE_PAGE: _governance,
    DATABASE_PAGE: _proposal,
}
