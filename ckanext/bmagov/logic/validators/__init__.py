"""Validators for schemas, one module per noun."""

from __future__ import annotations

from .codelist import bmagov_codelist_value, bmagov_codelist_values, bmagov_json_list
from .dataset import bmagov_dataset_input, bmagov_dataset_name, bmagov_owner_org, bmagov_state
from .metadata import bmagov_dataset_rules
from .text import (
    bmagov_email,
    bmagov_interval,
    bmagov_latitude,
    bmagov_longitude,
    bmagov_multiline_text,
    bmagov_resource_url,
    bmagov_tag_name,
    bmagov_tag_string,
    bmagov_text,
    bmagov_title,
    bmagov_url,
)

__all__ = [
    "bmagov_codelist_value",
    "bmagov_codelist_values",
    "bmagov_dataset_input",
    "bmagov_dataset_name",
    "bmagov_dataset_rules",
    "bmagov_email",
    "bmagov_interval",
    "bmagov_json_list",
    "bmagov_latitude",
    "bmagov_longitude",
    "bmagov_multiline_text",
    "bmagov_owner_org",
    "bmagov_resource_url",
    "bmagov_state",
    "bmagov_tag_name",
    "bmagov_tag_string",
    "bmagov_text",
    "bmagov_title",
    "bmagov_url",
]
