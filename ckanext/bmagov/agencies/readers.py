"""Read the catalog's agencies: organizations, their extras and their parents, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model
from ckan.model.group import group_table, member_table

from ckanext.bmagov.agencies.domain.fields import CURRENT
from ckanext.bmagov.agencies.domain.tree import AgencyNode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

ORGANIZATION = "organization"


@dataclass(frozen=True)
class StoredAgency:
    """An organization as it is stored. ``fields`` holds its title, description and extras."""

    id: str
    name: str
    state: str
    parent_id: str
    image_url: str
    fields: Mapping[str, str]

    @property
    def code8(self) -> str:
        """Return BMA's code of eight digits, empty when it has none."""
        return self.fields.get("code8", "")

    def as_node(self) -> AgencyNode:
        """Return it for the tree."""
        return AgencyNode(
            id=self.id,
            name=self.name,
            title=self.fields.get("title") or self.name,
            parent_id=self.parent_id,
            kind=self.fields.get("kind") or "other",
            status=self.fields.get("agency_status") or CURRENT,
            successor_codes=tuple(self.fields.get("successor_codes", "").split()),
            image_url=self.image_url,
            title_en=self.fields.get("title_en", ""),
            abbreviation_th=self.fields.get("abbreviation_th", ""),
            abbreviation_en=self.fields.get("abbreviation_en", ""),
            code8=self.code8,
            zone=self.fields.get("zone", ""),
        )


def stored_agencies(
    session: AlchemySession, states: Sequence[str] = (model.State.ACTIVE,)
) -> list[StoredAgency]:
    """Return all organizations in these states. A parent that is not in them is told as no parent."""
    group, member = group_table, member_table
    parent = group.alias("parent")
    link = sa.and_(
        member.c.group_id == group.c.id,
        member.c.table_name == "group",
        member.c.state == model.State.ACTIVE,
    )
    above = sa.and_(
        parent.c.id == member.c.table_id, parent.c.type == ORGANIZATION, parent.c.state.in_(states)
    )
    query = (
        sa.select(group, parent.c.id.label("parent_id"))
        .select_from(group.outerjoin(member, link).outerjoin(parent, above))
        .where(group.c.is_organization, group.c.type == ORGANIZATION, group.c.state.in_(states))
        .order_by(group.c.name, parent.c.id)
    )
    agencies: dict[str, StoredAgency] = {}
    for row in session.execute(query):
        fields = {**(row.extras or {}), "title": row.title or "", "description": row.description or ""}
        if row.id not in agencies or (row.parent_id and not agencies[row.id].parent_id):
            agencies[row.id] = StoredAgency(
                row.id, row.name, row.state, row.parent_id or "", row.image_url or "", fields
            )
    return list(agencies.values())


def agencies_with(session: AlchemySession, field: str, values: Sequence[str]) -> dict[str, str]:
    """Return organizations, not deleted, by the value they have in an extra: value to organization id."""
    group = group_table
    extra = group.c.extras[field].astext
    query = sa.select(extra, group.c.id).where(
        group.c.is_organization, group.c.state != model.State.DELETED, extra.in_(values)
    )
    return dict(tuple(row) for row in session.execute(query))


def names_in_use(session: AlchemySession, names: Sequence[str]) -> set[str]:
    """Return those of ``names`` that a group or an organization of any state has: core wants them unique."""
    return set(session.scalars(sa.select(group_table.c.name).where(group_table.c.name.in_(names))))


def ids_below(agency: model.Group) -> list[str]:
    """Return the ids of an organization and of all organizations below it."""
    return [agency.id, *(row[0] for row in agency.get_children_group_hierarchy(type=ORGANIZATION))]
