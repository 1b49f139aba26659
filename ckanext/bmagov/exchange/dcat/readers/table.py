"""The table of terms, for this site."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.exchange.dcat.domain.mapping import Choice, TermTable, parse_mapping
from ckanext.bmagov.files import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLE = "schemas/dcat.yaml"
SEVERAL = "bmagov_choices"
"""The preset of fields that take several codes."""


def term_table() -> TermTable:
    """Return the table; read once for each address of the site."""
    return table_for(tk.config["ckan.site_url"].rstrip("/"))


@lru_cache(maxsize=4)
def table_for(site: str) -> TermTable:
    """Return the table for a site with this address, without a slash at its end."""
    return parse_mapping(read_data(TABLE), site, choices_of_fields())


def choices_of_fields() -> dict[str, dict[str, Choice]]:
    """Return the fields of datasets, files and agencies that have a code list, by our schemas."""
    of_datasets, of_agencies = read_data("schemas/dataset.yaml"), read_data("schemas/organization.yaml")
    return {
        "dataset": _choices(of_datasets["dataset_fields"]),
        "file": _choices(of_datasets["resource_fields"]),
        "agency": _choices(of_agencies["fields"]),
    }


def _choices(fields: Iterable[Mapping[str, Any]]) -> dict[str, Choice]:
    return {
        field["field_name"]: Choice(field["codelist"], field["preset"] == SEVERAL)
        for field in fields
        if field.get("codelist")
    }
