"""Files that were read before fingerprints were taken: they are read again at night, some each night."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base.events import emit
from ckanext.bmagov.files.model import ContentFingerprint, ResourceContent
from ckanext.bmagov.files.readers.resource_file import FileGoneError, open_file
from ckanext.bmagov.files.services import data_events, fingerprints
from ckanext.bmagov.files.services.reading_work import held

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.content import Fingerprint

log = logging.getLogger(__name__)

SECONDS: Final = 20 * 60.0
"""How long a night may measure; the next one goes on."""


def unmeasured() -> list[str]:
    """Return the resources whose tables have no fingerprint, the small ones first."""
    measured = sa.exists().where(
        ContentFingerprint.resource_id == ResourceContent.resource_id,
        ContentFingerprint.sha256 == ResourceContent.sha256,
    )
    query = sa.select(ResourceContent.resource_id).where(
        ResourceContent.layout.is_not(None), sa.func.jsonb_typeof(ResourceContent.layout) != "null", ~measured
    )
    with model.ensure_engine().connect() as connection:
        return list(connection.scalars(query.order_by(ResourceContent.size)))


def measure_all(seconds: float = SECONDS) -> int:
    """Take the fingerprints of tables that have none, for so long; return how many. Each is committed.

    How an event of the past differs is said only where the content before it was measured, too.
    """
    end, done = time.monotonic() + seconds, 0
    for resource_id in unmeasured():
        if time.monotonic() >= end:
            break
        with held(resource_id) as is_mine:
            done += is_mine and _measure(resource_id)
    return done


def _measure(resource_id: str) -> bool:
    session: Any = model.Session
    session.rollback()
    known = session.get(ResourceContent, resource_id, populate_existing=True)
    sha256, layout = known.sha256, data_events.layout_of(known)
    session.rollback()  # no transaction stays open over the reading
    try:
        with open_file({"id": resource_id}) as stored:
            reading = data_events.read(stored.stream, layout) if stored.sha256 == sha256 else None
    except FileGoneError:
        return False
    except Exception:
        log.exception("The file of resource %s could not be measured", resource_id)
        return False
    fingerprint = reading.fingerprint if reading else None
    return fingerprint is not None and _keep(session, resource_id, sha256, fingerprint)


def _keep(session: Any, resource_id: str, sha256: str, fingerprint: Fingerprint) -> bool:
    with session.begin():
        known = session.get(ResourceContent, resource_id, with_for_update=True, populate_existing=True)
        if known is None or known.sha256 != sha256:
            return False
        fingerprints.keep(session, known, fingerprint)
        fingerprints.measure_events(session, known, fingerprint)
        emit("rows_written", session, [known.package_id])
    return True
