"""Bring the catalog's organizations to what a list of agencies says: read the list, compare, then write."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ckan import model

from ckanext.bmagov.agencies import readers as stored
from ckanext.bmagov.agencies.domain.csv_list import Reading, Row, RowProblem, parents_first, read_list
from ckanext.bmagov.agencies.domain.fields import CURRENT, Agency, AgencyError
from ckanext.bmagov.base.domain.problem import Problem
from ckanext.bmagov.base.domain.table import detect_delimiter
from ckanext.bmagov.base.domain.table.encoding import detect_encoding
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.folder import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import AlchemySession

    from ckanext.bmagov.agencies.readers import StoredAgency

PROJECT_LIST = PACKAGE / "data" / "agencies.csv"

FIELDS = {
    "name_th": "title",
    "name_en": "title_en",
    "abbrev_th": "abbreviation_th",
    "abbrev_en": "abbreviation_en",
    "code8": "code8",
    "code4": "code4",
    "dopa_code": "dopa_code",
    "kind": "kind",
    "zone": "zone",
    "status": "agency_status",
    "ended_on": "ended_on",
}
"""Column of a list to field of an organization. An empty cell says nothing: it never empties a field."""


@dataclass(frozen=True)
class Change:
    """What a row asks for. ``agency_id`` is None for a new organization, ``fields`` empty when all agrees."""

    row: Row
    agency_id: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """All changes, parents before children, and what is left alone.

    ``skipped`` are rows of agencies that are not current, ``deleted`` the names of those that somebody has
    deleted from the catalog: a list does not bring them back.
    """

    changes: tuple[Change, ...]
    skipped: int
    deleted: tuple[str, ...]


def decode(content: bytes) -> str:
    """Return the text of a CSV file in UTF-8 (with or without mark), UTF-16 or Windows-874.

    Raises AgencyError for bytes that are none of these.
    """
    guess = detect_encoding(content, complete=True)
    try:
        return content.decode(guess.codec)
    except (UnicodeDecodeError, LookupError) as error:
        raise AgencyError("not_text") from error


def read_text(text: str, session: AlchemySession) -> Reading:
    """Read a list of agencies written as CSV, and judge it beside the agencies of the catalog."""
    text = text.removeprefix("\ufeff")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=detect_delimiter(text).character, strict=True)
    records: list[tuple[int, list[str]]] = []
    try:
        for cells in lines:
            records.append((lines.line_num, cells))  # noqa: PERF401 - line_num is the reader's, at this moment
    except csv.Error:
        return Reading((), (RowProblem(lines.line_num, "", Problem("not_csv")),))
    header = records[0][1] if records else []
    lists = {name: codelist(f"agency_{name}") for name in ("kind", "zone", "status")}
    return read_list(header, records[1:], lists, _known(session))


def _known(session: AlchemySession) -> dict[str, str]:
    agencies = stored.stored_agencies(session)
    codes = {agency.id: agency.code8 for agency in agencies}
    return {agency.code8: codes.get(agency.parent_id, "") for agency in agencies if agency.code8}


def make_plan(
    rows: Sequence[Row], session: AlchemySession, *, include_historic: bool
) -> tuple[Plan, list[RowProblem]]:
    """Compare rows with the catalog; an organization is known by its code, one without a code by its name."""
    wanted = [row for row in rows if include_historic or row.agency.status == CURRENT]
    everyone = stored.stored_agencies(session, (model.State.ACTIVE, model.State.DELETED))
    by_code = {agency.code8: agency for agency in everyone if agency.code8}
    by_name = {agency.name: agency for agency in everyone if not agency.code8}
    by_id = {agency.id: agency for agency in everyone}
    taken = stored.names_in_use(session, [row.agency.name for row in wanted])

    changes, deleted, problems = [], [], []
    for row in parents_first(wanted):
        match = by_code.get(row.agency.code8) or by_name.get(row.agency.name)
        if match is None and row.agency.name in taken:
            problems.append(RowProblem(row.line, "name", Problem("name_taken", {"value": row.agency.name})))
        elif match is not None and match.state == model.State.DELETED:
            deleted.append(match.name)
        else:
            parent = _parent_name(row.agency, by_code, wanted)
            changes.append(
                Change(row, match.id if match else None, _differences(row.agency, match, parent, by_id))
            )
    return Plan(tuple(changes), len(rows) - len(wanted), tuple(deleted)), problems


def _parent_name(agency: Agency, by_code: Mapping[str, StoredAgency], wanted: Sequence[Row]) -> str:
    """Return the name of the organization above; empty when the row tells none, or one that is deleted."""
    known = by_code.get(agency.parent_code8)
    if known:
        return known.name if known.state == model.State.ACTIVE else ""
    return next((row.agency.name for row in wanted if row.agency.code8 == agency.parent_code8), "")


def _differences(
    agency: Agency, match: StoredAgency | None, parent: str, by_id: Mapping[str, StoredAgency]
) -> dict[str, str]:
    said = {field: getattr(agency, column) for column, field in FIELDS.items()}
    said["successor_codes"] = " ".join(agency.successor_codes)
    said["parent"] = parent
    said = {field: value for field, value in said.items() if value}
    if match is None:
        return {**said, "name": agency.name}
    above = by_id.get(match.parent_id)
    has = {**match.fields, "parent": above.name if above else ""}
    return {field: value for field, value in said.items() if has.get(field, "") != value}


def remove_member(session: AlchemySession, user_id: str, agency_ids: Sequence[str]) -> None:
    """Take a user out of organizations again: core makes the creator of each its administrator."""
    members = session.query(model.Member).filter(
        model.Member.table_name == "user",
        model.Member.table_id == user_id,
        model.Member.group_id.in_(agency_ids),
    )
    for member in members:
        session.delete(member)
    # Organizations in the session still hold the rows that are gone.
    session.flush()
    session.expire_all()
