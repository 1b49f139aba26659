"""Read the documents that are handed in, and tell what was read. Nothing is committed here."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE
from ckanext.bmagov.kpi.evidence.domain import document_text
from ckanext.bmagov.kpi.evidence.domain.document_text import LEAST_ALIKE, Alike, Reading, Relation, Title
from ckanext.bmagov.kpi.evidence.model.reading import DocumentReading
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.evidence.readers.document_content import NotAskedError, read_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.evidence.formats.document_content import Content

READER: Final = 1
"""Version of how documents are read. Those read by an earlier one are read again in the night."""

LIST: Final = "data_catalog_list"


def unread(session: AlchemySession, limit: int) -> list[Deliverable]:
    """Return files that stand and were not read, in the order in which they came."""
    done = sa.exists().where(
        DocumentReading.deliverable_id == Deliverable.id, DocumentReading.reader == READER
    )
    query = sa.select(Deliverable).where(
        Deliverable.sha256 != "", Deliverable.withdrawn_at.is_(None), sa.not_(done)
    )
    return list(session.scalars(query.order_by(Deliverable.received_at, Deliverable.id).limit(limit)))


def read(session: AlchemySession, row: Deliverable) -> bool | None:
    """Read a file and keep what it says; None when the site could not: then it waits for the night.

    :returns: whether the file could be read
    """
    try:
        stored = document_store.open_document(row.sha256)
        if stored is None:
            return None
        with stored:
            content = read_content(stored.read(), row.media_type)
    except (OSError, NotAskedError):
        return None
    values: dict[str, Any] = {"deliverable_id": row.id, "reader": READER}
    if content is not None:
        values |= _values(session, row, content)
    session.execute(insert(DocumentReading).values(**values).on_conflict_do_nothing())
    return content is not None


def _values(session: AlchemySession, row: Deliverable, content: Content) -> dict[str, Any]:
    text = "\n".join(content.lines)
    sketch = document_text.sketch_of(content.pictures) if content.scanned else document_text.sketch(text)
    datasets = None
    if row.kind == LIST and content.whole and not content.scanned:
        titles = _titles(session, row.agency_id)
        datasets = list(document_text.listed_ids(content.lines, titles, wraps=content.wraps))
    return {
        "pages": content.pages,
        "characters": document_text.characters(text),
        "language": document_text.language(text),
        "scanned": content.scanned,
        "signatures": content.signatures,
        "datasets": datasets,
        "sketch": list(sketch),
        "alike": _alike(session, row, sketch),
    }


def _titles(session: AlchemySession, agency_id: str) -> list[Title]:
    package: Any = model.Package
    query = sa.select(package.id, package.name, package.title).where(
        package.owner_org == agency_id,
        package.state == model.State.ACTIVE,
        package.type == DATASET_TYPE,
    )
    return [Title(row.id, row.name, row.title or "") for row in session.execute(query)]


def _alike(session: AlchemySession, row: Deliverable, sketch: Sequence[int]) -> list[dict[str, str]]:
    """Compare with what was read before of others in the year, and of its own kind in the year before."""
    in_year = sa.and_(Deliverable.fiscal_year == row.fiscal_year, Deliverable.agency_id != row.agency_id)
    before = sa.and_(
        Deliverable.fiscal_year == row.fiscal_year - 1,
        Deliverable.agency_id == row.agency_id,
        Deliverable.kind == row.kind,
    )
    query = (
        sa.select(Deliverable.id, Deliverable.agency_id, DocumentReading.sketch)
        .join(DocumentReading, DocumentReading.deliverable_id == Deliverable.id)
        .where(
            DocumentReading.reader == READER,
            Deliverable.kpi == row.kpi,
            Deliverable.withdrawn_at.is_(None),
            sa.or_(in_year, before),
        )
        .order_by(Deliverable.received_at, Deliverable.id)
    )
    alike = []
    for other_id, agency_id, other in session.execute(query):
        share = document_text.likeness(sketch, other)
        relation = Relation.YEAR if agency_id == row.agency_id else Relation.AGENCY
        if share >= LEAST_ALIKE:
            alike.append({"document": other_id, "relation": relation.value, "share": str(share)})
    return alike


def readings_of(
    session: AlchemySession, rows: Iterable[Deliverable], among: Iterable[Deliverable] | None = None
) -> dict[str, Reading]:
    """Return what was read of documents of one agency's year, by id; what is not read yet is left out.

    :param among: the documents of the year that stand, with which they are compared (default: the same)
    """
    wanted = list(rows)
    year = sorted(
        (row for row in (wanted if among is None else among) if row.withdrawn_at is None),
        key=lambda row: (row.received_at, row.created_at, row.id),
    )
    kept = _kept(session, {row.id for row in (*wanted, *year)})
    place = {row.id: number for number, row in enumerate(year)}
    return {row.id: _reading(row, kept, year[: place.get(row.id, 0)]) for row in wanted if row.id in kept}


def _kept(session: AlchemySession, ids: set[str]) -> dict[str, DocumentReading]:
    query = sa.select(DocumentReading).where(DocumentReading.deliverable_id.in_(ids))
    rows = session.scalars(query.order_by(DocumentReading.reader))
    return {row.deliverable_id: row for row in rows}


def _reading(
    row: Deliverable, kept: Mapping[str, DocumentReading], earlier: Iterable[Deliverable]
) -> Reading:
    own = kept[row.id]
    alike = [
        Alike(other["document"], Relation(other["relation"]), Decimal(other["share"])) for other in own.alike
    ]
    for other in earlier:
        if other.kind != row.kind and other.id in kept:
            share = document_text.likeness(own.sketch, kept[other.id].sketch)
            if share >= LEAST_ALIKE:
                alike.append(Alike(other.id, Relation.KIND, share))
    datasets = None if own.datasets is None else tuple(own.datasets)
    return Reading(
        own.pages, own.characters, own.language, own.scanned, own.signatures, datasets, tuple(alike)
    )
