"""What the actions on an agency's own words share: write while the year is open, read texts, take back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access, config
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import normalize_block, normalize_line, refuse_control_character
from ckanext.bmagov.base.domain.url import clean_url, url_problem
from ckanext.bmagov.base.readers.clock import now, today
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.year import as_action_errors, year_of
from ckanext.bmagov.kpi.common.auth import vouches
from ckanext.bmagov.kpi.common.services.year_rows import standing
from ckanext.bmagov.kpi.common.words.messages import kpi_error_text
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Progress, Proposal, Use
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.services import score_changes
from ckanext.bmagov.kpi.score.services.cards import BANGKOK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.common.answers import WithdrawnDict
    from ckanext.bmagov.kpi.common.services.agencies import Scored
    from ckanext.bmagov.kpi.evidence.model.workspace import EvidencePiece
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet

    Row = TypeVar("Row", bound=Progress | Use)

MAX_TEXT = 10_000
MAX_LINE = 500
MAX_ITEMS = 200


def open_year(context: Context, data_dict: DataDict, *, evidence: bool = False) -> tuple[Scored, RuleSet]:
    """Return agency and rules of a year that may be written in, held so until the transaction ends.

    In a year that is over only the site itself writes: it brings in what was kept elsewhere.
    """
    agency, rules = year_of(data_dict)
    day = None if access.is_trusted(context) else today()
    with as_action_errors("state"):
        rounds.check_open(model.Session, agency.node.id, rules, day, evidence=evidence)
    return agency, rules


def user_of(context: Context) -> str:
    """Return the id of the caller as rows and the log keep it."""
    return access.reader(context).user_id or audit_log.SYSTEM


def add(row: object) -> None:
    """Insert a row, and read what the database fills in."""
    model.Session.add(row)
    model.Session.flush()
    model.Session.refresh(row)


def save(context: Context, kind: str, agency: Scored, rules: RuleSet, payload: Mapping[str, object]) -> None:
    """Note that the score may have changed, and write the log; the action commits."""
    score_changes.note_agencies(model.Session, [agency.node.id])
    logged = {"fiscal_year": rules.fiscal_year, **payload}
    audit_log.append(model.Session, user_of(context), kind, logged, agency_id=agency.node.id)


def said_already(agency: Scored, rules: RuleSet, row: Row, *same: str) -> Row | None:
    """Return the standing row that says the same as this one, or None: a form that is sent twice counts once.

    Nobody adds to the agency's year at the same time, until the transaction ends.

    :param same: names of the columns that are compared
    """
    key = f"{type(row).__tablename__} {agency.node.id} {rules.kpi} {rules.fiscal_year}"
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(key))))
    rows = model.Session.scalars(standing(type(row), agency.node.id, rules))
    return next((old for old in rows if all(getattr(old, name) == getattr(row, name) for name in same)), None)


def withdraw(
    context: Context, data_dict: DataDict, table: type[Deliverable | Progress | Proposal | Use], kind: str
) -> WithdrawnDict:
    """Take a row of the agency's year back, with a reason, and commit.

    :raises ObjectNotFound: also for a row of another agency or year
    """
    agency, rules = open_year(context, data_dict)
    row = model.Session.scalars(
        standing(table, agency.node.id, rules).where(table.id == data_dict["item"])
    ).first()
    if row is None:
        raise tk.ObjectNotFound(tk._("Not found"))
    with as_action_errors("reason"):
        reason = rounds.check_reason(data_dict["reason"])
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = user_of(context), now(), reason
    save(context, f"{kind}_withdrawn", agency, rules, {"item": row.id, "reason": reason})
    model.repo.commit()
    return {"id": row.id, "withdrawn": True}


def line(field: str, text: str, *, empty: bool = False) -> str:
    """Return one line of text in one form of each word."""
    return _checked(field, normalize_line(text), MAX_LINE, empty=empty)


def block(field: str, text: str, *, empty: bool = False) -> str:
    """Return lines of text in one form of each word."""
    return _checked(field, normalize_block(text), MAX_TEXT, empty=empty)


def _checked(field: str, text: str, limit: int, *, empty: bool) -> str:
    with as_action_errors(field):
        refuse_control_character(text)
        if not text and not empty:
            raise ProblemError("TEXT-EMPTY")
        if len(text) > limit:
            raise ProblemError("LIMIT", limit=limit, found=len(text))
    return text


def address(field: str, url: str) -> str:
    """Return a web address that everybody's computer can open; refuse others, and what is none."""
    url = clean_url(url)
    with as_action_errors(field):
        ports = config.link_ports()
        if problem := url_problem(url, public_only=True, ports=ports):
            raise ProblemError(problem, found=url, ports=", ".join(str(port) for port in sorted(ports)))
        if len(url) > 2000:
            raise ProblemError("LIMIT", limit=2000, found=len(url))
    return url


def percent_of(field: str, value: object) -> Decimal | None:
    """Return a number of per cent as people type it, with or without the sign; None for none given.

    :raises ValidationError: NUMBER-RANGE
    """
    if value is None or not str(value).strip():
        return None
    try:
        percent = Decimal(str(value).strip().removesuffix("%"))
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise refuse(field, ProblemError("NUMBER-RANGE", low="0", high="100", found=str(value)))
    return percent


def own_dataset_id(context: Context, agency_id: str, name_or_id: str) -> str:
    """Return the id of a dataset of the agency that the caller may know; empty for none given.

    :raises ValidationError: DATASET-UNKNOWN
    """
    if not name_or_id:
        return ""
    package: Any = model.Package.get(name_or_id)
    if package and package.owner_org == agency_id and access.readable(context, [package.id]):
        return package.id
    said = tk._("This agency has no such dataset")
    raise tk.ValidationError({"dataset": [f"DATASET-UNKNOWN: {said}"]})


def moment_of(context: Context, data_dict: DataDict, field: str, agency_id: str) -> dt.datetime:
    """Return when something came: now, or the middle of a day that an auditor vouches for.

    What was handed over on paper, or before there was a catalog, has its own day; an agency cannot set it,
    nor can an auditor for the agency that is theirs.
    """
    day = data_dict.get(field)
    if not day:
        return now()
    if not vouches(context, agency_id):
        if access.reader(context).auditor:
            said = tk._(
                "You belong to this agency. An auditor who does not belong to it can vouch for the day."
            )
            raise tk.ValidationError({field: [f"OWN-CASE: {said}"]})
        said = tk._("Only auditors can vouch for another day")
        raise tk.ValidationError({field: [f"FIELD-READ-ONLY: {said}"]})
    parsed_day = dt.date.fromisoformat(day)
    with as_action_errors(field):
        if parsed_day > today():
            raise ProblemError("DATE-FUTURE", day=parsed_day.isoformat(), today=today().isoformat())
    return min(dt.datetime.combine(parsed_day, dt.time(12), BANGKOK), now())


def refuse_own_work(context: Context, created_by: str) -> None:
    """Refuse to let somebody judge what they entered themselves, whichever role they have.

    :raises NotAuthorized: OWN-CASE
    """
    if created_by == access.reader(context).user_id and not access.is_trusted(context):
        model.Session.rollback()
        said = tk._("You entered this yourself. Somebody else has to decide.")
        raise tk.NotAuthorized(f"OWN-CASE: {said}")


def evidence_of(
    agency: Scored, rules: RuleSet, given: list[Any], field: str = "evidence"
) -> list[EvidencePiece]:
    """Return evidence as it is stored: ids of documents of this year, and web addresses.

    Each is ``{"deliverable_id": ...}``, ``{"url": ...}`` or just a string of either kind.
    """
    with as_action_errors(field):
        if len(given) > MAX_ITEMS:
            raise ProblemError("LIMIT", limit=MAX_ITEMS, found=len(given))
    known = set(
        model.Session.scalars(standing(Deliverable, agency.node.id, rules).with_only_columns(Deliverable.id))
    )
    out: list[EvidencePiece] = []
    for item in given:
        kind = "deliverable_id" if str(item) in known else "url"
        plain = item if isinstance(item, dict) else {kind: str(item)}
        if plain.get("deliverable_id"):
            if plain["deliverable_id"] not in known:
                raise tk.ValidationError({field: [tk._("There is no such document")]})
            piece: EvidencePiece = {"deliverable_id": plain["deliverable_id"]}
        elif plain.get("url"):
            piece = {"url": address(field, str(plain["url"]))}
        else:
            piece = {}
        if plain.get("title"):
            piece["title"] = line(field, str(plain["title"]))
        if piece:
            out.append(piece)
    return out


def refuse(field: str, error: ProblemError) -> tk.ValidationError:
    """Return a problem of the domain as the error of a field."""
    return tk.ValidationError({field: [kpi_error_text(error)]})
