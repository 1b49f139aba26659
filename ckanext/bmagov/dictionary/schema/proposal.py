"""What the proposal of a dictionary takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan.logic.schema import validator_args

from ckanext.bmagov.dictionary.formats import FORMATS

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def propose_schema(
    not_empty: Validator,
    unicode_safe: Validator,
    ignore_empty: Validator,
    boolean_validator: Validator,
    one_of: ValidatorFactory,
) -> Schema:
    """Everything but the file and the text themselves."""
    return {
        "id": [not_empty, unicode_safe],
        "source": [ignore_empty, unicode_safe, one_of(["file", "datastore"])],
        "codec": [ignore_empty, unicode_safe, one_of([*FORMATS])],
        "sheet": [ignore_empty, unicode_safe],
        "replace": [ignore_empty, boolean_validator],
        "hash": [ignore_empty, unicode_safe],
    }
