"""Records for GD Catalog: what goes out to anybody, and to its accounts the names of private sets, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access, config
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.exchange.gdc import auth, schema
from ckanext.bmagov.exchange.gdc.domain import filters
from ckanext.bmagov.exchange.gdc.domain.consent import NO, YES, Share, nameable
from ckanext.bmagov.exchange.gdc.domain.fields import SORTS, translation
from ckanext.bmagov.exchange.gdc.domain.record import (
    MINIMAL,
    Shown,
    cut_name,
    private_record_of,
    record_of,
    short_name,
)
from ckanext.bmagov.exchange.gdc.readers.contract import contract
from ckanext.bmagov.exchange.gdc.services import catalog, changes, sent, shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import Context, DataDict

    from ckanext.bmagov.exchange.gdc.answers import GdcRecordDict, GdcSearchDict
    from ckanext.bmagov.exchange.gdc.services.shares import Entry

OF_NAMES: Final = frozenset({
    "*", "id", "name", "title", "organization", "owner_org", "state", "dataset_type", "capacity",
    "metadata_modified", "metadata_created",
})  # fmt: skip
"""Fields of the index that say no more of a private set than its record does."""

EVERYTHING: Final = ("", "*:*", "*")


@reads(schema.search_schema, allowed=auth.everybody)
def bmagov_gdc_search(context: Context, data_dict: DataDict) -> GdcSearchDict:
    """Search for records as GD Catalog reads them: its names of fields, its words, its versions of dates.

    Everybody gets open datasets whose agency does not refuse. An account of ``ckanext.bmagov.gdc.harvesters``
    also gets private ones whose agency agrees to be named: title, agency, type, category and level, no file.

    :param q: words to look for, or a filter
    :param fq: a filter in GD Catalog's names and words, as ``data_type:ข้อมูลสถิติ``; one that is not understood
        is refused
    :param rows: how many (10; at most 1000)
    :param start: how many to skip
    :param sort: the order, as ``id asc`` or ``metadata_modified desc``
    :param include_private: false leaves out the private ones
    :returns: `count`, `results` and `sort`
    """
    _require_form()
    private = _sees_private(context) and data_dict["include_private"]
    asked = _filters(data_dict)
    words = "" if ":" in data_dict["q"] or data_dict["q"].strip() in EVERYTHING else data_dict["q"]
    # A filter by what a private set does not show would tell it by the count.
    if words or not _fields(asked) <= OF_NAMES | _private_fields():
        private = False
    matches = _matches(asked, words, data_dict, private=private)
    records = _records(matches["results"], private=private)
    lost = len(matches["results"]) - len(records)
    return {"count": max(matches["count"] - lost, 0), "results": records, "sort": data_dict["sort"]}


@reads(schema.show_schema, allowed=auth.everybody)
def bmagov_gdc_show(context: Context, data_dict: DataDict) -> GdcRecordDict:
    """Show a record as GD Catalog reads it. What does not go out is not there.

    :param id: id or name, also one that was cut for GD Catalog
    :returns: the record, with every field of its form
    """
    _require_form()
    private = _sees_private(context)
    known = shares.find(model.Session, data_dict["id"], beginning=cut_name(data_dict["id"]))
    entry = shares.shares(model.Session, [known]).get(known) if known else None
    if entry is None or (entry.share is Share.NAME and not private):
        raise tk.ObjectNotFound(tk._("Not found"))
    dataset = tk.get_action("package_show")({"ignore_auth": True}, {"id": entry.id})
    records = _records([dataset], private=private)
    if not records:
        raise tk.ObjectNotFound(tk._("Not found"))
    return cast("GdcRecordDict", records[0])


@reads(schema.names_schema, allowed=auth.everybody)
def bmagov_gdc_name_list(context: Context, data_dict: DataDict) -> list[str]:
    """List the names of all that goes out to the caller.

    :param limit: how many
    :param offset: how many to skip
    :returns: names, in their order
    """
    _require_form()
    matches = shares.names(
        model.Session,
        private=_sees_private(context),
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    return [short_name(name, dataset_id) for name, dataset_id in matches]


@writes(schema.sent_schema, allowed=auth.harvester)
def bmagov_gdc_sent_note(context: Context, data_dict: DataDict) -> int:
    """Remember which datasets the caller, an account of GD Catalog, has got: their withdrawal is told later.

    :param ids: ids of datasets; what does not go out is left out
    :returns: how many were noted
    """
    user = model.User.get(context.get("user") or "")
    known = shares.shares(model.Session, data_dict["ids"])
    sent.note(model.Session, list(known), user.id if user else "")
    model.Session.commit()
    return len(known)


def _require_form() -> None:
    if not p.plugin_loaded("bmagov_datasets"):
        raise tk.ObjectNotFound(tk._("Not found"))


def _sees_private(context: Context) -> bool:
    return shares.is_harvester(model.User.get(context.get("user") or ""))


def _private_fields() -> frozenset[str]:
    return frozenset(config.gdc_private_fields() or MINIMAL)


def _filters(data_dict: DataDict) -> list[filters.Group]:
    translate = translation(contract())
    parsed: list[filters.Group] = []
    for name in ("fq", "q"):
        text = data_dict[name].strip()
        if text in EVERYTHING or (name == "q" and ":" not in text):
            continue
        try:
            parsed.append(filters.parse(text, translate))
        except filters.FilterError as error:
            said = tk._('"{part}" in the filter is not understood').format(part=str(error))
            raise tk.ValidationError({name: [f"FILTER-UNKNOWN: {said}"]}) from error
    return parsed


def _fields(asked: Sequence[filters.Group]) -> set[str]:
    return {field for group in asked for field in filters.fields_of(group)}


def _matches(
    asked: Sequence[filters.Group], words: str, data_dict: DataDict, *, private: bool
) -> dict[str, Any]:
    levels = " OR ".join(f'"{level}"' for level in nameable(access.policy()))
    whole = f'(capacity:public AND data_classification:"{access.OPEN}" AND -allow_harvest:{NO})'
    by_name = f"(capacity:private AND allow_harvest:{YES} AND data_classification:({levels}))"
    query = {
        "q": words or "*:*",
        "fq_list": [
            "state:active",
            "dataset_type:dataset",
            f"{whole} OR {by_name}" if private else whole,
            *(filters.written(group, _since) for group in asked),
        ],
        "rows": data_dict["rows"],
        "start": data_dict["start"],
        "sort": SORTS.get(data_dict["sort"], "score desc, metadata_modified desc, id asc"),
        "facet": "false",
    }
    # Names of private sets are decided here and looked up again; the rest is as anybody finds it.
    who: Context = {"ignore_auth": True} if private else {**shares.NOBODY}
    return tk.get_action("package_search")(who, query | ({"include_private": True} if private else {}))


def _since(condition: str) -> str:
    """Return a condition on the time of the last save that also finds what changed by another way."""
    datasets, agencies = changes.since(model.Session, filters.since(condition))
    parts = [condition]
    parts += [f"id:({' OR '.join(datasets)})"] if datasets else []
    parts += [f"owner_org:({' OR '.join(agencies)})"] if agencies else []
    return f"({' OR '.join(parts)})"


def _records(datasets: Sequence[dict[str, Any]], *, private: bool) -> list[dict[str, Any]]:
    """Return the records of datasets, as the database has them now; what does not go out is left out."""
    ids = [dataset["id"] for dataset in datasets]
    entries = shares.shares(model.Session, ids)
    readable = access.readable(
        shares.NOBODY, [key for key, entry in entries.items() if entry.share is Share.WHOLE]
    )
    files = access.readable_resources(
        shares.NOBODY,
        [resource["id"] for dataset in datasets for resource in dataset.get("resources", ())],
        access.Aspect.DATA,
    )
    times = changes.latest(model.Session, entries.values())
    agencies = catalog.agencies(model.Session, {entry.owner_org for entry in entries.values()})
    twins = shares.same_titles(model.Session, entries.values(), private=private)
    out: list[dict[str, Any]] = []
    for dataset in datasets:
        entry = entries.get(dataset["id"])
        if entry is None:
            continue
        now = {**dataset, "organization": agencies.get(entry.owner_org)}
        shown = Shown(
            page=tk.url_for("dataset.read", id=dataset["name"], _external=True, locale="default"),
            modified=times[entry.id].isoformat(timespec="microseconds"),
            title_suffix=_suffix(entry, dataset) if entry.id in twins else "",
            private_fields=_private_fields(),
        )
        if entry.share is Share.NAME and private:
            access.note_closed()
            out.append(private_record_of(now, contract(), shown))
        elif entry.id in readable:
            kept = [resource for resource in dataset["resources"] if resource["id"] in files]
            out.append(record_of({**now, "resources": kept}, contract(), shown))
    return out


def _suffix(entry: Entry, dataset: dict[str, Any]) -> str:
    """Return what tells a title from the same one of another agency, or of the same."""
    agency: Any = model.Group.get(entry.owner_org) if entry.owner_org else None
    short = (agency.extras.get("abbreviation_th") or agency.title) if agency else ""
    return f" ({' '.join(filter(None, (short, dataset['name'])))})"
