"""Look at every part of the site. A part that does not answer is left unseen; the others are still told."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from redis.exceptions import RedisError
from rq import Worker

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs

from ckanext.bmagov import kpi, search
from ckanext.bmagov.base.domain.calendar import FiscalYear
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services.names import agency_titles
from ckanext.bmagov.site.domain.site_state import Queue, ScoredNight, SiteFacts
from ckanext.bmagov.site.readers import health

if TYPE_CHECKING:
    from ckan.types import AlchemySession

SECONDS: Final = 2
"""A service that hangs must not hold up the answer longer."""

MIGRATIONS: Final = Path(__file__).parents[2] / "migration/bmagov"


def site_facts() -> SiteFacts:
    """Return what can be seen of the site now."""
    services = health.services()
    facts: dict[str, Any] = {"mail": bool(tk.config.get("smtp.server")), "code_version": _code_version()}
    if services["queue"]:
        facts |= _jobs()
    if services["database"]:
        facts |= _scores(model.Session) | _database(model.Session)
    if services["search"]:
        facts |= {"indexed": search.documents(SECONDS), "outdated": search.outdated_documents(SECONDS)}
    facts |= _disk()
    return SiteFacts(services=services, **facts)


def _jobs() -> dict[str, Any]:
    try:
        queues = jobs.get_all_queues()
        return {
            "workers": Worker.count(queue=jobs.get_queue()),
            "queues": tuple(map(_queue, sorted(queues, key=lambda queue: queue.name))),
        }
    except (RedisError, OSError):
        return {}


def _queue(queue: Any) -> Queue:
    first = queue.fetch_job(ids[0]) if (ids := queue.get_job_ids(0, 1)) else None
    oldest = first.enqueued_at if first else None
    return Queue(
        jobs.remove_queue_name_prefix(queue.name),
        queue.count,
        oldest.replace(tzinfo=oldest.tzinfo or dt.UTC) if oldest else None,
    )


def _scores(session: AlchemySession) -> dict[str, Any]:
    run = kpi.latest_run(session)
    current = FiscalYear.of(today()).year
    scored = None
    if run:
        titles = {row["id"]: row["title"] for row in agency_titles(session, run.failed).values()}
        failed = {titles.get(agency_id, agency_id): fault for agency_id, fault in run.failed.items()}
        scored = ScoredNight(run.as_of, run.finished_at is not None, failed)
    return {"has_rules": any(year == current for _, year in kpi.years(session)), "scored": scored}


def _database(session: AlchemySession) -> dict[str, Any]:
    package: Any = model.Package
    datasets = sa.select(sa.func.count()).where(package.state != model.State.DELETED)
    version = sa.text("SELECT version_num FROM bmagov_alembic_version")
    return {
        "datasets": session.scalar(datasets),
        "documents_here": kpi.is_store_ours(session),
        "database_version": session.scalar(version),
    }


def _code_version() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _disk() -> dict[str, int]:
    try:
        usage = shutil.disk_usage(tk.config["ckan.storage_path"])
    except (OSError, KeyError, TypeError):
        return {}
    return {"free": usage.free, "total": usage.total}
