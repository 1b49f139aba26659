"""How people, agencies, datasets and files are called, by their ids, whoever may know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import sqlalchemy as sa

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import AlchemySession


class UserName(TypedDict):
    """How an account is called."""

    id: str
    name: str
    display_name: str


class Title(TypedDict):
    """How an agency or a dataset is called, in both languages; the English title may be empty."""

    id: str
    name: str
    title: str
    title_en: str


def user_names(session: AlchemySession, ids: Iterable[str | None]) -> dict[str, UserName]:
    """Return the names of accounts by id."""
    return {
        user.id: {"id": user.id, "name": user.name, "display_name": user.display_name}
        for user in _stored(session, model.User, ids)
    }


def agency_titles(session: AlchemySession, ids: Iterable[str | None]) -> dict[str, Title]:
    """Return the titles of agencies by id."""
    return {agency.id: _title(agency) for agency in _stored(session, model.Group, ids)}


def dataset_titles(session: AlchemySession, ids: Iterable[str | None]) -> dict[str, Title]:
    """Return the titles of datasets by id."""
    return {dataset.id: _title(dataset) for dataset in _stored(session, model.Package, ids)}


def resource_names(session: AlchemySession, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of resources by id; one without a name has an empty one."""
    resource: Any = model.Resource
    wanted = {resource_id for resource_id in ids if resource_id}
    rows = session.execute(sa.select(resource.id, resource.name).where(resource.id.in_(wanted)))
    return {row.id: row.name or "" for row in rows}


def _stored(session: AlchemySession, kind: Any, ids: Iterable[str | None]) -> list[Any]:
    wanted = {object_id for object_id in ids if object_id}
    return list(session.scalars(sa.select(kind).where(kind.id.in_(wanted)))) if wanted else []


def _title(stored: Any) -> Title:
    return {
        "id": stored.id,
        "name": stored.name,
        "title": stored.title or stored.name,
        "title_en": str((stored.extras or {}).get("title_en") or ""),
    }
