"""A rule set: the policy by which a KPI is scored in one fiscal year, as data (KPI design, "Rule sets").

One rule set per KPI, fiscal year (พ.ศ.) and version. What it says is read from YAML by
`kpi/rules/formats.py` and checked by :mod:`.parsing`; nothing in here is a rule of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.plain import digest, own_fields, to_plain
from ckanext.bmagov.base.domain.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from ckanext.bmagov.files import FreshnessRule

DEFAULT_KPI = "database"
"""The KPI of the source; others may come."""

FORMAT = 1
"""Version of the shape of the file, not of a rule set."""


LATER: Final = {"later": True}
"""Metadata of a field that rule sets got after digests were kept: left at its default, it is in none."""

REPORT = "report"
"""In the place of a step: handing in the yearly report, which has a deadline as well."""


class Status(StrEnum):
    """A draft may change; a published version never does; a locked one has a closed period behind it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    LOCKED = "locked"


class Unknown(StrEnum):
    """What costs a state that nobody could see (a fault of the site or of the network)."""

    EXCLUDED = "excluded"
    """The part that is not known leaves the maximum."""
    FULL = "full"
    """It counts as reached."""
    ZERO = "zero"
    """It counts as not reached. For a dry run only: here a fault costs points."""


class Source(StrEnum):
    """Who says so: the Strategy Office's own document, or our default until the office decides."""

    OFFICE = "office"
    DEFAULT = "default"


ROUNDINGS = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


@dataclass(frozen=True)
class Text:
    """Words in both languages of the site."""

    th: str
    en: str


@dataclass(frozen=True)
class Plan:
    """What the KPI serves in the 20-year plan: strategy, issue, goal, in the words of the plan."""

    strategy: str
    issue: str
    goal: str


@dataclass(frozen=True)
class Rounding:
    """How the result is rounded, once, at the end."""

    places: int = 2
    mode: str = "half_up"

    def apply(self, value: Fraction) -> Decimal:
        """Round an exact value."""
        whole = value * 10**self.places
        scaled, rest = divmod(abs(whole.numerator), whole.denominator)
        twice = 2 * rest
        if twice > whole.denominator:
            up = self.mode != "down"
        elif twice == whole.denominator:
            up = self.mode == "half_up" or (self.mode == "half_even" and scaled % 2 == 1)
        else:
            up = False
        sign = -1 if whole < 0 else 1
        return Decimal(sign * (scaled + up)).scaleb(-self.places)


@dataclass(frozen=True)
class Lateness:
    """What work is worth that came after its deadline."""

    grace_days: int
    grace_share: Decimal
    late_share: Decimal


class Currency(StrEnum):
    """How the currency of a duty is measured."""

    LAST_DAY = "last_day"
    """By its state at the moment of the question."""
    DAYS = "days"
    """By the share of days of the period on which it was current."""


@dataclass(frozen=True)
class Words:
    """The fewest characters, blanks apart, that words of people need to tell something; 0 asks for none."""

    title: int = 0
    notes: int = 0
    description: int = 0
    """Description of a column in a dictionary."""
    importance: int = 0
    """Why a proposed database matters, and what is new about it."""
    use: int = 0
    """What a use of the database brought."""
    governance: int = 0
    """An entry of the governance record."""


@dataclass(frozen=True)
class Substance:
    """What must be in a thing, so that it counts and not only is there (all thresholds are ours).

    As it stands it asks for nothing: rule sets of before keep scoring what they scored.
    """

    words: Words = Words()
    alike_share: Decimal = Decimal(1)
    """The largest share of columns that may carry one description; where more do, none of them describes."""
    least_rows: int = 0
    """A table of fewer rows is no database (2.2.3, 2.2.4)."""
    new_rows: int = 0
    """So many rows at least differ from the data before, or an event brought no new data; 0: any bytes do."""
    currency: Currency = Currency.LAST_DAY
    checked_only: bool = False
    """Data that were not checked against a dictionary count as not correct (2.2.4)."""
    dictionary_by_type: bool = False
    """Whether a dictionary is asked for follows from the type of the dataset, not from the kind of its file;
    that machines can read it is a share of its own (1.3)."""
    document_characters: int = 0
    """So many characters of text, blanks apart, at least make a document."""
    document_alike: Decimal = Decimal(1)
    """From this share of common passages on, a document repeats another."""
    list_as_of_its_day: bool = False
    """The list of data is compared with its own rows and with the catalog of the day it came (2.1.3)."""
    unseen_is_unknown: bool = False
    """What was never looked at is unknown; otherwise it counts as there."""
    unknown_days: int = 0
    """After so many days an unknown that the agency could settle counts as not reached; 0: never."""
    register_required: bool = False
    """Part 1 of an agency without duties is unknown, not inapplicable. It is not signed off before a register
    is agreed or an auditor said why there is none."""
    confirmed_frequency: bool = False
    """A frequency below the agreed one, or "never", counts only when the auditors confirmed it."""
    governance: bool = False
    """The six parts of data governance are measured in 1.3."""
    governance_share: Decimal = field(default=Decimal("0.5"), metadata=LATER)
    """The share of 1.3 that the six parts are worth where they are measured; the rest is that of datasets."""
    sample: int = 0
    """So many pieces of evidence of each round are drawn for auditors to look at. With any, an auditor has to
    speak on their criteria, and on those of which something is not known, before the round is verified."""

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return self != Substance()


@dataclass(frozen=True)
class System:
    """An information system that the Strategy Office names; its name changes, its id does not."""

    id: str
    name: Text


@dataclass(frozen=True)
class Deliverable:
    """What a step asks to be handed in. ``kind`` is a kind of document, or empty when the catalog tells."""

    id: str
    name: Text
    kind: str = ""


@dataclass(frozen=True)
class Step:
    """ขั้นตอนที่ 1-5 with its last day, inclusive to 23:59:59 in Bangkok."""

    id: str
    name: Text
    deadline: date
    deliverables: tuple[Deliverable, ...]
    deadline_source: Source = Source.DEFAULT


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged. ``check`` names the function that judges it."""

    id: str
    check: str
    name: Text
    weight: Decimal
    applies_to: tuple[str, ...]
    step: str = ""
    params: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    weight_source: Source = Source.DEFAULT

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of duties of the register that it asks for; none where it asks for all, or for no duty."""
        kind = self.params.get("kind", "")
        return (*((str(kind),) if kind else ()), *self.params.get("kinds", ()))


@dataclass(frozen=True)
class Part:
    """ส่วนที่ 1 or 2."""

    id: str
    name: Text
    weight: Decimal
    criteria: tuple[Criterion, ...]
    weight_source: Source = Source.DEFAULT


@dataclass(frozen=True)
class RuleSet:
    """All of it. Equal rule sets have equal digests, and only they."""

    kpi: str
    fiscal_year: int
    version: int
    status: Status
    effective_from: date
    name: Text
    code: str
    """Number under which the KPI stands in that year's list; it moves from year to year (4.1, 5.2)."""
    levels: tuple[str, ...]
    plan: Plan
    definitions: tuple[str, ...]
    method: tuple[str, ...]
    target: Decimal
    unit: Text
    agency_kinds: tuple[str, ...]
    rounding: Rounding
    unknown: Unknown
    lateness: Lateness
    freshness: FreshnessRule
    objection_days: int
    report_deadline: date
    """Last day, inclusive, on which an agency may hand in its yearly report; after the fiscal year."""
    systems: tuple[System, ...]
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    report_deadline_source: Source = Source.DEFAULT
    note: Text = Text("", "")
    substance: Substance = Substance()

    def __post_init__(self) -> None:
        """Let all who judge by the freshness know how many rows make new data."""
        freshness = replace(self.freshness, new_rows=self.substance.new_rows)
        object.__setattr__(self, "freshness", freshness)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What the rule set says, as plain data. The status is no part of it: publishing changes no rule.

        Nor is a substance that asks for nothing: so were all rule sets when the first digests were kept. Nor
        is a field that came later and says what was so before.
        """
        plain = to_plain(self)
        del plain["status"]
        for item in fields(Substance):
            if item.metadata.get("later") and getattr(self.substance, item.name) == item.default:
                del plain["substance"][item.name]
        if not self.substance.asks:
            del plain["substance"]
        return plain

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of its content."""
        return digest(self.content)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the file."""
        return tuple(criterion for part in self.parts for criterion in part.criteria)

    def step(self, step_id: str) -> Step:
        """Return a step by its id; KeyError when there is none (a parsed rule set has all it names)."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def deadline_of(self, criterion: Criterion) -> date | None:
        """Return the last day for a criterion, or None for one that is judged at any time."""
        return self.step(criterion.step).deadline if criterion.step else None


@dataclass(frozen=True)
class Change:
    """One difference between two versions: where, what it was, what it is. None where it is absent."""

    path: str
    before: str | None
    after: str | None


def compare(old: RuleSet, new: RuleSet) -> tuple[Change, ...]:
    """Return what differs, in the order of the file. Lists of things with an id are matched by id."""
    before, after = _flat(to_plain(old)), _flat(to_plain(new))
    paths = [*before, *(path for path in after if path not in before)]
    return tuple(
        Change(path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    )


def _flat(value: object, path: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        pairs = [(f"{path}.{key}".lstrip("."), item) for key, item in value.items()]
    elif isinstance(value, list):
        pairs = [
            (f"{path}[{item['id'] if isinstance(item, dict) and 'id' in item else place}]", item)
            for place, item in enumerate(value, 1)
        ]
    else:
        return {path: str(value)}
    return {name: text for where, item in pairs for name, text in _flat(item, where).items()}


def check_successor(kept: RuleSet, offered: RuleSet) -> None:
    """Refuse a file that would change a version others rely on (security design 4.5, row 110).

    :raises ProblemError: RULESET-IMMUTABLE with the first difference; RULESET-VERSION when it is not the next
    """
    if (kept.kpi, kept.fiscal_year) != (offered.kpi, offered.fiscal_year):
        return
    if kept.version == offered.version:
        changes = compare(replace(kept, status=offered.status), offered)
        went_back = list(Status).index(offered.status) < list(Status).index(kept.status)
        if kept.status is not Status.DRAFT and (changes or went_back):
            path = changes[0].path if changes else "status"
            raise ProblemError("RULESET-IMMUTABLE", version=kept.version, path=path)
        return
    if offered.version < kept.version:
        raise ProblemError("RULESET-VERSION", version=offered.version, latest=kept.version)
    kept_checks = {criterion.id: criterion.check for criterion in kept.criteria}
    for criterion in offered.criteria:
        if kept_checks.get(criterion.id, criterion.check) != criterion.check:
            raise ProblemError(
                "RULESET-IMMUTABLE", version=offered.version, path=f"criteria[{criterion.id}].check"
            )
    if offered.effective_from < kept.effective_from:
        raise ProblemError("RULESET-VERSION", version=offered.version, latest=kept.version)


def known_fields(kind: type) -> tuple[str, ...]:
    """Names of the fields of one of the classes above, for the reader and for the JSON Schema's test."""
    return own_fields(kind)
