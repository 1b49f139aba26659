"""What harvesters read beside datasets: agencies, categories, keywords, licences, the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.model.group import group_table

from ckanext.bmagov import config
from ckanext.bmagov.exchange.gdc.domain.record import agency_of
from ckanext.bmagov.exchange.gdc.readers.contract import contract
from ckanext.bmagov.exchange.gdc.services import shares

if TYPE_CHECKING:
    from collections.abc import Collection

    from ckan.types import AlchemySession

Row = dict[str, Any]
_COLUMNS: Final = tuple(
    group_table.c[name]
    for name in (
        *("id", "name", "title", "type", "description", "created", "is_organization"),
        *("approval_status", "state"),
    )
)


def groups(session: AlchemySession, *, agencies: bool, limit: int, offset: int, private: bool) -> list[Row]:
    """Return the agencies, or the categories, by name."""
    table = group_table.c
    query = (
        sa.select(*_COLUMNS)
        .where(table.state == model.State.ACTIVE, table.is_organization.is_(agencies))
        .order_by(table.name)
        .limit(limit)
        .offset(offset)
    )
    counts = shares.counts(session, private=private) if agencies else {}
    return [_group(row, counts.get(row.id, 0), []) for row in session.execute(query)]


def group(session: AlchemySession, name_or_id: str, *, agency: bool, private: bool) -> Row | None:
    """Return an agency, or a category, by name or id; None where there is none."""
    table = group_table.c
    query = sa.select(*_COLUMNS).where(
        sa.or_(table.id == name_or_id, table.name == name_or_id),
        table.state == model.State.ACTIVE,
        table.is_organization.is_(agency),
    )
    row = session.execute(query).first()
    if row is None:
        return None
    stored = model.Group.get(row.id)
    above = stored.get_parent_group_hierarchy(type="organization")[-1:] if stored and agency else []
    counts = shares.counts(session, private=private) if agency else {}
    parents = [{"name": parent.name, "capacity": "public"} for parent in above]
    return _group(row, counts.get(row.id, 0), parents)


def licences() -> list[Row]:
    """Return the licences of GD Catalog's form."""
    return [
        {"id": word, "title": word, "url": "", "status": "active"} for word in contract().words("license")
    ]


def status() -> Row:
    """Return what the site says of itself. Its address is how GD Catalog's services know it."""
    return {
        "site_title": tk.config.get("ckan.site_title", ""),
        "site_description": tk.config.get("ckan.site_description", ""),
        "site_url": tk.config["ckan.site_url"],
        "locale_default": tk.config.get("ckan.locale_default", ""),
        "thaigdc_catalog_type": "agency",
        "thaigdc_is_as_a_service": "false",
        "thaigdc_version": config.gdc_form(),
        "thaigdc_update": {},
        "ckan_version": config.gdc_ckan_version(),
        "error_emails_to": None,
        "extensions": [],
    }


def agencies(session: AlchemySession, agency_ids: Collection[str]) -> dict[str, Row]:
    """Return agencies as they are called now, by their ids: the index may know older names."""
    table = group_table.c
    query = sa.select(*_COLUMNS).where(table.id.in_(list(agency_ids)))
    return {row.id: _stored(row) for row in session.execute(query)}


def _stored(row: Any) -> Row:
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title,
        "type": row.type,
        "description": row.description,
        "created": row.created.isoformat() if row.created else None,
        "is_organization": row.is_organization,
        "approval_status": row.approval_status,
        "state": row.state,
    }


def _group(row: Any, count: int, above: list[Row]) -> Row:
    return {
        **(agency_of(_stored(row)) or {}),
        "display_name": row.title or row.name,
        "image_display_url": "",
        "package_count": count,
        "extras": [],
        "groups": above,
        "users": [],
        "tags": [],
    }
