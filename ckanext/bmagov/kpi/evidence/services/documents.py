"""Documents: those that uses, references and entries name; how a file is taken in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckanext.bmagov import config
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.evidence.formats.document import clean_name, examine
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.evidence.readers import document_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ckan.types import AlchemySession

MEGABYTE: Final = 1024 * 1024


def documents_of(session: AlchemySession, ids: Iterable[str | None]) -> dict[str, Deliverable]:
    """Return documents by id, also those that were taken back."""
    wanted = {deliverable_id for deliverable_id in ids if deliverable_id}
    rows = session.scalars(sa.select(Deliverable).where(Deliverable.id.in_(wanted)))
    return {row.id: row for row in rows}


def is_store_ours(session: AlchemySession) -> bool:
    """Tell whether documents are stored where they were before; mark the place where nobody did."""
    digests = sa.select(Deliverable.sha256).where(Deliverable.sha256 != "")
    return document_store.mark(lambda: session.scalars(digests).all())


def store_upload(
    session: AlchemySession, upload: Any, title_of: Callable[[str], str]
) -> dict[str, str | int]:
    """Examine and store an uploaded file; nothing of a bad one is kept.

    :param title_of: given the SHA-256 of the bytes, the title under which they are there already, or nothing
    :returns: columns of what was stored; empty without a file
    :raises ProblemError: EVIDENCE-EMPTY, EVIDENCE-DUPLICATE, STORAGE-AWAY, STORAGE-FULL, those of `examine`
    """
    if not upload or not getattr(upload, "filename", ""):
        return {}
    stream = io.BytesIO()
    limit = config.document_megabytes() * MEGABYTE
    source = getattr(upload, "stream", None) or upload.file
    stream.write(source.read(limit + 1))
    stream.seek(0)
    document = examine(stream, limit)
    name = clean_name(upload.filename, document.media_type)
    if title := title_of(document.sha256):
        raise ProblemError("EVIDENCE-DUPLICATE", title=title)
    if not is_store_ours(session):
        raise ProblemError("STORAGE-AWAY")
    try:
        document_store.save(stream, document.sha256)
    except document_store.StoreFullError as error:
        raise ProblemError("STORAGE-FULL") from error
    return {
        "filename": name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
    }
