"""The demo content: what of it is in the catalog, and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.site import auth
from ckanext.bmagov.site.model import DATASET, GROUP, KPI_YEAR, RULE_SET, USER, DemoObject
from ckanext.bmagov.site.schema import demo_object_purge_schema
from ckanext.bmagov.site.services import demo

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.site.answers import DemoObjectDict, ListedDemoObjectDict


PURGEABLE = (KPI_YEAR, RULE_SET, DATASET, GROUP, USER)
"""Kinds in the order in which they are purged; resources, memberships and a year's entries go with theirs."""


@reads(allowed=auth.sysadmins)
def bmagov_demo_object_list(context: Context, data_dict: DataDict) -> list[ListedDemoObjectDict]:
    """List what the demo content created and is still recorded, in the order in which it can be purged.

    System administrators only.

    :returns: dictionaries of `id`, `kind` (`KPI year`, `rule set`, `dataset`, `group`,
        `user`), `name` and `added`:
        names of what people put into it since
    """
    rows = demo.objects(model.Session, PURGEABLE)
    return [
        {"id": row.id, "kind": row.kind, "name": row.name, "added": demo.strangers(model.Session, row)}
        for row in sorted(rows, key=lambda row: PURGEABLE.index(row.kind))
    ]


@writes(demo_object_purge_schema, allowed=auth.sysadmins)
def bmagov_demo_object_purge(context: Context, data_dict: DataDict) -> DemoObjectDict:
    """Purge what the demo content created: a dataset with files, index and activities, a group, an account, a
    year of an agency in the KPI, or the rules of a year.

    Nothing else can be purged with this. System administrators only.

    :param id: id of the object
    :param force: also when people have put something into it since (optional, default: false)
    :returns: `id`, `kind` and `name` of what is gone
    :raises ObjectNotFound: when the demo content created no such object
    :raises ValidationError: when something of people's is in it
    """
    session = model.Session
    row = session.get(DemoObject, data_dict["id"])
    if not row or row.kind not in PURGEABLE:
        raise tk.ObjectNotFound(tk._("The demo content did not create this."))
    added = demo.strangers(session, row)
    if added and not data_dict["force"]:
        raise tk.ValidationError(
            {"id": [tk._("People have added to it: {names}").format(names=", ".join(added))]}
        )
    gone: DemoObjectDict = {"id": row.id, "kind": row.kind, "name": row.name}
    if gone["kind"] == KPI_YEAR:
        demo.clear_year(session, row)
    elif gone["kind"] == RULE_SET:
        demo.clear_rules(session, row)
    demo.forget(session, row)
    inner = tk.fresh_context(context, ignore_auth=True)
    if gone["kind"] == DATASET:
        demo.clear_dataset(session, gone["id"])
        if model.Package.get(gone["id"]):
            tk.get_action("dataset_purge")(inner, {"id": gone["id"]})
    elif gone["kind"] == GROUP:
        demo.clear_activities(session, gone["id"])
        if model.Group.get(gone["id"]):
            tk.get_action("group_purge")(inner, {"id": gone["id"]})
    elif gone["kind"] == USER:
        demo.clear_user(session, gone["id"])
    model.repo.commit()
    return gone
