"""What the actions on grants, requests, proposals and the log take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.access.domain.requests import State
from ckanext.bmagov.base.domain.limits import LARGEST
from ckanext.bmagov.base.schema.bounds import choice, whole_number

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

MOST = 1000
"""Rows at once."""

WHICH = ("mine", "to_answer", "all")
LOGS = ("decisions", "reads")


@validator_args
def grant_create_schema(ignore_empty: Validator, unicode_safe: Validator, bmagov_date: Validator) -> Schema:
    """Take `id` or `resource_id`, `user` or `organization`, `until`, `reason`."""
    text = [ignore_empty, unicode_safe]
    return {
        "id": text,
        "resource_id": text,
        "user": text,
        "organization": text,
        "until": [ignore_empty, bmagov_date],
        "reason": [ignore_empty, unicode_safe],
    }


@validator_args
def grant_list_schema(
    ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, boolean_validator: Validator
) -> Schema:
    """Take `id` or `resource_id` or neither, `include_ended`."""
    return {
        "id": [ignore_empty, unicode_safe],
        "resource_id": [ignore_empty, unicode_safe],
        "include_ended": [default(False), boolean_validator],
    }


@validator_args
def with_reason_schema(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take `id` of a grant, request or proposal, and `reason`."""
    return {"id": [not_empty, unicode_safe], "reason": [ignore_empty, unicode_safe]}


@validator_args
def request_create_schema(ignore_empty: Validator, unicode_safe: Validator, bmagov_date: Validator) -> Schema:
    """Take `id` or `resource_id`, `until`, `reason`."""
    return {
        "id": [ignore_empty, unicode_safe],
        "resource_id": [ignore_empty, unicode_safe],
        "until": [ignore_empty, bmagov_date],
        "reason": [ignore_empty, unicode_safe],
    }


@validator_args
def request_decision_schema(
    not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator, bmagov_date: Validator
) -> Schema:
    """Take `id`, `answer`, `reason`, and `until` where less or more time is given than was wished."""
    return {
        "id": [not_empty, unicode_safe],
        "answer": [not_empty, choice(["grant", "refuse"])],
        "reason": [ignore_empty, unicode_safe],
        "until": [ignore_empty, bmagov_date],
    }


@validator_args
def question_list_schema(
    ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory
) -> Schema:
    """Take `which`, `state`, `id` of a dataset, `limit` and `offset`."""
    return {
        "which": [default("mine"), choice(WHICH)],
        "state": [ignore_empty, choice([state.value for state in State])],
        "id": [ignore_empty, unicode_safe],
        "limit": [default(100), whole_number(1, MOST)],
        "offset": [default(0), whole_number(0, LARGEST)],
    }


@validator_args
def level_propose_schema(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take `id` or `resource_id`, `level`, `reason`; `category`, `license_id` where they change with it."""
    return {
        "id": [ignore_empty, unicode_safe],
        "resource_id": [ignore_empty, unicode_safe],
        "level": [not_empty, unicode_safe],
        "category": [ignore_empty, unicode_safe],
        "license_id": [ignore_empty, unicode_safe],
        "reason": [ignore_empty, unicode_safe],
    }


@validator_args
def level_decision_schema(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """Take `id`, `answer`, `reason`."""
    return {
        "id": [not_empty, unicode_safe],
        "answer": [not_empty, choice(["approve", "refuse"])],
        "reason": [ignore_empty, unicode_safe],
    }


@validator_args
def log_list_schema(
    ignore_empty: Validator, unicode_safe: Validator, bmagov_date: Validator, default: ValidatorFactory
) -> Schema:
    """Take `log`, and filters."""
    text = [ignore_empty, unicode_safe]
    return {
        "log": [default("decisions"), choice(LOGS)],
        "id": text,
        "agency": text,
        "user": text,
        "kind": text,
        "since": [ignore_empty, bmagov_date],
        "until": [ignore_empty, bmagov_date],
        "limit": [default(50), whole_number(1, MOST)],
        "offset": [default(0), whole_number(0, LARGEST)],
    }
