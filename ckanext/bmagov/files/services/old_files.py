"""Files from before their names were kept and their bytes were asked what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base.domain.file_name import is_broken, mended_name
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.files.model import ResourceContent
from ckanext.bmagov.files.readers.core_names import core_name
from ckanext.bmagov.files.readers.resource_file import FileGoneError, open_file
from ckanext.bmagov.files.services import data_events, fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import AlchemySession


@dataclass(frozen=True)
class BrokenName:
    """A file whose name lost its letters; `mended` is empty where nobody knows what it was."""

    dataset: str
    resource_id: str
    name: str
    mended: str


def broken_names(session: AlchemySession) -> Iterator[BrokenName]:
    """Yield the uploads of datasets whose names core has cut, by dataset."""
    query = (
        sa.select(model.Package.name, model.Resource.id, model.Resource.url, model.Resource.name)
        .join(model.Resource, model.Resource.package_id == model.Package.id)
        .where(model.Resource.url_type == "upload", model.Resource.state == "active")
        .where(model.Package.state != "deleted")
        .order_by(model.Package.name, model.Resource.position)
    )
    for dataset, resource_id, url, title in session.execute(query):
        name = str(url or "").rpartition("/")[2]
        mended = mended_name(name, str(title or ""))
        was_cut = bool(mended) and mended != name and not mended.isascii() and core_name(mended) == name
        if is_broken(name) or was_cut:
            yield BrokenName(dataset, resource_id, name, mended)


def unknown_kinds(session: AlchemySession) -> list[str]:
    """Return the resources whose bytes were read before anybody asked what they are."""
    known = sa.select(ResourceContent.resource_id).where(ResourceContent.kind == "")
    return list(session.scalars(known.order_by(ResourceContent.size)))


def look_again(resource_id: str) -> str:
    """Read a file anew and keep what it is, in its own transaction; return that, empty for a lost file."""
    session: Any = model.Session
    session.rollback()
    try:
        with session.begin(), open_file({"id": resource_id}) as stored:
            known = session.get(ResourceContent, resource_id, with_for_update=True, populate_existing=True)
            resource = session.get(model.Resource, resource_id)
            if resource is None or known is None or stored.sha256 != known.sha256:
                return ""
            reading = data_events.understand(session, known, stored, str(resource.url or ""))
            if reading and reading.fingerprint:
                fingerprints.keep(session, known, reading.fingerprint)
            emit("rows_written", session, [known.package_id])
            return known.kind
    except FileGoneError:
        return ""
