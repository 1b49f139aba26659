"""Datasets linked to a system that the rules name: declared by the agency, confirmed by an auditor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import check_second_person
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.kpi.common.actions.workspace import add, address, open_year, own_dataset_id, save, user_of
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import editors, judges, participating_auditors, year_readers
from ckanext.bmagov.kpi.common.services.datasets import dataset_dicts
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.evidence.schema.workspace import item_schema
from ckanext.bmagov.kpi.register import auth, schema
from ckanext.bmagov.kpi.register.model import SystemLink
from ckanext.bmagov.kpi.register.services import duties_of
from ckanext.bmagov.kpi.round.schema import round_show_schema
from ckanext.bmagov.kpi.round.services import rounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import DatasetDict, WithdrawnDict
    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.register.answers import SystemLinkDict, SystemLinkListDict
    from ckanext.bmagov.kpi.rules.domain.ruleset import Criterion, RuleSet


@reads(round_show_schema, allowed=year_readers)
def bmagov_system_link_list(context: Context, data_dict: DataDict) -> SystemLinkListDict:
    """List which datasets of an agency are in, or linked to, the systems that a year's rules name.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: ``systems`` (``id``, ``name`` in th and en, ``criteria`` that ask the agency for it), ``links``
        (``id``, ``dataset``, ``system``, ``url``, ``declared_by``, ``declared_at``, ``confirmed_by``,
        ``confirmed_at``; unconfirmed ones cost nobody points and bring none), ``wanted`` (``dataset``,
        ``system``: asked for by a criterion and not declared) and ``hidden`` (links of datasets that you may
        not read; null when fewer than three)
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    rows = list(model.Session.scalars(_standing(agency).order_by(SystemLink.system, SystemLink.created_at)))
    known = access.readable(context, {row.dataset_id for row in rows})
    seen = [row for row in rows if row.dataset_id in known]
    hidden = len(rows) - len(seen)
    asked = [criterion for criterion in rules.criteria if agency.node.kind in criterion.applies_to]
    declared = {(row.dataset_id, row.system) for row in rows}
    wanted = sorted(set(_wanted(context, data_dict, agency, rules)) - declared)
    datasets = _datasets(context, {row.dataset_id for row in seen} | {dataset for dataset, _ in wanted})
    return {
        "systems": [
            {
                "id": system.id,
                "name": to_plain(system.name),
                "criteria": [criterion.id for criterion in asked if system.id in _systems(criterion)],
            }
            for system in rules.systems
        ],
        "links": _plain(seen, datasets),
        "wanted": [
            {"dataset": datasets[dataset], "system": system}
            for dataset, system in wanted
            if dataset in datasets
        ],
        "hidden": hidden if hidden >= 3 else None,
    }


def _wanted(
    context: Context, data_dict: DataDict, agency: Scored, rules: RuleSet
) -> Iterator[tuple[str, str]]:
    """Yield datasets with the systems in which the criteria of this agency want them."""
    duties = duties_of(model.Session, agency.carries)
    about = {name: data_dict[name] for name in ("id", "kpi", "fiscal_year")}
    proposal = tk.get_action("bmagov_proposal_show")(tk.fresh_context(context), about)
    database = (proposal or {}).get("dataset") or {}
    for criterion in rules.criteria:
        if agency.node.kind not in criterion.applies_to:
            continue
        datasets = (
            {
                duty.dataset_id
                for duty in duties
                if duty.kind in criterion.kinds and duty.binds(rules.fiscal_year, today())
            }
            if criterion.kinds
            else {database.get("id", "")}
        )
        for system in _systems(criterion):
            yield from ((dataset, system) for dataset in datasets if dataset)


def _systems(criterion: Criterion) -> tuple[str, ...]:
    systems = criterion.params.get("systems", ())
    return (systems,) if isinstance(systems, str) else tuple(systems)


@writes(schema.system_link_create_schema, allowed=editors)
def bmagov_system_link_create(context: Context, data_dict: DataDict) -> SystemLinkDict:
    """Declare that a dataset is in, or linked to, a system. Editors of the agency; an auditor confirms.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ., whose rules name the system
    :param dataset: id or name of a dataset of the agency
    :param system: id of the system, as in ``systems`` of ``bmagov_system_link_list``
    :param url: where it is seen there

    :returns: as in ``links`` of ``bmagov_system_link_list``
    :raises ValidationError: DATASET-UNKNOWN, SYSTEM-UNKNOWN, SYSTEM-LINK-TWICE, URL-..., REVIEW-SUBMITTED,
        REVIEW-LOCKED
    """
    agency, rules = open_year(context, data_dict)
    dataset_id = own_dataset_id(context, agency.node.id, data_dict["dataset"])
    with as_action_errors("system"):
        if data_dict["system"] not in {system.id for system in rules.systems}:
            raise ProblemError("SYSTEM-UNKNOWN", found=data_dict["system"])
        _alone(f"{dataset_id} {data_dict['system']}")
        same = _standing(agency).where(
            SystemLink.dataset_id == dataset_id, SystemLink.system == data_dict["system"]
        )
        if model.Session.scalars(same).first():
            raise ProblemError("SYSTEM-LINK-TWICE")
    row = SystemLink(
        agency_id=agency.node.id,
        dataset_id=dataset_id,
        system=data_dict["system"],
        url=address("url", data_dict["url"]),
        created_by=user_of(context),
    )
    add(row)
    save(context, "system_link", agency, rules, _log_payload(row))
    model.repo.commit()
    return _plain([row], _datasets(context, {dataset_id}))[0]


def _alone(about: str) -> None:
    """Let nobody declare the same at the same time, until the transaction ends."""
    key = sa.func.hashtext(f"bmagov_system_link {about}")
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


@writes(schema.system_link_confirm_schema, allowed=participating_auditors)
def bmagov_system_link_confirm(context: Context, data_dict: DataDict) -> SystemLinkDict:
    """Confirm that a dataset is in, or linked to, a system: from now on it counts. Auditors.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the link

    :returns: as in ``links`` of ``bmagov_system_link_list``
    :raises ValidationError: STALE-VERSION when it was confirmed or taken back meanwhile, AGREEMENT-SELF,
        REVIEW-LOCKED
    :raises NotAuthorized: ACCOUNT-NEW, INVITED-PAIR
    """
    agency, rules = year_of(data_dict)
    with as_action_errors():
        _check_unlocked(agency, rules)
        row = _row(context, agency, data_dict["item"])
        user_id = user_of(context)
        if row.confirmed_by or row.withdrawn_at:
            raise ProblemError("STALE-VERSION")
        if row.created_by == user_id and not access.is_trusted(context):
            raise ProblemError("AGREEMENT-SELF", by="")
        check_second_person(context, [row.created_by])
    row.confirmed_by, row.confirmed_at = user_id, now()
    save(context, "system_link_confirmed", agency, rules, _log_payload(row))
    model.repo.commit()
    return _plain([row], _datasets(context, {row.dataset_id}))[0]


@writes(item_schema, allowed=auth.editors_or_auditors)
def bmagov_system_link_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
    """Take a link back, with a reason: the agency what it declared, an auditor what is not there.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the link
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :raises ValidationError: REASON-REQUIRED, STALE-VERSION, REVIEW-SUBMITTED (the agency), REVIEW-LOCKED
    :rtype: dict
    """
    agency, rules = year_of(data_dict)
    if not judges(context, agency.node.id):
        agency, rules = open_year(context, data_dict)
    with as_action_errors("reason"):
        _check_unlocked(agency, rules)
        row = _row(context, agency, data_dict["item"])
        if row.withdrawn_at:
            raise ProblemError("STALE-VERSION")
        row.withdrawn_reason = rounds.check_reason(data_dict["reason"])
    row.withdrawn_by, row.withdrawn_at = user_of(context), now()
    save(
        context, "system_link_withdrawn", agency, rules, {**_log_payload(row), "reason": row.withdrawn_reason}
    )
    model.repo.commit()
    return {"id": row.id, "withdrawn": True}


def _check_unlocked(agency: Scored, rules: RuleSet) -> None:
    round_ = rounds.hold(model.Session, agency.node.id, rules)
    if round_.is_locked:
        raise ProblemError("REVIEW-LOCKED", state=round_.state.value)


def _row(context: Context, agency: Scored, item: str) -> SystemLink:
    """Return a link of the agency, held; taken back ones too, so that who comes second is told."""
    query = sa.select(SystemLink).where(SystemLink.id == item, SystemLink.agency_id.in_(agency.carries))
    row = model.Session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if row is None or not access.readable(context, [row.dataset_id]):
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("Not found"))
    return row


def _standing(agency: Scored) -> sa.Select[tuple[SystemLink]]:
    return sa.select(SystemLink).where(
        SystemLink.agency_id.in_(agency.carries), SystemLink.withdrawn_at.is_(None)
    )


def _log_payload(row: SystemLink) -> dict[str, str]:
    return {"item": row.id, "dataset": row.dataset_id, "system": row.system, "url": row.url}


def _datasets(context: Context, ids: set[str]) -> dict[str, DatasetDict]:
    return dataset_dicts(model.Session, access.readable(context, ids))


def _plain(rows: Sequence[SystemLink], datasets: dict[str, DatasetDict]) -> list[SystemLinkDict]:
    names = people({who for row in rows for who in (row.created_by, row.confirmed_by) if who})
    return [
        {
            "id": row.id,
            "dataset": datasets.get(row.dataset_id),
            "system": row.system,
            "url": row.url,
            "declared_by": names.get(row.created_by, ""),
            "declared_at": row.created_at.isoformat(),
            "confirmed_by": names.get(row.confirmed_by or "", ""),
            "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        }
        for row in rows
    ]
