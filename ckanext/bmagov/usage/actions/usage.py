"""How often datasets are used."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.auth.rules import everybody
from ckanext.bmagov.base.domain.calendar import BANGKOK
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.usage import auth
from ckanext.bmagov.usage.domain import BURST_DAYS, Use, bursts
from ckanext.bmagov.usage.schema import usage_create_schema, usage_list_schema, usage_show_schema
from ckanext.bmagov.usage.services import people as usage_people, usage

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.usage.answers import CountedDict, DatasetUsageDict, UsedDatasetDict


EARLIER = dt.timedelta(days=BURST_DAYS)

CANDIDATES = 100
"""How many of the most used datasets are offered to the search, which keeps those the reader may see."""


@writes(usage_create_schema, allowed=auth.nobody)
def bmagov_usage_create(context: Context, data_dict: DataDict) -> CountedDict:
    """Count one use of a dataset today. For the site itself: nobody may call it over HTTP.

    The count has a connection and a transaction of its own, so that it neither sees nor saves anything of the
    page that is being answered.

    :param use: `views`, `downloads` or `api_calls`
    :param id: id or name of the dataset; or
    :param resource_id: id of one of its resources
    :param network: where somebody is who uses its data, to be counted once a day; it is not kept. Empty for
        who is nobody: a script, the owner's own people
    :returns: `dataset_id` that was counted, None when there is no such active dataset
    """
    with model.ensure_engine().begin() as connection:
        dataset_id = usage.dataset_of(connection, data_dict.get("id", ""), data_dict.get("resource_id", ""))
        if dataset_id:
            network, day = data_dict.get("network", ""), today()
            person = bool(network) and usage_people.is_first_today(dataset_id, network, day, BANGKOK)
            usage.add_use(connection, dataset_id, Use(data_dict["use"]), day, person=person)
    return {"dataset_id": dataset_id}


@reads(usage_show_schema, allowed=access.sees_dataset)
def bmagov_usage_show(context: Context, data_dict: DataDict) -> DatasetUsageDict:
    """Tell how often a dataset was used lately.

    :param id: id or name of the dataset
    :param days: how many days back, today included (1-3660; default 90)
    :returns: `id`, `since` (first day, ISO), `views` of its page, `downloads` of its files, `api_calls` (how
        often), `people` (who downloaded or called the API, each network once a day; null where that was not
        counted yet), `bursts` (days, ISO, with far more people than is usual)
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    since = _since(data_dict["days"])
    total = usage.totals(model.Session, [dataset["id"]], since).get(dataset["id"], usage.Total())
    people = usage.people_by_day(model.Session, dataset["id"], since - EARLIER, today())
    burst_days = [day.isoformat() for day in bursts(people) if day >= since]
    return {"id": dataset["id"], "since": since.isoformat(), **total.as_dict(), "bursts": burst_days}


@reads(usage_list_schema, allowed=everybody)
def bmagov_usage_list(context: Context, data_dict: DataDict) -> list[UsedDatasetDict]:
    """List the most used datasets among those the caller may see, the most used first.

    Uses are reads of the page, downloads and API calls together.

    :param days: how many days back, today included (1-3660; default 90)
    :param limit: how many datasets (1-50; default 10)
    :returns: dictionaries of `dataset` (as `package_search` gives it), `views`, `downloads`, `api_calls`,
        `people`
    """
    ranking = usage.most_used(model.Session, _since(data_dict["days"]), CANDIDATES)
    if not ranking:
        return []
    visible = tk.get_action("package_search")(
        tk.fresh_context(context),
        {
            "fq": f"id:({' OR '.join(ranking)})",
            "rows": len(ranking),
            "include_private": True,
            "facet": "false",
        },
    )["results"]
    by_id = {dataset["id"]: dataset for dataset in visible}
    seen: list[UsedDatasetDict] = [
        {"dataset": by_id[key], **total.as_dict()} for key, total in ranking.items() if key in by_id
    ]
    return seen[: data_dict["limit"]]


def _since(days: int) -> dt.date:
    return today() - dt.timedelta(days=days - 1)
