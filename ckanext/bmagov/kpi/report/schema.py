"""What the action on reports takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import whole_number
from ckanext.bmagov.kpi.round.schema import round_show_schema

if TYPE_CHECKING:
    from ckan.types import Schema, Validator


@validator_args
def report_show_schema(
    ignore_missing: Validator, ignore_empty: Validator, bmagov_date_of_year: Validator
) -> Schema:
    """Take what `round_show_schema` takes, with `revision` or `as_of`."""
    return {
        **round_show_schema(),
        "revision": [ignore_missing, ignore_empty, whole_number(1, 1_000_000)],
        "as_of": [ignore_missing, ignore_empty, bmagov_date_of_year],
    }
