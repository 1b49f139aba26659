"""What the actions on rounds take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import read_only, whole_number
from ckanext.bmagov.kpi.common.schema import agency_year_schema, year_schema

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

READ_ONLY = (
    "agency_id", "approved_at", "approved_by", "created_by", "decided_by", "received_at", "score",
    "signed_at", "state",
)  # fmt: skip
"""Who acts, when, and what comes of it: told by the session, the clock and the rules, never by the caller."""


@validator_args
def round_show_schema(ignore_missing: Validator, ignore_empty: Validator) -> Schema:
    """Take an agency's year; none of `READ_ONLY`."""
    return {
        **{name: [ignore_missing, ignore_empty, read_only] for name in READ_ONLY},
        **agency_year_schema(),
    }


@validator_args
def round_show_with_changes_schema(default: ValidatorFactory, boolean_validator: Validator) -> Schema:
    """Take what `round_show_schema` takes, with `changes`."""
    return {**round_show_schema(), "changes": [default(True), boolean_validator]}


@validator_args
def snapshot_show_schema(
    unicode_safe: Validator, not_empty: Validator, ignore_missing: Validator, ignore_empty: Validator
) -> Schema:
    """Take what `round_show_schema` takes, with `period` and `revision`."""
    return {
        **round_show_schema(),
        "period": [not_empty, unicode_safe],
        "revision": [ignore_missing, ignore_empty, whole_number(1, 1_000_000)],
    }


@validator_args
def round_step_schema(
    default: ValidatorFactory, unicode_safe: Validator, ignore_missing: Validator, ignore_empty: Validator
) -> Schema:
    """Take what `round_show_schema` takes, with `version` and `note`."""
    return {
        **round_show_schema(),
        "version": [ignore_missing, ignore_empty, whole_number(1, 1_000_000)],
        "note": [default(""), unicode_safe],
    }


@validator_args
def round_return_schema(
    ignore_missing: Validator, ignore_empty: Validator, bmagov_date_of_year: Validator
) -> Schema:
    """Take what `round_step_schema` takes, with `due`."""
    return {**round_step_schema(), "due": [ignore_missing, ignore_empty, bmagov_date_of_year]}


@validator_args
def round_object_schema(default: ValidatorFactory, bmagov_json_list: Validator) -> Schema:
    """Take what `round_step_schema` takes, with `evidence`."""
    return {**round_step_schema(), "evidence": [default([]), bmagov_json_list]}


@validator_args
def round_submit_schema(unicode_safe: Validator, not_empty: Validator) -> Schema:
    """Take what `round_step_schema` takes, with `signed_by` and `position`."""
    return {
        **round_step_schema(),
        "signed_by": [not_empty, unicode_safe],
        "position": [not_empty, unicode_safe],
    }


@validator_args
def criterion_confirm_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator, ignore_missing: Validator
) -> Schema:
    """Take an agency's year, `version`, `criterion`, `reason`."""
    return {
        **round_show_schema(),
        "version": [ignore_missing, whole_number(1, 1_000_000)],
        "criterion": [not_empty, unicode_safe],
        "reason": [default(""), unicode_safe],
    }


@validator_args
def criterion_override_schema(unicode_safe: Validator, ignore_missing: Validator) -> Schema:
    """Take what `criterion_confirm_schema` takes, with `share`."""
    return {**criterion_confirm_schema(), "share": [ignore_missing, unicode_safe]}


@validator_args
def audit_note_create_schema(
    default: ValidatorFactory, unicode_safe: Validator, not_empty: Validator, boolean_validator: Validator
) -> Schema:
    """Take an agency's year, `criterion`, `text`, `shared`."""
    return {
        **round_show_schema(),
        "criterion": [default(""), unicode_safe],
        "text": [not_empty, unicode_safe],
        "shared": [default(True), boolean_validator],
    }


@validator_args
def deadline_list_schema(unicode_safe: Validator, ignore_missing: Validator) -> Schema:
    """Take a year and `id` of an agency."""
    return {**year_schema(), "id": [ignore_missing, unicode_safe]}


@validator_args
def deadline_try_schema(
    not_empty: Validator, unicode_safe: Validator, bmagov_date_of_year: Validator
) -> Schema:
    """Take what `deadline_list_schema` takes, with `step` and `after`."""
    return {
        **deadline_list_schema(),
        "step": [not_empty, unicode_safe],
        "after": [not_empty, bmagov_date_of_year],
    }


@validator_args
def deadline_move_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    boolean_validator: Validator,
    bmagov_date_of_year: Validator,
) -> Schema:
    """Take what `deadline_try_schema` takes, with `before` that was read, `reason`, `confirmed`."""
    return {
        **deadline_try_schema(),
        "before": [not_empty, bmagov_date_of_year],
        "reason": [default(""), unicode_safe],
        "confirmed": [default(False), boolean_validator],
    }
