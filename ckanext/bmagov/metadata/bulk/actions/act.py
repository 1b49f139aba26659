"""Acts on a selection of datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.bmagov.access import policy
from ckanext.bmagov.base.actions.declaration import writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.schema_facts import OTHER
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.base.words.language import choices_sentence
from ckanext.bmagov.metadata.bulk import auth, schema
from ckanext.bmagov.metadata.bulk.actions import planning
from ckanext.bmagov.metadata.bulk.actions.shown import counts, item_dict
from ckanext.bmagov.metadata.bulk.actions.start import start
from ckanext.bmagov.metadata.bulk.domain.acts import ACTS, values_for, wanted_values
from ckanext.bmagov.metadata.bulk.domain.columns import STATE, VERSION, Column, Wording, cell_text
from ckanext.bmagov.metadata.bulk.domain.plan import TRASH, UNCHANGED, Change, Plan, Reason, cut
from ckanext.bmagov.metadata.bulk.words import bulk_problem, field_text, level_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.bulk.answers import PlanDict


@writes(schema.act_schema, allowed=auth.signed_in_person)
def bmagov_dataset_bulk_act(context: Context, data_dict: DataDict) -> PlanDict:
    """Do the same to a selection of datasets. Looked at first, then in the background, a transaction each.

    All rules of the site hold for each dataset, with your rights. What was done can be put back for 24 hours
    by `bmagov_bulk_undo`.

    :param ids: ids or names of datasets
    :type ids: list of strings
    :param act: `category`, `contact`, `license`, `level` (upwards only), `publish` or `trash`
    :param data_category: for `category`; for `level` if another is needed with it (optional)
    :param maintainer: for `contact`; what is left out stays as it is
    :param maintainer_email: for `contact`
    :param maintainer_phone: for `contact`
    :param license_id: for `license`; for `level` if another is needed with it (optional)
    :param license_id_other: for `license` when it is `other`
    :param data_classification: for `level`
    :param dry_run: tell what would happen and keep nothing (optional, default: true)
    :type dry_run: bool

    :returns: `items` (what becomes of each dataset: `kind`, `status`, `changes`, `reasons`), `counts` by
        status, `dry_run`, and `job` (id, for `bmagov_bulk_job_show`; null for a dry run, or when nothing is
        to be done)
    """
    if not data_dict["ids"]:
        raise tk.ValidationError({"ids": [bulk_problem("BULK-SELECTION")]})
    values = _values(data_dict)
    words = planning.wording(context)
    plans = [_plan(context, dataset_id, data_dict["act"], values, words) for dataset_id in data_dict["ids"]]
    job = None if data_dict["dry_run"] else start(auth.user_of(context).id, data_dict["act"], plans)
    items = [item_dict(plan, place) for place, plan in enumerate(plans, 1)]
    return {"items": items, "counts": counts(items), "dry_run": data_dict["dry_run"], "job": job}


def _values(data_dict: DataDict) -> dict[str, str]:
    """Return the values that the act sets, as they are stored.

    :raises ValidationError: at the field that is missing, or is no choice
    """
    try:
        values = wanted_values(data_dict["act"], data_dict)
    except ProblemError as error:
        name = error.params["field"]
        raise tk.ValidationError({name: [bulk_problem(error.code, field=field_text(name))]}) from error
    for name, text in values.items():
        field = facts().dataset_field(name)
        if field is None or not field.codelist:
            continue
        known = codelist(field.codelist)
        code = known.find(text)
        if code is None:
            said = f"{field.error_prefix or 'VALUE'}-UNKNOWN: {choices_sentence(known, text)}"
            raise tk.ValidationError({name: [said]})
        values[name] = code.value
    return {
        name: value
        for name, value in values.items()
        if not (companion := facts().dataset_field(name))
        or not companion.other_of
        or values.get(companion.other_of) == OTHER
    }


def _plan(context: Context, dataset_id: str, act: str, values: Mapping[str, str], words: Wording) -> Plan:
    kind = ACTS[act].kind
    plan = Plan(kind, dataset_id, dataset_id=dataset_id)
    stored = planning.stored_dataset(context, dataset_id)
    if stored is None:
        return plan.refuse(Reason(bulk_problem("BULK-DATASET-UNKNOWN")))
    plan.dataset_id, plan.name, plan.title = (
        stored["id"],
        stored["name"],
        stored.get("title") or stored["name"],
    )
    if stored[STATE] == "deleted":
        return plan.refuse(Reason(bulk_problem("BULK-DATASET-GONE")))
    if kind == TRASH:
        return _trash(context, plan, stored)
    try:
        changed = values_for(values, stored, facts(), policy())
    except ProblemError as error:
        level = level_text(str(error.params.get("level")))
        return plan.refuse(Reason(bulk_problem(error.code, level=level)))
    if not changed:
        plan.status = UNCHANGED
        return plan
    after, errors = planning.validated(context, changed, stored)
    plan.changes = [_change(name, stored, {**after, **changed}, words) for name in changed]
    if errors:
        return planning.refuse_by(plan, errors)
    plan.record = {**changed, "id": stored["id"], VERSION: stored[VERSION]}
    plan.undo = {
        "before": _part(stored, changed),
        "after": _part({**after, STATE: changed.get(STATE)}, changed),
    }
    return plan


def _trash(context: Context, plan: Plan, stored: DataDict) -> Plan:
    try:
        tk.check_access("package_delete", tk.fresh_context(context), {"id": stored["id"]})
    except tk.NotAuthorized:
        return plan.refuse(Reason(bulk_problem("BULK-NOT-ALLOWED")))
    groups = [group["id"] for group in stored.get("groups") or ()]
    plan.record = {"id": stored["id"], VERSION: stored[VERSION]}
    plan.undo = {"before": {STATE: stored[STATE]}, "after": {STATE: "deleted"}, "groups": groups}
    return plan


def _part(record: DataDict, names: Any) -> dict[str, Any]:
    return {name: record.get(name) for name in names}


def _change(name: str, before: DataDict, after: DataDict, words: Wording) -> Change:
    column = Column(name, {}, facts().dataset_field(name))
    texts = (cut(cell_text(column, record.get(name), words)) for record in (before, after))
    return Change(name, *texts)
