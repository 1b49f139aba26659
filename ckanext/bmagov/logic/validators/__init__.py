"""Validators for schemas, one module per noun."""

from __future__ import annotations

from .agency import (
    bmagov_agency_code4,
    bmagov_agency_code8,
    bmagov_agency_dopa_code,
    bmagov_agency_ended_on,
    bmagov_agency_parent,
    bmagov_agency_parent_after,
    bmagov_agency_successors,
    bmagov_agency_zone,
)
from .codelist import bmagov_codelist_value, bmagov_codelist_values, bmagov_json_list
from .dataset import bmagov_dataset_input, bmagov_dataset_name, bmagov_owner_org, bmagov_state
from .dates import (
    bmagov_date,
    bmagov_date_not_future,
    bmagov_date_or_text,
    bmagov_date_strict,
    bmagov_year,
)
from .level_keys import bmagov_agency_input
from .metadata import bmagov_dataset_rules
from .settings import bmagov_network_list, bmagov_port_list
from .text import (
    bmagov_email,
    bmagov_interval,
    bmagov_latitude,
    bmagov_longitude,
    bmagov_media_type,
    bmagov_multiline_text,
    bmagov_resource_url,
    bmagov_tag_name,
    bmagov_tag_string,
    bmagov_text,
    bmagov_title,
    bmagov_url,
)

__all__ = [
    "bmagov_agency_code4",
    "bmagov_agency_code8",
    "bmagov_agency_dopa_code",
    "bmagov_agency_ended_on",
    "bmagov_agency_input",
    "bmagov_agency_parent",
    "bmagov_agency_parent_after",
    "bmagov_agency_successors",
    "bmagov_agency_zone",
    "bmagov_codelist_value",
    "bmagov_codelist_values",
    "bmagov_dataset_input",
    "bmagov_dataset_name",
    "bmagov_dataset_rules",
    "bmagov_date",
    "bmagov_date_not_future",
    "bmagov_date_or_text",
    "bmagov_date_strict",
    "bmagov_email",
    "bmagov_interval",
    "bmagov_json_list",
    "bmagov_latitude",
    "bmagov_longitude",
    "bmagov_media_type",
    "bmagov_multiline_text",
    "bmagov_network_list",
    "bmagov_owner_org",
    "bmagov_port_list",
    "bmagov_resource_url",
    "bmagov_state",
    "bmagov_tag_name",
    "bmagov_tag_string",
    "bmagov_text",
    "bmagov_title",
    "bmagov_url",
    "bmagov_year",
]
