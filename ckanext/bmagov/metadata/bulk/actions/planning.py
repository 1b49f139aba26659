"""What would become of datasets, by the rules of the site: nothing is written.

A record goes through the validators that saving it would go through, with the rights of who asks.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import plugins as forms

from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.readers.codelists import codelists
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE, facts
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.bulk.domain.columns import KEYWORDS, VERSION, Agency, Wording, with_keywords
from ckanext.bmagov.metadata.bulk.domain.plan import REFUSED, Plan, Reason
from ckanext.bmagov.metadata.bulk.words import bulk_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict


def wording(context: Context, language: str = "") -> Wording:
    """Return the words of cells, with the agencies for which the caller may edit datasets."""
    mine = tk.get_action("organization_list_for_user")(
        tk.fresh_context(context), {"permission": "update_dataset"}
    )
    ids = {agency["id"] for agency in mine}
    agencies = [
        Agency(
            agency.id,
            agency.name,
            agency.fields.get("title") or agency.name,
            agency.fields.get("title_en", ""),
        )
        for agency in stored_agencies(model.Session)
        if agency.id in ids
    ]
    chosen = language or lang()
    return Wording(chosen if chosen == "th" else "en", codelists(), agencies)


def stored_dataset(context: Context, dataset_id: str) -> DataDict | None:
    """Return a dataset that the caller may edit, with its keywords as typed; None for every other."""
    try:
        tk.check_access("package_update", tk.fresh_context(context), {"id": dataset_id})
        stored = tk.get_action("package_show")(tk.fresh_context(context), {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return None
    return with_keywords(stored) if stored.get("type") == DATASET_TYPE else None


def validated(context: Context, record: DataDict, stored: DataDict | None) -> tuple[DataDict, DataDict]:
    """Check a new record, or a change of a stored one, as saving it would.

    :returns: the whole record as it would be stored, and what is wrong, by field
    """
    if stored is None:
        action, whole = "package_create", {**record, "type": DATASET_TYPE}
    else:
        action = "package_update"
        whole = {name: value for name, value in stored.items() if name not in (VERSION, KEYWORDS)} | record
    if KEYWORDS in record:
        whole["tags"] = []
    try:
        tk.check_access(action, tk.fresh_context(context), copy.deepcopy(whole))
    except tk.NotAuthorized:
        return whole, {"": [bulk_problem("BULK-NOT-ALLOWED")]}
    form = forms.lookup_package_plugin(DATASET_TYPE)
    schema = form.update_package_schema() if stored else form.create_package_schema()
    checking: Any = tk.fresh_context(context)
    if stored is not None:
        checking["package"] = model.Package.get(stored["id"])
    data, errors = forms.plugin_validate(form, checking, copy.deepcopy(whole), schema, action)
    return _lifted(data), errors


def _lifted(data: DataDict) -> DataDict:
    """Return a validated record with its fields at the top, as `package_show` has them."""
    lifted = dict(data)
    known = {field.name: field for field in facts().dataset}
    for extra in data.get("extras") or ():
        field = known.get(extra["key"])
        if field is not None:
            lifted[field.name] = json.loads(extra["value"]) if field.multiple else extra["value"]
    return with_keywords(lifted)


def messages(errors: DataDict) -> Iterator[tuple[str, int | None, str]]:
    """Yield what is wrong: field, place of the file (None for the dataset), sentence."""
    for name, value in errors.items():
        for index, part in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(part, dict):
                yield (KEYWORDS if name == "tags" else name), None, str(part)
                continue
            file = index if name == "resources" else None
            for field, problems in part.items():
                for problem in problems if isinstance(problems, list) else [problems]:
                    yield (KEYWORDS if name == "tags" else field), file, str(problem)


def refuse_by(plan: Plan, errors: DataDict) -> Plan:
    """Refuse what the rules of the site refuse, where no cell is to be named."""
    files = plan.record.get("resources") or ()
    for field, file, text in messages(errors):
        name = str(files[file].get("name") or "") if file is not None and file < len(files) else ""
        plan.refuse(Reason(f"{name}: {text}" if name else text, field))
    plan.status = REFUSED
    return plan
