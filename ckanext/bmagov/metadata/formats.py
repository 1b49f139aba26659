"""A dataset as schema.org/Dataset, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.schema_facts import is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BOUNDS = ("south_bound_latitude", "west_bound_longitude", "north_bound_latitude", "east_bound_longitude")
"""The order of a schema.org box: south-west corner, then north-east."""

LANGUAGES = {
    "thai": "th",
    "english": "en",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "lao": "lo",
    "burmese": "my",
    "khmer": "km",
    "malay": "ms",
    "french": "fr",
    "german": "de",
    "arabic": "ar",
}
"""Values of the code list `language` as BCP 47."""


def dataset(record: Mapping[str, Any], url: str, label: Callable[[str, str], str]) -> dict[str, object]:
    """Describe a dataset, without empty properties.

    `record` as `package_show` gives it, `url` of its page, `label(list, value)` of a code.
    """
    agency = record.get("organization") or {}
    properties = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "identifier": record["id"],
        "name": record.get("title") or record["name"],
        "alternateName": record.get("title_en"),
        "description": record.get("notes"),
        "keywords": [tag["name"] for tag in record.get("tags") or ()],
        "inLanguage": [LANGUAGES[value] for value in record.get("data_language") or () if value in LANGUAGES],
        "license": record.get("license_url")
        or record.get("license_id_other")
        or _label(record, "license_id", "license", label),
        "creator": _agency(agency),
        "publisher": _agency(agency),
        "dateCreated": record.get("created_date"),
        "datePublished": record.get("data_release_date") or str(record.get("metadata_created") or "")[:10],
        "dateModified": record.get("last_updated_date") or str(record.get("metadata_modified") or "")[:10],
        "temporalCoverage": _years(record),
        "spatialCoverage": _place(record, label),
        "isAccessibleForFree": record.get("data_classification") == "open",
        "conditionsOfAccess": record.get("accessible_condition"),
        "distribution": [_file(resource) for resource in record.get("resources") or ()],
    }
    return {name: value for name, value in properties.items() if not is_empty(value)}


def _label(record: Mapping[str, Any], field: str, codes: str, label: Callable[[str, str], str]) -> str:
    return label(codes, record[field]) if record.get(field) else ""


def _agency(agency: Mapping[str, Any]) -> dict[str, str] | None:
    return {"@type": "GovernmentOrganization", "name": agency["title"]} if agency.get("title") else None


def _years(record: Mapping[str, Any]) -> str:
    """ISO 8601 interval; Gregorian, as everything machines read."""
    first, last = record.get("first_year_of_data"), record.get("last_year_of_data")
    return f"{first or '..'}/{last or '..'}" if first or last else ""


def _place(record: Mapping[str, Any], label: Callable[[str, str], str]) -> dict[str, object] | None:
    if all(record.get(name) for name in BOUNDS):
        box = " ".join(str(record[name]) for name in BOUNDS)
        return {"@type": "Place", "geo": {"@type": "GeoShape", "box": box}}
    name = _label(record, "geo_coverage", "geo_coverage", label)
    return {"@type": "Place", "name": name} if name else None


def _file(resource: Mapping[str, Any]) -> dict[str, object]:
    properties = {
        "@type": "DataDownload",
        "name": resource.get("name"),
        "description": resource.get("description"),
        "contentUrl": resource.get("url"),
        "encodingFormat": resource.get("mimetype") or resource.get("format"),
        "contentSize": f"{resource['size']} B" if resource.get("size") else "",
    }
    return {name: value for name, value in properties.items() if not is_empty(value)}
