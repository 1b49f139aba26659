"""Progress of an agency's year: dated entries, as people type them, in the quarters of the fiscal year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.calendar import DateError, Quarter
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.kpi.common.actions.workspace import (
    add,
    open_year,
    percent_of,
    refuse,
    said_already,
    save,
    user_of,
    withdraw,
)
from ckanext.bmagov.kpi.common.actions.year import year_of
from ckanext.bmagov.kpi.common.auth import editors, year_readers
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.services.year_rows import standing, year_key
from ckanext.bmagov.kpi.common.words.messages import kpi_error_text
from ckanext.bmagov.kpi.evidence.domain.record import read_progress
from ckanext.bmagov.kpi.evidence.model.workspace import Progress
from ckanext.bmagov.kpi.evidence.schema import workspace as schema

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import WithdrawnDict
    from ckanext.bmagov.kpi.evidence.answers import ProgressDict

_OF_THE_DAY = ("DATE-OUT-OF-YEAR", "DATE-FUTURE")


@writes(schema.progress_create_schema, allowed=editors)
def bmagov_progress_create(context: Context, data_dict: DataDict) -> ProgressDict:
    """Add an entry of progress. The day is typed as people type it; the entry keeps both.

    Editors of the agency. To mend an entry, name the one that it replaces. What stands there already, word
    for word, is not added again.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param day: in either era: ``28/10/2563``, ``1/31/2021``, ``30 ก.ย. 2564``. With a Buddhist year the day
        comes first (``3/4/2564``); of two other readings the one in the fiscal year is taken. Where both are
        in it (``3/4/2021``) it is asked back, what does not exist (``29/2/2564``) is refused
    :param text: what was done
    :param percent: how far, by your own word, 0 to 100 (optional)
    :param replaces: id of the entry that it replaces (optional)

    :returns: as in ``bmagov_progress_list``
    :raises ValidationError: DATE-..., DATE-OUT-OF-YEAR, DATE-FUTURE, TEXT-EMPTY, LIMIT, NUMBER-RANGE,
        REVIEW-SUBMITTED, REVIEW-LOCKED
    """
    agency, rules = open_year(context, data_dict)
    percent = percent_of("percent", data_dict.get("percent"))
    try:
        entry = read_progress(
            data_dict["day"], data_dict["text"], rules.fiscal_year, today(), percent=percent
        )
    except DateError as error:
        raise tk.ValidationError({"day": [kpi_error_text(error)]}) from error
    except ProblemError as error:
        raise refuse("day" if error.code in _OF_THE_DAY else "text", error) from error
    user_id = user_of(context)
    if data_dict["replaces"]:
        query = standing(Progress, agency.node.id, rules).where(Progress.id == data_dict["replaces"])
        old = model.Session.scalars(query).first()
        if old is None:
            raise tk.ValidationError({"replaces": [tk._("Not found")]})
        old.withdrawn_by, old.withdrawn_at = user_id, now()
    row = Progress(
        **year_key(agency.node.id, rules),
        typed=entry.typed,
        day=entry.day,
        text=entry.text,
        percent=entry.percent,
        created_by=user_id,
    )
    if not data_dict["replaces"] and (same := said_already(agency, rules, row, "day", "text", "percent")):
        return _plain([same])[0]
    add(row)
    save(context, "progress", agency, rules, {"item": row.id, "day": row.day.isoformat(), "text": row.text})
    model.repo.commit()
    return _plain([row])[0]


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_progress_list(context: Context, data_dict: DataDict) -> list[ProgressDict]:
    """List the entries of an agency's year by day; those of one day in the order they were made.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: each with ``id``, ``day`` (ISO), ``typed``, ``quarter`` (1 to 4), ``text``, ``percent``,
        ``by``, ``at``
    :rtype: list of dicts
    """
    agency, rules = year_of(data_dict)
    query = standing(Progress, agency.node.id, rules).order_by(Progress.day, Progress.place)
    return _plain(list(model.Session.scalars(query)))


@writes(schema.item_schema, allowed=editors)
def bmagov_progress_withdraw(context: Context, data_dict: DataDict) -> WithdrawnDict:
    """Take an entry back, with a reason.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param item: id of the entry
    :param reason: why

    :returns: ``id`` and ``withdrawn``
    :rtype: dict
    """
    return withdraw(context, data_dict, Progress, "progress")


def _plain(rows: list[Progress]) -> list[ProgressDict]:
    names = people({row.created_by for row in rows})
    return [
        {
            "id": row.id,
            "day": row.day.isoformat(),
            "typed": row.typed,
            "quarter": Quarter.of(row.day).number,
            "text": row.text,
            "percent": None if row.percent is None else str(row.percent),
            "by": names.get(row.created_by, ""),
            "at": row.created_at.isoformat(),
        }
        for row in rows
    ]
