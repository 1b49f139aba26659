"""A lower level of columns takes two: what one person has tried to save, another one saves or approves.

The first try is kept as a proposal (`model.access_request.LevelChange`), beside those for files. Nothing is
committed here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

from ckanext.bmagov import access, accounts
from ckanext.bmagov.access import LevelChange, State, may_approve_lowering, policy
from ckanext.bmagov.dictionary.domain.levels import Lowering, covers, lowered, lowerings
from ckanext.bmagov.dictionary.services import dictionaries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ckan.types import AlchemySession, Context

    from ckanext.bmagov.access import Subject
    from ckanext.bmagov.dictionary.domain.spec import Dictionary
    from ckanext.bmagov.dictionary.services.dictionaries import Stored

COLUMNS = "columns"
"""The part of a proposal's changes that says which columns, and how."""


def refused(
    session: AlchemySession, context: Context, now: Stored, new: Dictionary, reason: str = ""
) -> list[Lowering]:
    """Return the columns that the caller may not lower alone; none when there are none, or two agree.

    What another person has asked for is approved by who saves it, and may: the proposal is closed with it.
    A dataset that was never published is free.

    :raises ProblemError: ACCOUNT-NEW, INVITED-PAIR: the caller may not yet be the second person
    """
    subject = dictionaries.subject_of(now.resource_id)
    if subject is None or access.is_trusted(context):
        return []
    wanted = list(lowerings(now.dictionary, new, _rank_in(subject)))
    if not wanted or not access.was_published(session, subject.dataset_id):
        return []
    who = access.reader(context)
    approves = all(may_approve_lowering(policy(), who, _at(subject, [item.before])) for item in wanted)
    asked = _open(session, subject)
    if asked is None or not approves or asked.asked_by == who.user_id:
        return wanted
    if not covers(of_proposal(asked), wanted, _rank_in(subject)):
        return wanted
    accounts.check_second(session, str(who.user_id), [asked.asked_by])
    access.close_question(session, LevelChange, asked.id, State.APPROVED, who.user_id, reason)
    _log(session, "level.approve", asked, who.user_id, subject, reason)
    return []


def ask(
    session: AlchemySession, now: Stored, wanted: Sequence[Lowering], user_id: str, reason: str
) -> LevelChange | None:
    """Keep what somebody has tried as a proposal; None when another one about the file is open."""
    subject = dictionaries.subject_of(now.resource_id)
    if subject is None or not user_id:
        return None
    before = _open(session, subject)
    if before is not None and (before.asked_by == user_id or _is_stale(session, before)):
        access.close_question(session, LevelChange, before.id, State.WITHDRAWN, user_id, "")
        _log(session, "level.withdraw", before, user_id, subject, "")
    row = LevelChange(
        dataset_id=subject.dataset_id,
        resource_id=subject.resource_id,
        asked_by=user_id,
        reason=reason,
        from_level=_at(subject, [item.before for item in wanted]).level,
        to_level=_at(subject, [item.after or "" for item in wanted]).level,
        changes={COLUMNS: [item.to_dict() for item in wanted]},
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return None
    _log(session, "level.propose", row, user_id, subject, reason)
    return row


def apply(session: AlchemySession, row: LevelChange, user_id: str) -> bool:
    """Save the dictionary as it was proposed; False when it is another one meanwhile."""
    current = dictionaries.lock(session, str(row.resource_id))
    new = lowered(current.dictionary, of_proposal(row)) if current and not current.deleted else None
    if current is None or new is None:
        return False
    dictionaries.save(
        session,
        current.resource_id,
        current.package_id,
        current,
        new,
        user_id=user_id,
        note=row.reason[:500],
    )
    return True


def of_proposal(row: Any) -> list[Lowering]:
    """Return the columns that a proposal is about; none when it is about a dataset or a file."""
    return [Lowering.from_dict(item) for item in (row.changes or {}).get(COLUMNS) or ()]


def _open(session: AlchemySession, subject: Subject) -> Any:
    result = access.open_question(session, LevelChange, subject)
    return result if result is not None and of_proposal(result) else None


def _is_stale(session: AlchemySession, row: Any) -> bool:
    subject = access.subject_of_row(session, row)
    return subject is None or subject.level != row.from_level


def _at(subject: Subject, own_levels: Sequence[str]) -> Subject:
    return replace(subject, level=policy().effective(subject.level, *own_levels), data_level="")


def _rank_in(subject: Subject) -> Callable[[str], int]:
    rules = policy()
    return lambda own_level: _at(subject, [own_level]).rank(rules)


def _log(
    session: AlchemySession, kind: str, row: LevelChange, user_id: str, subject: Subject, reason: str
) -> None:
    payload = {"proposal": row.id, "from": row.from_level, "to": row.to_level, "proposed_by": row.asked_by}
    where = access.log_place(subject)
    access.at_commit(session, user_id, kind, {**payload, **({"reason": reason} if reason else {})}, where)
