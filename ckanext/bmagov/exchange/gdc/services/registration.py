"""What GD Catalog has registered, as it last said. Nothing is committed."""

from __future__ import annotations

import logging
import zlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.plugins.toolkit as tk
from ckan.model.package import package_table

from ckanext.bmagov import config
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.exchange.gdc.domain.state import State, next_time
from ckanext.bmagov.exchange.gdc.model import GdcDataset
from ckanext.bmagov.exchange.gdc.readers.status_service import SilentError, ask
from ckanext.bmagov.exchange.gdc.services.shares import condition

if TYPE_CHECKING:
    from ckan.types import AlchemySession

log = logging.getLogger(__name__)

PREFIX: Final = "gdpublish-"
"""What it puts before our names."""


def due(session: AlchemySession, limit: int) -> list[str]:
    """Return the datasets to ask about now, those that wait longest first.

    That is what goes out, and what went out once.
    """
    waits = sa.select(package_table.c.id, sa.literal(now())).where(
        condition(private=False),
        ~sa.exists().where(GdcDataset.dataset_id == package_table.c.id),
    )
    statement = insert(GdcDataset.__table__).from_select(["dataset_id", "next_at"], waits)  # type: ignore[arg-type]
    session.execute(statement.on_conflict_do_nothing())
    column: Any = GdcDataset
    query = (
        sa.select(column.dataset_id)
        .where(sa.or_(column.next_at.is_(None), column.next_at <= now()))
        .order_by(column.next_at.nulls_first(), column.dataset_id)
        .limit(limit)
    )
    return list(session.scalars(query))


def look(session: AlchemySession, dataset_id: str) -> SilentError | None:
    """Ask about a dataset and keep what was said; return why nothing was. What was known then stays."""
    site = urlsplit(tk.config["ckan.site_url"]).netloc
    try:
        state, name = ask(config.gdc_status_url(), site, dataset_id)
    except SilentError as error:
        log.info("GD Catalog says nothing of %s (%s)", dataset_id, error)
        _keep_silence(session, dataset_id)
        return error
    row = session.get(GdcDataset, dataset_id) or GdcDataset(dataset_id=dataset_id)
    row.state, row.remote_name, row.checked_at = state.value, name, now()
    row.failures, row.failed_since = 0, None
    row.next_at = next_time(now(), state, 0, _spread(dataset_id))
    session.add(row)
    session.flush()
    return None


def state_of(session: AlchemySession, dataset_id: str) -> GdcDataset | None:
    """Return what is known of a dataset, without asking anybody."""
    return session.get(GdcDataset, dataset_id)


def address_of(remote_name: str) -> str:
    """Return the address of a registered dataset there; empty without a name."""
    return f"{config.gdc_catalog_url()}/dataset/{PREFIX}{remote_name}" if remote_name else ""


def _keep_silence(session: AlchemySession, dataset_id: str) -> None:
    row = session.get(GdcDataset, dataset_id)
    if row is None:
        return
    row.failures += 1
    row.failed_since = row.failed_since or now()
    row.next_at = next_time(now(), State(row.state), row.failures, _spread(dataset_id))
    session.flush()


def _spread(dataset_id: str) -> float:
    return zlib.crc32(dataset_id.encode()) % 1000 / 1000
