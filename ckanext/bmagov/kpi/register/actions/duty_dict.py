"""Duties as actions answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import obligation_kind_label
from ckanext.bmagov.kpi.register.services import as_domain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import Context

    from ckanext.bmagov.kpi.register.answers import AgreementDict, DutyDict
    from ckanext.bmagov.kpi.register.domain import obligations as domain
    from ckanext.bmagov.kpi.register.model import Obligation


def duty_dicts(context: Context, rows: Sequence[Obligation]) -> list[DutyDict]:
    """Return duties as the caller may know them."""
    every = (model.State.ACTIVE, model.State.DELETED)
    agencies = {agency.id: agency for agency in stored_agencies(model.Session, every)}
    known = access.readable(context, {row.dataset_id for row in rows if row.dataset_id})
    package: Any = model.Package
    datasets = {dataset.id: dataset for dataset in model.Session.query(package).filter(package.id.in_(known))}
    duties = [as_domain(row) for row in rows]
    names = people(
        {
            who.partition(":")[2]
            for duty in duties
            for agreement in duty.agreements
            for who in (agreement.proposed_by, agreement.confirmed_by)
        }
        | {duty.removal.supervisor for duty in duties if duty.removal}
    )
    return [
        _duty_dict(row, duty, agencies.get(row.agency_id), datasets.get(row.dataset_id), names)
        for row, duty in zip(rows, duties, strict=True)
    ]


def _duty_dict(
    row: Obligation, duty: domain.Obligation, agency: Any, dataset: Any, names: dict[str, str]
) -> DutyDict:
    last = duty.agreements[-1] if duty.agreements else None
    in_force = duty.agreement(today())
    return {
        "id": row.id,
        "version": row.version,
        "agency": {
            "id": row.agency_id,
            "name": agency.name if agency else "",
            "title": agency.fields.get("title", "") if agency else "",
            "title_en": agency.fields.get("title_en", "") if agency else "",
        },
        "kind": row.kind,
        "kind_label": obligation_kind_label(row.kind),
        "added_year": row.added_year,
        "title": row.title,
        "dataset": {
            "id": dataset.id,
            "name": dataset.name,
            "title": dataset.title,
            "in_catalog": dataset.state == "active",
        }
        if dataset
        else None,
        "linked": bool(row.dataset_id),
        "level": row.level,
        "owner": row.owner,
        "agreement": _agreement(in_force, names) if in_force else None,
        "proposed": _agreement(last, names) if last and not last.in_force_from else None,
        "agreements": [_agreement(agreement, names) for agreement in duty.agreements],
        "removal": {
            "reason": duty.removal.reason,
            "by": names.get(duty.removal.supervisor, ""),
            "on": duty.removal.on.isoformat(),
        }
        if duty.removal
        else None,
    }


def _agreement(agreement: domain.Agreement, names: dict[str, str]) -> AgreementDict:
    return {
        "frequency_unit": agreement.frequency_unit,
        "frequency_interval": agreement.frequency_interval,
        "extent": agreement.extent,
        "form": agreement.form,
        "side": side_of(agreement.proposed_by),
        "proposed_by": names.get(agreement.proposed_by.partition(":")[2], ""),
        "proposed_on": agreement.proposed_on.isoformat(),
        "confirmed_by": names.get(agreement.confirmed_by.partition(":")[2], ""),
        "confirmed_on": agreement.confirmed_on.isoformat() if agreement.confirmed_on else None,
    }


def side_of(by: str) -> str:
    """Return which side somebody spoke for: what is stored is the side, a colon and the id of the user."""
    return by.partition(":")[0]
