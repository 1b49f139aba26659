"""A dataset of ours as a record of GD Catalog: its names, its words, every field of its form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.base.domain.dictionary_resource import RESOURCE_TYPE
from ckanext.bmagov.base.domain.schema_facts import OTHER, values_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ckanext.bmagov.exchange.gdc.domain.contract import Column, Contract

Record = dict[str, Any]

BUDDHIST: Final = 543
LONGEST_NAME: Final = 70
"""Letters of an address there. It puts `gdpublish-` before ours, and CKAN takes a hundred."""

_CUT: Final = LONGEST_NAME - 9
_NO_TAG: Final = re.compile(r"[^\u0e01-\u0e59A-Za-z0-9 _.\-]+")
_BLANKS: Final = re.compile(r"\s+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_GROUP: Final = ("id", "name", "title", "display_name")
_AGENCY: Final = (
    "id", "name", "title", "type", "description", "image_url", "created", "is_organization",
    "approval_status", "state",
)  # fmt: skip
_FILE: Final = (
    "id", "package_id", "created", "last_modified", "metadata_modified", "mimetype", "mimetype_inner",
    "size", "state", "position", "hash", "cache_url", "cache_last_updated", "datastore_active", "url_type",
    "resource_type", "url", "name", "format", "description",
)  # fmt: skip
_ALWAYS: Final = frozenset({"allow_harvest"})
MINIMAL: Final = ("data_type", "data_category", "data_classification")
"""Fields of a private dataset that go out beside its title and its agency, unless the site says others."""


@dataclass(frozen=True)
class Shown:
    """What a record says that does not stand in the dataset itself."""

    page: str
    """Address of its page."""

    modified: str
    """When what the record says last changed, in the form of `metadata_modified`."""

    title_suffix: str = ""
    """What tells it from another one of the same title."""

    private_fields: Collection[str] = field(default=MINIMAL)
    """Which of its fields a private dataset shows."""


def record_of(dataset: Mapping[str, Any], contract: Contract, shown: Shown) -> Record:
    """Return the record of an open dataset, without the files that describe its data."""
    data = [part for part in dataset["resources"] if part.get("resource_type") != RESOURCE_TYPE]
    files = [_resource(resource, contract) for resource in data]
    return {
        **_core(dataset, shown),
        "groups": [{name: group.get(name) for name in _GROUP} for group in dataset.get("groups", ())],
        "tags": _tags(dataset.get("tags", ())),
        "private": False,
        "num_tags": len(_tags(dataset.get("tags", ()))),
        "isopen": bool(dataset.get("isopen")),
        **_fields(contract, contract.dataset, dataset),
        "resources": [{**part, "position": place} for place, part in enumerate(files)],
        "num_resources": len(files),
        "extras": [{"key": "bmagov_url", "value": shown.page}],
    }


def private_record_of(dataset: Mapping[str, Any], contract: Contract, shown: Shown) -> Record:
    """Return the record of a private dataset whose agency lets its name be listed: that, and no file."""
    kept = {key: value for key, value in dataset.items() if key in {*shown.private_fields, *_ALWAYS}}
    return {
        **_core(dataset, shown),
        "groups": [],
        "tags": [],
        "private": True,
        "num_tags": 0,
        "isopen": False,
        **_fields(contract, contract.dataset, kept),
        "resources": [],
        "num_resources": 0,
        "extras": [],
    }


def short_name(name: str, dataset_id: str) -> str:
    """Return a web address that fits there: one that is too long is cut and gets a part of its id."""
    return name if len(name) <= LONGEST_NAME else f"{name[:_CUT]}-{dataset_id[:8]}"


def cut_name(name: str) -> tuple[str, str] | None:
    """Return the beginnings of name and id that a cut address stands for; None for one that is whole."""
    if len(name) != LONGEST_NAME or name[_CUT] != "-":
        return None
    return name[:_CUT], name[_CUT + 1 :]


def tag_name(name: str) -> str:
    """Return a keyword in the letters that are taken there; empty when nothing is left to say."""
    text = _BLANKS.sub(" ", _NO_TAG.sub(" ", name)).strip()[:100]
    return text if len(text) > 1 else ""


def agency_of(organization: Mapping[str, Any] | None) -> Record | None:
    """Return an agency in the keys of CKAN itself."""
    if not organization:
        return None
    return {
        **{name: organization.get(name) for name in _AGENCY},
        "description": organization.get("description") or "",
        "image_url": "",
    }


def _core(dataset: Mapping[str, Any], shown: Shown) -> Record:
    return {
        "id": dataset["id"],
        "name": short_name(dataset["name"], dataset["id"]),
        "title": f"{dataset.get('title') or dataset['name']}{shown.title_suffix}",
        "owner_org": dataset.get("owner_org"),
        "organization": agency_of(dataset.get("organization")),
        "state": "active",
        "type": "dataset",
        "metadata_created": dataset.get("metadata_created"),
        "metadata_modified": shown.modified,
        "creator_user_id": None,
        "author": None,
        "author_email": None,
        "version": None,
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def _fields(contract: Contract, columns: Sequence[Column], values: Mapping[str, Any]) -> Record:
    out: Record = {}
    for column in columns:
        if column.field.other_of:
            continue
        value = values.get(column.field.name)
        if column.field.codelist:
            chosen, beside = _choices(contract, column, value)
            out[column.key] = chosen
            out[f"{column.key}_other"] = ", ".join(
                filter(None, (*beside, str(values.get(f"{column.field.name}_other") or "")))
            )
        else:
            out[column.key] = _plain(column, value)
    if "license_id" in out:
        out["license_title"] = out["license_id"]
    return {key: out[key] for key in (*(column.key for column in columns), "license_title") if key in out}


def _choices(contract: Contract, column: Column, value: object) -> tuple[Any, list[str]]:
    """Return the words of a choice, and the labels of what there is no word for."""
    name = column.field.codelist
    words: list[str] = []
    beside: list[str] = []
    for part in values_of(value):
        word = contract.word(name, part)
        if not word and contract.has_other(name):
            beside.append(contract.label(name, part))
            word = contract.other
        if word and word not in words:
            words.append(word)
    if contract.word(name, OTHER) in words:  # it stands last
        words.sort(key=lambda word: word == contract.word(name, OTHER))
    if column.field.multiple:
        return words, beside
    return (words[0] if words else ""), beside


def _plain(column: Column, value: object) -> str:
    text = str(value or "").strip()
    match column.field.kind:
        case "year":
            return str(int(text) + BUDDHIST) if text.isdecimal() else ""
        case "date_or_text":
            return text if _DAY.fullmatch(text) else ""
    return text


def _resource(resource: Mapping[str, Any], contract: Contract) -> Record:
    return {
        **{name: resource.get(name) for name in _FILE},
        "description": resource.get("description") or "",
        **_fields(contract, contract.resource, resource),
        "resource_private": "False",
    }


def _tags(tags: Iterable[Mapping[str, Any]]) -> list[Record]:
    by_name = {tag_name(str(tag.get("name") or "")): tag for tag in tags}
    return [
        {"id": tag.get("id"), "name": name, "display_name": name, "state": "active", "vocabulary_id": None}
        for name, tag in by_name.items()
        if name
    ]
