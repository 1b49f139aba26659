"""What the pages of datasets and resources show of their metadata, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2.utils import htmlsafe_json_dumps

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.dictionary_resource import data_resources
from ckanext.bmagov.base.domain.schema_facts import OTHER
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.request_state import AGENCY_TITLES, LAST_UPDATES
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata import formats
from ckanext.bmagov.metadata.domain.display import Line, dataset_lines, resource_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from ckan.types import DataDict

    from ckanext.bmagov.files import DataEventDict, FrequencyDict, FreshnessDict
    from ckanext.bmagov.metadata.answers import CompletenessDict

SHOWN_ABOVE = frozenset({
    "title", "title_en", "name", "notes", "notes_en", "tag_string", "owner_org", "maintainer",
    "maintainer_email", "maintainer_phone", "update_frequency_unit", "update_frequency_interval",
})  # fmt: skip
"""Fields that the head of the page shows, so that the groups below need not."""

RESOURCE_SHOWN_ABOVE = frozenset({"url", "name", "description", "format"})


@dataclass(frozen=True)
class Shown:
    """One line of metadata. `kind` is the field's preset: how the template writes the values."""

    name: str
    label: str
    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A group of lines under a heading."""

    name: str
    label: str
    lines: tuple[Shown, ...]


def bmagov_dataset_lines(pkg: DataDict) -> list[Group]:
    """Return the filled metadata of a dataset in its groups, without what the head of the page tells."""
    return [
        Group(name, bmagov_group_label(name), tuple(_shown(line) for line in lines))
        for name, lines in dataset_lines(pkg, facts(), SHOWN_ABOVE)
    ]


def bmagov_resource_lines(resource: DataDict, pkg: DataDict) -> list[Shown]:
    """Return the filled metadata of a resource."""
    return [_shown(line) for line in resource_lines(resource, pkg, facts(), RESOURCE_SHOWN_ABOVE)]


def _shown(line: Line) -> Shown:
    values = tuple(_value(line, value) for value in line.values)
    return Shown(line.field.name, line.field.label(lang()), line.field.kind, values)


def _value(line: Line, value: str) -> str:
    if value == OTHER and line.other:
        return line.other
    return bmagov_codelist_label(line.field.codelist, value) if line.field.codelist else value


def bmagov_group_label(name: str, of_resource: bool = False) -> str:
    """Return the heading of a group of fields."""
    known = facts()
    labels = (known.resource_groups.get(name) if of_resource else None) or dict(known.groups)[name]
    return labels.get(lang()) or labels["en"]


def bmagov_field_label(name: str, of_resource: bool = False) -> str:
    """Return the label of a field."""
    known = facts()
    field = known.resource_field(name) if of_resource else known.dataset_field(name)
    return field.label(lang()) if field else name


def bmagov_agency_title(organization: DataDict) -> str:
    """Return the name of the agency in a dataset's record, which holds the Thai one only.

    The English names of all agencies are read once a request: a page of results names twenty.
    """
    thai = organization.get("title") or organization["name"]
    if lang() == "th":
        return thai
    titles = AGENCY_TITLES.of()
    if titles is None:
        agencies: Any = model.Session.query(model.Group).filter_by(is_organization=True)
        titles = {agency.id: agency.extras.get("title_en") for agency in agencies}
        AGENCY_TITLES.put(titles)
    return titles.get(organization["id"]) or thai


def bmagov_notes(pkg: DataDict) -> str:
    """Return the description in the reader's language, or else in Thai (Markdown)."""
    translated = pkg.get("notes_en") if lang() != "th" else ""
    return translated or pkg.get("notes") or ""


def bmagov_frequency(pkg: DataDict) -> str:
    """Return how often the dataset is updated, as one would say it: ``ทุก 3 เดือน``, ``every 3 months``."""
    unit = pkg.get("update_frequency_unit") or ""
    if unit == OTHER:
        return pkg.get("update_frequency_unit_other") or bmagov_codelist_label("update_frequency", unit)
    return _frequency(unit, int(pkg.get("update_frequency_interval") or 0))


def bmagov_frequency_agreed(agreed: FrequencyDict) -> str:
    """Return a frequency of the register (`unit`, `interval`), as `bmagov_frequency` says one."""
    return _frequency(agreed["unit"], agreed["interval"])


def _frequency(unit: str, interval: int) -> str:
    return _every(unit, interval) or bmagov_codelist_label("update_frequency", unit)


def _every(unit: str, n: int) -> str:
    """Say an interval; empty for a unit that has none. Thai says 1 otherwise than 3, but has no plural."""
    each = {
        "year": tk._("every year"),
        "half_year": tk._("every half-year"),
        "quarter": tk._("every quarter"),
        "month": tk._("every month"),
        "week": tk._("every week"),
        "day": tk._("every day"),
        "working_day": tk._("every working day"),
        "hour": tk._("every hour"),
        "minute": tk._("every minute"),
    }
    several = {
        "year": tk._("every {n} years"),
        "half_year": tk._("every {n} half-years"),
        "quarter": tk._("every {n} quarters"),
        "month": tk._("every {n} months"),
        "week": tk._("every {n} weeks"),
        "day": tk._("every {n} days"),
        "working_day": tk._("every {n} working days"),
        "hour": tk._("every {n} hours"),
        "minute": tk._("every {n} minutes"),
    }
    return each.get(unit, "") if n == 1 else several.get(unit, "").format(n=n) if n > 1 else ""


def bmagov_data_resources(resources: Sequence[DataDict]) -> list[DataDict]:
    """Return the resources that are data: those that hold the data dictionary are not."""
    return data_resources(resources)


def bmagov_formats(resources: Sequence[DataDict]) -> list[str]:
    """Return the formats of the data, each once, in the order of the resources."""
    data = data_resources(resources)
    return list(dict.fromkeys(name for resource in data if (name := (resource.get("format") or "").strip())))


def bmagov_last_update(pkg: DataDict) -> Any:
    """Return when new data last came, for a list; empty where the catalog saw none.

    The events of all datasets that a search found are read at once (`files/hooks/data_events.py`).
    """
    return LAST_UPDATES.of().get(str(pkg.get("id"))) or ""


def bmagov_data_events(resource: DataDict) -> list[DataEventDict]:
    """Return the latest changes of a file (`bmagov_data_event_list`)."""
    return tk.get_action("bmagov_data_event_list")({}, {"resource_id": resource["id"], "limit": 10})


def bmagov_freshness(pkg: DataDict) -> FreshnessDict:
    """Return when the data last changed and when the next update is due (`bmagov_freshness_show`)."""
    return tk.get_action("bmagov_freshness_show")({}, {"id": pkg["id"]})


def bmagov_completeness(pkg: DataDict) -> CompletenessDict | None:
    """Return what is missing, for those who can mend it; nothing for other readers."""
    if not tk.h.check_access("package_update", {"id": pkg["id"]}):
        return None
    return tk.get_action("bmagov_dataset_completeness")({}, {"id": pkg["id"]})


def bmagov_json_ld(pkg: DataDict) -> Markup | None:
    """Return a published open dataset as schema.org JSON-LD, safe in a script element; else nothing."""
    if pkg.get("private") or pkg.get("state") != "active":
        return None
    url = tk.url_for(f"{pkg['type']}.read", id=pkg["name"], _external=True, locale="default")
    return htmlsafe_json_dumps(formats.dataset(pkg, url, bmagov_codelist_label), ensure_ascii=False)


@tk.chained_helper
def dataset_display_name(core: Callable[[Any], str], package_or_package_dict: Any) -> str:
    """Core's helper; the English title for readers of English where there is one."""
    if isinstance(package_or_package_dict, dict):
        return bmagov_title(package_or_package_dict) or core(package_or_package_dict)
    return core(package_or_package_dict)
