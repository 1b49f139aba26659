"""The search index and the database: whether they say the same, and making it so.

CKAN writes the index before it commits. A commit that fails, or an index that is restored from an older day,
leaves the index with what the database does not have. Each document carries a seal of who may find it;
comparing seals and times of change finds every document that is not as it should be.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pysolr
import redis
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import logic, model
from ckan.lib import search
from ckan.lib.redis import connect_to_redis
from ckan.lib.search.common import make_connection

from ckanext.bmagov import access
from ckanext.bmagov.access import dataset_labels, policy
from ckanext.bmagov.base.request_state import INDEX_WRITTEN
from ckanext.bmagov.base.services import background
from ckanext.bmagov.search.solr.status import FORM_NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from ckan.types import AlchemySession

log = logging.getLogger(__name__)

SEAL = "bmagov_seal"
"""Field of the seal: stored only, so that nobody can ask by it."""

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


def written(dataset_id: str) -> None:
    """Tell that this transaction changes a dataset, which CKAN indexes before it commits."""
    known = INDEX_WRITTEN.of(model.Session)
    if dataset_id not in known:
        known |= _note([dataset_id], after=_LONGEST_SAVE)


def doubt(dataset_ids: Collection[str]) -> None:
    """Tell that datasets are about to change, and are indexed after the commit: `mend` settles it."""
    _note(dataset_ids, after=_LONGEST_SAVE)


def doubtful() -> frozenset[str]:
    """Return the datasets of which the index may say what the database does not: a save that has not ended.

    Searches leave them out, with their counts and facets. They are noted before the index is written and
    crossed out after the commit, so that a process that dies in between leaves its note. None without Redis.
    """
    return _noted("+inf")


def mend_due() -> bool:
    """Look again at some of the doubtful datasets that no save works on; return whether any is right now.

    For whoever finds that Solr answers: it may have been away when a save failed and a worker looked.
    """
    due = sorted(_noted(_milliseconds()))[:_AT_ONCE]
    return bool(due) and len(mend(due)) < len(due)


_LONGEST_SAVE = 300_000
"""Milliseconds after which a save that has not ended has died."""

_NEXT_LOOK = 10_000
"""Milliseconds from one look at a dataset that cannot be indexed to the next."""

_AT_ONCE = 5
"""Datasets that one search looks at again: each takes some hundredths of a second."""

_CROSS_OUT = """
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if score and tonumber(score) == tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
"""


def _doubts() -> str:
    """Return the key of the doubtful datasets, each with the time from which on anybody may look again."""
    return f"ckan:{tk.config['ckan.site_id']}:bmagov:index-doubtful"


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


def _noted(until: float | str) -> frozenset[str]:
    try:
        members: Any = connect_to_redis().zrangebyscore(_doubts(), "-inf", until)
        return frozenset(member.decode() for member in members)
    except redis.RedisError:
        return frozenset()


def _note(dataset_ids: Collection[str], after: int) -> dict[str, int]:
    """Note doubts, and from how many milliseconds on anybody may look again; return them with that time."""
    notes = dict.fromkeys(dataset_ids, _milliseconds() + after)
    try:
        connect_to_redis().zadd(_doubts(), notes)
    except redis.RedisError:
        log.warning("Redis is away: a save that fails may show in counts until search reconcile runs")
    return notes


def _notes(dataset_ids: Collection[str]) -> dict[str, int]:
    """Return those that are noted, with their times."""
    try:
        client: Any = connect_to_redis()
        times = {dataset_id: client.zscore(_doubts(), dataset_id) for dataset_id in dataset_ids}
    except redis.RedisError:
        return {}
    return {dataset_id: int(noted) for dataset_id, noted in times.items() if noted is not None}


def _cross_out(notes: Mapping[str, int]) -> None:
    """Take notes out, unless another save has meanwhile put its own in their place."""
    try:
        for dataset_id, noted in notes.items():
            connect_to_redis().eval(_CROSS_OUT, 1, _doubts(), dataset_id, noted)
    except redis.RedisError:
        log.warning("Redis is away: %s datasets may be left out of searches", len(notes))


def mend_later(dataset_ids: Collection[str]) -> None:
    """Leave datasets out of searches until a worker, or the next search, has put the index right about them.

    Without Redis the next `search reconcile` does.
    """
    _note(dataset_ids, after=0)
    if not background.start(mend, sorted(dataset_ids), title="Put the search index right"):
        log.warning("The index may be wrong about %s datasets: run search reconcile", len(dataset_ids))


def cross_out_written(session: AlchemySession) -> None:
    """Take out what a transaction noted that is committed: the index is right."""
    _cross_out(INDEX_WRITTEN.take(session))


def mend_unwritten(session: AlchemySession) -> None:
    """Have the index put right that is ahead of a transaction which ended without a commit."""
    if notes := INDEX_WRITTEN.take(session):
        mend_later(notes)


def seal(dataset: access.Whole, searchable: access.Searchable) -> str:
    """Return a digest of who may find a dataset, and by what of which of its resources."""
    labels = sorted(dataset_labels(policy(), dataset.dataset))
    parts = [FORM_NOW, labels, sorted(searchable.words), sorted(searchable.data)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def difference(session: AlchemySession) -> Difference:
    """Compare the whole index with the whole database. Raises SearchError when Solr does not answer."""
    indexed, stored = dict(_indexed()), dict(_stored(session))
    return Difference(
        ghosts=frozenset(indexed.keys() - stored.keys()),
        missing=frozenset(stored.keys() - indexed.keys()),
        stale=frozenset(key for key in indexed.keys() & stored.keys() if indexed[key] != stored[key]),
    )


def mend(dataset_ids: Collection[str], echo: Callable[[str], None] = lambda _: None) -> list[str]:
    """Index datasets anew, or take out those that are no more; return the ids of those that could not be.

    One after the other, nothing is cleared before: a crash half way leaves the rest as it was. What could not
    be indexed stays doubtful, and is looked at again after a while.
    """
    failed = []
    for dataset_id in sorted(dataset_ids):
        noted = _notes([dataset_id])
        try:
            _mend_dataset(dataset_id)
        except (search.SearchError, search.SearchIndexError, tk.ValidationError, tk.ObjectNotFound) as error:
            log.exception("Dataset %s could not be indexed", dataset_id)
            failed.append(dataset_id)
            _note([dataset_id], after=_NEXT_LOOK)
            echo(f"{dataset_id}: {error}")
        else:
            _cross_out(noted)
    return failed


def _mend_dataset(dataset_id: str) -> None:
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
            page = solr.search(
                query,
                fl=f"id,metadata_modified,{SEAL}",
                sort="index_id asc",
                rows=_PAGE,
                cursorMark=cursor,
            )
        except pysolr.SolrError as error:
            raise search.SearchError(str(error)) from error
        for document in page.docs:
            yield document["id"], (_to_compare(document.get("metadata_modified", "")), document.get(SEAL, ""))
        if not page.nextCursorMark or page.nextCursorMark == cursor:
            return
        cursor = page.nextCursorMark


def _to_compare(time: str) -> str:
    """Return a time to the hundredth of a second: Solr keeps thousandths and drops zeros at the end."""
    seconds, _, fraction = time.rstrip("Z").partition(".")
    return f"{seconds}.{fraction[:2]:0<2}"
