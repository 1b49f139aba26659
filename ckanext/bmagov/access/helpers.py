"""What pages say of classification levels and access: why something is closed, who sees it, whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access.domain.classification import Aspect, allows, groups_for
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
)
from ckanext.bmagov.access.model.requests import AccessRequest, LevelChange
from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.access.readers.classification_questions import questions
from ckanext.bmagov.access.services import rights, sharing
from ckanext.bmagov.access.words.access import state_label
from ckanext.bmagov.access.words.levels import level_label
from ckanext.bmagov.agencies import CURRENT, stored_agencies
from ckanext.bmagov.base.domain.text import collation_key
from ckanext.bmagov.base.helpers.codelist import bmagov_codelist_label
from ckanext.bmagov.base.helpers.site import bmagov_title
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.request_state import FETCHABLE, QUESTIONS_WAITING
from ckanext.bmagov.base.words.language import lang

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.bmagov.access.answers import (
        AudienceDict,
        BannerDict,
        ClassificationDict,
        ClosedObjectDict,
        LevelDict,
        LevelQuestionsDict,
    )
    from ckanext.bmagov.access.domain.classification import Subject

ORDER = (
    EVERYONE,
    AGENCIES,
    OWNER,
    OWNER_EDITORS,
    OWNER_ADMINS,
    CREATOR,
    GRANTEES,
    AUDITORS,
    SUPERVISORS,
)


def _group_label(group: str) -> str:
    return {
        EVERYONE: tk._("everyone"),
        AGENCIES: tk._("staff of every agency of the city"),
        OWNER: tk._("members of the agency that owns the data"),
        OWNER_EDITORS: tk._("editors of the agency that owns the data"),
        OWNER_ADMINS: tk._("administrators of the agency that owns the data"),
        CREATOR: tk._("who made the record"),
        GRANTEES: tk._("persons and agencies to whom the owner gave access"),
        AUDITORS: tk._("auditors"),
        SUPERVISORS: tk._("supervisors of the audit"),
    }[group]


def _groups(groups: Iterable[str]) -> list[str]:
    return [_group_label(group) for group in ORDER if group in set(groups)]


# --- one dataset or resource ---


def bmagov_access_banner(
    pkg: Mapping[str, Any], resource: Mapping[str, Any] | None = None
) -> BannerDict | None:
    """Return why a dataset or resource is closed, and what that means for the reader; None for open data."""
    subject = _subject(pkg, resource)
    rules = policy()
    if subject is None or (rules.is_open(subject.level_of_data) and not subject.private):
        return None
    reader = rights.reader({})
    may_read = allows(rules, reader, subject, Aspect.DATA)
    asked = (
        sharing.open_question(model.Session, AccessRequest, subject, reader.user_id)
        if reader.user_id
        else None
    )
    return {
        "level": subject.level_of_data,
        "label": level_label(subject.level_of_data) if subject.level_of_data else "",
        "private": rules.is_open(subject.level_of_data),
        "by_column": bool(subject.data_level),
        "draft": subject.state != model.State.ACTIVE,
        "readers": _groups(groups_for(rules, subject, Aspect.DATA)),
        "may_read": may_read,
        "until": _own_until(subject),
        "asked": asked.id if asked else "",
        "may_ask": bool(reader.user_id) and not may_read and subject.state == model.State.ACTIVE,
    }


def _own_until(subject: Subject) -> str:
    """Return the last day of the reader's own access by grant, where it is by grant alone."""
    reader = rights.reader({})
    if not reader.grants or subject.owner_org in reader.roles:
        return ""
    days = [
        grant.until
        for grant in sharing.grants_to(model.Session, reader.user_id, list(reader.roles), ended=False)
        if grant.dataset_id == subject.dataset_id and grant.resource_id in (None, subject.resource_id)
    ]
    return max(days).isoformat() if days else ""


def bmagov_fetchable(pkg: Mapping[str, Any]) -> set[str]:
    """Return the ids of a dataset's resources whose data the reader may have. Read once in a request."""
    known = FETCHABLE.of()
    key = str(pkg["id"])
    if key not in known:
        resources = rights.resources_of(model.Session, [key])
        known[key] = {
            str(resource.resource_id)
            for resource in resources
            if rights.is_allowed({}, resource, Aspect.DATA)
        }
    return known[key]


def bmagov_agency_choices() -> list[tuple[str, str]]:
    """Return name and title of every agency that exists, in the order of its titles."""
    agencies = [agency.as_node() for agency in stored_agencies(model.Session)]
    titles = [
        (agency.name, bmagov_title({"title": agency.title, "title_en": agency.title_en}))
        for agency in agencies
        if agency.status == CURRENT
    ]
    return sorted(titles, key=lambda agency: collation_key(agency[1]))


def bmagov_who_sees(pkg: Mapping[str, Any]) -> list[AudienceDict]:
    """Return who may know of a dataset and each more closed file, read the description, fetch the data."""
    whole = sharing.find_subject(model.Session, dataset=str(pkg["id"]))
    if whole is None:
        return []
    files = {file["id"]: file.get("name") or tk._("Unnamed file") for file in pkg.get("resources") or ()}
    closer = [
        subject
        for subject in rights.resources_of(model.Session, [whole.dataset_id])
        if subject.resource_id in files and subject.level_of_data != whole.level
    ]
    return [_seen_by(whole, ""), *(_seen_by(subject, files[subject.resource_id]) for subject in closer)]


def _seen_by(subject: Subject, name: str) -> AudienceDict:
    rules = policy()
    return {
        "file": name,
        "level": subject.level_of_data,
        "label": level_label(subject.level_of_data) if subject.level_of_data else "",
        "aspects": [
            {"label": label, "groups": _groups(groups_for(rules, subject, aspect))}
            for aspect, label in _aspects()
        ],
        "grants": len(sharing.grants(model.Session, subject, ended=False)),
        "stores": rules.stores_bytes(subject.level_of_data or rules.levels[0]),
    }


def _aspects() -> list[tuple[Aspect, str]]:
    return [
        (Aspect.EXISTENCE, tk._("knows that it exists")),
        (Aspect.METADATA, tk._("reads the description")),
        (Aspect.DATA, tk._("gets the data")),
    ]


def bmagov_closed_object(name: str, of_resource: bool = False) -> ClosedObjectDict | None:
    """Return what a request for access is about, as far as the reader may know it; else None."""
    subject = sharing.find_subject(model.Session, *(("", name) if of_resource else (name, "")))
    if subject is None or not rights.is_allowed({}, subject, Aspect.EXISTENCE):
        return None
    rules = policy()
    readable = rights.is_allowed({}, subject, Aspect.METADATA)
    package: Any = model.Package.get(subject.dataset_id)
    file: Any = model.Resource.get(subject.resource_id) if subject.resource_id else None
    titles = {
        "title": package.title,
        "name": package.name,
        "title_en": (package.extras or {}).get("title_en"),
    }
    level = sharing.reach(model.Session, subject)
    return {
        "id": subject.dataset_id,
        "name": package.name,
        "resource_id": subject.resource_id,
        "title": bmagov_title(titles) if readable else "",
        "file": file.name if file is not None and readable else "",
        "level": level_label(subject.level_of_data) if readable else "",
        "agency_id": subject.owner_org,
        "longest": rules.longest_grant_of(level),
        "may_read": rights.is_allowed({}, subject, Aspect.DATA),
    }


# --- the policy in words ---


def bmagov_level_class(level: str) -> str:
    """Return the CSS class of a level: its rank, so that the style sheets know no names of levels.

    A level that is unknown or missing looks like the most closed one.
    """
    return f"bmagov-level-{policy().rank(level)}"


def bmagov_level_effects() -> list[LevelDict]:
    """Return for each level what it does to a dataset: who sees what, what is stored, licences, grants."""
    rules = policy()
    return [
        {
            "level": level,
            "label": level_label(level),
            "aspects": [
                {"label": label, "groups": _groups(rules.readers_of(level, aspect))}
                for aspect, label in _aspects()
            ],
            "stores": rules.stores_bytes(level),
            "licences": [bmagov_codelist_label("license", licence) for licence in rules.licences_for(level)],
            "all_licences": len(rules.licences_for(level)) == len(codelist("license").codes),
            "logged": rules.is_logged(level),
            "days": rules.longest_grant_of(level),
            "givers": _groups(rules.givers_of(level)),
            "approvers": _groups(rules.approvers_of(level)),
            "is_open": rules.is_open(level),
        }
        for level in rules.levels
    ]


def bmagov_classification() -> ClassificationDict:
    """Return the policy for the page that explains it."""
    rules = policy()
    return {
        "levels": bmagov_level_effects(),
        "matrix": [
            {
                "label": bmagov_codelist_label("data_category", category),
                "levels": [level in allowed for level in rules.levels],
            }
            for category, allowed in rules.categories.items()
        ],
    }


def level_answers() -> dict[str, str]:
    """Return the answers to the plain questions that came with a form."""
    sent = tk.request.form
    names = [question.id for question in questions().questions]
    return {name: sent[f"question-{name}"] for name in names if f"question-{name}" in sent}


def bmagov_level_questions() -> LevelQuestionsDict:
    """Return the plain questions of the form in the reader's language, and what answers lead to."""
    language, known, given = _language(), questions(), level_answers()
    proposed = known.propose(given)
    return {
        "questions": [
            {
                "id": question.id,
                "text": question.text[language],
                "help": question.help[language],
                "asked_if": dict(question.asked_if),
                "asked": question in known.asked(given) or not given,
                "answers": [(name, words[language]) for name, words in question.answers.items()],
                "given": given.get(question.id, ""),
            }
            for question in known.questions
        ],
        "rules": [
            {
                "when": dict(proposal.when),
                "category": proposal.category,
                "level": proposal.level,
                "said": _said(proposal.category, proposal.level, proposal.reason[language]),
            }
            for proposal in known.proposals
        ],
        "proposal": {
            "category": proposed.category,
            "level": proposed.level,
            "said": _said(proposed.category, proposed.level, proposed.reason[language]),
        }
        if proposed
        else None,
        "given": bool(given),
        "missing": [question.text[language] for question in known.missing(given)] if given else [],
    }


def _said(category: str, level: str, reason: str) -> str:
    return tk._("Proposed: {category}, level “{level}”. {reason}").format(
        category=bmagov_codelist_label("data_category", category), level=level_label(level), reason=reason
    )


def _language() -> str:
    return "th" if lang() == "th" else "en"


# --- requests, proposals, the log ---


def bmagov_question_state(state: str) -> str:
    """Return where a request or proposal stands, in words."""
    return state_label(state)


def bmagov_questions_waiting() -> int:
    """Return how many requests and proposals wait for the reader's answer. Counted once in a request."""
    if tk.current_user.is_anonymous:
        return 0
    waiting = QUESTIONS_WAITING.of()
    if waiting is None:
        reader = rights.reader({})
        waiting = 0
        if reader.sysadmin or reader.supervisor or {"admin", "editor"} & set(reader.roles.values()):
            for kind, action in (
                (AccessRequest, "bmagov_access_request_list"),
                (LevelChange, "bmagov_level_change_list"),
            ):
                if sharing.questions(model.Session, kind, state="open"):
                    waiting += tk.get_action(action)({}, {"which": "to_answer", "limit": 1})["count"]
        QUESTIONS_WAITING.put(waiting)
    return waiting


def bmagov_log_kind(kind: str) -> str:
    """Return what an entry of a log is about, in words."""
    return {
        "level.publish": tk._("published"),
        "level.change": tk._("level changed"),
        "level.close": tk._("made private before the software is taken out"),
        "level.propose": tk._("lower level proposed"),
        "level.approve": tk._("lower level approved"),
        "level.refuse": tk._("lower level refused"),
        "level.withdraw": tk._("proposal withdrawn"),
        "grant.create": tk._("access given"),
        "grant.revoke": tk._("access taken back"),
        "request.create": tk._("access asked for"),
        "request.answer": tk._("request answered"),
        "request.withdraw": tk._("request withdrawn"),
        "data.read": tk._("data read"),
        "account.invite": tk._("person invited"),
    }.get(kind, kind)


def bmagov_log_text(row: Mapping[str, Any]) -> str:
    """Return what an entry of a log says beyond who, when and about what."""
    payload: Mapping[str, Any] = row["payload"]
    parts = []
    if payload.get("from") or payload.get("to"):
        levels = [level_label(payload[name]) if payload.get(name) else "–" for name in ("from", "to")]
        parts.append(" → ".join(levels) if "from" in payload else levels[1])
    if row["kind"] == "data.read":
        parts += [_way(str(payload.get("how", ""))), level_label(str(payload.get("level", "")))]
        if payload.get("sysadmin"):
            parts.append(tk._("as system administrator"))
    if payload.get("answer"):
        parts.append(tk._("access given") if payload["answer"] == "grant" else state_label("refused"))
    if payload.get("invited_name"):
        parts.append(
            f"{payload.get('inviter_name', '')} → {payload['invited_name']} ({payload.get('role', '')})"
        )
    if payload.get("grantee"):
        parts.append(_grantee(payload))
    if payload.get("until"):
        parts.append(tk._("until {date}").format(date=tk.h.bmagov_date(payload["until"])))
    if payload.get("reason"):
        parts.append(str(payload["reason"]))
    return " · ".join(part for part in parts if part)


def _way(how: str) -> str:
    return {
        "download": tk._("file downloaded"),
        "view": tk._("seen on a page"),
        "dump": tk._("table downloaded"),
        "api": tk._("by the API"),
    }.get(how, how)


def _grantee(payload: Mapping[str, Any]) -> str:
    grantee: Any = (
        model.User.get(payload["grantee"])
        if payload.get("grantee_type") == "user"
        else model.Group.get(payload["grantee"])
    )
    return str(grantee.display_name) if grantee else str(payload["grantee"])


def _subject(pkg: Mapping[str, Any], resource: Mapping[str, Any] | None) -> Subject | None:
    if resource is not None:
        return sharing.find_subject(model.Session, resource=str(resource["id"]))
    return sharing.find_subject(model.Session, dataset=str(pkg["id"]))
