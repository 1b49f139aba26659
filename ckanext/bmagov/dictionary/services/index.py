"""What the search index says of dictionaries, and that it says it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckanext.bmagov import access, search
from ckanext.bmagov.access import policy
from ckanext.bmagov.base.model.dictionary import DictionaryColumn

if TYPE_CHECKING:
    from ckan.types import AlchemySession

log = logging.getLogger(__name__)


def column_words(session: AlchemySession, package_id: str) -> list[str]:
    """Return names and labels of the columns by which a dataset is found.

    Only those that are as open as the dataset, of files that everybody who finds it may know.
    """
    whole = access.subjects(session, [package_id]).get(package_id)
    if whole is None:
        return []
    rules = policy()
    most = whole.rank(rules)
    files = access.searchable_resources(session, [package_id])[package_id].words
    query = (
        sa.select(
            DictionaryColumn.resource_id,
            DictionaryColumn.name,
            DictionaryColumn.label_th,
            DictionaryColumn.label_en,
            DictionaryColumn.classification,
        )
        .where(DictionaryColumn.package_id == package_id)
        .order_by(DictionaryColumn.resource_id, DictionaryColumn.position)
    )
    words: dict[str, None] = {}
    for row in session.execute(query):
        is_open_enough = not row.classification or rules.rank(row.classification) <= most
        if row.resource_id in files and is_open_enough:
            words |= dict.fromkeys((row.name, row.label_th, row.label_en))
    return [word for word in words if word]


def reindex(package_id: str) -> None:
    """Write a dataset to the index. Without a search server it is left out of searches until there is one."""
    if search.mend([package_id]):
        log.warning("Dataset %s is not indexed: its dictionary is not found by the search yet", package_id)
