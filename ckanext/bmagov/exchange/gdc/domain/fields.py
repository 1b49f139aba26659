"""By which fields harvesters may filter, and what becomes of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckanext.bmagov.exchange.gdc.domain.record import BUDDHIST

if TYPE_CHECKING:
    from ckanext.bmagov.exchange.gdc.domain.contract import Column, Contract
    from ckanext.bmagov.exchange.gdc.domain.filters import Translate

SAME: Final = frozenset({
    "id", "name", "title", "organization", "owner_org", "groups", "tags", "notes", "maintainer", "state",
    "res_format", "metadata_modified", "metadata_created", "text",
})  # fmt: skip
"""Fields of CKAN's index that mean there what they mean here."""

SORTS: Final = {
    "id asc": "id asc",
    "id desc": "id desc",
    "name asc": "name asc",
    "name desc": "name desc",
    "title_string asc": "title_string asc",
    "title_string desc": "title_string desc",
    "metadata_modified asc": "metadata_modified asc, id asc",
    "metadata_modified desc": "metadata_modified desc, id asc",
    "metadata_created asc": "metadata_created asc, id asc",
    "metadata_created desc": "metadata_created desc, id asc",
    "score desc": "score desc, id asc",
    "score desc, metadata_modified desc": "score desc, metadata_modified desc, id asc",
}
"""Orders that may be asked for, with what makes each of them the same from page to page."""

_PRIVATE: Final = {"false": "public", "true": "private"}


def translation(contract: Contract) -> Translate:
    """Return what makes a field and a value there ours."""

    def translate(field: str, value: str) -> tuple[str, tuple[str, ...], bool] | None:
        if field in SAME:
            return field, (value,), False
        if field == "private":
            kind = _PRIVATE.get(value.lower())
            return "capacity", (kind,) if kind else (), False
        if field in ("type", "dataset_type"):
            return "dataset_type", (value,), False
        column = contract.column(field)
        if column is None:
            return None
        own = column.field
        return own.name, _values(contract, column, value), own.multiple

    return translate


def _values(contract: Contract, column: Column, value: str) -> tuple[str, ...]:
    name = column.field.codelist
    if name:
        return contract.codes(name, value)
    if column.field.kind == "year":
        return (str(int(value) - BUDDHIST),) if value.isdecimal() and len(value) == 4 else ()
    return (value,)
