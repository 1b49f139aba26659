"""Columns of all dictionaries, found by their words, for a reader.

PostgreSQL looks through the text of every column (`strpos`, bytewise): words inside Thai words are found
without an index that would have to know where words end, and what is found is never older than the last
save. What that takes is measured in docs/dictionary.md. Access is decided before anything is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import Aspect, policy
from ckanext.bmagov.base.model.dictionary import DictionaryColumn as Col
from ckanext.bmagov.dictionary.domain.search import SEPARATOR
from ckanext.bmagov.dictionary.services.dictionaries import column_subject
from ckanext.bmagov.search import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckan.types import AlchemySession, Context

FACETS: Final = ("organization", "type", "personal", "personal_kind", "classification")

_Key = tuple[str, str]
"""Id of a resource, and the level that a column of it has of its own."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty text asks for all."""

    q: str = ""
    organization: str = ""
    type: str = ""
    personal: str = ""
    personal_kind: str = ""
    classification: str = ""
    dataset: str = ""


@dataclass(frozen=True)
class Results:
    """One page of the columns. `facets` count by facet and value; the organizations are named by id."""

    count: int = 0
    datasets: int = 0
    rows: Sequence[Any] = ()
    levels: dict[_Key, str] = field(default_factory=dict)
    facets: dict[str, Counter[str]] = field(default_factory=dict)


def find(session: AlchemySession, context: Context, wanted: Wanted, limit: int, offset: int) -> Results:
    """Find columns; those that answer best come first: by name or label, then by what is said of them."""
    words = words_of(wanted.q)
    if wanted.q.strip() and not words:
        return Results(facets={name: Counter() for name in FACETS})
    levels, groups = _readable(context, wanted, session.execute(_groups(wanted, words)).all())
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for group in groups:
        facets["organization"][group.owner_org or ""] += group.columns
        facets["type"][group.type] += group.columns
        facets["personal"][group.personal] += group.columns
        facets["personal_kind"][group.personal_kind] += group.columns
        facets["classification"][levels[group.resource_id, group.classification]] += group.columns
    rows = session.execute(_page(wanted, words, groups, limit, offset)).all() if groups and limit else ()
    return Results(
        sum(group.columns for group in groups),
        len({group.package_id for group in groups}),
        rows,
        levels,
        facets,
    )


def _readable(context: Context, wanted: Wanted, groups: Sequence[Any]) -> tuple[dict[_Key, str], list[Any]]:
    """Return the groups that the reader may know, and the effective levels."""
    rules = policy()
    subjects = access.resource_subjects(model.Session, {group.resource_id for group in groups})
    levels: dict[_Key, str] = {}
    for group in groups:
        key = (group.resource_id, group.classification)
        subject = subjects.get(group.resource_id)
        if key in levels or subject is None:
            continue
        column = column_subject(subject, group.classification)
        if access.is_allowed(context, column, Aspect.METADATA):
            levels[key] = rules.effective(column.level)
    kept = [group for group in groups if (group.resource_id, group.classification) in levels]
    if wanted.classification:
        kept = [
            group
            for group in kept
            if levels[group.resource_id, group.classification] == wanted.classification
        ]
    return levels, kept


def _groups(wanted: Wanted, words: Sequence[tuple[str, ...]]) -> sa.Select[Any]:
    shared = (
        *(Col.resource_id, Col.package_id, model.Package.owner_org),
        *(Col.type, Col.personal, Col.personal_kind, Col.classification),
    )
    query = sa.select(*shared, sa.func.count().label("columns")).group_by(*shared)
    return _matching(query, wanted, words)


def _page(
    wanted: Wanted, words: Sequence[tuple[str, ...]], groups: Iterable[Any], limit: int, offset: int
) -> sa.Select[Any]:
    by_level: dict[str, set[str]] = {}
    for group in groups:
        by_level.setdefault(group.classification, set()).add(group.resource_id)
    known = sa.or_(
        *(
            sa.and_(Col.classification == level, Col.resource_id == sa.any_(sa.literal(sorted(ids))))
            for level, ids in by_level.items()
        )
    )
    query = sa.select(
        Col,
        model.Package.name.label("package_name"),
        model.Package.title.label("package_title"),
        model.Package.owner_org,
        model.Resource.name.label("resource_name"),
    ).where(known)
    order = (model.Package.title, Col.package_id, Col.resource_id, Col.position)
    ranked = (_rank(words).desc(), *order) if words else order
    return _matching(query, wanted, words).order_by(*ranked).limit(limit).offset(offset)


def _matching(query: sa.Select[Any], wanted: Wanted, words: Sequence[tuple[str, ...]]) -> sa.Select[Any]:
    query = (
        query.select_from(Col)
        .join(model.Resource, model.Resource.id == Col.resource_id)
        .join(model.Package, model.Package.id == model.Resource.package_id)
        .where(model.Resource.state == model.State.ACTIVE, model.Package.state == model.State.ACTIVE)
    )
    for word in words:
        query = query.where(sa.or_(*(_holds(Col.search_key, item) for item in word)))
    for name in ("type", "personal", "personal_kind"):
        if getattr(wanted, name):
            query = query.where(getattr(Col, name) == getattr(wanted, name))
    if wanted.organization:
        query = query.where(model.Package.owner_org == wanted.organization)
    if wanted.dataset:
        query = query.where(model.Package.id == wanted.dataset)
    return query


def _rank(words: Sequence[tuple[str, ...]]) -> Any:
    """3: the whole query is a name or label; 2: name and labels have all words; 1: one of them."""
    whole = "".join(word[0] for word in words)
    in_title = [sa.or_(*(_holds(Col.title_key, item) for item in word)) for word in words]
    return sa.case(
        (_holds(Col.title_key, f"{SEPARATOR}{whole}{SEPARATOR}"), 3),
        (sa.and_(*in_title), 2),
        (sa.or_(*in_title), 1),
        else_=0,
    )


def _holds(column: Any, text: str) -> Any:
    """Tell whether the text is in a column, compared byte by byte: both sides are in one form already."""
    return sa.func.strpos(sa.collate(column, "C"), text) > 0
