"""The log of reads: who had which closed data, when, and how.

A chain of its own (`model.audit_log.ReadLog`), with a connection and a transaction of its own: a read is
logged although its request saves nothing, waits for no decision that is being saved, and never fails because
it could not be logged; that is then told in the site's own log.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import cacheability, rights
from ckanext.bmagov.base.model.audit_log import ReadLog
from ckanext.bmagov.base.request_state import READS
from ckanext.bmagov.base.services.audit_log import append

if TYPE_CHECKING:
    from ckan.types import Context

    from ckanext.bmagov.access.domain.classification import Subject

log = logging.getLogger(__name__)

READ = "data.read"

PATIENCE = "2s"
"""Reading never waits longer than this for its entry."""


class How(StrEnum):
    """In which way data were read."""

    DOWNLOAD = "download"
    VIEW = "view"
    DUMP = "dump"
    API = "api"


def record_read(context: Context, subject: Subject, how: How | str) -> None:
    """Log that the caller has been given data of a subject, once in a request for each way.

    Logged are the levels that the policy names, and every level above open when a system administrator reads.
    What the site reads for itself (`ignore_auth`) is nobody's read; what the host for files gives out was
    logged when it was asked for.
    """
    reader = rights.reader(context)
    rules = policy()
    level = subject.level_of_data
    wanted = rules.is_logged(level) or (reader.sysadmin and not rules.is_open(level))
    if rights.is_trusted(context) or not wanted or cacheability.is_on_files_host():
        return
    read = (subject.dataset_id, subject.resource_id, str(how))
    known = READS.of()
    if read in known:
        return
    known.add(read)
    payload = {"how": str(how), "level": level, "sysadmin": reader.sysadmin}
    try:
        with model.ensure_engine().begin() as connection:
            connection.execute(sa.text(f"SET LOCAL statement_timeout = '{PATIENCE}'"))
            append(
                connection,
                reader.user_id or "anonymous",
                READ,
                payload,
                agency_id=subject.owner_org or None,
                dataset_id=subject.dataset_id,
                resource_id=subject.resource_id,
                log=ReadLog,
            )
    except SQLAlchemyError:
        log.exception("A read of %s by %s (%s) was not logged", read, reader.user_id, payload)


def record_resource_read(context: Context, resource_id: str, how: How | str = "") -> None:
    """Log that the caller has been given data of a resource; what no longer exists is passed over.

    Outside of a request nobody reads: jobs and commands work for the site, and a dump that is being streamed
    was logged when it began.
    """
    if not has_request_context():
        return
    subject = rights.resource_subjects(model.Session, [resource_id]).get(resource_id)
    if subject is not None:
        record_read(context, subject, how or way())


def way() -> How:
    """Return how the present request reads data."""
    endpoint = tk.request.endpoint or ""
    if endpoint.endswith(".download"):
        return How.DOWNLOAD
    if endpoint == "datastore.dump":
        return How.DUMP
    return How.API if endpoint.startswith("api.") else How.VIEW
