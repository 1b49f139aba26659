"""What an agency tells of its year, as the report needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import EvidencePiece
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


def record_of(session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime) -> domain.Record:
    """Return progress, uses, factors, obstacles and references of an agency's year, and its governance.

    :param as_of: the moment for which the governance record says what is current
    """
    statement = session.get(Statement, year_key(agency.node.id, rules))
    proposal = last_proposal(session, agency.node.id, rules)
    progress = session.scalars(
        standing(Progress, agency.node.id, rules).order_by(Progress.day, Progress.place)
    )
    uses = session.scalars(standing(Use, agency.node.id, rules).order_by(Use.place)).all()
    files = {row.id: row for row in session.scalars(standing(Deliverable, agency.node.id, rules))}
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
