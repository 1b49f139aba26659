"""What an agency tells of its year, as the report needs it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import FiscalYear, in_bangkok
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.kpi.common.services.year_rows import standing, year_key
from ckanext.bmagov.kpi.evidence.domain import record as domain
from ckanext.bmagov.kpi.evidence.model.workspace import (
    Deliverable,
    Progress,
    Statement,
    Use,
    document_address,
)
from ckanext.bmagov.kpi.evidence.services import governance
from ckanext.bmagov.kpi.score.domain.facts import UseKind
from ckanext.bmagov.kpi.score.services.facts import last_proposal

if TYPE_CHECKING:
    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import EvidencePiece
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


def record_of(session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime) -> domain.Record:
    """Return progress, uses, factors, obstacles and references of an agency's year, and its governance.

    :param as_of: the moment for which it is asked: what came after a day that is past is left out. The end of
        the year leaves nothing out, as a report is handed in after it
    """
    day = in_bangkok(as_of).date()
    last = day if day < min(today(), FiscalYear(rules.fiscal_year).end) else dt.date.max
    statement = session.get(Statement, year_key(agency.node.id, rules))
    if statement and not _until(statement.changed_at, last):
        statement = None
    proposal = last_proposal(session, agency.node.id, rules)
    if proposal and not _until(proposal.proposed_at, last):
        proposal = None
    every = session.scalars(standing(Progress, agency.node.id, rules).order_by(Progress.day, Progress.place))
    progress = [entry for entry in every if entry.day <= last]
    used = session.scalars(standing(Use, agency.node.id, rules).order_by(Use.place))
    uses = [use for use in used if _until(use.declared_at, last)]
    documents = session.scalars(standing(Deliverable, agency.node.id, rules))
    files = {row.id: row for row in documents if _until(row.received_at, last)}
    return domain.Record(
        agency_name=agency.node.title,
        fiscal_year=rules.fiscal_year,
        database=proposal.title if proposal else "",
        progress=tuple(
            domain.Progress(entry.typed, entry.day, entry.text, entry.percent) for entry in progress
        ),
        summary=statement.summary if statement else "",
        uses=tuple(_use(use, files) for use in uses),
        exchange=tuple(statement.exchange) if statement else (),
        factors=statement.factors if statement else "",
        obstacles=statement.obstacles if statement else "",
        references=tuple(_reference(piece, files) for piece in statement.references) if statement else (),
        signed_by=statement.signed_by if statement else "",
        position=statement.position if statement else "",
        governance=governance.parts_of(session, agency, rules, files.values(), as_of),
    )


def _until(moment: dt.datetime, last: dt.date) -> bool:
    return in_bangkok(moment).date() <= last


def _use(use: Use, files: dict[str, Deliverable]) -> domain.DeclaredUse:
    pieces = [_reference(piece, files) for piece in use.evidence]
    return domain.DeclaredUse(
        UseKind(use.kind),
        use.description,
        tuple(piece.url for piece in pieces),
        tuple(piece.title for piece in pieces),
    )


def _reference(piece: EvidencePiece, files: dict[str, Deliverable]) -> domain.Reference:
    """A reference is words, an address, or a document that was handed in."""
    file = files.get(piece.get("deliverable_id", ""))
    if file:
        return domain.Reference(piece.get("title") or file.title, document_address(file.id), file.sha256)
    return domain.Reference(piece.get("title", ""), piece.get("url", ""))
