"""What the rows of files are, kept for each content, and how many of them an event made new.

Nothing is committed here. What was never read has no fingerprint, and of it nothing is claimed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov.base.domain.content import Difference, Fingerprint, contained, difference
from ckanext.bmagov.files.model import ContentFingerprint, DataEvent, ResourceContent

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

LOOKED_UP: Final = 16
"""Hashes of a sketch by which tables with common rows are looked up."""

OTHERS: Final = 50
"""Contents of a dataset with which the first one of a new file is compared."""

_SIGN: Final = 1 << 63


def keep(session: AlchemySession, content: ResourceContent, fingerprint: Fingerprint | None) -> None:
    """Keep the fingerprint of a content as it was read last; without one nothing is known of its rows."""
    if fingerprint is None:
        return
    values = {
        "package_id": content.package_id,
        "columns_hash": fingerprint.columns,
        "rows": fingerprint.rows,
        "rows_hash": fingerprint.rows_hash,
        "sketch": fingerprint.sketch_bytes(),
        "least": [value - _SIGN for value in sorted(fingerprint.sketch)[:LOOKED_UP]],
        "read_at": sa.func.now(),
    }
    row = insert(ContentFingerprint).values(resource_id=content.resource_id, sha256=content.sha256, **values)
    session.execute(row.on_conflict_do_update(index_elements=["resource_id", "sha256"], set_=values))


def measure_events(session: AlchemySession, content: ResourceContent, fingerprint: Fingerprint) -> None:
    """Say of the events that brought a content how it differs, where nobody has said so yet."""
    query = sa.select(DataEvent).where(
        DataEvent.resource_id == content.resource_id,
        DataEvent.sha256 == content.sha256,
        DataEvent.new_rows.is_(None),
    )
    for event in session.scalars(query.order_by(DataEvent.at, DataEvent.id)):
        measure(session, event, fingerprint)


def measure(session: AlchemySession, event: DataEvent, fingerprint: Fingerprint) -> None:
    """Say of an event how its rows differ from those before; nothing where these were not measured."""
    changed = _difference(session, event, fingerprint)
    if changed:
        event.new_rows, event.gone_rows, event.rows_margin = changed.new, changed.gone, changed.margin
        session.flush()


def _difference(session: AlchemySession, event: DataEvent, fingerprint: Fingerprint) -> Difference | None:
    """Compare with the content before; rows that the dataset has had before, in any file, are not new."""
    if _had_before(session, event, fingerprint):
        return Difference(0, 0)
    earlier = _earlier(event).where(DataEvent.resource_id == event.resource_id)
    newest = session.scalars(_fingerprints(earlier).order_by(DataEvent.at.desc()).limit(1)).first()
    if newest:
        return difference(_read(newest), fingerprint)
    if session.scalar(sa.select(earlier.exists())):
        return None
    return _first(session, event, fingerprint)


def _first(session: AlchemySession, event: DataEvent, fingerprint: Fingerprint) -> Difference:
    """Compare a new file with the others of its dataset; nothing of theirs is gone by it."""
    others = _fingerprints(_earlier(event)).order_by(DataEvent.at.desc()).limit(OTHERS)
    compared = [difference(_read(row), fingerprint) for row in session.scalars(others)]
    closest = min(compared, key=lambda changed: changed.new, default=Difference(fingerprint.rows, 0))
    margin = closest.margin if closest.new < fingerprint.rows else 0
    return Difference(closest.new, 0, margin)


def _had_before(session: AlchemySession, event: DataEvent, fingerprint: Fingerprint) -> bool:
    same = _fingerprints(_earlier(event)).where(
        ContentFingerprint.rows == fingerprint.rows, ContentFingerprint.rows_hash == fingerprint.rows_hash
    )
    return bool(session.scalar(sa.select(same.exists())))


def _earlier(event: DataEvent) -> sa.Select[Any]:
    """The events of a dataset that were not after one."""
    return sa.select(DataEvent.id).where(
        DataEvent.package_id == event.package_id,
        DataEvent.at <= event.at,
        DataEvent.id != event.id,
    )


def _fingerprints(events: sa.Select[Any]) -> sa.Select[tuple[ContentFingerprint]]:
    """The fingerprints of the contents that events brought."""
    return events.join(
        ContentFingerprint,
        sa.and_(
            ContentFingerprint.resource_id == DataEvent.resource_id,
            ContentFingerprint.sha256 == DataEvent.sha256,
        ),
    ).with_only_columns(ContentFingerprint)


def _read(row: ContentFingerprint) -> Fingerprint:
    return Fingerprint.kept(row.columns_hash, row.rows, row.rows_hash, row.sketch)


def contents_of(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, tuple[Fingerprint, ...]]:
    """Return the fingerprints of the tables that datasets hold now, by dataset."""
    query = _current().where(ContentFingerprint.package_id.in_(dataset_ids))
    contents: dict[str, list[Fingerprint]] = defaultdict(list)
    for row in session.scalars(query):
        contents[row.package_id].append(_read(row))
    return {dataset_id: tuple(some) for dataset_id, some in contents.items()}


def _current() -> sa.Select[tuple[ContentFingerprint]]:
    """What the tables of the catalog hold now."""
    return (
        sa.select(ContentFingerprint)
        .join(
            ResourceContent,
            sa.and_(
                ResourceContent.resource_id == ContentFingerprint.resource_id,
                ResourceContent.sha256 == ContentFingerprint.sha256,
            ),
        )
        .join(model.Resource, model.Resource.id == ContentFingerprint.resource_id)
        .where(ContentFingerprint.rows > 0, model.Resource.state == model.State.ACTIVE)
        .order_by(ContentFingerprint.package_id, ContentFingerprint.resource_id)
    )


def closest(session: AlchemySession, resource_id: str, least: float = 0.5) -> dict[str, float]:
    """Return tables of other datasets with much the same rows: id of the resource -> share of common rows.

    Those are looked up, in an index, that share one of the least hashes: near copies do. A small part of a
    large table mostly does not, and is not looked for.

    :param least: share of the rows of either table that the other holds (0 to 1)
    """
    own = session.scalars(_current().where(ContentFingerprint.resource_id == resource_id)).first()
    if own is None:
        return {}
    others = _current().where(
        ContentFingerprint.least.overlap(own.least), ContentFingerprint.package_id != own.package_id
    )
    table = _read(own)
    shares: dict[str, float] = {}
    for row in session.scalars(others):
        other = _read(row)
        known = [share.value for share in (contained(table, other), contained(other, table)) if share]
        if known and max(known) >= least:
            shares[row.resource_id] = max(known)
    return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])))
