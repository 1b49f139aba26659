"""What the action on proofs of the log takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckan.logic.schema import validator_args

from ckanext.bmagov.base.schema.bounds import whole_number

if TYPE_CHECKING:
    from ckan.types import Schema, Validator

MOST: Final = 10**15
"""No log has so many entries; how many this one has is looked at later."""


@validator_args
def log_proof_schema(ignore_missing: Validator) -> Schema:
    """`entry`, `old_size` and `size`."""
    number = [ignore_missing, whole_number(1, MOST)]
    return {"entry": number, "old_size": number, "size": number}
