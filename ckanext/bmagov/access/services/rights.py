"""Who is asking, what they ask about, and whether they may: the facts for `domain/classification`.

Every function asks the database once, whatever the number of datasets. What a request may trust
(``ignore_auth``: indexing, jobs, the site's own commands) is told from the context and sees everything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import g, has_request_context

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import authz, model

from ckanext.bmagov import config
from ckanext.bmagov.access.domain.classification import (
    ACTIVE,
    OPEN,
    Aspect,
    Grant,
    Policy,
    Reader,
    Subject,
    all_may,
    allowed_keys,
    allows,
    resource_of,
)
from ckanext.bmagov.access.domain.classification.description import described, without_bytes
from ckanext.bmagov.access.model.grants import AccessGrant
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.base.model.dictionary import DictionaryColumn
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.request_state import READERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.base.domain.ckan_dicts import PackageDict, ResourceDict

LEVEL = "data_classification"
RESOURCE_LEVEL = "resource_data_classification"


_READER = sa.text(
    """
    WITH RECURSIVE own AS (
        SELECT g.id, m.capacity AS role
        FROM member m JOIN "group" g ON g.id = m.group_id
        WHERE m.table_name = 'user' AND m.table_id = :user AND m.state = 'active'
          AND g.is_organization AND g.state = 'active'
    ), below AS (
        SELECT id, role FROM own
        UNION
        SELECT g.id, below.role
        FROM below
        JOIN member m ON m.table_name = 'group' AND m.table_id = below.id AND m.state = 'active'
        JOIN "group" g ON g.id = m.group_id AND g.is_organization AND g.state = 'active'
        WHERE below.role = ANY(:cascading)
    )
    SELECT 'role', below.id, below.role, NULL, g.name
    FROM below JOIN "group" g ON g.id = below.id
    UNION ALL
    SELECT 'grant', dataset_id, level, resource_id, NULL
    FROM bmagov_access_grant
    WHERE revoked_at IS NULL AND until >= :today
      AND (grantee_type = 'user' AND grantee_id = :user
        OR grantee_type = 'organization' AND grantee_id IN (SELECT id FROM own))
    """
)
"""Roles of a person, those that CKAN lets cascade down the tree included, and the grants that hold today."""

_ROLE_ORDER = ("member", "editor", "admin")

_COLUMNS: tuple[Any, ...] = (
    model.Package.id,
    model.Package.owner_org,
    model.Package.state,
    model.Package.private,
    model.Package.creator_user_id,
    model.Package.extras[LEVEL].astext.label("level"),  # pyright: ignore[reportAttributeAccessIssue]
)

_RESOURCE: Any = model.Resource


def column_levels(resource_id: Any) -> Any:
    """Return the levels of the columns of a resource's dictionary in force, as an array in a statement.

    They are few and have an index of their own; that there are none is told without reading the dictionary.
    """
    column: Any = DictionaryColumn
    return (
        sa.select(sa.func.array_agg(column.classification.distinct()))
        .where(column.resource_id == resource_id, column.classification != "")
        .correlate(_RESOURCE)
        .scalar_subquery()
    )


_RESOURCE_COLUMNS: tuple[Any, ...] = (
    _RESOURCE.id.label("resource_id"),
    # As text: with CKAN's type of the column the statement would be compiled anew each time.
    sa.literal_column("resource.extras", sa.UnicodeText).label("own"),
    column_levels(_RESOURCE.id).label("columns"),
)


def reader(context: Context) -> Reader:
    """Return who asks. Read once in a request; the grants are those of today in Bangkok."""
    user = _user(context)
    if user is None:
        return Reader.ANONYMOUS
    known: dict[str, Reader] = READERS.of()
    if user.id not in known:
        known[user.id] = _read(user)
    return known[user.id]


def reader_of(user: Any) -> Reader:
    """Return the reader that a user (a row of CKAN's table, or None for nobody) is."""
    return reader({"user": "", "auth_user_obj": user})


def signed_in() -> Context:
    """Return the context of who asks for this page, so that nobody looks the person up again."""
    return {"user": tk.current_user.name, "auth_user_obj": tk.current_user}


def forget_reader() -> None:
    """Read the readers of this request again: grants or memberships have changed."""
    READERS.forget()


def is_trusted(context: Context) -> bool:
    """Return whether nobody is asking: the site itself works."""
    return bool(context.get("ignore_auth"))


def subjects(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, Subject]:
    """Return what there is to decide about datasets; those that do not exist are left out."""
    return {row.id: _dataset_subject(row, row.level) for row in _datasets(session, dataset_ids)}


def level_of(stored: object) -> str:
    """Return a stored level. Without our forms there are none, and CKAN's `private` alone decides."""
    return level_text(stored) or ("" if p.plugin_loaded("bmagov_datasets") else OPEN)


def level_text(stored: object) -> str:
    """Return a stored level as text; what is no text is no level of ours, and so the most closed."""
    return stored if isinstance(stored, str) else str(stored or "")


def own_level(extras: object) -> str:
    """Return the level that a resource has of its own, from its stored extras, whatever these hold."""
    stored = extras.get(RESOURCE_LEVEL) if isinstance(extras, dict) else None
    return level_text(stored) if stored else ""


def subject_of(package: model.Package) -> Subject:
    """Return what there is to decide about a dataset that has been read already."""
    return _dataset_subject(package, (package.extras or {}).get(LEVEL))


def resource_subjects(session: AlchemySession, resource_ids: Collection[str]) -> dict[str, Subject]:
    """Return what there is to decide about resources; those that do not exist are left out."""
    rules = policy()
    return {
        row.resource_id: _resource_of_row(rules, _dataset_subject(row, row.level), row)
        for row in _resources(session, model.Resource.id.in_(list(resource_ids)), resource_ids)
    }


def is_allowed(context: Context, subject: Subject, aspect: Aspect) -> bool:
    """Decide whether the caller may have an aspect of a subject."""
    return is_trusted(context) or allows(policy(), reader(context), subject, aspect)


def readable(context: Context, dataset_ids: Collection[str], aspect: Aspect = Aspect.METADATA) -> set[str]:
    """Return those of the datasets of which the caller may have the aspect."""
    return _allowed(context, subjects(model.Session, dataset_ids), aspect)


def readable_datasets(context: Context, stored: Mapping[str, Whole]) -> set[str]:
    """Return the ids of those of the datasets, looked up already, whose description the caller may read."""
    return _allowed(context, {key: whole.dataset for key, whole in stored.items()}, Aspect.METADATA)


def readable_resources(
    context: Context, resource_ids: Collection[str], aspect: Aspect = Aspect.METADATA
) -> set[str]:
    """Return those of the resources of which the caller may have the aspect."""
    return _allowed(context, resource_subjects(model.Session, resource_ids), aspect)


@dataclass(frozen=True)
class Whole:
    """A dataset with its resources, by id."""

    dataset: Subject
    resources: Mapping[str, Subject]


def wholes(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, Whole]:
    """Return datasets with their resources as the database has them now; what does not exist is left out."""
    result: dict[str, Whole] = {}
    if not dataset_ids:
        return result
    joined = sa.and_(_RESOURCE.package_id == model.Package.id, _RESOURCE.state == model.State.ACTIVE)
    query = (
        sa.select(*_COLUMNS, *_RESOURCE_COLUMNS)
        .select_from(model.Package)
        .outerjoin(model.Resource, joined)
        .where(model.Package.id.in_(list(dataset_ids)))  # pyright: ignore[reportAttributeAccessIssue]
    )
    resources: dict[str, dict[str, Subject]] = {}
    rules = policy()
    for row in session.execute(query):
        if row.id not in result:
            result[row.id] = Whole(_dataset_subject(row, row.level), resources.setdefault(row.id, {}))
        if row.resource_id is not None:
            resources[row.id][row.resource_id] = _resource_of_row(rules, result[row.id].dataset, row)
    return result


def resources_of(session: AlchemySession, dataset_ids: Collection[str]) -> list[Subject]:
    """Return the resources of datasets, as the database has them now."""
    return [
        resource for whole in wholes(session, dataset_ids).values() for resource in whole.resources.values()
    ]


def clears_all(context: Context, dataset_id: str, aspect: Aspect = Aspect.METADATA) -> bool:
    """Return whether the caller may have the aspect of a dataset and of every resource in it."""
    return is_trusted(context) or bool(cleared(context, [dataset_id], aspect))


def cleared(context: Context, dataset_ids: Collection[str], aspect: Aspect = Aspect.METADATA) -> set[str]:
    """Return those of the datasets of which, and of whose every resource, the caller may have the aspect."""
    by_id = wholes(model.Session, dataset_ids)
    if is_trusted(context):
        return set(by_id)
    rules, who = policy(), reader(context)
    datasets = {key: whole.dataset for key, whole in by_id.items()}
    resources = {key: subject for whole in by_id.values() for key, subject in whole.resources.items()}
    seen = allowed_keys(rules, who, resources, aspect)
    return {
        key for key in allowed_keys(rules, who, datasets, aspect) if seen.issuperset(by_id[key].resources)
    }


def without_hidden_of(context: Context, datasets: Iterable[PackageDict]) -> list[PackageDict]:
    """Return copies of datasets (of a page of a search) without the resources that the caller may not know.

    The levels are those in the database: what the index has may be of yesterday.
    """
    given = list(datasets)
    ids = [dataset["id"] for dataset in given if dataset.get("resources")]
    if is_trusted(context) or not ids or reader(context).sysadmin:
        return [dict(dataset) for dataset in given]
    seen = shown_parts(context, wholes(model.Session, ids).values())
    return [stripped(dataset, seen) for dataset in given]


def readable_parts(context: Context, datasets: Iterable[Whole]) -> set[str]:
    """Return the ids of the resources, among those of datasets, whose description the caller may read."""
    return set(shown_parts(context, datasets))


class Shown(Enum):
    """How much of a resource's record somebody gets who may read its description."""

    WHOLE = auto()
    KEPT = auto()
    """All but what tells of the bytes: who keeps the record would lose the rest by saving it."""
    DESCRIBED = auto()
    """Neither the address of a link nor the name, size or digest of a file."""


def shown_parts(context: Context, datasets: Iterable[Whole]) -> dict[str, Shown]:
    """Return the resources whose description the caller may read, and how much of their records that is."""
    resources = {key: subject for whole in datasets for key, subject in whole.resources.items()}
    if is_trusted(context):
        return dict.fromkeys(resources, Shown.WHOLE)
    return _shown_resources(policy(), reader(context), resources)


def shown_of(context: Context, subject: Subject) -> Shown | None:
    """Return how much of a resource's record the caller gets; None: the caller may not know of it."""
    if is_trusted(context):
        return Shown.WHOLE
    return _shown_resources(policy(), reader(context), {"": subject}).get("")


def _shown_resources(rules: Policy, who: Reader, resources: Mapping[str, Subject]) -> dict[str, Shown]:
    """Return the keys of the resources that a reader may know of, in their order, and how much of each."""
    whole = allowed_keys(rules, who, resources, Aspect.DATA)
    closed = {key: subject for key, subject in resources.items() if key not in whole}
    described_only = allowed_keys(rules, who, closed, Aspect.METADATA)
    shown: dict[str, Shown] = {}
    for key, subject in resources.items():
        if key in whole:
            shown[key] = Shown.WHOLE
        elif key in described_only:
            shown[key] = Shown.KEPT if keeps(who, subject) else Shown.DESCRIBED
    return shown


def keeps(who: Reader, subject: Subject) -> bool:
    """Return whether a reader may have a hand in the records of the agency that owns something."""
    return who.sysadmin or who.roles.get(subject.owner_org) in ("editor", "admin")


def stripped(dataset: PackageDict, seen: Mapping[str, Shown]) -> PackageDict:
    """Return a copy of a dataset with these of its resources only (`shown_parts`)."""
    if "resources" not in dataset:
        return dict(dataset)
    kept = [
        stripped_part(resource, seen[resource["id"]])
        for resource in dataset["resources"]
        if resource.get("id") in seen
    ]
    copy = dataset | {"resources": kept}
    if "num_resources" in dataset:
        copy["num_resources"] = len(kept)
    return copy


def stripped_part(resource: ResourceDict, shown: Shown) -> ResourceDict:
    """Return the part of a resource's record that somebody gets."""
    match shown:
        case Shown.WHOLE:
            return resource
        case Shown.KEPT:
            return without_bytes(resource)
        case Shown.DESCRIBED:
            return described(resource, resource_fields())


def levels_of_columns(session: AlchemySession, resource_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the levels of columns in the dictionaries of these resources; others are left out."""
    if not resource_ids:
        return {}
    column: Any = DictionaryColumn
    query = (
        sa.select(column.resource_id, sa.func.array_agg(column.classification.distinct()))
        .where(column.resource_id.in_(list(resource_ids)), column.classification != "")
        .group_by(column.resource_id)
    )
    return {resource_id: tuple(levels) for resource_id, levels in session.execute(query)}


def resource_fields() -> frozenset[str]:
    """Return the names of the catalog's own fields of resources; none on a site without our forms."""
    return (
        frozenset(field.name for field in facts().resource)
        if p.plugin_loaded("bmagov_datasets")
        else frozenset()
    )


@dataclass(frozen=True)
class Searchable:
    """The resources of a dataset that the index may tell of to everybody who finds the dataset."""

    words: frozenset[str]
    """By what describes them."""

    data: frozenset[str]
    """By the addresses of their data, too: part of ``words``."""


def searchable_resources(session: AlchemySession, dataset_ids: Collection[str]) -> dict[str, Searchable]:
    """Return, for each dataset, the resources that everybody who finds it may know, and whose data, too.

    The others are not indexed: who guesses one would learn from the count that it is there. Without words are
    those above the level of their dataset, and all of a dataset of which somebody may read one file only;
    without addresses those of which somebody who finds the dataset may not read the data.
    """
    rules = policy()
    granted = set(
        session.scalars(
            sa.select(AccessGrant.dataset_id).where(
                AccessGrant.dataset_id.in_(list(dataset_ids)),
                AccessGrant.resource_id.is_not(None),
                AccessGrant.revoked_at.is_(None),
                AccessGrant.until >= today(),
            )
        )
    )
    result: dict[str, Searchable] = {}
    for key, whole in wholes(session, dataset_ids).items():
        is_public = whole.dataset.state == ACTIVE and rules.is_open(whole.dataset.level)
        level = whole.dataset.rank(rules)
        same = {
            resource_id for resource_id, subject in whole.resources.items() if subject.rank(rules) == level
        }
        words = frozenset(same if is_public or key not in granted else ())
        data = frozenset(
            resource_id
            for resource_id in words
            if all_may(rules, whole.dataset, whole.resources[resource_id], Aspect.DATA)
        )
        result[key] = Searchable(words, data)
    return result


def highest_level(session: AlchemySession, dataset_id: str, resource_id: str | None = None) -> str:
    """Return the highest level of a dataset and its data, or of one resource's: what a grant reaches."""
    if resource_id is not None:
        subject = resource_subjects(session, [resource_id]).get(resource_id)
        return subject.level_of_data if subject else ""
    whole = wholes(session, [dataset_id]).get(dataset_id)
    if whole is None:
        return ""
    return policy().effective(
        whole.dataset.level, *(resource.level_of_data for resource in whole.resources.values())
    )


def _allowed(context: Context, by_id: Mapping[str, Subject], aspect: Aspect) -> set[str]:
    if is_trusted(context):
        return set(by_id)
    return allowed_keys(policy(), reader(context), by_id, aspect)


def _user(context: Context) -> Any:
    user: Any = context.get("auth_user_obj")
    if user is None:
        name = context.get("user")
        if name is None and has_request_context():
            name = g.get("user")
        user = model.User.get(name) if name else None
    if user is None or user.is_anonymous or user.state != model.State.ACTIVE:
        return None
    return user


def _read(user: Any) -> Reader:
    cascading: Any = authz.check_config_permission("roles_that_cascade_to_sub_groups")
    rows = model.Session.execute(
        _READER, {"user": user.id, "cascading": list(cascading or ()), "today": today()}
    )
    roles: dict[str, str] = {}
    grants: set[Grant] = set()
    audit_role = ""
    for kind, key, value, resource_id, name in rows:
        if kind == "grant":
            grants.add(Grant(key, resource_id, value))
            continue
        roles[key] = _stronger(roles.get(key, ""), value)
        if config.audit_organization() in (key, name):
            audit_role = roles[key]
    return Reader(
        user_id=user.id,
        name=user.name,
        sysadmin=bool(user.sysadmin),
        roles=roles,
        auditor=bool(audit_role),
        supervisor=audit_role == "admin",
        grants=frozenset(grants),
        audit_role=audit_role,
    )


def _stronger(own: str, other: str) -> str:
    return max(own, other, key=lambda role: _ROLE_ORDER.index(role) if role in _ROLE_ORDER else -1)


def _datasets(session: AlchemySession, ids: Collection[str]) -> Iterable[Any]:
    if not ids:
        return ()
    return session.execute(sa.select(*_COLUMNS).where(model.Package.id.in_(list(ids))))


def _resources(session: AlchemySession, where: Any, ids: Collection[str]) -> Iterable[Any]:
    if not ids:
        return ()
    query = (
        sa.select(*_COLUMNS, *_RESOURCE_COLUMNS)
        .join(model.Resource, model.Resource.package_id == model.Package.id)
        .where(where, model.Resource.state == model.State.ACTIVE)
    )
    return session.execute(query)


def _dataset_subject(stored: Any, level: object) -> Subject:
    """Return what there is to decide about a dataset, from its record or a row of `_COLUMNS`."""
    return Subject(
        level=level_of(level),
        owner_org=stored.owner_org or "",
        dataset_id=stored.id,
        state=stored.state,
        creator=stored.creator_user_id or "",
        private=bool(stored.private),
    )


def _resource_of_row(rules: Policy, dataset: Subject, row: Any) -> Subject:
    own = own_level(json.loads(row.own or "{}"))
    return resource_of(rules, dataset, row.resource_id, own, row.columns or ())
