"""The register of obligations: which datasets each agency must keep, and how often both sides agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import check_second_person, policy
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.workspace import line, own_dataset_id, user_of
from ckanext.bmagov.kpi.common.actions.year import as_action_errors
from ckanext.bmagov.kpi.common.auth import (
    EDITING,
    audit_role,
    judges,
    members,
    own_case_text,
    reads_audit,
)
from ckanext.bmagov.kpi.evidence.domain.duplicates import title_likeness
from ckanext.bmagov.kpi.register import auth, schema
from ckanext.bmagov.kpi.register.actions.duty_dict import duty_dicts, side_of
from ckanext.bmagov.kpi.register.domain import obligations as domain
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.register.services import as_domain, fill, readable_duties
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.register.answers import DutyDict, DutyListDict, SuggestionDict

AUDIT_SIDE, AGENCY_SIDE = "audit", "agency"
MOST_SUGGESTED = 5


@reads(schema.obligation_list_schema, allowed=members)
def bmagov_obligation_list(context: Context, data_dict: DataDict) -> DutyListDict:
    """List duties of the register. Auditors read all, members of agencies their own.

    :param agency: only of this agency, by name or id (optional)
    :param kind: ``city_indicator``, ``spatial`` or ``new_database`` (optional)
    :param fiscal_year: only those that count in this fiscal year, พ.ศ. (optional)
    :param state: ``unlinked`` (no dataset), ``open_agreement`` (proposed, not confirmed) or ``removed``
        (optional; without it those that were not taken off)
    :param q: words of the title (optional)
    :param limit: at most so many (optional, default: 100, at most 1000)
    :param offset: leave out the first (optional)

    :returns: ``count``, ``hidden`` (points to duties that you may not read; null when fewer than three) and
        ``results``, each as in ``bmagov_obligation_show``
    :rtype: dict
    """
    rows = model.Session.scalars(_selected(context, data_dict)).all()
    words = match_key(data_dict["q"])
    duties = [as_domain(row) for row in rows]
    readable_ids = (
        {duty.id for duty in duties} if access.is_trusted(context) else readable_duties(context, duties)
    )
    seen = [row for row in rows if row.id in readable_ids and words in match_key(row.title)]
    hidden = len(rows) - len(readable_ids)
    page = seen[data_dict["offset"] :][: data_dict["limit"]]
    return {
        "count": len(seen),
        "hidden": hidden if hidden >= 3 else None,
        "results": duty_dicts(context, page),
    }


def _selected(context: Context, data_dict: DataDict) -> sa.Select[Any]:
    query = sa.select(Obligation).order_by(Obligation.agency_id, Obligation.kind, Obligation.title)
    if data_dict.get("agency"):
        group: Any = model.Group.get(data_dict["agency"])
        query = query.where(Obligation.agency_id == (group.id if group else ""))
    if not (access.is_trusted(context) or reads_audit(context)):
        query = query.where(Obligation.agency_id.in_(list(access.reader(context).roles)))
    if data_dict.get("kind"):
        query = query.where(Obligation.kind == data_dict["kind"])
    if data_dict.get("fiscal_year"):
        query = query.where(Obligation.added_year <= data_dict["fiscal_year"])
    state = data_dict.get("state")
    query = query.where(
        Obligation.removal.is_not(None) if state == "removed" else Obligation.removal.is_(None)
    )
    if state == "unlinked":
        query = query.where(Obligation.dataset_id == "")
    if state == "open_agreement":
        last = Obligation.agreements[-1]["confirmed_on"].astext
        query = query.where(sa.func.jsonb_array_length(Obligation.agreements) > 0, last.is_(None))
    return query


@reads(schema.obligation_show_schema, allowed=auth.duty_readers)
def bmagov_obligation_show(context: Context, data_dict: DataDict) -> DutyDict:
    """Show one duty.

    :param id: id of the duty

    :returns: ``id``, ``version``, ``agency`` (id, name, title, title_en), ``kind``, ``kind_label``,
        ``added_year``,
        ``title``, ``dataset`` (id, name, title, in_catalog; or null), ``level``, ``owner``, ``agreement`` in
        force, ``proposed`` (the open one, with ``side``), ``agreements`` (all), ``removal``
    :rtype: dict
    """
    return duty_dicts(context, [_row(data_dict["id"])])[0]


@writes(schema.obligation_create_schema, allowed=auth.duty_auditors)
def bmagov_obligation_create(context: Context, data_dict: DataDict) -> DutyDict:
    """Enter a duty. Auditors. With a frequency it is proposed at once; the agency confirms it.

    :param agency: name or id of the agency
    :param kind: ``city_indicator``, ``spatial`` or ``new_database``
    :param title: the duty's own words
    :param added_year: the fiscal year from which on it counts, พ.ศ.
    :param dataset: id or name of the dataset that answers it (optional)
    :param level: classification level agreed for it (optional)
    :param owner: who is responsible (optional)
    :param frequency_unit: update frequency, as in the code list ``update_frequency`` (optional)
    :param frequency_interval: so many units (optional, default: 1)
    :param extent: what is recorded (optional)
    :param form: in which form (optional)

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: AGENCY-UNKNOWN, DATASET-UNKNOWN, LEVEL-UNKNOWN, FREQUENCY-UNKNOWN, ROW-TWICE
    """
    with as_action_errors("agency"):
        agency_id = _agency_id(data_dict["agency"])
    duty = domain.Obligation(
        id="",
        agency_id=agency_id,
        kind=domain.ObligationKind(data_dict["kind"]),
        added_year=data_dict["added_year"],
        title=line("title", data_dict["title"]),
        dataset_id=own_dataset_id(context, agency_id, data_dict["dataset"]),
        level=_level(data_dict["level"]),
        owner=line("owner", data_dict["owner"], empty=True),
    )
    with as_action_errors("title"):
        _check_new(duty)
    if data_dict["frequency_unit"]:
        with as_action_errors("frequency_unit"):
            duty = _proposed(context, duty, data_dict)
    row = store(duty, user_of(context))
    return _done(context, [row], "obligation_create")[0]


@writes(schema.obligation_update_schema, allowed=auth.both_sides)
def bmagov_obligation_update(context: Context, data_dict: DataDict) -> DutyDict:
    """Change a duty. Auditors; editors of the agency link its dataset only.

    :param id: id of the duty
    :param version: the version that you read
    :param title: the duty's own words (optional)
    :param kind: ``city_indicator``, ``spatial`` or ``new_database`` (optional)
    :param owner: who is responsible (optional)
    :param level: classification level agreed for it (optional)
    :param dataset: id or name of the dataset that answers it; empty to unlink (optional)
    :param agency: name or id of the agency to which it moves, after a split (optional)
    :param reason: why; needed when it moves

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, DATASET-UNKNOWN, LEVEL-UNKNOWN, AGENCY-UNKNOWN, REASON-REQUIRED
    """
    names = {name for name in ("title", "kind", "owner", "level", "dataset", "agency") if name in data_dict}

    def change(duty: domain.Obligation) -> domain.Obligation:
        if names - {"dataset"}:
            _check_auditor(context, duty.agency_id)
        if "title" in names:
            duty = replace(duty, title=line("title", data_dict["title"]))
        if "kind" in names:
            duty = replace(duty, kind=domain.ObligationKind(data_dict["kind"]))
        if "owner" in names:
            duty = replace(duty, owner=line("owner", data_dict["owner"], empty=True))
        if "level" in names:
            duty = replace(duty, level=_level(data_dict["level"]))
        if "agency" in names:
            agency_id = _agency_id(data_dict["agency"])
            _check_auditor(context, agency_id)
            rounds.check_reason(data_dict["reason"])
            duty = replace(duty, agency_id=agency_id)
        if "dataset" in names:
            duty = replace(duty, dataset_id=own_dataset_id(context, duty.agency_id, data_dict["dataset"]))
        return duty

    return _change(context, data_dict, change, "obligation_update")


@writes(schema.obligation_propose_schema, allowed=auth.both_sides)
def bmagov_obligation_propose(context: Context, data_dict: DataDict) -> DutyDict:
    """Propose what is recorded and how often. Either side; the other one confirms.

    :param id: id of the duty
    :param version: the version that you read
    :param frequency_unit: as in the code list ``update_frequency``
    :param frequency_interval: so many units (optional, default: 1)
    :param extent: what is recorded (optional)
    :param form: in which form (optional)
    :param reason: why; kept in the log (optional)

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, FREQUENCY-UNKNOWN, FREQUENCY-INTERVAL
    """
    return _change(
        context,
        data_dict,
        lambda duty: _proposed(context, duty, data_dict),
        "obligation_propose",
        "frequency_unit",
    )


@writes(schema.obligation_change_schema, allowed=auth.both_sides)
def bmagov_obligation_confirm(context: Context, data_dict: DataDict) -> DutyDict:
    """Confirm what the other side proposed: from today on it is agreed.

    :param id: id of the duty
    :param version: the version that you read
    :param reason: why; kept in the log (optional)

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, AGREEMENT-NONE, AGREEMENT-SELF
    :raises NotAuthorized: ACCOUNT-NEW, INVITED-PAIR
    """

    def change(duty: domain.Obligation) -> domain.Obligation:
        last = duty.agreements[-1] if duty.agreements else None
        sides = _sides(context, duty)
        open_side = side_of(last.proposed_by) if last and not last.in_force_from else ""
        alone = open_side in sides and len(sides) == 1
        same_person = last is not None and last.proposed_by.partition(":")[2] == user_of(context)
        if open_side and (alone or (same_person and not access.is_trusted(context))):
            raise ProblemError("AGREEMENT-SELF", by="")
        check_second_person(context, [last.proposed_by.partition(":")[2]] if last else [])
        other = AGENCY_SIDE if last and side_of(last.proposed_by) == AUDIT_SIDE else AUDIT_SIDE
        return domain.confirm(duty, f"{other}:{user_of(context)}", today())

    return _change(context, data_dict, change, "obligation_confirm")


@writes(schema.obligation_change_schema, allowed=auth.duty_supervisors)
def bmagov_obligation_remove(context: Context, data_dict: DataDict) -> DutyDict:
    """Take a duty off the register, with a reason. Supervisors. It stays readable, and stops to count.

    :param id: id of the duty
    :param version: the version that you read
    :param reason: why

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, REASON-REQUIRED, OBLIGATION-REMOVED
    """
    return _change(
        context,
        data_dict,
        lambda duty: domain.remove(duty, data_dict["reason"], user_of(context), today()),
        "obligation_remove",
        "reason",
    )


@reads(schema.obligation_show_schema, allowed=auth.duty_readers)
def bmagov_obligation_suggest(context: Context, data_dict: DataDict) -> list[SuggestionDict]:
    """Suggest datasets of the agency that may answer a duty, the likeliest first. A person confirms one.

    :param id: id of the duty

    :returns: at most five, each with ``id``, ``name``, ``title`` and ``same_title``
    :rtype: list of dicts
    """
    duty = as_domain(_row(data_dict["id"]))
    package: Any = model.Package
    query = sa.select(package.id, package.name, package.title).where(
        package.owner_org == duty.agency_id, package.state == "active", package.type == "dataset"
    )
    ranked = sorted(
        ((title_likeness(duty.title, row.title or ""), row) for row in model.Session.execute(query)),
        key=lambda pair: (-pair[0], pair[1].title),
    )
    known = access.readable(context, [row.id for share, row in ranked if share > 0])
    likely = [(share, row) for share, row in ranked if share > 0 and row.id in known]
    return [
        {"id": row.id, "name": row.name, "title": row.title, "same_title": share == 1}
        for share, row in likely[:MOST_SUGGESTED]
    ]


def _change(
    context: Context,
    data_dict: DataDict,
    change: Callable[[domain.Obligation], domain.Obligation],
    kind: str,
    field: str = "version",
) -> DutyDict:
    """Write a change over the version that was read, and tell whose score it may move."""
    with as_action_errors(field):
        row = model.Session.get(Obligation, data_dict["id"], with_for_update=True, populate_existing=True)
        if row is None:
            raise ProblemError("NOT-FOUND")
        if row.version != data_dict["version"]:
            raise ProblemError("STALE-VERSION", version=row.version, read=data_dict["version"])
        before = as_domain(row)
        if before.removal:
            raise ProblemError("OBLIGATION-REMOVED", on=before.removal.on.isoformat())
        after = change(before)
        fill(row, after)
        row.version += 1
        model.Session.flush()
    return _done(context, [row], kind, {before.agency_id}, data_dict.get("reason", ""))[0]


def _done(
    context: Context, rows: list[Obligation], kind: str, agencies: set[str] | None = None, reason: str = ""
) -> list[DutyDict]:
    score_changes.note_agencies(model.Session, {*(row.agency_id for row in rows), *(agencies or ())})
    for row in rows:
        payload = {
            "obligation": row.id,
            "version": row.version,
            "reason": reason,
            "duty": to_plain(as_domain(row)),
        }
        audit_log.append(model.Session, user_of(context), kind, payload, agency_id=row.agency_id)
    model.repo.commit()
    return duty_dicts(context, rows)


def store(duty: domain.Obligation, user_id: str) -> Obligation:
    """Enter a duty; the action commits."""
    row = Obligation(created_by=user_id)
    fill(row, duty)
    row.version = 1
    model.Session.add(row)
    model.Session.flush()
    return row


def _agency_id(name_or_id: str) -> str:
    group: Any = model.Group.get(name_or_id)
    if group is None or not group.is_organization:
        raise ProblemError("AGENCY-UNKNOWN", found=name_or_id)
    return group.id


def _check_new(duty: domain.Obligation) -> None:
    query = sa.select(Obligation).where(
        Obligation.agency_id == duty.agency_id,
        Obligation.kind == duty.kind.value,
        Obligation.removal.is_(None),
    )
    if any(match_key(row.title) == match_key(duty.title) for row in model.Session.scalars(query)):
        raise ProblemError("OBLIGATION-TWICE", title=duty.title)


def _proposed(context: Context, duty: domain.Obligation, data_dict: DataDict) -> domain.Obligation:
    side = AUDIT_SIDE if AUDIT_SIDE in _sides(context, duty) else AGENCY_SIDE
    unit = codelist("update_frequency").find(data_dict["frequency_unit"])
    return domain.propose(
        duty,
        unit.value if unit else data_dict["frequency_unit"],
        data_dict["frequency_interval"],
        f"{side}:{user_of(context)}",
        today(),
        extent=line("extent", data_dict["extent"], empty=True),
        form=line("form", data_dict["form"], empty=True),
    )


def _sides(context: Context, duty: domain.Obligation) -> set[str]:
    """Return for which sides the caller can speak. The site itself brings in what both agreed."""
    if access.is_trusted(context):
        return {AUDIT_SIDE, AGENCY_SIDE}
    sides = {AUDIT_SIDE} if judges(context, duty.agency_id) else set()
    if access.reader(context).roles.get(duty.agency_id) in EDITING:
        sides.add(AGENCY_SIDE)
    return sides


def _check_auditor(context: Context, agency_id: str) -> None:
    if not judges(context, agency_id):
        model.Session.rollback()
        is_auditor = audit_role(context) in EDITING
        raise tk.NotAuthorized(own_case_text(agency_id) if is_auditor else tk._("Only auditors may do this"))


def _row(duty_id: str) -> Obligation:
    row = model.Session.get(Obligation, duty_id)
    if row is None:
        raise tk.ObjectNotFound(tk._("There is no such duty"))
    return row


def _level(level: str) -> str:
    known = codelist("data_classification").find(level) if level else None
    with as_action_errors("level"):
        if level and known is None:
            raise ProblemError("LEVEL-UNKNOWN", found=level, known=", ".join(policy().levels))
    return known.value if known else ""
