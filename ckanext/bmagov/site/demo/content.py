"""Read the demo content: accounts, topics, and the datasets as they are on a given day.

Short keys of `datasets/*.yaml` (everything else is a field of the schema, as it is):

- `agency`: name of the organization; `topic` (of the file) and `also`: groups; `type`: data_type;
- `every: 3 month`: update frequency; a single word is a unit without an interval (`never`, `other`);
- `classification`, `category`: level and category, `open` and `public` where nothing is said;
- `days_ago`, `years_ago`: dates and years, counted back from the day of loading, so that what is fresh and
  what is late stays so whenever it is loaded;
- `bounds`: `true` for the box around Bangkok, or west, east, north, south;
- `contact`, `email`: the unit responsible and the part of its address before the @;
- `state: draft`: saved half filled, nothing is added to what is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import yaml

from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.site.demo import closed_year
from ckanext.bmagov.site.demo.districts import HERE
from ckanext.bmagov.site.demo.files import build
from ckanext.bmagov.site.demo.rows import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import DataDict

PREFIX = "demo-"
RULES = "rules-2569.yaml"
TAG = "ข้อมูลสาธิต"
NOTICE = "ข้อมูลชุดนี้เป็นข้อมูลสมมติเพื่อการสาธิต"
MAIL_DOMAIN = "bangkok.example"
"""`.example` is reserved (RFC 2606): no mail sent there reaches anyone."""

BANGKOK_BOX = (100.32, 100.94, 13.96, 13.49)
BOUNDS = (
    "west_bound_longitude",
    "east_bound_longitude",
    "north_bound_latitude",
    "south_bound_latitude",
)
SHORT = {
    "agency": "owner_org",
    "type": "data_type",
    "classification": "data_classification",
    "category": "data_category",
    "contact": "maintainer",
}
NOT_FIELDS = {
    "tags",
    "also",
    "every",
    "email",
    "days_ago",
    "years_ago",
    "bounds",
    "resources",
    "topic",
    "empty",
}
PUBLISHED = {
    "classification": "open",
    "category": "public",
    "license_id": "cc-by",
    "data_language": ["thai"],
}


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as. `role` is `sysadmin` or a role in the agency."""

    name: str
    fullname: str
    role: str
    agency: str = ""
    agencies: tuple[str, ...] = ()
    """Where the role is one in several agencies."""

    @property
    def email(self) -> str:
        """Its address, which reaches nobody."""
        return f"{self.name}@{MAIL_DOMAIN}"

    @property
    def memberships(self) -> tuple[str, ...]:
        """Names of all agencies in which it has its role."""
        return self.agencies or ((self.agency,) if self.agency else ())

    def speaks_for(self, agency: str) -> bool:
        """Tell whether it may say something for an agency."""
        return agency in self.memberships and self.role in ("editor", "admin")


@dataclass(frozen=True)
class Topic:
    """A group of core."""

    name: str
    title: str
    title_en: str
    description: str
    description_en: str


@dataclass(frozen=True)
class Decision:
    """Something that somebody does about access to a dataset: an action, and the last day it is for."""

    dataset: str
    action: str
    by: str
    params: Mapping[str, Any]
    days: int = 0


@dataclass(frozen=True)
class KpiYear:
    """A year of an agency in the KPI, as people would enter it; days as people type them."""

    agency: str
    fiscal_year: int
    proposal: Mapping[str, Any] = field(default_factory=dict)
    database: Mapping[str, str] = field(default_factory=dict)
    register: tuple[Mapping[str, Any], ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()
    progress: tuple[tuple[str, str], ...] = ()
    uses: tuple[Mapping[str, Any], ...] = ()
    governance: tuple[Mapping[str, Any], ...] = ()
    """Entries of the governance record, as `bmagov_governance_item_create` takes them."""
    statement: Mapping[str, Any] = field(default_factory=dict)
    submit: Mapping[str, str] = field(default_factory=dict)
    review: Mapping[str, str] = field(default_factory=dict)
    """How far the round goes after the hand-in (`until`), with the accounts of `auditor` and `supervisor`."""

    @property
    def name(self) -> str:
        """Of its record."""
        return f"{self.agency}/{self.fiscal_year}"


@dataclass(frozen=True)
class DemoResource:
    """A file with its own metadata, or a link (`content` is then None)."""

    payload: Mapping[str, Any]
    filename: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class DemoDataset:
    """A dataset on the day `as_of`."""

    spec: Mapping[str, Any]
    as_of: date

    @property
    def name(self) -> str:
        """Name in the catalog."""
        return f"{PREFIX}{self.spec['name']}"

    @property
    def agency(self) -> str:
        """Name of the organization that owns it."""
        return self.spec["agency"]

    @property
    def topics(self) -> tuple[str, ...]:
        """Names of its groups."""
        return (self.spec["topic"], *self.spec.get("also", ()))

    @property
    def is_draft(self) -> bool:
        """Whether it is left half filled."""
        return self.spec.get("state") == "draft"

    def dates(self) -> dict[str, str]:
        """Fields that are counted back from the day of loading, Gregorian."""
        days = {
            field: (self.as_of - timedelta(days=ago)).isoformat()
            for field, ago in self.spec.get("days_ago", {}).items()
        }
        years = {field: str(self.as_of.year - ago) for field, ago in self.spec.get("years_ago", {}).items()}
        return days | years

    @cached_property
    def payload(self) -> DataDict:
        """What `package_create` takes, without resources and groups."""
        spec = dict(self.spec) if self.is_draft else {**PUBLISHED, **self.spec}
        fields = {SHORT.get(key, key): value for key, value in spec.items() if key not in NOT_FIELDS}
        fields |= {
            "name": self.name,
            "notes": f"{spec['notes']} {NOTICE}",
            "tag_string": ",".join([*spec["tags"], TAG]),
            **self.dates(),
            **_frequency(spec.get("every", "")),
            **_bounds(spec.get("bounds")),
        }
        if "email" in spec:
            fields["maintainer_email"] = f"{spec['email']}@{MAIL_DOMAIN}"
        if fields.get("data_classification", "open") != "open":
            fields["private"] = True
        return fields

    @property
    def every(self) -> tuple[str, int]:
        """Unit and interval of its update frequency."""
        fields = _frequency(self.spec.get("every", ""))
        return fields.get("update_frequency_unit", ""), int(fields.get("update_frequency_interval", 1))

    @property
    def resource_count(self) -> int:
        """How many resources it has."""
        return len(self.spec.get("resources", ()))

    @property
    def updated(self) -> date:
        """The day of its last data."""
        return self.as_of - timedelta(days=self.spec.get("days_ago", {}).get("last_updated_date", 0))

    @property
    def updated_at(self) -> datetime:
        """When its files became what they are: the first minute of that day, so never still to come."""
        return datetime.combine(self.updated, time.min, BANGKOK)

    def earlier(self, updated: date, *, filled: bool) -> DemoDataset:
        """Return it as it was when its data were of an earlier day; or when its tables had no rows yet."""
        ago = self.spec.get("days_ago", {}).get("last_updated_date", 0)
        spec = self.spec if filled else {**self.spec, "empty": True}
        return replace(self, spec=spec, as_of=updated + timedelta(days=ago))

    def dictionaries(self) -> dict[int, list[Mapping[str, Any]]]:
        """Return the columns that are described, by the number of the resource."""
        return _read("dictionaries.yaml").get(self.spec["name"], {})

    def resources(self) -> list[DemoResource]:
        """Make its resources."""
        dates = self.dates()
        span = Span(self.as_of, self.updated, int(dates.get("last_year_of_data", self.updated.year)))
        return [self._resource(spec, dates, span) for spec in self.spec.get("resources", ())]

    def _resource(self, spec: Mapping[str, Any], dates: Mapping[str, str], span: Span) -> DemoResource:
        payload = {key: spec[key] for key in ("name", "description", "format") if key in spec}
        if "last_updated_date" in dates:
            payload["resource_last_updated_date"] = dates["last_updated_date"]
        if "link" in spec:
            return DemoResource(payload | {"url": spec["link"]})
        payload.setdefault("format", PurePath(spec["file"]).suffix.removeprefix(".").upper())
        rows = {"rows": {"none": []}} if self.spec.get("empty") else {}
        return DemoResource(payload, spec["file"], build(self.name, {**spec, **rows}, span))


def _frequency(every: str) -> dict[str, str]:
    interval, _, unit = every.rpartition(" ")
    fields = {"update_frequency_unit": unit, "update_frequency_interval": interval}
    return {field: value for field, value in fields.items() if value}


def _bounds(bounds: bool | list[float] | None) -> dict[str, str]:
    if not bounds:
        return {}
    box = BANGKOK_BOX if bounds is True else bounds
    return {field: str(degrees) for field, degrees in zip(BOUNDS, box, strict=True)}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where there is one: it is seven times as fast."""


@cache
def _read(name: str) -> Any:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a SafeLoader


def accounts() -> list[Account]:
    """Return the accounts, the system administrator first."""
    return [Account(**entry) for entry in _read("accounts.yaml")]


def topics() -> list[Topic]:
    """Return the topic categories."""
    return [Topic(**entry) for entry in _read("topics.yaml")]


def kpi_years() -> list[KpiYear]:
    """Return the years of agencies in the KPI, the oldest first for each."""
    entries = [*closed_year.years(_read("kpi_2569.yaml")), *_read("kpi.yaml")]
    return sorted((KpiYear(**entry) for entry in entries), key=lambda year: year.fiscal_year)


def rules_of_the_closed_year() -> str:
    """Return the rule file that nobody but a demo site has."""
    return (HERE / RULES).read_text(encoding="utf-8")


def paragraphs_of(kind: str, fiscal_year: int) -> list[str]:
    """Return what a document of a kind says; what it said the year before is worded in another way."""
    wordings = _read("documents.yaml")[kind]
    return wordings[fiscal_year % len(wordings)]


def decisions(dataset: str) -> list[Decision]:
    """Return what is done about access to a dataset, by its name in the catalog."""
    return [
        Decision(dataset, entry["action"], entry["by"], entry["with"], entry.get("days", 0))
        for entry in _read("access.yaml")
        if f"{PREFIX}{entry['dataset']}" == dataset
    ]


def datasets(as_of: date) -> list[DemoDataset]:
    """Return the datasets as they are on a day."""
    themes = [_read(f"datasets/{path.name}") for path in sorted((HERE / "datasets").glob("*.yaml"))]
    return [
        DemoDataset({"topic": theme["topic"], **spec}, as_of)
        for theme in themes
        for spec in theme["datasets"]
    ]
