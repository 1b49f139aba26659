"""Who may know what: pure decisions, and the labels that let a search engine decide the same.

A label stands for a group of people. A record carries the labels of the groups that may read its metadata, a
reader those of the groups the reader is in; whoever has one in common may read (``allows`` says the same).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from ckanext.bmagov.access.domain.classification.policy import (
    AGENCIES,
    AUDITORS,
    CREATOR,
    EVERYONE,
    GRANTEES,
    OWNER,
    OWNER_ADMINS,
    OWNER_EDITORS,
    SUPERVISORS,
    Aspect,
    Groups,
    Policy,
    covers,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ACTIVE = "active"
DRAFT = "draft"

_ROLES: Mapping[str, tuple[str, ...]] = {
    "member": (OWNER,),
    "editor": (OWNER, OWNER_EDITORS),
    "admin": (OWNER, OWNER_EDITORS, OWNER_ADMINS),
}
"""Role in an agency -> the groups of what the agency owns. An unknown role is one of a member."""


@dataclass(frozen=True)
class Grant:
    """Access that was given to somebody and holds today.

    ``resource_id`` is None for a whole dataset. ``level`` is the highest level that the grant reaches: what
    is raised above it later needs a new grant.
    """

    dataset_id: str
    resource_id: str | None
    level: str


@dataclass(frozen=True)
class Reader:
    """Who asks. ``roles``: id of an agency -> member, editor or admin. ``grants`` are those that hold."""

    user_id: str = ""
    name: str = ""
    sysadmin: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)
    auditor: bool = False
    """A member of the agency that audits."""

    supervisor: bool = False
    """An admin of that agency."""

    grants: frozenset[Grant] = frozenset()
    audit_role: str = ""
    """The role in the agency that audits."""

    ANONYMOUS: ClassVar[Reader]

    def groups_of(self, policy: Policy, subject: Subject, aspect: Aspect = Aspect.METADATA) -> Groups:
        """Return the groups that the reader is in when it comes to this aspect of a subject."""
        if subject.data_level:
            subject = subject.for_aspect(aspect)
        groups = {EVERYONE}
        if subject.owner_org and subject.owner_org in self.roles:
            groups.update(_ROLES.get(self.roles[subject.owner_org], (OWNER,)))
        if self.user_id and self.user_id == subject.creator:
            groups.add(CREATOR)
        if self.roles or self.auditor or self.supervisor:
            groups.update(self.duties)
        if self.grants and any(_reaches(grant, policy, subject, aspect) for grant in self.grants):
            groups.add(GRANTEES)
        return frozenset(groups)

    @property
    def duties(self) -> set[str]:
        """Return the groups that the reader is in whatever the subject."""
        if self.supervisor:
            return {AGENCIES, AUDITORS, SUPERVISORS}
        if self.auditor:
            return {AGENCIES, AUDITORS}
        return {AGENCIES} if self.roles else set()


Reader.ANONYMOUS = Reader()


@dataclass(frozen=True)
class Subject:
    """A dataset, or a resource of one when ``resource_id`` is given.

    ``level`` is the effective level: that of a resource is never below ``dataset_level``. ``private`` is the
    owner's wish to keep open data from the public. ``data_level`` is the level of a resource's bytes and
    rows, where a column of its dictionary is more closed than what describes the resource; else empty.
    """

    level: str
    owner_org: str
    dataset_id: str
    resource_id: str | None = None
    state: str = ACTIVE
    creator: str = ""
    private: bool = False
    dataset_level: str | None = None
    data_level: str = ""

    @property
    def level_of_data(self) -> str:
        """Return the level of bytes and rows, never below ``level``."""
        return self.data_level or self.level

    def for_aspect(self, aspect: Aspect) -> Subject:
        """Return the subject at the level that decides about an aspect."""
        if aspect < Aspect.DATA or not self.data_level:
            return self
        return replace(self, level=self.data_level, data_level="")

    @property
    def dataset(self) -> Subject:
        """Return the dataset that a resource is part of; of a dataset, itself."""
        if self.resource_id is None:
            return self
        level = self.level if self.dataset_level is None else self.dataset_level
        return replace(self, level=level, resource_id=None, dataset_level=None, data_level="")

    def rank(self, policy: Policy) -> int:
        """Return the rank of the level. A draft without one has not been classified yet and ranks lowest.

        Anything else without one is as closed as the most closed: deleting it opens nothing.
        """
        return policy.rank(self.level) if self.level or self.state != DRAFT else 0


def resource_of(
    policy: Policy, dataset: Subject, resource_id: str, own_level: str, columns: Collection[str] = ()
) -> Subject:
    """Return a resource of a dataset; its level is the higher one of both.

    :param columns: the levels of the columns of its dictionary: its data are as closed as the highest,
        whether or not the file has that column. What nobody has looked into is not taken for free of it.
    """
    above = dataset.level
    if above not in policy.levels and (above or dataset.state != DRAFT):
        above = policy.levels[dataset.rank(policy)]
    level = policy.effective(above, own_level) if own_level else above
    data = policy.effective(level, *columns) if columns else level
    return replace(
        dataset,
        level=level,
        resource_id=resource_id,
        dataset_level=dataset.level,
        data_level=data if data != level else "",
    )


def allows(policy: Policy, reader: Reader, subject: Subject, aspect: Aspect) -> bool:
    """Decide whether a reader may have an aspect of a subject.

    A resource is for nobody who may not read its dataset. An unknown level is the most closed; a draft
    without a level is one that has not been classified yet and is shown like one of the lowest level.
    """
    if reader.sysadmin:
        return True
    if subject.resource_id is not None:
        whole = min(aspect, Aspect.METADATA)
        if not allows(policy, reader, subject.dataset, whole):
            return False
    return bool(reader.groups_of(policy, subject, aspect) & groups_for(policy, subject, aspect))


def allowed_keys(policy: Policy, reader: Reader, subjects: Mapping[str, Subject], aspect: Aspect) -> set[str]:
    """Return the keys of those subjects of which a reader may have an aspect, as ``allows`` decides.

    What differs only in ways that are nothing to this reader is decided once: a page holds many alike.
    """
    decided: dict[tuple[object, ...], bool] = {}
    allowed: set[str] = set()
    given = {grant.dataset_id for grant in reader.grants}
    for key, subject in subjects.items():
        alike = (
            subject.level,
            subject.dataset_level,
            subject.data_level,
            subject.state,
            subject.private,
            subject.owner_org and reader.roles.get(subject.owner_org),
            subject.creator == reader.user_id,
            subject.resource_id is None,
            (subject.dataset_id, subject.resource_id) if subject.dataset_id in given else None,
        )
        if alike not in decided:
            decided[alike] = allows(policy, reader, subject, aspect)
        if decided[alike]:
            allowed.add(key)
    return allowed


def groups_for(policy: Policy, subject: Subject, aspect: Aspect) -> Groups:
    """Return the groups that may have an aspect of a subject, by its own level alone."""
    if subject.data_level:
        subject = subject.for_aspect(aspect)
    if subject.state != ACTIVE:
        level = policy.levels[subject.rank(policy)]
        groups = policy.unpublished.get(level, frozenset())
        if aspect < Aspect.DATA:
            return groups
        # Taking something back must not open its data to anyone: only to who could have them when published.
        published = policy.readers_of(level, aspect)
        return frozenset(group for group in groups if covers(published, group))
    groups = policy.readers_of(subject.level, aspect)
    return policy.kept_private if subject.private and EVERYONE in groups else groups


def all_may(policy: Policy, finds: Subject, subject: Subject, aspect: Aspect) -> bool:
    """Decide whether everybody who may read the description of one may have an aspect of the other.

    Of the same dataset and level, so that a grant that reaches one reaches the other.
    """
    have = groups_for(policy, subject, aspect)
    return all(covers(have, group) for group in groups_for(policy, finds, Aspect.METADATA))


def may_approve_lowering(policy: Policy, reader: Reader, subject: Subject) -> bool:
    """Decide whether a reader may approve that a subject gets a lower level; who asked for it may not."""
    if not allows(policy, reader, subject, Aspect.METADATA):
        return False
    return reader.sysadmin or bool(reader.groups_of(policy, subject) & policy.approvers_of(subject.level))


PUBLIC_LABEL = "public"
"""CKAN's own label for what everybody may read."""

SYSADMINS_LABEL = "bmagov-sysadmins"


def dataset_labels(policy: Policy, subject: Subject) -> frozenset[str]:
    """Return the labels of a dataset: one for each group that may read its metadata."""
    labels = {SYSADMINS_LABEL}
    for group in groups_for(policy, subject, Aspect.METADATA):
        labels.update(_labels_of_group(group, policy, subject))
    return frozenset(labels)


def _labels_of_group(group: str, policy: Policy, subject: Subject) -> list[str]:
    if group == EVERYONE:
        return [PUBLIC_LABEL]
    if group == CREATOR:
        return [f"bmagov-creator-{subject.creator}"] if subject.creator else []
    if group == GRANTEES:
        ranks = range(subject.rank(policy), len(policy.levels))
        return [f"bmagov-grant-{subject.dataset_id}-{rank}" for rank in ranks]
    if group in (OWNER, OWNER_EDITORS, OWNER_ADMINS):
        return [f"bmagov-{group}-{subject.owner_org}"] if subject.owner_org else []
    return [f"bmagov-{group}"]


def reader_labels(policy: Policy, reader: Reader) -> frozenset[str]:
    """Return the labels of a reader: one for each group the reader is in."""
    labels = {PUBLIC_LABEL}
    if reader.sysadmin:
        labels.add(SYSADMINS_LABEL)
    labels.update(f"bmagov-{group}" for group in reader.duties)
    if reader.user_id:
        labels.add(f"bmagov-{CREATOR}-{reader.user_id}")
    for agency, role in reader.roles.items():
        labels.update(f"bmagov-{group}-{agency}" for group in _ROLES.get(role, (OWNER,)))
    labels.update(
        f"bmagov-grant-{grant.dataset_id}-{policy.rank(grant.level)}"
        for grant in reader.grants
        if grant.level in policy.levels
    )
    return frozenset(labels)


def _reaches(grant: Grant, policy: Policy, subject: Subject, aspect: Aspect) -> bool:
    """Return whether a grant is about the subject; one for a file opens the description of its dataset."""
    if grant.dataset_id != subject.dataset_id or grant.level not in policy.levels:
        return False
    if policy.rank(grant.level) < subject.rank(policy):
        return False
    if grant.resource_id is None:
        return True
    return aspect < Aspect.DATA if subject.resource_id is None else grant.resource_id == subject.resource_id
