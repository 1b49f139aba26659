"""How datasets stood over time: kept by the save, looked over at night, asked for a day that is past."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckan import model

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE
from ckanext.bmagov.kpi.common.services.year_rows import agencies_with
from ckanext.bmagov.kpi.evidence.model.workspace import Proposal
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.score import readers
from ckanext.bmagov.kpi.score.domain import history as domain
from ckanext.bmagov.kpi.score.model import DatasetState, ScoreRun
from ckanext.bmagov.kpi.score.readers import AT_ONCE, states_of
from ckanext.bmagov.kpi.score.services import seen

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet
    from ckanext.bmagov.kpi.score.domain.facts import DatasetFacts
    from ckanext.bmagov.kpi.score.services.seen import Marks

WATCHED: Final = ("state", "owner_org", "type", "extras")
"""What a state is made of, as attributes of a package."""

KEYS: Final = ("data_classification", "update_frequency_unit", "update_frequency_interval")
"""Of the extras, these."""

_KEEP: Final = """
    INSERT INTO bmagov_dataset_state
        (dataset_id, valid_from, listed, agency_id, level, frequency_unit, frequency_interval)
    SELECT new.id, CASE WHEN last.number IS NULL THEN {first} ELSE now() END, new.listed, new.agency_id,
        new.level, new.unit, new.interval
    FROM (
        SELECT wanted.id, p.metadata_created AT TIME ZONE 'UTC' AS created,
            coalesce(p.state = 'active' AND p.type = :type, false) AS listed,
            coalesce(p.owner_org, '') AS agency_id,
            coalesce(p.extras->>'data_classification', '') AS level,
            coalesce(p.extras->>'update_frequency_unit', '') AS unit,
            CASE WHEN p.extras->>'update_frequency_interval' ~ '^[0-9]{{1,6}}$'
                 THEN (p.extras->>'update_frequency_interval')::integer ELSE 1 END AS interval
        FROM ({wanted}) AS wanted LEFT JOIN package p ON p.id = wanted.id
    ) AS new
    LEFT JOIN LATERAL (
        SELECT * FROM bmagov_dataset_state s WHERE s.dataset_id = new.id AND s.valid_from <= now()
        ORDER BY valid_from DESC, number DESC LIMIT 1
    ) AS last ON true
    WHERE CASE WHEN last.number IS NULL OR NOT last.listed THEN new.listed
        ELSE NOT new.listed OR (last.agency_id, last.level, last.frequency_unit, last.frequency_interval)
            IS DISTINCT FROM (new.agency_id, new.level, new.unit, new.interval) END
    ORDER BY new.id
"""
"""Compared is what holds by now: a row of a clock that was ahead, and was set back, is yet to come. When its
time has come, the next look puts right what it says wrongly."""

_KEEP_SOME: Final = sa.text(_KEEP.format(first="now()", wanted="SELECT unnest(CAST(:ids AS text[])) AS id"))
_KEEP_ALL: Final = sa.text(
    _KEEP.format(
        first="least(new.created, now())",
        wanted="SELECT id FROM package WHERE type = :type UNION SELECT dataset_id FROM bmagov_dataset_state",
    )
)
_SEEN: Final = sa.text(
    """
    SELECT DISTINCT ON (dataset_id) dataset_id, facts FROM bmagov_dataset_state
    WHERE dataset_id = ANY(:ids) AND facts IS NOT NULL
    ORDER BY dataset_id, valid_from > :at, CASE WHEN valid_from > :at THEN valid_from END,
        valid_from DESC, number DESC
    """
)
"""What was kept last until a moment or, where nothing was, first after it."""
_PUBLISHED: Final = sa.text(
    """
    SELECT dataset_id FROM (
        SELECT DISTINCT ON (dataset_id) dataset_id, listed, agency_id FROM bmagov_dataset_state
        WHERE valid_from <= :at
            AND dataset_id IN (SELECT dataset_id FROM bmagov_dataset_state WHERE agency_id = :agency)
        ORDER BY dataset_id, valid_from DESC, number DESC
    ) AS stood WHERE listed AND agency_id = :agency ORDER BY dataset_id
    """
)


def may_differ(*histories: Any) -> bool:
    """Tell whether a package may now be in another state.

    :param histories: of the attributes of `WATCHED`, as SQLAlchemy tells them
    """
    *columns, extras = histories
    if any(history.has_changes() for history in columns):
        return True
    if not extras.has_changes():
        return False
    before, after = (dict(values[0] or {}) if values else None for values in (extras.deleted, extras.added))
    if before is None or after is None:
        return True
    return any(before.get(key) != after.get(key) for key in KEYS)


def keep(session: AlchemySession, dataset_ids: Collection[str]) -> None:
    """Keep how datasets stand now, each only where it differs from what was kept last."""
    session.execute(_KEEP_SOME, {"ids": sorted(dataset_ids), "type": DATASET_TYPE})


def keep_all(session: AlchemySession) -> None:
    """Keep how every dataset stands now, where nobody noted it."""
    session.execute(_KEEP_ALL, {"type": DATASET_TYPE})


def look(session: AlchemySession, agency_ids: Collection[str], marks: Marks) -> dict[str, DatasetFacts]:
    """Keep what is to be seen of all that agencies have in the catalog, where that is other than before.

    :returns: what was seen, by id; of the database of a Part 2 with its rows
    """
    facts: dict[str, DatasetFacts] = {}
    for some in _look(session, model.Package.owner_org.in_(agency_ids), marks):
        facts |= some
    return facts


def look_at_others(session: AlchemySession, agency_ids: Collection[str], marks: Marks) -> None:
    """Do the same for all that other agencies have in the catalog."""
    owner = sa.func.coalesce(model.Package.owner_org, "")
    for _ in _look(session, owner.not_in(agency_ids), marks):
        pass
    seen.forget_gone(session)


def _look(session: AlchemySession, of_whom: Any, marks: Marks) -> Iterator[dict[str, DatasetFacts]]:
    package: Any = model.Package
    listed = (package.state == model.State.ACTIVE, package.type == DATASET_TYPE)
    ids = session.scalars(sa.select(package.id).where(*listed, of_whom).order_by(package.id)).all()
    moment = now()
    for start in range(0, len(ids), AT_ONCE):
        yield _see_changed(session, ids[start : start + AT_ONCE], marks, moment)


def _see_changed(
    session: AlchemySession, dataset_ids: Collection[str], marks: Marks, moment: dt.datetime
) -> dict[str, DatasetFacts]:
    """Look at datasets; those of which no row changed since are as they were, and kept already."""
    proposed = _proposed(session, dataset_ids)
    facts = seen.unchanged(session, [key for key in dataset_ids if key not in proposed], marks)
    declared = readers.declared_by(session, facts)
    facts |= {key: replace(facts[key], declared=changes) for key, changes in declared.items()}
    facts |= {key: marks.apart[key] for key in proposed if key in marks.apart}
    if others := [key for key in dataset_ids if key not in facts]:
        read = _see(session, others, moment)
        seen.keep(session, {key: known for key, known in read.items() if key not in proposed}, marks)
        facts |= read
    return facts


def read_apart(session: AlchemySession) -> dict[str, DatasetFacts]:
    """Look at what is not kept with a mark, for all agencies at once: see :attr:`seen.Marks.apart`."""
    package: Any = model.Package
    here = sa.and_(package.state == model.State.ACTIVE, package.type == DATASET_TYPE)
    proposed = sa.select(Proposal.dataset_id).where(Proposal.dataset_id == package.id)
    owed = sa.select(Obligation.dataset_id).where(Obligation.dataset_id == package.id)
    databases = session.scalars(sa.select(package.id).where(here, proposed.exists())).all()
    gone = session.scalars(sa.select(package.id).where(sa.not_(here), owed.exists())).all()
    facts = readers.dataset_facts(session, gone)
    for start in range(0, len(databases), AT_ONCE):
        facts |= _see(session, databases[start : start + AT_ONCE], now())
    return facts


def _proposed(session: AlchemySession, dataset_ids: Collection[str]) -> set[str]:
    return set(session.scalars(sa.select(Proposal.dataset_id).where(Proposal.dataset_id.in_(dataset_ids))))


def vouch(session: AlchemySession, dataset_ids: Collection[str], moment: dt.datetime) -> None:
    """Keep datasets as they are now for a moment that is past: whoever loads it says that they were so."""
    _see(session, dataset_ids, moment)


def _see(
    session: AlchemySession, dataset_ids: Collection[str], moment: dt.datetime
) -> dict[str, DatasetFacts]:
    """Keep the facts of datasets from a moment on, where they are other than those kept until then."""
    facts = readers.dataset_facts(session, dataset_ids, _proposed(session, dataset_ids))
    before = _seen(session, sorted(dataset_ids), moment)
    states = states_of(session, dataset_ids)
    package: Any = model.Package
    level = package.extras["data_classification"].astext
    query = sa.select(package.id, package.owner_org, level.label("level")).where(package.id.in_(dataset_ids))
    rows = []
    for dataset in session.execute(query):
        known = facts[dataset.id]
        content = domain.kept(known)
        is_new = not any(state.valid_from <= moment for state in states.get(dataset.id, ()))
        if is_new or before.get(dataset.id) != content:
            rows.append(
                {
                    "dataset_id": dataset.id,
                    "valid_from": moment,
                    "listed": known.in_catalog,
                    "agency_id": dataset.owner_org or "",
                    "level": dataset.level or "",
                    "frequency_unit": known.frequency_unit,
                    "frequency_interval": known.frequency_interval,
                    "facts": content,
                }
            )
    if rows:
        session.execute(sa.insert(DatasetState), rows)
    return facts


def published_ids(session: AlchemySession, agency_id: str, moment: dt.datetime) -> tuple[str, ...]:
    """Return the ids of all that an agency had in the catalog at a moment: of a day that is past, as kept."""
    if not _is_past(moment):
        return readers.published_ids(session, agency_id, moment)
    given = {"agency": agency_id, "at": moment}
    return tuple(session.scalars(_PUBLISHED, given))


def dataset_facts(
    session: AlchemySession,
    dataset_ids: Collection[str],
    moment: dt.datetime,
    databases: Collection[str] = (),
    seen_now: Mapping[str, DatasetFacts] | None = None,
) -> dict[str, DatasetFacts]:
    """Return what is seen of datasets or, of a day that is past, what was known of them then, by id.

    :param databases: those whose rows are counted too, because they are the database of a Part 2
    :param seen_now: what :func:`look` saw a moment ago; it is not read again
    """
    facts = {
        key: known if key in databases or known.imported is None else replace(known, imported=None)
        for key, known in (seen_now or {}).items()
        if key in dataset_ids
    }
    facts |= readers.dataset_facts(session, set(dataset_ids) - facts.keys(), databases)
    if not facts or not _is_past(moment):
        return facts
    ids = sorted(facts)
    states = states_of(session, ids)
    kept = _seen(session, ids, moment)
    return {key: domain.at(facts[key], states.get(key, ()), kept.get(key), moment) for key in ids}


def _is_past(moment: dt.datetime) -> bool:
    """Tell whether a moment is of a day that is over: today's answer is the catalog itself."""
    return in_bangkok(moment).date() < today()


def _seen(session: AlchemySession, ids: list[str], moment: dt.datetime) -> dict[str, dict[str, Any]]:
    return {row.dataset_id: row.facts for row in session.execute(_SEEN, {"ids": ids, "at": moment})}


def measured_ids(session: AlchemySession, kpi: str, fiscal_year: int) -> set[str] | None:
    """Return the agencies of whose year anything can be said; None for all of them.

    That is all as soon as the catalog kept how datasets stood, or scored, while the year ran, else those of
    which something was handed in or kept.
    """
    if domain.is_measured(fiscal_year, in_bangkok(now()).date(), handed_in=False):
        return None
    of_year = (ScoreRun.kpi == kpi, ScoreRun.fiscal_year == fiscal_year)
    kept = sa.select(sa.func.min(DatasetState.recorded_at)).scalar_subquery()
    run = sa.select(sa.func.min(ScoreRun.started_at)).where(*of_year).scalar_subquery()
    first = session.scalar(sa.select(sa.func.least(kept, run)))
    if first and domain.is_measured(fiscal_year, in_bangkok(first).date(), handed_in=False):
        return None
    return agencies_with(session, kpi, fiscal_year)


def is_measured(session: AlchemySession, agency_id: str, rules: RuleSet) -> bool:
    """Tell whether anything can be said of an agency's year."""
    known = measured_ids(session, rules.kpi, rules.fiscal_year)
    return known is None or agency_id in known
