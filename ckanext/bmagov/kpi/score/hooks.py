"""What changes a dataset notes, in the same transaction, whose score may have changed; a worker is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event, inspect

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import files
from ckanext.bmagov.kpi.score.services import score_changes, wake
from ckanext.bmagov.kpi.score.services.terms import terms

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import AlchemySession, Context


class Scoring(p.IConfigurable, p.IPackageController):
    """One small statement a save; scoring itself waits for a worker, or for who asks."""

    def configure(self, config: CKANConfig) -> None:
        """Begin to listen, once, and plan the next night."""
        super().configure(config)
        for name, listener in LISTENERS.items():
            if not event.contains(model.Session, name, listener):
                event.listen(model.Session, name, listener)
        files.take_terms_from(terms)
        if not tk.config.get("testing"):
            wake.plan_night()

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """A new dataset counts for its agency."""
        super().after_dataset_create(context, pkg_dict)
        _note(pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """A changed dataset counts for its agency, and for whoever's register names it."""
        super().after_dataset_update(context, pkg_dict)
        _note(pkg_dict["id"])

    def after_dataset_delete(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """A deleted dataset leaves its duties unanswered."""
        super().after_dataset_delete(context, pkg_dict)
        _note(pkg_dict["id"])


def _note(dataset_id: str) -> None:
    score_changes.note_datasets(model.Session, [dataset_id])


def _before_flush(session: AlchemySession, _context: Any, _instances: Any) -> None:
    """Note the agencies whose catalog gains or loses a dataset: which it has, is part of the score."""
    agencies: set[str] = set()
    for one in (*session.new, *session.dirty, *session.deleted):
        if isinstance(one, model.Package):
            attributes: Any = inspect(one).attrs  # type: ignore[union-attr]
            owners = attributes.owner_org.history
            if owners.has_changes() or attributes.state.history.has_changes() or one in session.deleted:
                agencies |= {owner for some in owners for owner in some or () if owner}
    if agencies:
        score_changes.note_agencies(session, agencies)


def _after_commit(session: Any) -> None:
    if session.in_nested_transaction():  # a savepoint, which is no end of anything
        return
    if session.info.pop(score_changes.WAKE, False) and not tk.config.get("testing"):
        wake.soon()


def _after_rollback(session: AlchemySession) -> None:
    session.info.pop(score_changes.WAKE, None)


LISTENERS: Final[dict[str, Any]] = {
    "before_flush": _before_flush,
    "after_commit": _after_commit,
    "after_rollback": _after_rollback,
}
