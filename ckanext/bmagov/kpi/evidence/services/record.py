"""What an agency tells of its year, as the report needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckanext.bmagov.kpi.evidence.domain import record as domain
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Progress, Proposal, Statement, Use
from ckanext.bmagov.kpi.evidence.services import governance
from ckanext.bmagov.kpi.score.domain.facts import UseKind

if TYPE_CHECKING:
    import datetime as dt

    from ckan.types import AlchemySession

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


def record_of(session: AlchemySession, agency: Scored, rules: RuleSet, as_of: dt.datetime) -> domain.Record:
    """Return progress, uses, factors, obstacles and references of an agency's year, and its governance.

    :param as_of: the moment for which the governance record says what is current
    """
    key = (agency.node.id, rules.kpi, rules.fiscal_year)
    statement = session.get(Statement, key)
    proposal = session.scalars(_standing(Proposal, key).order_by(Proposal.created_at.desc()).limit(1)).first()
    progress = session.scalars(_standing(Progress, key).order_by(Progress.day, Progress.place))
    uses = session.scalars(_standing(Use, key).order_by(Use.place)).all()
    files = {row.id: row for row in session.scalars(_standing(Deliverable, key))}
    return domain.Record(
        agency_name=agency.node.title,
        fiscal_year=rules.fiscal_year,
        database=proposal.title if proposal else "",
        progress=tuple(
            domain.Progress(entry.typed, entry.day, entry.text, entry.percent) for entry in progress
        ),
        summary=statement.summary if statement else "",
        uses=tuple(
            domain.DeclaredUse(
                UseKind(use.kind),
                use.description,
                tuple(_address(piece, files) for piece in use.evidence),
                tuple(_title(piece, files) for piece in use.evidence),
            )
            for use in uses
        ),
        exchange=tuple(statement.exchange) if statement else (),
        factors=statement.factors if statement else "",
        obstacles=statement.obstacles if statement else "",
        references=tuple(_reference(piece, files) for piece in statement.references) if statement else (),
        signed_by=statement.signed_by if statement else "",
        position=statement.position if statement else "",
        governance=governance.parts_of(session, agency, rules, files.values(), as_of),
    )


def _standing(table: Any, key: tuple[str, str, int]) -> sa.Select[Any]:
    agency_id, kpi, fiscal_year = key
    return sa.select(table).where(
        table.agency_id == agency_id,
        table.kpi == kpi,
        table.fiscal_year == fiscal_year,
        table.withdrawn_at.is_(None),
    )


def _address(piece: dict[str, Any], files: dict[str, Deliverable]) -> str:
    if "url" in piece:
        return str(piece["url"])
    return f"/kpi/document/{piece['deliverable_id']}" if piece["deliverable_id"] in files else ""


def _title(piece: dict[str, Any], files: dict[str, Deliverable]) -> str:
    file = files.get(piece.get("deliverable_id", ""))
    return str(piece.get("title") or (file.title if file else ""))


def _reference(piece: dict[str, Any], files: dict[str, Deliverable]) -> domain.Reference:
    """A reference is words, an address, or a document that was handed in."""
    file = files.get(piece.get("deliverable_id", ""))
    if file:
        return domain.Reference(piece.get("title") or file.title, f"/kpi/document/{file.id}", file.sha256)
    return domain.Reference(piece.get("title", ""), piece.get("url", ""))
