"""Facts of datasets as they were last read: taken again while no row that they are read from is another.

PostgreSQL gives each version of a row the number of the transaction that wrote it (`xmin`). The mark of a
dataset is made of those of all its rows, so that nothing escapes it, whoever wrote and by whatever way, and
nobody has to tell. It is read before the facts: what is written meanwhile shows the next time.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckanext.bmagov.base.readers.dataset_schema import schema
from ckanext.bmagov.files import DataEventRow
from ckanext.bmagov.kpi.score.domain import compact
from ckanext.bmagov.kpi.score.model import ScoreTouch
from ckanext.bmagov.kpi.score.readers import API_FORMATS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.services.score_changes import Noted

_MARKS: Final = sa.text(
    """
    SELECT marked.dataset_id, marked.mark, kept.mark IS NOT NULL AS same
    FROM (
        SELECT dataset_id, sum(hashtextextended(version, place))::text AS mark
        FROM (
            SELECT id AS dataset_id, xmin::text AS version, 0 AS place, false AS elsewhere FROM package
            UNION ALL
            SELECT package_id, xmin::text, 1, false FROM package_tag
            UNION ALL
            SELECT r.package_id, concat(r.xmin, '/', c.xmin), 2,
                r.extras ~* '"datastore_active": *"?true' AND coalesce(c.columns, '[]') = '[]'
            FROM resource r LEFT JOIN bmagov_resource_content c ON c.resource_id = r.id
            UNION ALL
            SELECT package_id, xmin::text, 3, false FROM bmagov_data_event
            UNION ALL
            SELECT package_id, xmin::text, 4, false FROM bmagov_dictionary_column
            UNION ALL
            SELECT dataset_id, xmin::text, 5, false FROM bmagov_system_link
            UNION ALL
            SELECT dataset_id, xmin::text, 6, false FROM bmagov_dataset_facts
            UNION ALL
            SELECT r.package_id, l.xmin::text, 7, false
            FROM bmagov_link_check l JOIN resource r ON r.url = l.url
            WHERE lower(r.format) = ANY(:apis)
        ) AS version
        GROUP BY dataset_id HAVING NOT bool_or(coalesce(elsewhere, false))
    ) AS marked
    LEFT JOIN bmagov_seen_facts kept
        ON kept.dataset_id = marked.dataset_id AND kept.mark = marked.mark AND kept.reads = :reads
    """
)
"""The marks of all datasets at once, which takes a sixth of asking agency by agency. A dataset with a table
that only the DataStore knows has none: that is another database."""
_KEPT: Final = sa.text("SELECT dataset_id, facts FROM bmagov_seen_facts WHERE dataset_id = ANY(:ids)")
_KEEP: Final = sa.text(
    """
    INSERT INTO bmagov_seen_facts (dataset_id, mark, facts, reads)
    SELECT *, :reads FROM unnest(CAST(:ids AS text[]), CAST(:marks AS text[]), CAST(:facts AS text[]))
    ON CONFLICT (dataset_id) DO UPDATE
    SET mark = excluded.mark, reads = excluded.reads, facts = excluded.facts
    """
)
_FORGET: Final = sa.text(
    "DELETE FROM bmagov_seen_facts seen WHERE NOT EXISTS (SELECT FROM package p WHERE p.id = seen.dataset_id)"
)


@dataclass(frozen=True)
class Marks:
    """What the rows of datasets were at a moment."""

    of: Mapping[str, str]
    """Dataset -> its mark."""
    same: frozenset[str]
    """Datasets of which facts are kept with the same mark."""
    touches: Mapping[str, str]
    """Agency -> which transaction last took changes into its score."""
    reads: str = ""
    """By what facts are read."""
    apart: Mapping[str, DatasetFacts] = field(default_factory=dict)
    """Facts that are not kept, read since for all agencies at once: of proposed databases, and of what is
    owed and no longer in the catalog."""


def take(session: AlchemySession) -> Marks:
    """Take the marks of all datasets."""
    touches, reads = _touches(session), _reads(session)
    rows = session.execute(_MARKS, {"apis": sorted(API_FORMATS), "reads": reads}).all()
    return Marks(
        {row.dataset_id: row.mark for row in rows},
        frozenset(row.dataset_id for row in rows if row.same),
        touches,
        reads,
    )


def since(session: AlchemySession, marks: Marks, agency_ids: Collection[str], noted: Noted) -> Marks:
    """Return the marks without datasets of some agencies that were noted as changed since they were taken.

    Where a change was noted and taken into the score meanwhile, none of these agencies' is trusted.

    :param noted: what is noted of these agencies; asked for before
    """
    touches = _touches(session, agency_ids)
    if any(marks.touches.get(key) != number for key, number in touches.items()):
        return replace(marks, of={}, same=frozenset(), apart={})
    if not noted.changed:
        return marks
    apart = {key: known for key, known in marks.apart.items() if key not in noted.changed}
    return replace(marks, same=marks.same - noted.changed, apart=apart)


def _touches(session: AlchemySession, agency_ids: Collection[str] | None = None) -> dict[str, str]:
    number = sa.cast(sa.literal_column("xmin"), sa.Text)
    query = sa.select(ScoreTouch.agency_id, number)
    if agency_ids is not None:
        query = query.where(ScoreTouch.agency_id.in_(agency_ids))
    return dict(session.execute(query).tuples().all())


def unchanged(session: AlchemySession, dataset_ids: Collection[str], marks: Marks) -> dict[str, DatasetFacts]:
    """Return the facts of those datasets that are as they were, by id.

    What is :data:`~ckanext.bmagov.kpi.score.domain.compact.LEFT_OUT` is not in them.
    """
    wanted = [key for key in dataset_ids if key in marks.same]
    rows = session.execute(_KEPT, {"ids": wanted}) if wanted else ()
    return {dataset_id: compact.read(kept) for dataset_id, kept in rows}


def keep(session: AlchemySession, facts: Mapping[str, DatasetFacts], marks: Marks) -> None:
    """Keep facts that were just read, with the marks that were taken before."""
    ids = [key for key in facts if key in marks.of]
    texts = [compact.write(facts[key]) for key in ids]
    if ids:
        given = {"ids": ids, "marks": [marks.of[key] for key in ids], "facts": texts, "reads": marks.reads}
        session.execute(_KEEP, given)


def forget_gone(session: AlchemySession) -> None:
    """Forget datasets that are purged."""
    session.execute(_FORGET)


def _reads(session: AlchemySession) -> str:
    """Return by what facts are read: the code, the schema of datasets, and since when there are events."""
    first_event = session.scalar(sa.select(sa.func.min(DataEventRow.at)))
    return f"{_code()}/{_schema_digest()}/{first_event}"


@functools.cache
def _code() -> str:
    """Return a digest of all our modules: another version may read the same rows otherwise."""
    digest, house = hashlib.sha256(), Path(__file__).parents[3]
    for path in sorted(house.rglob("*.py")):
        if "tests" not in path.relative_to(house).parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_digest: tuple[Any, str] | None = None


def _schema_digest() -> str:
    global _digest
    loaded = schema()
    if _digest is None or _digest[0] is not loaded:
        text = json.dumps(loaded, sort_keys=True, default=str)
        _digest = (loaded, hashlib.sha256(text.encode()).hexdigest()[:16])
    return _digest[1]
