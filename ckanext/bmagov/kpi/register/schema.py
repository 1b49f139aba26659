"""What the actions on the register and on linked systems take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import choice, whole_number
from ckanext.bmagov.kpi.register.domain.obligations import ObligationKind
from ckanext.bmagov.kpi.round.schema import round_show_schema
from ckanext.bmagov.kpi.rules.schema import fiscal_year

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

KINDS = [kind.value for kind in ObligationKind]


@validator_args
def obligation_list_schema(
    ignore_missing: Validator, ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory
) -> Schema:
    """`agency`, `kind`, `fiscal_year`, `state`, `q`, `limit`, `offset`."""
    return {
        "agency": [ignore_missing, ignore_empty, unicode_safe],
        "kind": [ignore_missing, ignore_empty, choice(KINDS)],
        "fiscal_year": [ignore_missing, ignore_empty, fiscal_year],
        "state": [ignore_missing, ignore_empty, choice(["unlinked", "open_agreement", "removed"])],
        "q": [default(""), unicode_safe],
        "limit": [default(100), whole_number(1, 1000)],
        "offset": [default(0), whole_number(0, 1_000_000)],
    }


@validator_args
def obligation_show_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`."""
    return {"id": [not_empty, unicode_safe]}


@validator_args
def obligation_create_schema(
    not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, ignore_missing: Validator
) -> Schema:
    """What a duty is, with an agreement proposed at once when `frequency_unit` is given."""
    return {
        "agency": [not_empty, unicode_safe],
        "kind": [not_empty, choice(KINDS)],
        "title": [not_empty, unicode_safe],
        "added_year": [not_empty, fiscal_year],
        "dataset": [default(""), unicode_safe],
        "level": [default(""), unicode_safe],
        "owner": [default(""), unicode_safe],
        **_agreement(),
    }


@validator_args
def obligation_update_schema(
    not_empty: Validator, unicode_safe: Validator, ignore_missing: Validator
) -> Schema:
    """`id`, `version`, and what changes: `title`, `kind`, `owner`, `level`, `dataset`, `agency`."""
    return {
        **obligation_change_schema(),
        "kind": [ignore_missing, choice(KINDS)],
        **{name: [ignore_missing, unicode_safe] for name in ("title", "owner", "level", "dataset", "agency")},
    }


@validator_args
def obligation_change_schema(
    not_empty: Validator, unicode_safe: Validator, default: ValidatorFactory
) -> Schema:
    """`id`, `version` that was read, `reason`."""
    return {
        "id": [not_empty, unicode_safe],
        "version": [not_empty, whole_number(1, 1_000_000)],
        "reason": [default(""), unicode_safe],
    }


@validator_args
def obligation_propose_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`id`, `version`, `frequency_unit`, `frequency_interval`, `extent`, `form`."""
    return {**obligation_change_schema(), **_agreement(), "frequency_unit": [not_empty, unicode_safe]}


@validator_args
def _agreement(unicode_safe: Validator, default: ValidatorFactory) -> Schema:
    return {
        "frequency_unit": [default(""), unicode_safe],
        "frequency_interval": [default(1), whole_number(1, 1000)],
        "extent": [default(""), unicode_safe],
        "form": [default(""), unicode_safe],
    }


@validator_args
def obligation_import_schema(
    ignore_missing: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    boolean_validator: Validator,
    ignore_empty: Validator,
) -> Schema:
    """`upload` or `content`, `fiscal_year`, `dry_run`, `hash`."""
    return {
        "upload": [ignore_missing],
        "content": [ignore_missing, unicode_safe],
        "fiscal_year": [ignore_missing, ignore_empty, fiscal_year],
        "dry_run": [default(True), boolean_validator],
        "hash": [default(""), unicode_safe],
    }


@validator_args
def system_link_create_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`dataset`, `system`, `url`."""
    return {
        **round_show_schema(),
        "dataset": [not_empty, unicode_safe],
        "system": [not_empty, unicode_safe],
        "url": [not_empty, unicode_safe],
    }


@validator_args
def system_link_confirm_schema(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """`item`."""
    return {**round_show_schema(), "item": [not_empty, unicode_safe]}
