"""Whether what is uploaded holds columns that are more closed than its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov import access, files
from ckanext.bmagov.access import policy
from ckanext.bmagov.base.domain.problems import Problem
from ckanext.bmagov.base.domain.table import column_names
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.dictionary.domain.names import by_key
from ckanext.bmagov.dictionary.services import dictionaries

if TYPE_CHECKING:
    from ckan.types import AlchemySession, Context


def upload_problem(session: AlchemySession, context: Context, resource_id: str) -> Problem | None:
    """Return why new bytes cannot be taken as they are; None when they can.

    Their data are closed by the dictionary in any case. Whoever uploads shall know it, and choose: a version
    without the columns, or a file that says itself how closed it is. What cannot be looked into, or has
    columns that the caller may not know, is taken for a file that has them.

    :returns: `COLUMN-LEVEL-ABOVE` (`columns`, `level`, `resource`) or `COLUMN-LEVEL-UNSEEN` (`level`,
        `resource`)
    """
    subject = access.resource_subjects(session, [resource_id]).get(resource_id)
    result = dictionaries.load(session, resource_id) if subject and subject.data_level else None
    if subject is None or result is None:
        return None
    rules = policy()
    above = [
        column
        for _, column in result[0].columns
        if column.classification and rules.rank(column.classification) > subject.rank(rules)
    ]
    params = {"level": subject.level_of_data, "resource": subject.level}
    may = dictionaries.may_know(context, resource_id)
    header = _header(session, resource_id)
    if header is None or not all(may(column.classification) for column in above):
        return Problem("COLUMN-LEVEL-UNSEEN", "url", params)
    known = by_key(column for _, column in result[0].columns)
    met = {known[key].name for key in header if key in known}
    names = [column.name for column in above if column.name in met or match_key(column.name) in header]
    return Problem("COLUMN-LEVEL-ABOVE", "url", {"columns": ", ".join(names), **params}) if names else None


def _header(session: AlchemySession, resource_id: str) -> set[str] | None:
    """Return the columns of a file, as names are compared; None when they are not known for sure."""
    columns = files.columns_of(session, resource_id)
    return {match_key(name) for name in column_names(columns)} if columns else None
