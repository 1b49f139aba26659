"""Read the catalog's topic categories: core's groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model
from ckan.model.group import group_table as group

from ckanext.bmagov.files import read_data

if TYPE_CHECKING:
    from ckan.types import AlchemySession


@dataclass(frozen=True)
class StoredCategory:
    """A group as it is stored."""

    name: str
    title: str
    title_en: str
    description: str = ""
    description_en: str = ""


def stored_categories(session: AlchemySession) -> list[StoredCategory]:
    """Return all active categories by title."""
    query = (
        sa.select(
            group.c.name,
            group.c.title,
            group.c.extras["title_en"].astext,
            group.c.description,
            group.c.extras["description_en"].astext,
        )
        .where(~group.c.is_organization, group.c.type == "group", group.c.state == model.State.ACTIVE)
        .order_by(group.c.title, group.c.name)
    )
    return [
        StoredCategory(name, title or name, title_en or "", description or "", description_en or "")
        for name, title, title_en, description, description_en in session.execute(query)
    ]


@cache
def category_icons() -> dict[str, str]:
    """Return the Font Awesome icon of each category that has one of its own, by name."""
    return read_data("data/category_icons.yaml")
