"""The ways to take a file, as menus and the API tell them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ckanext.bmagov import files
from ckanext.bmagov.base.domain.dictionary_resource import is_dictionary
from ckanext.bmagov.downloads.services import tables

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.downloads.domain import Form

ORIGINAL: Final = "original"


@dataclass(frozen=True)
class Way:
    """A way to take a file: as it is (no form), or as a table. `reason` is a code; empty: it can be had."""

    form: Form | None
    size: int | None = None
    reason: str = ""


def ways(session: AlchemySession, resource: dict[str, Any]) -> list[Way]:
    """Return the ways to take a file whose data the reader may have; none for a dictionary."""
    if is_dictionary(resource):
        return []
    result = []
    if resource.get("url_type") == "upload":
        known = session.get(files.ResourceContent, resource["id"])
        result.append(Way(None, known.size if known else None))
    return result + [Way(form, reason=reason) for form, reason in tables.forms(session, resource).items()]
