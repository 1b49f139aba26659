"""The search index and the database: whether they say the same, and making it so.

CKAN writes the index before it commits. A commit that fails, or an index that is restored from an older day,
leaves the index with what the database does not have. Each document carries a seal of who may find it;
comparing seals and times of change finds every document that is not as it should be.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pysolr
import redis
import sqlalchemy as sa
from sqlalchemy import event

import ckan.plugins.toolkit as tk
from ckan import logic, model
from ckan.lib import search
from ckan.lib.redis import connect_to_redis
from ckan.lib.search.common import make_connection

from ckanext.bmagov.collect.classification import policy
from ckanext.bmagov.domain.classification import dataset_labels

from . import access

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from ckan.types import AlchemySession

log = logging.getLogger(__name__)

SEAL_FOUND = "bmagov_seal"
"""The seal's name in the hits of `package_search`."""

SEAL = f"extras_{SEAL_FOUND}"
"""Its field in the index. Stored, and of a kind that CKAN's schema has."""

_PAGE = 500


@dataclass(frozen=True)
class Difference:
    """Ids of datasets: only in the index, only in the database, in both but with different content."""

    ghosts: frozenset[str]
    missing: frozenset[str]
    stale: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every dataset of which the index is wrong."""
        return self.ghosts | self.missing | self.stale


_WRITTEN = "bmagov_index_written"


def listen() -> None:
    """Begin to watch how transactions end, once: one that is not committed leaves the index ahead of it."""
    for name, function in (("after_commit", _after_commit), ("after_transaction_end", _after_end)):
        if not event.contains(model.Session, name, function):
            event.listen(model.Session, name, function)


def written(dataset_id: str) -> None:
    """Tell that this transaction changes a dataset, which CKAN indexes before it commits."""
    known: set[str] = model.Session().info.setdefault(_WRITTEN, set())
    if dataset_id not in known:
        known.add(dataset_id)
        _note(dataset_id)


def doubtful() -> frozenset[str]:
    """Return the datasets of which the index may say what the database does not: a save that has not ended.

    Searches leave them out, with their counts and facets. They are noted before the index is written and
    crossed out after the commit, so that a process that dies in between leaves its note. None without Redis.
    """
    try:
        found: Any = connect_to_redis().smembers(_doubts())
        return frozenset(one.decode() for one in found)
    except redis.RedisError:
        return frozenset()


def _doubts() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:bmagov:index-doubts"


def _note(*dataset_ids: str) -> None:
    try:
        connect_to_redis().sadd(_doubts(), *dataset_ids)
    except redis.RedisError:
        log.warning("Redis is away: a save that fails may show in counts until search reconcile runs")


def _cross_out(*dataset_ids: str) -> None:
    try:
        connect_to_redis().srem(_doubts(), *dataset_ids)
    except redis.RedisError:
        log.warning("Redis is away: %s datasets may be left out of searches", len(dataset_ids))


def mend_later(dataset_ids: Collection[str]) -> None:
    """Leave datasets out of searches until a worker has put the index right about them.

    Without Redis the next `search reconcile` does.
    """
    _note(*dataset_ids)
    try:
        tk.enqueue_job(mend, [sorted(dataset_ids)], title="bmagov: put the search index right")
    except redis.RedisError:
        log.warning("The index may be wrong about %s datasets: run search reconcile", len(dataset_ids))


def _after_commit(session: Any) -> None:
    # A savepoint's end comes here, too, and CKAN saves a dataset in one.
    if not session.in_nested_transaction() and (dataset_ids := session.info.pop(_WRITTEN, None)):
        _cross_out(*dataset_ids)


def _after_end(session: AlchemySession, transaction: Any) -> None:
    if transaction.parent is None and (dataset_ids := session.info.pop(_WRITTEN, None)):
        mend_later(dataset_ids)


def seal(dataset: access.Whole, searchable: Collection[str]) -> str:
    """Return a digest of who may find a dataset, and by the words of which of its resources."""
    labels = sorted(dataset_labels(policy(), dataset.dataset))
    return hashlib.sha256(json.dumps([labels, sorted(searchable)]).encode()).hexdigest()[:32]


def difference(session: AlchemySession) -> Difference:
    """Compare the whole index with the whole database. Raises SearchError when Solr does not answer."""
    indexed, stored = dict(_indexed()), dict(_stored(session))
    return Difference(
        ghosts=frozenset(indexed.keys() - stored.keys()),
        missing=frozenset(stored.keys() - indexed.keys()),
        stale=frozenset(key for key in indexed.keys() & stored.keys() if indexed[key] != stored[key]),
    )


def mend(dataset_ids: Collection[str], told: Callable[[str], None] = lambda _: None) -> list[str]:
    """Index datasets anew, or take out those that are no more; return the ids of those that could not be.

    One after the other, nothing is cleared before: a crash half way leaves the rest as it was.
    """
    failed = []
    for dataset_id in sorted(dataset_ids):
        try:
            _mend_one(dataset_id)
        except (search.SearchError, search.SearchIndexError, tk.ValidationError, tk.ObjectNotFound) as error:
            log.exception("Dataset %s could not be indexed", dataset_id)
            failed.append(dataset_id)
            told(f"{dataset_id}: {error}")
        else:
            _cross_out(dataset_id)
    return failed


def _mend_one(dataset_id: str) -> None:
    if model.Session.scalar(sa.select(model.Package.id).where(_indexable(), model.Package.id == dataset_id)):
        logic.index_update_package({"ignore_auth": True}, dataset_id)
    else:
        search.clear(dataset_id)


def _indexable() -> Any:
    package: Any = model.Package
    if tk.config.get("ckan.search.remove_deleted_packages"):
        return package.state != model.State.DELETED
    return sa.true()


def _stored(session: AlchemySession) -> Iterator[tuple[str, tuple[str, str]]]:
    package: Any = model.Package
    rows = session.execute(sa.select(package.id, package.metadata_modified).where(_indexable())).all()
    modified: Mapping[str, str] = {row.id: row.metadata_modified.isoformat() for row in rows}
    ids = list(modified)
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        searchable = access.searchable_resources(session, page)
        for dataset_id, whole in access.wholes(session, page).items():
            yield (
                dataset_id,
                (_to_compare(modified[dataset_id]), seal(whole, searchable[dataset_id])),
            )


def _indexed() -> Iterator[tuple[str, tuple[str, str]]]:
    query = f'entity_type:package AND site_id:"{tk.config["ckan.site_id"]}"'
    solr, cursor = make_connection(decode_dates=False), "*"
    while True:
        try:
            found = solr.search(
                query,
                fl=f"id,metadata_modified,{SEAL}",
                sort="index_id asc",
                rows=_PAGE,
                cursorMark=cursor,
            )
        except pysolr.SolrError as error:
            raise search.SearchError(str(error)) from error
        for one in found.docs:
            yield one["id"], (_to_compare(one.get("metadata_modified", "")), one.get(SEAL, ""))
        if not found.nextCursorMark or found.nextCursorMark == cursor:
            return
        cursor = found.nextCursorMark


def _to_compare(time: str) -> str:
    """Return a time to the hundredth of a second: Solr keeps thousandths and drops zeros at the end."""
    seconds, _, fraction = time.rstrip("Z").partition(".")
    return f"{seconds}.{fraction[:2]:0<2}"
