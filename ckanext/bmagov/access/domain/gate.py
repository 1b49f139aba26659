"""What a request names: datasets, files, views, versions and tables, by the names of its parameters.

Who may not know of such a thing is answered as if it were not there, before any page or action looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """A kind of thing that has a level of its own or that of what it belongs to."""

    DATASET = "dataset"
    RESOURCE = "resource"
    VIEW = "view"
    ACTIVITY = "activity"
    TABLE = "table"
    """A table of the DataStore: the id of its resource, or an alias."""

    TASK = "task"


@dataclass(frozen=True)
class Target:
    """Something that a request asks about. ``bytes``: it wants data, not only what describes them."""

    kind: Kind
    ref: str
    bytes: bool = False


_D, _R, _V, _A, _T = Kind.DATASET, Kind.RESOURCE, Kind.VIEW, Kind.ACTIVITY, Kind.TABLE

_ROWS: tuple[tuple[Mapping[str, Kind], str], ...] = (
    # Datasets.
    (
        {"id": _D},
        """
        package_show package_patch package_delete package_activity_list package_resource_reorder
        package_owner_org_update package_collaborator_create package_collaborator_delete
        package_collaborator_list dataset_purge dataset_follower_count dataset_follower_list
        follow_dataset unfollow_dataset am_following_dataset dcat_dataset_show
        bmagov_dataset_change_show bmagov_dataset_completeness bmagov_dataset_problem_list
        bmagov_freshness_show bmagov_dictionary_list bmagov_dataset_kpi_show bmagov_dataset_restore
        bmagov_download_list
        bmagov_gdc_state_show bmagov_gdc_withdrawal_confirm
        """,
    ),
    ({"id": _D, "name": _D}, "package_update"),
    ({"match.id": _D, "match.name": _D, "match__id": _D, "match__name": _D}, "package_revise"),
    ({"package.id": _D}, "package_create_default_resource_views"),
    ({"id": _D, "id2": _D}, "package_relationships_list"),
    (
        {"subject": _D, "object": _D},
        "package_relationship_create package_relationship_update package_relationship_delete",
    ),
    ({"datasets": _D}, "bulk_update_delete bulk_update_private bulk_update_public"),
    ({"object": _D}, "member_create member_delete"),
    (
        {"packages.id": _D},
        """
        group_create group_update group_patch
        organization_create organization_update organization_patch
        """,
    ),
    ({"package_id": _D}, "resource_create"),
    # Resources, their views and their tables in the DataStore.
    (
        {"id": _R},
        """
        resource_show resource_update resource_patch resource_delete resource_view_list bmagov_map_show
        bmagov_district_map_show
        bmagov_table_show bmagov_table_update bmagov_dictionary_show bmagov_dictionary_update
        bmagov_dictionary_delete bmagov_dictionary_version_list bmagov_dictionary_diff
        bmagov_dictionary_propose bmagov_dictionary_validate
        bmagov_validation_show bmagov_validation_list bmagov_validation_cancel
        bmagov_table_load bmagov_table_load_show bmagov_table_search
        """,
    ),
    ({"resource.id": _R}, "resource_create_default_resource_views"),
    ({"resource_id": _R}, "resource_view_create"),
    ({"id": _V}, "resource_view_show resource_view_update resource_view_delete"),
    ({"id": _R, "order": _V}, "resource_view_reorder"),
    (
        {"id": _D, "resource_id": _R},
        """
        bmagov_data_event_list bmagov_usage_show bmagov_usage_create
        bmagov_grant_create bmagov_grant_list bmagov_level_change_propose
        """,
    ),
    ({"resource_id": _R, "resource.package_id": _D}, "datastore_create"),
    (
        {"resource_id": _T, "id": _T},
        """
        datastore_search datastore_info datastore_upsert datastore_delete datastore_records_delete
        datastore_run_triggers datastore_analyze datastore_change_permissions
        """,
    ),
    # Versions and tasks.
    ({"id": _A}, "activity_show activity_data_show activity_diff"),
    ({"id": Kind.TASK, "entity_id": Kind.TASK}, "task_status_show task_status_delete"),
)
ACTIONS = {action: params for params, actions in _ROWS for action in actions.split()}
"""Action -> its parameters (``a.b``: ``b`` in the dictionary ``a``, or in each of a list) -> their kinds."""

NAMES_SEVERAL = {
    "package_relationship_create",
    "package_relationship_delete",
    "package_relationship_update",
    "package_relationships_list",
    "resource_view_reorder",
}
"""Actions of which every parameter counts. Of others it is the first one given: ``package_update`` takes an
``id``, or else a ``name``; beside an ``id`` that is a new name."""

ONLY_DATASETS = {"member_create", "member_delete"}
"""Actions whose ``object`` is a dataset only with the ``object_type`` of one."""

READS_DATA = {
    *("datastore_search", "bmagov_table_show", "bmagov_table_search"),
    *("bmagov_map_show", "bmagov_district_map_show"),
}
"""Actions that answer with data."""

ARGUMENTS: Mapping[str, Kind] = {
    "resource_id": _R,
    "view_id": _V,
    "resource_view_id": _V,
    "activity_id": _A,
    "new_id": _A,
    "old_id": _A,
    "current_new_id": _A,
}
"""Parts of addresses, by the names that CKAN and we give them, wherever they stand."""

DATASET_ARGUMENTS = ("id", "_id")
"""Parts that name a dataset in addresses below ``/dataset/``."""

OF_AN_ACTIVITY = "/dataset/changes/<id>"
COMPARING = "/dataset/changes_multiple"
TABLE_ADDRESSES = "/datastore/"
DATA_ADDRESSES = ("/datastore/dump/", "/datatables/")
DATA_PARTS = ("/download", "/proxy", "/view/", "/edit_view/", "/new_view")
DATA_ENDS = ("/view", "/<resource_id>/data", "/<resource_id>/data.<extension>")
"""A page of one view shows the data, and so do the forms that make and change one, and the page of all rows.
What views there are (``/views``) is description."""


def targets_of_action(action: str, params: Mapping[str, Any]) -> Iterator[Target]:
    """Yield what a call names. Values of another type than text are left to the action to refuse."""
    if action in ONLY_DATASETS and params.get("object_type") != "package":
        return
    for path, kind in ACTIONS.get(action, {}).items():
        refs = _texts(params, path)
        for ref in refs:
            yield Target(kind, ref, action in READS_DATA)
        if refs and action not in NAMES_SEVERAL:
            return


def _texts(params: Mapping[str, Any], path: str) -> list[str]:
    values: list[Any] = [params]
    for part in path.split("."):
        # Of a list of dictionaries, each.
        within = [value.get(part) for value in values if isinstance(value, Mapping)]
        values = [inner for value in within for inner in (value if isinstance(value, list) else [value])]
    return [value for value in values if isinstance(value, str) and value]


def targets_of_address(
    rule: str, arguments: Mapping[str, Any], query: Mapping[str, str]
) -> tuple[Target, ...]:
    """Return what an address names, in the order in which things contain each other.

    :param rule: the rule of the address, as ``/dataset/<id>/resource/<resource_id>``
    :param arguments: the values of its parts
    :param query: what stands behind the question mark
    """
    wants_bytes = (
        rule.startswith(DATA_ADDRESSES)
        or rule.endswith(DATA_ENDS)
        or any(part in rule for part in DATA_PARTS)
    )
    targets: list[Target] = []
    for name in DATASET_ARGUMENTS:
        if name in arguments and rule.startswith("/dataset/"):
            kind = Kind.ACTIVITY if rule == OF_AN_ACTIVITY else Kind.DATASET
            targets.append(Target(kind, str(arguments[name])))
    table = rule.startswith(TABLE_ADDRESSES)
    for name, kind in ARGUMENTS.items():
        compared = rule == COMPARING and kind is Kind.ACTIVITY
        value = arguments.get(name) or (query.get(name) if compared else None)
        if value:
            targets.append(Target(Kind.TABLE if table else kind, str(value), wants_bytes))
    return tuple(targets)
