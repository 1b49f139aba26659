"""What the actions on the governance record take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice
from ckanext.bmagov.kpi.evidence.readers.governance import governance_kinds
from ckanext.bmagov.kpi.round.schema import round_show_schema

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def governance_item_create_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    ignore_missing: Validator,
    ignore_empty: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """`kind`, `title`, `text`, `day`, `result`, `document`, `url`."""
    return {
        **round_show_schema(),
        "kind": [not_empty, unicode_safe, choice(list(governance_kinds()))],
        "title": [not_empty, unicode_safe],
        **{name: [default(""), unicode_safe] for name in ("text", "result", "document", "url")},
        "day": [ignore_missing, ignore_empty, bmagov_date_of_year],
    }
