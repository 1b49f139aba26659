"""Records with everything filled in, and graphs of them: for tests that need no service."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.readers.codelists import _OURS, read_file
from ckanext.bmagov.exchange.dcat.domain.describing import Describer
from ckanext.bmagov.exchange.dcat.domain.facts import Agency, Around, Bytes, Category, Record
from ckanext.bmagov.exchange.dcat.domain.shared import Vocabulary
from ckanext.bmagov.exchange.dcat.readers.table import table_for
from ckanext.bmagov.files import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.bmagov.base.domain.codelist import CodeList
    from ckanext.bmagov.exchange.dcat.domain.mapping import TermTable
    from ckanext.bmagov.exchange.dcat.domain.terms import Triple

SITE: Final = "https://data.example.go.th"
DATASET: Final = "5f727308-bb45-5880-872c-2b91e5292a9f"
FILE: Final = "4968d1f4-f6aa-5d0b-85ba-bc301d3a7437"
AGENCY: Final = "f473d309-f447-4058-962c-92f63990abd0"
LATER: Final = "f473d309-f447-4058-962c-92f63990abd1"
TIME: Final = "2026-11-29T17:28:47.365216"

OF_A_KIND: Final[Mapping[str, Any]] = {
    "bmagov_date": "2026-03-31",
    "bmagov_past_date": "2026-03-30",
    "bmagov_date_or_text": "ทุกวันที่ 3 ของเดือน",
    "bmagov_year": "2018",
    "bmagov_interval": "3",
    "bmagov_email": "stat@example.go.th",
    "bmagov_url": "https://example.go.th/หน้า?q=1",
    "bmagov_slug": "population",
    "bmagov_format": "CSV",
    "bmagov_organization": AGENCY,
    "bmagov_tags": "ประชากร,PM2.5",
}
BY_NAME: Final[Mapping[str, Any]] = {
    "west_bound_longitude": "100.3",
    "east_bound_longitude": "100.9",
    "north_bound_latitude": "13.9",
    "south_bound_latitude": "13.4",
    "maintainer_phone": "0 2224 2956 ต่อ 12",
    "parent": LATER,
    "title_en": "Population",
    "notes_en": "By district",
    "abbreviation_en": "SED",
    "description_en": "What it does",
    "image_url": "https://example.go.th/logo.png",
    "equivalent_scale": "1-4000",
    "data_type": "statistics",
    "phone": "0 2224 2956",
}


@cache
def table() -> TermTable:
    """Return the table of terms for a site."""
    return table_for(SITE)


@cache
def codelists() -> dict[str, CodeList]:
    """Return our code lists."""
    return {known.name: known for known in map(read_file, sorted(_OURS.glob("*.yaml")))}


@cache
def schema(name: str = "dataset") -> dict[str, Any]:
    """Return one of our schemas."""
    return read_data(f"schemas/{name}.yaml")


def filled(fields: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a value for each field of a schema."""
    return {field["field_name"]: value_for(field) for field in fields}


def value_for(field: Mapping[str, Any]) -> Any:
    """Return a value that a field may have: the first codes of its list, a date, a text."""
    name, preset = field["field_name"], field.get("preset", "")
    if name in BY_NAME:
        return BY_NAME[name]
    if codelist := field.get("codelist"):
        codes = [code.value for code in codelists()[codelist].codes]
        return sorted(codes[:2]) if preset == "bmagov_choices" else codes[0]
    return OF_A_KIND.get(preset, f'คำ "{name}" {{}} \\ <b>\nบรรทัดที่ 2')


def dataset(**changes: Any) -> dict[str, Any]:
    """Return a dataset, as `package_show` gives it, with every field of the schema filled in."""
    values = filled(schema()["dataset_fields"])
    words = values.pop("tag_string").split(",")
    return {
        **values,
        "id": DATASET,
        "tags": [{"name": word} for word in words],
        "groups": [{"name": "environment"}, {"name": "education"}],
        "metadata_created": TIME,
        "metadata_modified": TIME,
        "resources": [resource()],
        **changes,
    }


def resource(**changes: Any) -> dict[str, Any]:
    """Return a file with every field filled in."""
    values = filled(schema()["resource_fields"])
    return {
        **values,
        "url": "https://example.go.th/population.csv",
        "id": FILE,
        "package_id": DATASET,
        "created": TIME,
        "last_modified": TIME,
        "hash": "",
        "size": 25366,
        "mimetype": "text/csv",
        "datastore_active": True,
        **changes,
    }


def agency(**changes: str) -> Agency:
    """Return an agency with every field filled in."""
    fields = filled(schema("organization")["fields"])
    return Agency({**fields, "id": AGENCY, "successor_codes": "50000001", **changes}, (LATER,))


def around(**changes: Any) -> Around:
    """Return what stands around a dataset."""
    other = Agency({"title": "สำนักอื่น", "name": "other", "code8": "50000001"})
    categories = {name: Category(name, "หมวด", "Topic") for name in table().themes}
    return Around(
        **{
            "title_th": "บัญชีข้อมูล",
            "title_en": "Data catalog",
            "codelists": codelists(),
            "agencies": {AGENCY: agency(), LATER: other},
            "categories": categories,
            **changes,
        }
    )


def record(dataset_dict: dict[str, Any] | None = None, **changes: Any) -> Record:
    """Return a dataset with what its record does not say."""
    return Record(
        dataset(**changes) if dataset_dict is None else dataset_dict,
        {FILE: Bytes("ab" * 32, "2026-11-28T20:00:00+00:00")},
        frozenset({FILE}),
    )


def triples(described: Record, beside: Around | None = None) -> list[Triple]:
    """Return the whole graph of a dataset."""
    facts = beside or around()
    description = Describer(table(), facts).describe(described)
    return description.triples + Vocabulary(table(), facts).triples(description.shared)
