"""What waits for the person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.auth.rules import signed_in
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.readers.dataset_schema import facts
from ckanext.bmagov.files import currency
from ckanext.bmagov.metadata.domain.worklist import Kind, Task, tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import Context, DataDict

    from ckanext.bmagov.metadata.answers import TaskDict, WorklistDict


MOST = 1000
"""Datasets looked at: CKAN's search gives no more at once, and no agency has as many."""


@reads(allowed=signed_in)
def bmagov_worklist_show(context: Context, data_dict: DataDict) -> WorklistDict:
    """List what waits for you in the agencies whose datasets you may edit ("งานของฉัน").

    :returns: `overdue`, `due`, `incomplete` and `draft`: lists of dictionaries of `id`, `name`, `title`,
        `title_en`, `organization` (as in the dataset), `missing` (names of mandatory fields) and `due` (ISO
        day; null where no data ever came); and `checked`, the number of datasets looked at, with `total`, the
        number there are
    """
    agencies = tk.get_action("organization_list_for_user")(
        tk.fresh_context(context), {"permission": "update_dataset"}
    )
    if not agencies:
        return _worklist((), 0, 0)
    ids = [agency["id"] for agency in agencies]
    published = tk.get_action("package_search")(
        tk.fresh_context(context),
        {"fq": f"owner_org:({' OR '.join(ids)})", "rows": MOST, "include_private": True, "facet": "false"},
    )
    drafts = _drafts(context, ids)
    every = [*published["results"], *drafts]
    # Nobody can change a dataset with a file in it that is hidden from him: there is no work in it for him.
    mine = access.cleared(context, [dataset["id"] for dataset in every])
    records = [dataset for dataset in every if dataset["id"] in mine]
    currencies = currency(model.Session, records, now())
    judged = [(record, currencies[record["id"]].freshness) for record in records]
    not_mine = len(every) - len(records)
    total = published["count"] + len(drafts) - not_mine
    return _worklist(tasks(judged, facts()), len(records), total)


def _drafts(context: Context, agencies: list[str]) -> list[DataDict]:
    """Drafts of colleagues too: the index shows each person their own only."""
    package: Any = model.Package
    query = model.Session.query(package.id).filter(
        package.owner_org.in_(agencies), package.state == "draft", package.type == "dataset"
    )
    draft_ids = [row[0] for row in query.order_by(package.metadata_modified.desc()).limit(MOST)]
    # Of a draft that was made secret its editor knows no more.
    readable = access.readable(context, draft_ids)
    show = tk.get_action("package_show")
    return [
        show(tk.fresh_context(context), {"id": draft_id}) for draft_id in draft_ids if draft_id in readable
    ]


def _worklist(waiting: Sequence[Task], checked: int, total: int) -> WorklistDict:
    rows = {kind: [_row(task) for task in waiting if task.kind is kind] for kind in Kind}
    return {
        "overdue": rows[Kind.OVERDUE],
        "due": rows[Kind.DUE],
        "incomplete": rows[Kind.INCOMPLETE],
        "draft": rows[Kind.DRAFT],
        "checked": checked,
        "total": total,
    }


def _row(task: Task) -> TaskDict:
    record = task.record
    return {
        "id": record["id"],
        "name": record["name"],
        "title": record.get("title") or record["name"],
        "title_en": record.get("title_en") or "",
        "organization": record.get("organization"),
        "missing": list(task.missing),
        "due": task.due.isoformat() if task.due else None,
    }
