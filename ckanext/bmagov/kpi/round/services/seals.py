"""Whether what was kept is still what was handed in or signed, asked when it is read.

It has a digest of its own, and the log says of which digest the decision was. Each content is looked at once
in a process; `ckan bmagov audit verify` looks at everything.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.kpi.round.domain.round import Event
from ckanext.bmagov.kpi.round.model import Snapshot
from ckanext.bmagov.kpi.round.services import snapshots

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ckan.types import AlchemySession

log = logging.getLogger(__name__)

AT_ONCE: Final = 20
"""Snapshots that are held at a time: each has all that a score was made of."""

REMEMBERED: Final = 10_000

_SOUND: Final[OrderedDict[tuple[str, str], bool]] = OrderedDict()
"""What was found, by id and by the transaction that wrote the row: another content has another one."""


def broken(session: AlchemySession, ids: Collection[str]) -> set[str]:
    """Return which of these snapshots are not what was handed in or signed. Operators are told in the log."""
    versions = _versions(session, ids)
    unknown = sorted(version for version in versions.items() if version not in _SOUND)
    for first in range(0, len(unknown), AT_ONCE):
        some = dict(unknown[first : first + AT_ONCE])
        for kept_id, is_sound in _looked_at(session, some):
            _SOUND[kept_id, some[kept_id]] = is_sound
    while len(_SOUND) > REMEMBERED:
        _SOUND.popitem(last=False)
    return {version[0] for version in versions.items() if not _SOUND.get(version, True)}


def _versions(session: AlchemySession, ids: Collection[str]) -> dict[str, str]:
    written = sa.cast(sa.literal_column("bmagov_snapshot.xmin"), sa.Text)
    query = sa.select(Snapshot.id, written).where(Snapshot.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _looked_at(session: AlchemySession, ids: Collection[str]) -> Iterator[tuple[str, bool]]:
    table = Snapshot.__table__
    rows = session.execute(sa.select(table).where(table.c.id.in_(ids))).all()
    decided = _decided(session, {row.agency_id for row in rows})
    for row in rows:
        content = {name: getattr(row, name) for name in snapshots.CONTENT}
        about = (row.agency_id, row.kpi, row.fiscal_year, row.rule_version, row.rule_digest)
        names = ("agency_id", "kpi", "fiscal_year", "rule_version", "rule_digest")
        is_sound = (
            snapshots.digest_of(content) == row.digest
            and tuple(row.card.get(name) for name in names) == about
            and _place(row) in decided
        )
        if not is_sound:
            log.error(
                "What was kept of agency %s, year %s, period %s, revision %s (snapshot %s) does not match"
                " what was signed. It is not shown. Run `ckan bmagov audit verify`.",
                row.agency_id, row.fiscal_year, row.period, row.revision, row.id,
            )  # fmt: skip
        yield row.id, is_sound


def _place(row: Any) -> tuple[Any, ...]:
    return row.agency_id, row.kpi, row.fiscal_year, row.period, row.revision, row.digest


def _decided(session: AlchemySession, agencies: Collection[str]) -> set[tuple[Any, ...]]:
    """Return of what the log says that agencies handed it in, or that it was signed off."""
    entry = AuditLog.__table__.c
    kinds = {f"round_{event.value}": event for event in (*snapshots.FROZEN, Event.SIGN_OFF)}
    query = sa.select(entry.kind, entry.agency_id, entry.payload).where(
        entry.agency_id.in_(agencies), entry.kind.in_(kinds)
    )
    signed = set()
    for kind, agency_id, payload in session.execute(query):
        frozen = snapshots.FROZEN.get(kinds[kind])
        period = f"{frozen}-{payload.get('version')}" if frozen else snapshots.SIGNED_OFF
        signed.add(
            (
                agency_id,
                payload.get("kpi"),
                payload.get("fiscal_year"),
                period,
                payload.get("revision"),
                payload.get("snapshot"),
            )
        )
    return signed
