"""What the actions on grants, requests and proposals have in common: the object, the actor, the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.domain.classification import Aspect, Subject
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.services import rights, sharing
from ckanext.bmagov.access.words.access import refusal
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.services import mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from ckan.types import Context, DataDict

    T = TypeVar("T")


def require_subject(context: Context, data_dict: DataDict, aspect: Aspect = Aspect.METADATA) -> Subject:
    """Return the dataset (`id`) or resource (`resource_id`) that an action is about.

    :raises ValidationError: unless exactly one of both is given
    :raises ObjectNotFound: when there is none, or the caller may not have the aspect of it
    """
    dataset, resource = data_dict.get("id"), data_dict.get("resource_id")
    if bool(dataset) == bool(resource):
        raise tk.ValidationError({"id": [tk._("Give either the id of a dataset or a resource_id.")]})
    subject = sharing.find_subject(model.Session, str(dataset or ""), str(resource or ""))
    if subject is None or not rights.is_allowed(context, subject, aspect):
        raise tk.ObjectNotFound(tk._("Resource not found") if resource else tk._("Dataset not found"))
    return subject


def require_subject_of_row(context: Context, row: Any, aspect: Aspect, absent: str) -> Subject:
    """Return what a grant, request or proposal is about. Raises ObjectNotFound in the words of `absent`."""
    subject = sharing.subject_of_row(model.Session, row) if row is not None else None
    if subject is None or not rights.is_allowed(context, subject, aspect):
        raise tk.ObjectNotFound(absent)
    return subject


def is_giver(context: Context, subject: Subject) -> bool:
    """Return whether the caller may give others access to a subject."""
    if rights.is_trusted(context):
        return True
    return sharing.may_give(rights.reader(context), subject, sharing.reach(model.Session, subject))


def is_approver(context: Context, subject: Subject) -> bool:
    """Return whether the caller may answer proposals to lower a subject's level."""
    return rights.is_trusted(context) or sharing.may_approve(rights.reader(context), subject)


def actor_id(context: Context) -> str:
    """Return the id of the account that acts. Raises NotAuthorized when there is none."""
    user: Any = context.get("auth_user_obj")
    if user is None or getattr(user, "is_anonymous", False):
        user = model.User.get(context.get("user"))
    if user is None:
        raise tk.NotAuthorized(tk._("Sign in to do this"))
    return user.id


def check_parameter(field: str, check: Callable[..., T], *args: Any, **more: Any) -> T:
    """Call a check of the domain; its problem becomes an error of a parameter."""
    try:
        return check(*args, **more)
    except ProblemError as error:
        model.Session.rollback()
        raise refusal(field, error.problem) from None


def parameter_error(field: str, code: str, **params: Any) -> tk.ValidationError:
    """Return the exception for a problem of a parameter; nothing is left half written."""
    model.Session.rollback()
    return refusal(field, ProblemError(code, **params).problem)


def known_level(level: str) -> bool:
    """Return whether the policy has a level of this name."""
    return level in policy().levels


def tell_approvers(row: Any) -> None:
    """Mail those who may answer a proposal of a lower level that there is one."""
    subject = sharing.subject_of_row(model.Session, row)
    if subject is None:
        return
    people = sharing.people_of(model.Session, subject, policy().approvers_of(subject.level))
    mail_people(
        [person for person in people if person.id != row.asked_by],
        f"มีข้อเสนอลดระดับชั้นข้อมูล (รหัสอ้างอิง {short_id(row.id)}) รอการพิจารณา",
        f"A lower level has been proposed (reference {short_id(row.id)}); it waits for an answer",
        "bmagov_access.level_page",
        change_id=row.id,
    )


def short_id(row_id: str) -> str:
    """Return what a mail calls a request, grant or proposal: the beginning of its id."""
    return row_id[:8]


def mail_people(users: Iterable[Any], thai: str, english: str, path: str, **ids: str) -> None:
    """Mail people a sentence in both languages and the page where it is, without any title."""
    link = tk.url_for(path, _external=True, locale="default", **ids)
    title = tk.config.get("ckan.site_title", "")
    mail.later(users, f"[{title}] {thai}", f"{thai}\n{english}\n\n{link}\n")
