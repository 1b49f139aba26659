"""From what would be done to a job that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.metadata.bulk.domain.plan import WAITING
from ckanext.bmagov.metadata.bulk.services import queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.bmagov.metadata.bulk.domain.plan import Plan


def start(user_id: str, kind: str, plans: Sequence[Plan], undoes: str | None = None) -> str | None:
    """Note the job, commit, and wake a worker; return its id, or None when there is nothing to do.

    :param kind: `import`, `undo` or the name of an act
    :param undoes: id of the job that this one puts back
    """
    if not any(plan.status == WAITING for plan in plans):
        return None
    job_id = queue.store(model.Session, user_id, kind, lang(), plans, undoes).id
    model.Session.commit()
    queue.wake(job_id)
    return job_id
