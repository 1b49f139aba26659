"""What is kept of a deleted file, and under which name and level it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov.metadata.domain.trash import first_free

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Set as AbstractSet

OWN_LEVEL: Final = "resource_data_classification"
"""The field of a file that is more closed than its dataset."""

_NOT_KEPT: Final = frozenset(("package_id", "state", "position", "datastore_active", "tracking_summary"))
"""What its dataset says of it, and the table of the DataStore, which goes with it."""

_LONGEST: Final = 200


def kept_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a resource that is deleted, without those that do not come back."""
    return {name: value for name, value in record.items() if name not in _NOT_KEPT and value is not None}


def stands_again(
    record: Mapping[str, Any], digest: str | None, links: AbstractSet[str], digests: AbstractSet[str]
) -> bool:
    """Tell whether the dataset has the same again: the same bytes, or a link to the same address.

    :param digest: of the bytes of the deleted file; None where they are not known
    :param links: addresses of the links of the dataset
    :param digests: of the files of the dataset
    """
    if record.get("url_type") == "upload":
        return digest is not None and digest in digests
    return record.get("url") in links


def with_free_name(record: Mapping[str, Any], names: AbstractSet[str]) -> dict[str, Any]:
    """Return the record under its name, or with a number behind it when another file has it by now."""
    name = str(record.get("name") or "")
    free = first_free(name, names.__contains__, " ({n})", _LONGEST) if name else ""
    return {**record, "name": free} if free else {**record}


def never_below(
    record: Mapping[str, Any], level: str, dataset_level: str, effective: Callable[..., str]
) -> dict[str, Any]:
    """Return the record with a level of its own where its dataset has become more open than the file was.

    :param level: the level that the file had, that of its dataset included
    :param dataset_level: of the dataset as it is now
    :param effective: gives the highest of several levels
    """
    own = str(record.get(OWN_LEVEL) or "")
    highest = effective(dataset_level, own, level)
    return {**record} if highest == effective(dataset_level, own) else {**record, OWN_LEVEL: highest}
