"""Access that an owner gives to a person or an agency, until a day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import schema
from ckanext.bmagov.access.actions import sharing_rows
from ckanext.bmagov.access.actions.second_person import check_second_person
from ckanext.bmagov.access.actions.sharing import (
    actor_id,
    check_parameter,
    mail_people,
    parameter_error,
    require_subject,
    require_subject_of_row,
    short_id,
)
from ckanext.bmagov.access.auth import sharing as auth
from ckanext.bmagov.access.domain.classification import Aspect
from ckanext.bmagov.access.domain.requests import check_until
from ckanext.bmagov.access.model.grants import ORGANIZATION, USER, AccessGrant
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import rights, sharing
from ckanext.bmagov.access.services.level_log import log_place
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.reason import check_reason
from ckanext.bmagov.base.events import emit
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services import audit_log

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.access.domain.classification import Subject


@writes(schema.grant_create_schema, allowed=auth.giver)
def bmagov_grant_create(context: Context, data_dict: DataDict) -> sharing_rows.Grant:
    """Give a person or an agency access to a dataset or to one of its resources, until the end of a day.

    For those of the owner whom the policy lets give access (`givers` in `rules/classification.yaml`); nobody
    gives access to themselves. The grant reaches the level of today: what is raised later needs a new one.

    :param id: id or name of the dataset, for the whole of it; or
    :param resource_id: id of one resource
    :param user: name or id of the account; or
    :param organization: name or id of an agency, for all its members
    :param until: the last day (inclusive, Bangkok), in either era
    :param reason: why; kept, and shown to the owner and the auditor
    :returns: the grant, as in `bmagov_grant_list`
    :raises ValidationError: GRANTEE-REQUIRED, GRANTEE-UNKNOWN, SELF-GRANT, NOT-CLOSED, REASON-REQUIRED,
        REASON-LENGTH, UNTIL-REQUIRED, UNTIL-PAST, UNTIL-LATE, ACCOUNT-NEW, INVITED-PAIR
    """
    subject, actor = require_subject(context, data_dict), actor_id(context)
    level = sharing.reach(model.Session, subject)
    if policy().is_open(level) and not subject.private:
        raise parameter_error("id", "NOT-CLOSED")
    grantee = _grantee(data_dict)
    if grantee == (USER, actor):
        raise parameter_error("user", "SELF-GRANT")
    check_parameter("user", check_second_person, context, [grantee[1]] if grantee[0] == USER else [])
    reason = check_parameter("reason", check_reason, str(data_dict.get("reason") or ""))
    grant = write_grant(subject, level, grantee, reason, actor, last_day(data_dict, level))
    model.repo.commit()
    granted(subject)
    _tell_grantee(grant)
    return sharing_rows.grant_dicts(context, [grant])[0]


@reads(schema.grant_list_schema, allowed=auth.reader_of_grants)
def bmagov_grant_list(context: Context, data_dict: DataDict) -> list[sharing_rows.Grant]:
    """List who was given access, the newest first.

    Of a dataset or resource: for those who may give access to it, and for auditors. Without either: the
    access that you have yourself, alone or through your agencies.

    :param id: id or name of the dataset, with its resources; or
    :param resource_id: id of one resource
    :param include_ended: also what is over or was taken back (default: false)
    :returns: dictionaries of `id`, `dataset_id`, `resource_id`, `dataset` and `resource` (null when you may
        not read them), `grantee_type` (`user` or `organization`), `grantee`, `level`, `reason`, `granted_by`,
        `granted_at`, `until` (ISO day, inclusive), `state` (`active`, `ended`, `revoked`), `revoked_by`,
        `revoked_at`, `revoke_reason`
    """
    ended = data_dict["include_ended"]
    if data_dict.get("id") or data_dict.get("resource_id"):
        grants = sharing.grants(model.Session, require_subject(context, data_dict), ended=ended)
        files = {grant.resource_id for grant in grants if grant.resource_id}
        seen = rights.readable_resources(context, files)
        grants = [grant for grant in grants if grant.resource_id is None or grant.resource_id in seen]
    else:
        reader = rights.reader(context)
        grants = sharing.grants_to(model.Session, reader.user_id, list(reader.roles), ended=ended)
    return sharing_rows.grant_dicts(context, grants)


@writes(schema.with_reason_schema, allowed=auth.giver_of_grant)
def bmagov_grant_revoke(context: Context, data_dict: DataDict) -> sharing_rows.Grant:
    """Take access back, at once. For those who may give it.

    :param id: id of the grant
    :param reason: why
    :returns: the grant, as in `bmagov_grant_list`
    :raises ValidationError: REASON-REQUIRED, ALREADY-REVOKED
    """
    grant, actor = model.Session.get(AccessGrant, data_dict["id"]), actor_id(context)
    subject = require_subject_of_row(context, grant, Aspect.METADATA, tk._("Grant not found"))
    if grant is None:  # `require_subject_of_row` has said so already
        raise tk.ObjectNotFound(tk._("Grant not found"))
    reason = check_parameter("reason", check_reason, str(data_dict.get("reason") or ""))
    if not sharing.revoke(model.Session, grant.id, actor, reason):
        raise parameter_error("id", "ALREADY-REVOKED")
    audit_log.append(
        model.Session,
        actor,
        "grant.revoke",
        {
            "grant": grant.id,
            "grantee_type": grant.grantee_type,
            "grantee": grant.grantee_id,
            "reason": reason,
        },
        **log_place(subject),
    )
    model.repo.commit()
    granted(subject)
    model.Session.refresh(grant)
    return sharing_rows.grant_dicts(context, [grant])[0]


def granted(subject: Subject) -> None:
    """Let what is known of readers and of the index follow, after a grant was given or taken back.

    Which files are indexed for whom depends on grants for single files; the index catches up with the commit.
    """
    rights.forget_reader()
    if subject.resource_id is not None:
        emit("access_changed", [subject.dataset_id])


def write_grant(
    subject: Subject, level: str, grantee: tuple[str, str], reason: str, actor: str, until: dt.date
) -> AccessGrant:
    """Write a grant and its entry in the log; the caller commits."""
    grant = sharing.give(
        model.Session, subject, level=level, grantee=grantee, reason=reason, by=actor, until=until
    )
    payload = {"grant": grant.id, "grantee_type": grantee[0], "grantee": grantee[1], "level": level}
    audit_log.append(
        model.Session,
        actor,
        "grant.create",
        {**payload, "until": until.isoformat(), "reason": reason},
        **log_place(subject),
    )
    return grant


def last_day(data_dict: DataDict, level: str) -> dt.date:
    """Return the last day that was asked for, within what the policy allows."""
    if not data_dict.get("until"):
        raise parameter_error("until", "UNTIL-REQUIRED")
    until = dt.date.fromisoformat(str(data_dict["until"])[:10])
    return check_parameter("until", check_until, until, today(), policy().longest_grant_of(level))


def _grantee(data_dict: DataDict) -> tuple[str, str]:
    user, agency = data_dict.get("user"), data_dict.get("organization")
    if bool(user) == bool(agency):
        raise parameter_error("user", "GRANTEE-REQUIRED")
    grantee: Any = model.User.get(user) if user else model.Group.get(agency)
    if grantee is None or grantee.state != model.State.ACTIVE or not (user or grantee.is_organization):
        raise parameter_error(
            "user" if user else "organization", "GRANTEE-UNKNOWN", value=str(user or agency)
        )
    return (USER if user else ORGANIZATION, str(grantee.id))


def _tell_grantee(grant: AccessGrant) -> None:
    if grant.grantee_type != USER:
        return
    mail_people(
        [model.User.get(grant.grantee_id)],
        f"ท่านได้รับสิทธิ์เข้าถึงข้อมูล (รหัสอ้างอิง {short_id(grant.id)})",
        f"You have been given access to data (reference {short_id(grant.id)})",
        "bmagov_access.questions",
    )
