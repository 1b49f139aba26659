"""Holds a record against the form of the peer (facts: names, required marks, choices)."""

from __future__ import annotations

import json
from typing import Any

from ckanext.bmagov.tests.exchange.shared import shared

OF_CKAN = {
    "id", "name", "title", "owner_org", "organization", "groups", "tags", "state", "type", "private",
    "metadata_created", "metadata_modified", "num_tags", "num_resources", "resources", "extras", "isopen",
    "creator_user_id", "author", "author_email", "version", "relationships_as_subject",
    "relationships_as_object", "license_title",
}  # fmt: skip
OF_A_FILE = {
    "id", "package_id", "created", "last_modified", "metadata_modified", "mimetype", "mimetype_inner", "size",
    "state", "position", "hash", "cache_url", "cache_last_updated", "datastore_active", "url_type",
    "resource_type", "resource_private",
}  # fmt: skip


def contract_of_the_peer() -> dict[str, Any]:
    """Return the facts, or skip the test."""
    return json.loads(shared("thai-gdc-contract/fields-2.1.0.json").read_text(encoding="utf-8"))


def faults(record: dict[str, Any], facts: dict[str, Any]) -> list[str]:
    """Return what its form would not take: values, missing keys, keys it does not know, what is empty."""
    found = _of(record, facts["dataset"], OF_CKAN, skip={"tag_string"})
    if not record["tags"]:
        found.append("tags: required")
    for resource in record["resources"]:
        found += [f"resource {fault}" for fault in _of(resource, facts["resource"], OF_A_FILE, skip=set())]
    return found


def _of(record: dict[str, Any], fields: dict[str, Any], core: set[str], skip: set[str]) -> list[str]:
    found = [f"{key}: not known" for key in record if key not in fields and key not in core]
    for key, field in fields.items():
        if key in skip:
            continue
        if key not in record:
            found.append(f"{key}: missing")
            continue
        value = record[key]
        values = value if isinstance(value, list) else [value] if value else []
        if field.get("multiple", False) != isinstance(value, list):
            found.append(f"{key}: list or not")
        if field.get("required") and not values:
            found.append(f"{key}: required")
        found += [f"{key}: {one!r}" for one in values if "choices" in field and one not in field["choices"]]
        if "อื่นๆ" in values and f"{key}_other" in fields and not record.get(f"{key}_other"):
            found.append(f"{key}_other: required")
    return found
