"""What changes a dataset notes, in the same transaction, whose score may have changed; a worker is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.request_state import SCORES_TO_MAKE, STATES_TO_KEEP
from ckanext.bmagov.kpi.score.services import history, score_changes, wake

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import AlchemySession, Context


class Scoring(p.IConfigurable):
    """One small statement a save; scoring itself waits for a worker, or for who asks."""

    def configure(self, config: CKANConfig) -> None:
        """Plan the next night."""
        super().configure(config)
        if not tk.config.get("testing"):
            wake.plan_night()


def note_saved(_context: Context, dataset_id: str) -> None:
    """Note a dataset that counts for its agency, and for whoever's register names it."""
    score_changes.note_datasets(model.Session, [dataset_id])


def note_deleted(dataset_id: str) -> None:
    """Note a dataset that leaves its duties unanswered."""
    score_changes.note_datasets(model.Session, [dataset_id])


def note_owners(session: AlchemySession) -> None:
    """Note the agencies whose catalog gains or loses a dataset: which it has, is part of the score."""
    agencies: set[str] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, model.Package):
            attributes: Any = inspect(row).attrs  # type: ignore[union-attr]
            owners = attributes.owner_org.history
            if owners.has_changes() or attributes.state.history.has_changes() or row in session.deleted:
                agencies |= {owner for some in owners for owner in some or () if owner}
    if agencies:
        score_changes.note_agencies(session, agencies)


def note_states(session: AlchemySession) -> None:
    """Note the datasets of which something may be other that a past day is asked for (`history.keep`)."""
    ids = {row.id for row in (*session.new, *session.deleted) if isinstance(row, model.Package)}
    ids |= {
        row.id
        for row in session.dirty
        if isinstance(row, model.Package)
        and history.may_differ(*(inspect(row).attrs[name].history for name in history.WATCHED))  # type: ignore[union-attr]
    }
    if ids:
        STATES_TO_KEEP.of(session).update(ids)


def keep_states(session: AlchemySession) -> None:
    """Keep how they stand now, in the transaction that made it so."""
    if ids := STATES_TO_KEEP.take(session):
        history.keep(session, ids)


def wake_scorer(session: AlchemySession) -> None:
    """Have a worker score what a transaction changed that is committed."""
    if SCORES_TO_MAKE.take(session) and not tk.config.get("testing"):
        wake.soon()
