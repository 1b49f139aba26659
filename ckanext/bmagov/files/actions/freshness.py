"""How current the data of a dataset are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.schema.object_id import id_schema
from ckanext.bmagov.files.services.freshness import currency
from ckanext.bmagov.files.words import freshness_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.files.answers import FrequencyDict, FreshnessDict
    from ckanext.bmagov.files.domain import Frequency


@reads(id_schema, allowed=access.sees_dataset)
def bmagov_freshness_show(context: Context, data_dict: DataDict) -> FreshnessDict:
    """Tell when new data of a dataset last came, when the next are due, and why it counts as current or not.

    The work list, the badge and the score of the KPI judge by the same: by changes of the data, never by a
    day that somebody states.

    :param id: id or name of the dataset
    :returns: `id`; `last_update`, the day on which new data last came (ISO or null); `stated`, the day that
        the agency states where it is another (ISO or null); `declared` and `agreed`, the frequencies (`unit`,
        `interval`) of the dataset and of the register, which goes first (null where nothing was agreed);
        `due`, the last day in time (ISO or null); `state`: `fresh`, `due`, `overdue`, `delinquent` (long
        overdue, or no data ever came), `exempt` (not updated after collection) or `unknown`; `reason`, the
        code, with `text`, the sentence
    """
    dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": data_dict["id"]})
    current = currency(model.Session, [dataset], now())[dataset["id"]]
    age = current.freshness
    return {
        "id": dataset["id"],
        "last_update": age.last_day.isoformat() if age.last_day else None,
        "stated": current.stated.isoformat() if current.stated else None,
        "declared": _frequency(current.declared),
        "agreed": _frequency(current.agreed) if current.agreed else None,
        "due": age.due.isoformat() if age.due else None,
        "state": age.state.value,
        "reason": age.reason,
        "text": freshness_text(age),
    }


def _frequency(frequency: Frequency) -> FrequencyDict:
    return {"unit": frequency.unit, "interval": frequency.interval}
