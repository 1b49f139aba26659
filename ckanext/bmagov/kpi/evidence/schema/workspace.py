"""What the actions on an agency's own year take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice, whole_number
from ckanext.bmagov.kpi.round.schema import round_show_schema
from ckanext.bmagov.kpi.score.domain.facts import DOCUMENT_KINDS, Origin, UseKind

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

EVIDENCE = "evidence"
KINDS = (*DOCUMENT_KINDS, EVIDENCE)


@validator_args
def item_schema(not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    """As `round_show_schema`, with the `item` that is meant and a `reason`."""
    return {**round_show_schema(), "item": [not_empty, unicode_safe], "reason": [default(""), unicode_safe]}


@validator_args
def deliverable_create_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    not_empty: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    ignore: Validator,
    bmagov_json_list: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """`kind`, `title`, `upload` or `url`, `level`, `listed_datasets`, `replaces`, `received_on`."""
    return {
        **round_show_schema(),
        "kind": [not_empty, unicode_safe, choice(KINDS)],
        "title": [default(""), unicode_safe],
        "upload": [ignore_missing],
        "url": [default(""), unicode_safe],
        "level": [default("internal"), unicode_safe],
        "listed_datasets": [default([]), bmagov_json_list],
        "replaces": [default(""), unicode_safe],
        "received_on": [ignore_missing, ignore_empty, bmagov_date_of_year],
    }


@validator_args
def progress_create_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator, ignore_missing: Validator
) -> Schema:
    """`day` as people type it, `text`, `percent`."""
    return {
        **round_show_schema(),
        "day": [not_empty, unicode_safe],
        "text": [not_empty, unicode_safe],
        "percent": [ignore_missing, unicode_safe],
        "replaces": [default(""), unicode_safe],
    }


@validator_args
def use_create_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    not_empty: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    bmagov_json_list: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """`kind`, `description`, `start`, `end`, `evidence`, `declared_on`."""
    return {
        **round_show_schema(),
        "kind": [not_empty, unicode_safe, choice([kind.value for kind in UseKind])],
        "description": [not_empty, unicode_safe],
        "start": [ignore_missing, ignore_empty, bmagov_date_of_year],
        "end": [ignore_missing, ignore_empty, bmagov_date_of_year],
        "evidence": [default([]), bmagov_json_list],
        "declared_on": [ignore_missing, ignore_empty, bmagov_date_of_year],
    }


@validator_args
def use_update_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """As `use_create_schema`, with the `item` that is mended."""
    return {**use_create_schema(), "item": [not_empty, unicode_safe]}


@validator_args
def proposal_update_schema(
    default: ValidatorFactory,
    unicode_safe: Validator,
    not_empty: Validator,
    ignore_missing: Validator,
    ignore_empty: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """`title`, `origin`, `importance`, `widened_by`, `dataset`, `planned_rows`, `proposed_on`."""
    return {
        **round_show_schema(),
        "title": [not_empty, unicode_safe],
        "origin": [not_empty, unicode_safe, choice([origin.value for origin in Origin])],
        "importance": [default(""), unicode_safe],
        "widened_by": [default(""), unicode_safe],
        "dataset": [default(""), unicode_safe],
        "planned_rows": [ignore_missing, ignore_empty, whole_number(1, 10**12)],
        "proposed_on": [ignore_missing, ignore_empty, bmagov_date_of_year],
    }


@validator_args
def proposal_judge_schema(boolean_validator: Validator, not_missing: Validator) -> Schema:
    """`item`, `accepted`, `reason`."""
    return {**item_schema(), "accepted": [not_missing, boolean_validator]}


@validator_args
def statement_update_schema(
    default: ValidatorFactory, unicode_safe: Validator, ignore_missing: Validator, bmagov_json_list: Validator
) -> Schema:
    """`summary`, `exchange`, `factors`, `obstacles`, `references`, `stated`, `version` that was read."""
    return {
        **round_show_schema(),
        "version": [ignore_missing, whole_number(0, 1_000_000)],
        "summary": [default(""), unicode_safe],
        "exchange": [default([]), bmagov_json_list],
        "factors": [default(""), unicode_safe],
        "obstacles": [default(""), unicode_safe],
        "references": [default([]), bmagov_json_list],
        "stated": [ignore_missing, unicode_safe],
    }


@validator_args
def document_show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id` of the document."""
    return {"id": [not_empty, unicode_safe]}
