"""The agency's own words on its year: summary, factors, obstacles, references, stated achievement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.kpi.common.actions.workspace import (
    address,
    block,
    evidence_of,
    line,
    open_year,
    percent_of,
    save,
    user_of,
)
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import editors, year_readers
from ckanext.bmagov.kpi.common.services.year_rows import year_key
from ckanext.bmagov.kpi.evidence.actions.use import evidence_dict
from ckanext.bmagov.kpi.evidence.model.workspace import Statement
from ckanext.bmagov.kpi.evidence.schema import workspace as schema
from ckanext.bmagov.kpi.evidence.services.documents import documents_of

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.answers import StatementDict
    from ckanext.bmagov.kpi.evidence.model.workspace import EvidencePiece
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.round_show_schema, allowed=year_readers)
def bmagov_statement_show(context: Context, data_dict: DataDict) -> StatementDict:
    """Show what an agency says of its year.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: ``version`` (0 while nothing is said), ``summary``, ``exchange`` (addresses), ``factors``,
        ``obstacles``, ``references`` (``title``, ``link``), ``stated`` (per cent, or null), ``signed_by``,
        ``position``
    :rtype: dict
    """
    return _plain(_row(*year_of(data_dict)))


@writes(schema.statement_update_schema, allowed=editors)
def bmagov_statement_update(context: Context, data_dict: DataDict) -> StatementDict:
    """Say or change what the agency says of its year; all of it at once. Editors of the agency.

    :param id: name or id of the agency
    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param version: the version that you read (0 for the first)
    :param summary: summary at the end of the year, in lines
    :param exchange: addresses through which the data are exchanged
    :type exchange: list
    :param factors: supporting factors
    :param obstacles: obstacles
    :param references: documents, addresses or just words: ids, addresses, or dicts of ``deliverable_id`` or
        ``url``, and ``title``
    :type references: list
    :param stated: the achievement that the agency itself states, per cent 0 to 100 (optional)

    :returns: as ``bmagov_statement_show``
    :raises ValidationError: STALE-VERSION, NUMBER-RANGE, LIMIT, URL-..., REVIEW-SUBMITTED, REVIEW-LOCKED
    """
    agency, rules = open_year(context, data_dict)
    row = _row(agency, rules, hold=True)
    with as_action_errors("version"):
        if (row.version if row else 0) != data_dict.get("version"):
            raise ProblemError(
                "STALE-VERSION", version=row.version if row else 0, read=data_dict.get("version")
            )
    values = {
        "summary": block("summary", data_dict["summary"], empty=True),
        "exchange": [address("exchange", str(url)) for url in data_dict["exchange"] if str(url).strip()],
        "factors": block("factors", data_dict["factors"], empty=True),
        "obstacles": block("obstacles", data_dict["obstacles"], empty=True),
        "references": _references(agency, rules, data_dict["references"]),
        "stated": percent_of("stated", data_dict.get("stated")),
        "changed_by": user_of(context),
    }
    if row is None:
        row = Statement(**year_key(agency.node.id, rules), **values)
        model.Session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
    model.Session.flush()
    model.Session.refresh(row)
    save(context, "statement", agency, rules, {"version": row.version, "stated": str(row.stated or "")})
    model.repo.commit()
    return _plain(row)


def _references(agency: Scored, rules: RuleSet, given: list[Any]) -> list[EvidencePiece]:
    """A reference may be words alone: a file in a cupboard is one too."""
    out: list[EvidencePiece] = []
    for reference in given:
        words = reference.get("title", "") if isinstance(reference, dict) else str(reference)
        bare = (
            isinstance(reference, dict) and not reference.get("url") and not reference.get("deliverable_id")
        )
        if bare or (isinstance(reference, str) and "://" not in reference and len(reference) != 36):
            if words.strip():
                out.append({"title": line("references", words)})
        else:
            out += evidence_of(agency, rules, [reference], "references")
    return out


def _row(agency: Scored, rules: RuleSet, *, hold: bool = False) -> Statement | None:
    key = year_key(agency.node.id, rules)
    return model.Session.get(Statement, key, with_for_update=True if hold else None)


def _plain(row: Statement | None) -> StatementDict:
    pieces = row.references if row else []
    files = documents_of(model.Session, (piece.get("deliverable_id") for piece in pieces))
    return {
        "version": row.version if row else 0,
        "summary": row.summary if row else "",
        "exchange": list(row.exchange) if row else [],
        "factors": row.factors if row else "",
        "obstacles": row.obstacles if row else "",
        "references": [evidence_dict(piece, files) for piece in pieces],
        "stated": None if row is None or row.stated is None else str(row.stated),
        "signed_by": row.signed_by if row else "",
        "position": row.position if row else "",
    }
