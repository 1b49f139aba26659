"""Look at the addresses that count as evidence: slowly, with their own age; a score never waits for them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as core

from ckanext.bmagov import config
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.kpi.evidence.model.link import LinkCheck
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Proposal, Use
from ckanext.bmagov.kpi.evidence.readers import link
from ckanext.bmagov.kpi.score.readers import API_FORMATS
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import AlchemySession

AGE: Final = dt.timedelta(days=7)
"""An address is looked at again after so long; one that nobody could tell of, after a day."""


def due(session: AlchemySession, limit: int = 500) -> list[str]:
    """Return the addresses to look at, those never looked at first."""
    wanted = {url: agencies for url, agencies in addresses(session).items() if agencies}
    seen = {row.url: row for row in session.scalars(sa.select(LinkCheck).where(LinkCheck.url.in_(wanted)))}
    old = now() - AGE
    yesterday = now() - dt.timedelta(days=1)

    def waits(url: str) -> bool:
        row = seen.get(url)
        return row is None or row.seen_at < (yesterday if row.answered is None else old)

    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    ordered = sorted(filter(waits, wanted), key=lambda url: seen[url].seen_at if url in seen else never)
    return ordered[:limit]


def addresses(session: AlchemySession) -> dict[str, set[str]]:
    """Return every address that counts as evidence, with the agencies whose it is."""
    agencies: dict[str, set[str]] = {}
    for url, agency_id in session.execute(
        sa.select(Deliverable.url, Deliverable.agency_id).where(
            Deliverable.url != "", Deliverable.withdrawn_at.is_(None)
        )
    ):
        agencies.setdefault(url, set()).add(agency_id)
    for evidence, agency_id in session.execute(
        sa.select(Use.evidence, Use.agency_id).where(Use.withdrawn_at.is_(None))
    ):
        for piece in evidence:
            if piece.get("url"):
                agencies.setdefault(piece["url"], set()).add(agency_id)
    resource: Any = core.Resource
    query = (
        sa.select(resource.url, Proposal.agency_id)
        .join(Proposal, Proposal.dataset_id == resource.package_id)
        .where(
            resource.state == core.State.ACTIVE,
            Proposal.withdrawn_at.is_(None),
            sa.func.lower(resource.format).in_(API_FORMATS),
        )
    )
    for url, agency_id in session.execute(query):
        agencies.setdefault(url, set()).add(agency_id)
    return agencies


def look(session: AlchemySession, url: str) -> link.LinkState:
    """Ask one address and note what it said, and whose score that may change. The caller commits."""
    state = link.ask(url, config.link_ports())
    before = session.get(LinkCheck, url)
    if before is None or before.answered != state.answered:
        score_changes.note_agencies(session, addresses(session).get(url, ()))
    values = {"answered": state.answered, "status": state.status, "seen_at": now()}
    if state.answered is not None:
        values["unknown_since"] = None
    row = insert(LinkCheck).values(url=url, **values)
    session.execute(row.on_conflict_do_update(index_elements=["url"], set_=values))
    return state


def note_unknown(session: AlchemySession, states: Mapping[str, bool | None]) -> None:
    """Note since when addresses cannot be asked, unless none could: then it is the site that is cut off.

    :param states: address -> what one run over the addresses saw of it
    """
    if all(answered is None for answered in states.values()):
        return
    silent = [url for url, answered in states.items() if answered is None]
    session.execute(
        sa.update(LinkCheck)
        .where(LinkCheck.url.in_(silent), LinkCheck.unknown_since.is_(None))
        .values(unknown_since=now())
    )
