"""Sessions end for all browsers at once: at logout, with a new password, and when an account loses a right.

The cookie holds the epoch of its account, the database the one that counts. The epoch is in PostgreSQL, next
to what it protects: a Redis that is emptied or away neither revives a session nor ends one.

Listens to the database session, so that it does not matter which page, action, command or plugin took the
right away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.bmagov.accounts.domain.session import Ended, lowered
from ckanext.bmagov.accounts.model import AccountSession
from ckanext.bmagov.base.request_state import SAME_PASSWORD, SESSIONS_ENDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import AlchemySession

REVOKES_TOKENS = frozenset({Ended.PASSWORD, Ended.STATE})
"""What also ends API tokens: whoever sets a new password shuts out whoever had the old one."""


def epoch_of(session: AlchemySession, user_id: str) -> int:
    """Return the epoch that a session of the account must carry."""
    return session.scalar(sa.select(AccountSession.epoch).where(AccountSession.user_id == user_id)) or 0


def last_login(session: AlchemySession, user_id: str) -> Any:
    """Return when the account last logged in, or None."""
    return session.scalar(sa.select(AccountSession.last_login).where(AccountSession.user_id == user_id))


def end_all(user_id: str, reason: Ended) -> None:
    """End all sessions of an account now, whatever becomes of the request."""
    with model.ensure_engine().begin() as connection:
        _end(connection, user_id, reason)


def note_login(user_id: str) -> int:
    """Keep when somebody logged in; return the epoch for the new session."""
    row = insert(AccountSession).values(user_id=user_id, last_login=sa.func.now())
    row = row.on_conflict_do_update(index_elements=["user_id"], set_={"last_login": sa.func.now()})
    with model.ensure_engine().begin() as connection:
        return connection.scalar(row.returning(AccountSession.epoch)) or 0


def new_reset_key(user_id: str, key: str) -> str:
    """Store the key of a link for a new password; the one before no longer opens anything."""
    user: Any = model.User
    table = user.__table__
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.update(table).where(table.c.id == user_id).values(reset_key=key))
    return key


def _end(session: AlchemySession | sa.Connection, user_id: str, reason: Ended) -> None:
    row = insert(AccountSession).values(user_id=user_id, epoch=1, ended_at=sa.func.now(), reason=reason.value)
    over = {"epoch": AccountSession.epoch + 1, "ended_at": sa.func.now(), "reason": reason.value}
    session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=over))
    if reason in REVOKES_TOKENS:
        token: Any = model.ApiToken
        tokens = token.__table__
        session.execute(sa.delete(tokens).where(tokens.c.user_id == user_id))


def note_losses(session: AlchemySession) -> None:
    """Note who loses a right by what is about to be stored."""
    waiting: dict[str, Ended] = SESSIONS_ENDED.of(session)
    for row in session.dirty:
        for user_id, reason in _lost(session, row):
            if waiting.get(user_id) not in REVOKES_TOKENS:
                waiting[user_id] = reason
    for row in session.deleted:
        if isinstance(row, model.Member) and _is_active_person(row):
            waiting.setdefault(str(row.table_id), Ended.ROLE)


def _lost(session: AlchemySession, row: Any) -> Iterator[tuple[str, Ended]]:
    """Yield who loses what by the change of a row."""
    if isinstance(row, model.User):
        if _changed(row, "_password") and not SAME_PASSWORD.of(session):
            yield row.id, Ended.PASSWORD
        if _changed(row, "state") and row.state != model.State.ACTIVE:
            yield row.id, Ended.STATE
        if _changed(row, "sysadmin") and not row.sysadmin:
            yield row.id, Ended.SYSADMIN
    elif isinstance(row, model.Member):
        if row.table_name == "user" and _lost_membership(row):
            yield str(row.table_id), Ended.ROLE
    elif isinstance(row, model.Group) and _changed(row, "state") and row.state != model.State.ACTIVE:
        member: Any = model.Member
        people = sa.select(member.table_id).where(
            member.group_id == row.id, member.table_name == "user", member.state == model.State.ACTIVE
        )
        with session.no_autoflush:
            yield from ((user_id, Ended.ROLE) for user_id in session.scalars(people))


def _lost_membership(row: Any) -> bool:
    if _changed(row, "state"):
        return row.state != model.State.ACTIVE
    if row.state != model.State.ACTIVE or not _changed(row, "capacity"):
        return False
    before = inspect(row).attrs["capacity"].history.deleted
    # What it was is not known when nobody has read it: then it may have been more.
    return not before or lowered(str(before[0]), str(row.capacity))


def _is_active_person(row: Any) -> bool:
    return row.table_name == "user" and row.state == model.State.ACTIVE


def _changed(row: Any, name: str) -> bool:
    history = inspect(row).attrs[name].history
    return bool(history.added) and tuple(history.added) != tuple(history.deleted or ())


def end_noted(session: AlchemySession) -> None:
    """End the sessions of those who lost a right, in the transaction that takes it."""
    for user_id, reason in sorted(SESSIONS_ENDED.take(session).items()):
        _end(session, user_id, reason)
