"""The register of obligations: which datasets each agency must keep, and how often both sides agreed."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.access import check_second_person, policy
from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.formats import table
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.base.words.tables import table_problem
from ckanext.bmagov.kpi.common.actions.workspace import line
from ckanext.bmagov.kpi.common.actions.year import as_action_errors
from ckanext.bmagov.kpi.common.auth import (
    EDITING,
    audit_role,
    auditors,
    judges,
    members,
    own_case_text,
    reads_audit,
)
from ckanext.bmagov.kpi.common.services.people import people
from ckanext.bmagov.kpi.common.words.labels import obligation_kind_label
from ckanext.bmagov.kpi.common.words.messages import kpi_problem_text
from ckanext.bmagov.kpi.evidence.domain.duplicates import title_key
from ckanext.bmagov.kpi.register import auth, schema
from ckanext.bmagov.kpi.register.domain import obligations as domain
from ckanext.bmagov.kpi.register.domain.register_list import Entry, RowProblem, read_list
from ckanext.bmagov.kpi.register.model import Obligation
from ckanext.bmagov.kpi.register.services import as_domain, fill, readable_duties
from ckanext.bmagov.kpi.round.services import rounds
from ckanext.bmagov.kpi.score.services import score_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ckan.types import Context, DataDict


AUDIT_SIDE, AGENCY_SIDE = "audit", "agency"
MOST_SUGGESTED = 5


@reads(schema.obligation_list_schema, allowed=members)
def bmagov_obligation_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """List duties of the register. Auditors read all, members of agencies their own.

    :param agency: only of this agency, by name or id (optional)
    :param kind: ``city_indicator``, ``spatial`` or ``new_database`` (optional)
    :param fiscal_year: only those that count in this fiscal year, พ.ศ. (optional)
    :param state: ``unlinked`` (no dataset), ``open_agreement`` (proposed, not confirmed) or ``removed``
        (optional; without it those that were not taken off)
    :param q: words of the title (optional)
    :param limit: at most so many (optional, default: 100, at most 1000)
    :param offset: leave out the first (optional)

    :returns: ``count``, ``hidden`` (points to duties that you may not read; null when fewer than three) and
        ``results``, each as in ``bmagov_obligation_show``
    :rtype: dict
    """
    rows = model.Session.scalars(_selected(context, data_dict)).all()
    words = match_key(data_dict["q"])
    duties = [as_domain(row) for row in rows]
    readable_ids = (
        {duty.id for duty in duties} if access.is_trusted(context) else readable_duties(context, duties)
    )
    seen = [row for row in rows if row.id in readable_ids and words in match_key(row.title)]
    hidden = len(rows) - len(readable_ids)
    page = seen[data_dict["offset"] :][: data_dict["limit"]]
    return {"count": len(seen), "hidden": hidden if hidden >= 3 else None, "results": _plain(context, page)}


def _selected(context: Context, data_dict: DataDict) -> sa.Select[Any]:
    query = sa.select(Obligation).order_by(Obligation.agency_id, Obligation.kind, Obligation.title)
    if data_dict.get("agency"):
        group: Any = model.Group.get(data_dict["agency"])
        query = query.where(Obligation.agency_id == (group.id if group else ""))
    if not (access.is_trusted(context) or reads_audit(context)):
        query = query.where(Obligation.agency_id.in_(list(access.reader(context).roles)))
    if data_dict.get("kind"):
        query = query.where(Obligation.kind == data_dict["kind"])
    if data_dict.get("fiscal_year"):
        query = query.where(Obligation.added_year <= data_dict["fiscal_year"])
    state = data_dict.get("state")
    query = query.where(
        Obligation.removal.is_not(None) if state == "removed" else Obligation.removal.is_(None)
    )
    if state == "unlinked":
        query = query.where(Obligation.dataset_id == "")
    if state == "open_agreement":
        last = Obligation.agreements[-1]["confirmed_on"].astext
        query = query.where(sa.func.jsonb_array_length(Obligation.agreements) > 0, last.is_(None))
    return query


@reads(schema.obligation_show_schema, allowed=auth.duty_readers)
def bmagov_obligation_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Show one duty.

    :param id: id of the duty

    :returns: ``id``, ``version``, ``agency`` (id, name, title, title_en), ``kind``, ``kind_label``,
        ``added_year``,
        ``title``, ``dataset`` (id, name, title, in_catalog; or null), ``level``, ``owner``, ``agreement`` in
        force, ``proposed`` (the open one, with ``side``), ``agreements`` (all), ``removal``
    :rtype: dict
    """
    return _plain(context, [_row(data_dict["id"])])[0]


@writes(schema.obligation_create_schema, allowed=auth.duty_auditors)
def bmagov_obligation_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Enter a duty. Auditors. With a frequency it is proposed at once; the agency confirms it.

    :param agency: name or id of the agency
    :param kind: ``city_indicator``, ``spatial`` or ``new_database``
    :param title: the duty's own words
    :param added_year: the fiscal year from which on it counts, พ.ศ.
    :param dataset: id or name of the dataset that answers it (optional)
    :param level: classification level agreed for it (optional)
    :param owner: who is responsible (optional)
    :param frequency_unit: update frequency, as in the code list ``update_frequency`` (optional)
    :param frequency_interval: so many units (optional, default: 1)
    :param extent: what is recorded (optional)
    :param form: in which form (optional)

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: AGENCY-UNKNOWN, DATASET-UNKNOWN, LEVEL-UNKNOWN, FREQUENCY-UNKNOWN, ROW-TWICE
    """
    group: Any = model.Group.get(data_dict["agency"])
    with as_action_errors("agency"):
        if group is None or not group.is_organization:
            raise ProblemError("AGENCY-UNKNOWN", found=data_dict["agency"])
    duty = domain.Obligation(
        id="",
        agency_id=group.id,
        kind=domain.ObligationKind(data_dict["kind"]),
        added_year=data_dict["added_year"],
        title=line("title", data_dict["title"]),
        dataset_id=_dataset(context, group.id, data_dict["dataset"]),
        level=_level(data_dict["level"]),
        owner=line("owner", data_dict["owner"], empty=True),
    )
    with as_action_errors("title"):
        _check_new(duty)
    if data_dict["frequency_unit"]:
        with as_action_errors("frequency_unit"):
            duty = _proposed(context, duty, data_dict)
    row = _store(duty, _user(context))
    return _done(context, [row], "obligation_create")[0]


@writes(schema.obligation_update_schema, allowed=auth.both_sides)
def bmagov_obligation_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Change a duty. Auditors; editors of the agency link its dataset only.

    :param id: id of the duty
    :param version: the version that you read
    :param title: (optional)
    :param kind: (optional)
    :param owner: (optional)
    :param level: (optional)
    :param dataset: id or name of the dataset that answers it; empty to unlink (optional)
    :param agency: name or id of the agency to which it moves, after a split (optional)
    :param reason: why; needed when it moves

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, DATASET-UNKNOWN, LEVEL-UNKNOWN, AGENCY-UNKNOWN, REASON-REQUIRED
    """
    names = {name for name in ("title", "kind", "owner", "level", "dataset", "agency") if name in data_dict}

    def change(duty: domain.Obligation) -> domain.Obligation:
        if names - {"dataset"}:
            _check_auditor(context, duty.agency_id)
        if "title" in names:
            duty = replace(duty, title=line("title", data_dict["title"]))
        if "kind" in names:
            duty = replace(duty, kind=domain.ObligationKind(data_dict["kind"]))
        if "owner" in names:
            duty = replace(duty, owner=line("owner", data_dict["owner"], empty=True))
        if "level" in names:
            duty = replace(duty, level=_level(data_dict["level"]))
        if "agency" in names:
            group: Any = model.Group.get(data_dict["agency"])
            if group is None or not group.is_organization:
                raise ProblemError("AGENCY-UNKNOWN", found=data_dict["agency"])
            _check_auditor(context, group.id)
            rounds.check_reason(data_dict["reason"])
            duty = replace(duty, agency_id=group.id)
        if "dataset" in names:
            duty = replace(duty, dataset_id=_dataset(context, duty.agency_id, data_dict["dataset"]))
        return duty

    return _change(context, data_dict, change, "obligation_update")


@writes(schema.obligation_propose_schema, allowed=auth.both_sides)
def bmagov_obligation_propose(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Propose what is recorded and how often. Either side; the other one confirms.

    :param id: id of the duty
    :param version: the version that you read
    :param frequency_unit: as in the code list ``update_frequency``
    :param frequency_interval: so many units (optional, default: 1)
    :param extent: what is recorded (optional)
    :param form: in which form (optional)

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, FREQUENCY-UNKNOWN, FREQUENCY-INTERVAL
    """
    return _change(
        context,
        data_dict,
        lambda duty: _proposed(context, duty, data_dict),
        "obligation_propose",
        "frequency_unit",
    )


@writes(schema.obligation_change_schema, allowed=auth.both_sides)
def bmagov_obligation_confirm(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Confirm what the other side proposed: from today on it is agreed.

    :param id: id of the duty
    :param version: the version that you read

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, AGREEMENT-NONE, AGREEMENT-SELF
    :raises NotAuthorized: ACCOUNT-NEW, INVITED-PAIR
    """

    def change(duty: domain.Obligation) -> domain.Obligation:
        last = duty.agreements[-1] if duty.agreements else None
        sides = _sides(context, duty)
        open_side = _side_of(last.proposed_by) if last and not last.in_force_from else ""
        alone = open_side in sides and len(sides) == 1
        same_person = last is not None and last.proposed_by.partition(":")[2] == _user(context)
        if open_side and (alone or (same_person and not access.is_trusted(context))):
            raise ProblemError("AGREEMENT-SELF", by="")
        check_second_person(context, [last.proposed_by.partition(":")[2]] if last else [])
        other = AGENCY_SIDE if last and _side_of(last.proposed_by) == AUDIT_SIDE else AUDIT_SIDE
        return domain.confirm(duty, f"{other}:{_user(context)}", today())

    return _change(context, data_dict, change, "obligation_confirm")


@writes(schema.obligation_change_schema, allowed=auth.duty_supervisors)
def bmagov_obligation_remove(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a duty off the register, with a reason. Supervisors. It stays readable, and stops to count.

    :param id: id of the duty
    :param version: the version that you read
    :param reason: why

    :returns: as ``bmagov_obligation_show``
    :raises ValidationError: STALE-VERSION, REASON-REQUIRED, OBLIGATION-REMOVED
    """
    return _change(
        context,
        data_dict,
        lambda duty: domain.remove(duty, data_dict["reason"], _user(context), today()),
        "obligation_remove",
        "reason",
    )


@reads(schema.obligation_show_schema, allowed=auth.duty_readers)
def bmagov_obligation_suggest(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Suggest datasets of the agency that may answer a duty, the likeliest first. A person confirms one.

    :param id: id of the duty

    :returns: at most five, each with ``id``, ``name``, ``title`` and ``same_title``
    :rtype: list of dicts
    """
    duty = as_domain(_row(data_dict["id"]))
    package: Any = model.Package
    query = sa.select(package.id, package.name, package.title).where(
        package.owner_org == duty.agency_id, package.state == "active", package.type == "dataset"
    )
    wanted = title_key(duty.title)
    ranked = sorted(
        ((_likeness(wanted, title_key(row.title or "")), row) for row in model.Session.execute(query)),
        key=lambda pair: (-pair[0], pair[1].title),
    )
    known = access.readable(context, [row.id for share, row in ranked if share > 0])
    return [
        {"id": row.id, "name": row.name, "title": row.title, "same_title": share == 1}
        for share, row in ranked
        if share > 0 and row.id in known
    ][:MOST_SUGGESTED]


def _likeness(title: str, other: str) -> float:
    """Return how much two titles share: pairs of neighbouring letters, as Thai has no blanks to go by."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (title, other)]
    both = pairs[0] & pairs[1]
    share = 2 * len(both) / (len(pairs[0]) + len(pairs[1])) if all(pairs) else float(title == other)
    return share if share >= 0.4 else 0


@writes(schema.obligation_import_schema, allowed=auditors)
def bmagov_obligation_import(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Enter duties from a list (CSV or XLSX, headings in Thai or English). Auditors. All of it or nothing.

    A duty that is there already (same agency, kind and title) is left as it is. What a frequency stands with
    is proposed; agencies confirm.

    :param upload: the file
    :type upload: FieldStorage or FlaskFileStorage (multipart/form-data)
    :param content: or the list as CSV text
    :param fiscal_year: fiscal year (พ.ศ.) of rows that name none
    :param dry_run: tell what would happen and keep nothing (optional, default: true)
    :param hash: the ``hash`` of the dry run; another file is refused (optional)

    :returns: ``created`` and ``unchanged`` (lists of row, agency, title), ``ignored`` (headings without
        meaning), ``hash`` (SHA-256 of the file), ``dry_run``
    :raises ValidationError: ``rows``: one message for each bad cell, with row and column; ``upload`` for the
        file as a whole; FILE-CHANGED
    :rtype: dict
    """
    content = _bytes(data_dict)
    seal = hashlib.sha256(content).hexdigest()
    if data_dict["hash"] and data_dict["hash"] != seal:
        with as_action_errors("upload"):
            raise ProblemError("FILE-CHANGED")
    entries, ignored = _entries(content, data_dict["fiscal_year"])
    created, unchanged, rows = _plan(context, entries)
    if not data_dict["dry_run"]:
        for duty in rows:
            _store(duty, _user(context))
        score_changes.note_agencies(model.Session, {duty.agency_id for duty in rows})
        payload = {"created": len(created), "unchanged": len(unchanged), "sha256": seal}
        audit_log.append(model.Session, _user(context), "obligation_import", payload)
        model.repo.commit()
    shown = [{"row": entry.row, "agency": entry.agency, "title": entry.title} for entry in created]
    same = [{"row": entry.row, "agency": entry.agency, "title": entry.title} for entry in unchanged]
    return {
        "created": shown,
        "unchanged": same,
        "ignored": list(ignored),
        "hash": seal,
        "dry_run": data_dict["dry_run"],
    }


MAX_IMPORT: Final = 2 * 1024 * 1024
"""Bytes of a list of obligations; that of the whole city has less than one million."""


def _bytes(data_dict: DataDict) -> bytes:
    upload = data_dict.get("upload")
    if upload is not None and getattr(upload, "filename", ""):
        source = getattr(upload, "stream", None) or upload.file
        content = source.read(MAX_IMPORT + 1)
    else:
        content = str(data_dict.get("content") or "").encode("utf-8", "replace")
    if len(content) > MAX_IMPORT:
        limit = MAX_IMPORT // 1024 // 1024
        raise tk.ValidationError({"upload": [table_problem("FILE-IMPORT-SIZE", {"limit": limit})]})
    if not content:
        with as_action_errors("upload"):
            raise ProblemError("EVIDENCE-EMPTY")
    return content


def _entries(content: bytes, fiscal_year: int) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    stream = io.BytesIO(content)
    try:
        described = table.describe(stream)
        cells = list(table.iter_rows(stream, described.layout))
    except table.TableError as error:
        raise tk.ValidationError({"upload": [table_problem(error.code, error.params)]}) from error
    rows = list(enumerate(cells, described.layout.data_row))
    reading = read_list(
        described.columns,
        rows,
        fiscal_year=fiscal_year,
        units=codelist("update_frequency"),
        levels=codelist("data_classification"),
    )
    _refuse(reading.problems)
    return reading.entries, reading.ignored


def _plan(
    context: Context, entries: Sequence[Entry]
) -> tuple[list[Entry], list[Entry], list[domain.Obligation]]:
    """Return what is new, what is there already, and the new duties; nothing is written."""
    agencies: dict[str, str] = {}
    for agency in stored_agencies(model.Session):
        for word in (
            agency.id,
            agency.name,
            agency.code8,
            agency.fields.get("title", ""),
            agency.fields.get("title_en", ""),
        ):
            if word:
                agencies.setdefault(match_key(word), agency.id)
    there = {
        (row.agency_id, row.kind, match_key(row.title))
        for row in model.Session.scalars(sa.select(Obligation).where(Obligation.removal.is_(None)))
    }
    problems: list[RowProblem] = []
    created, unchanged, duties = [], [], []
    for entry in entries:
        agency_id = agencies.get(match_key(entry.agency), "")
        if not agency_id:
            problems.append(RowProblem(entry.row, tk._("Agency"), "AGENCY-UNKNOWN", {"found": entry.agency}))
            continue
        if not judges(context, agency_id):
            said = own_case_text(agency_id)
            problems.append(RowProblem(entry.row, tk._("Agency"), "SAID", {"said": said}))
            continue
        if (agency_id, entry.kind, match_key(entry.title)) in there:
            unchanged.append(entry)
            continue
        created.append(entry)
        try:
            duties.append(_duty(context, entry, agency_id))
        except tk.ValidationError as error:
            said = str(next(iter(error.error_summary.values())))
            problems.append(RowProblem(entry.row, tk._("Dataset"), "SAID", {"said": said}))
    _refuse(problems)
    return created, unchanged, duties


def _duty(context: Context, entry: Entry, agency_id: str) -> domain.Obligation:
    duty = domain.Obligation(
        id="",
        agency_id=agency_id,
        kind=domain.ObligationKind(entry.kind),
        added_year=entry.added_year,
        title=entry.title,
        dataset_id=_dataset(context, agency_id, entry.dataset),
        level=entry.level,
        owner=entry.owner,
    )
    if not entry.unit:
        return duty
    by = f"{AUDIT_SIDE}:{_user(context)}"
    return domain.propose(duty, entry.unit, entry.interval, by, today(), extent=entry.extent, form=entry.form)


def _refuse(problems: Iterable[RowProblem]) -> None:
    messages = []
    for problem in problems:
        said = (
            problem.params["said"]
            if problem.code == "SAID"
            else kpi_problem_text(problem.code, problem.params)
        )
        if problem.row:
            said = tk._("Row {row}, column {column}: {problem}").format(
                row=problem.row, column=problem.column, problem=said
            )
        messages.append(said)
    if messages:
        raise tk.ValidationError({"rows": messages})


def _change(
    context: Context,
    data_dict: DataDict,
    change: Callable[[domain.Obligation], domain.Obligation],
    kind: str,
    field: str = "version",
) -> dict[str, Any]:
    """Write a change over the version that was read, and tell whose score it may move."""
    with as_action_errors(field):
        row = model.Session.get(Obligation, data_dict["id"], with_for_update=True, populate_existing=True)
        if row is None:
            raise ProblemError("NOT-FOUND")
        if row.version != data_dict["version"]:
            raise ProblemError("STALE-VERSION", version=row.version, read=data_dict["version"])
        before = as_domain(row)
        if before.removal:
            raise ProblemError("OBLIGATION-REMOVED", on=before.removal.on.isoformat())
        after = change(before)
        fill(row, after)
        row.version += 1
        model.Session.flush()
    return _done(context, [row], kind, {before.agency_id}, data_dict.get("reason", ""))[0]


def _done(
    context: Context, rows: list[Obligation], kind: str, agencies: set[str] | None = None, reason: str = ""
) -> list[dict[str, Any]]:
    score_changes.note_agencies(model.Session, {*(row.agency_id for row in rows), *(agencies or ())})
    for row in rows:
        payload = {
            "obligation": row.id,
            "version": row.version,
            "reason": reason,
            "duty": to_plain(as_domain(row)),
        }
        audit_log.append(model.Session, _user(context), kind, payload, agency_id=row.agency_id)
    model.repo.commit()
    return _plain(context, rows)


def _store(duty: domain.Obligation, user_id: str) -> Obligation:
    row = Obligation(created_by=user_id)
    fill(row, duty)
    row.version = 1
    model.Session.add(row)
    model.Session.flush()
    return row


def _check_new(duty: domain.Obligation) -> None:
    query = sa.select(Obligation).where(
        Obligation.agency_id == duty.agency_id,
        Obligation.kind == duty.kind.value,
        Obligation.removal.is_(None),
    )
    if any(match_key(row.title) == match_key(duty.title) for row in model.Session.scalars(query)):
        raise ProblemError("OBLIGATION-TWICE", title=duty.title)


def _proposed(context: Context, duty: domain.Obligation, data_dict: DataDict) -> domain.Obligation:
    side = AUDIT_SIDE if AUDIT_SIDE in _sides(context, duty) else AGENCY_SIDE
    unit = codelist("update_frequency").find(data_dict["frequency_unit"])
    return domain.propose(
        duty,
        unit.value if unit else data_dict["frequency_unit"],
        data_dict["frequency_interval"],
        f"{side}:{_user(context)}",
        today(),
        extent=line("extent", data_dict["extent"], empty=True),
        form=line("form", data_dict["form"], empty=True),
    )


def _sides(context: Context, duty: domain.Obligation) -> set[str]:
    """Return for which sides the caller can speak. The site itself brings in what both agreed."""
    if access.is_trusted(context):
        return {AUDIT_SIDE, AGENCY_SIDE}
    sides = {AUDIT_SIDE} if judges(context, duty.agency_id) else set()
    if access.reader(context).roles.get(duty.agency_id) in EDITING:
        sides.add(AGENCY_SIDE)
    return sides


def _side_of(by: str) -> str:
    return by.partition(":")[0]


def _check_auditor(context: Context, agency_id: str) -> None:
    if not judges(context, agency_id):
        model.Session.rollback()
        is_auditor = audit_role(context) in EDITING
        raise tk.NotAuthorized(own_case_text(agency_id) if is_auditor else tk._("Only auditors may do this"))


def _user(context: Context) -> str:
    return access.reader(context).user_id or audit_log.SYSTEM


def _row(duty_id: str) -> Obligation:
    row = model.Session.get(Obligation, duty_id)
    if row is None:
        raise tk.ObjectNotFound(tk._("There is no such duty"))
    return row


def _dataset(context: Context, agency_id: str, name_or_id: str) -> str:
    """Return the id of a dataset of the agency that the caller may know."""
    if not name_or_id:
        return ""
    package: Any = model.Package.get(name_or_id)
    if package and package.owner_org == agency_id and access.readable(context, [package.id]):
        return package.id
    said = tk._("This agency has no such dataset")
    raise tk.ValidationError({"dataset": [f"DATASET-UNKNOWN: {said}"]})


def _level(level: str) -> str:
    known = codelist("data_classification").find(level) if level else None
    with as_action_errors("level"):
        if level and known is None:
            raise ProblemError("LEVEL-UNKNOWN", found=level, known=", ".join(policy().levels))
    return known.value if known else ""


def _plain(context: Context, rows: Sequence[Obligation]) -> list[dict[str, Any]]:
    every = (model.State.ACTIVE, model.State.DELETED)
    agencies = {agency.id: agency for agency in stored_agencies(model.Session, every)}
    known = access.readable(context, {row.dataset_id for row in rows if row.dataset_id})
    package: Any = model.Package
    datasets = {dataset.id: dataset for dataset in model.Session.query(package).filter(package.id.in_(known))}
    duties = [as_domain(row) for row in rows]
    names = people(
        {
            who.partition(":")[2]
            for duty in duties
            for agreement in duty.agreements
            for who in (agreement.proposed_by, agreement.confirmed_by)
        }
        | {duty.removal.supervisor for duty in duties if duty.removal}
    )
    return [
        _duty_dict(row, duty, agencies.get(row.agency_id), datasets.get(row.dataset_id), names)
        for row, duty in zip(rows, duties, strict=True)
    ]


def _duty_dict(
    row: Obligation, duty: domain.Obligation, agency: Any, dataset: Any, names: dict[str, str]
) -> dict[str, Any]:
    last = duty.agreements[-1] if duty.agreements else None
    in_force = duty.agreement(today())
    return {
        "id": row.id,
        "version": row.version,
        "agency": {
            "id": row.agency_id,
            "name": agency.name if agency else "",
            "title": agency.fields.get("title", "") if agency else "",
            "title_en": agency.fields.get("title_en", "") if agency else "",
        },
        "kind": row.kind,
        "kind_label": obligation_kind_label(row.kind),
        "added_year": row.added_year,
        "title": row.title,
        "dataset": {
            "id": dataset.id,
            "name": dataset.name,
            "title": dataset.title,
            "in_catalog": dataset.state == "active",
        }
        if dataset
        else None,
        "linked": bool(row.dataset_id),
        "level": row.level,
        "owner": row.owner,
        "agreement": _agreement(in_force, names) if in_force else None,
        "proposed": _agreement(last, names) if last and not last.in_force_from else None,
        "agreements": [_agreement(agreement, names) for agreement in duty.agreements],
        "removal": {
            "reason": duty.removal.reason,
            "by": names.get(duty.removal.supervisor, ""),
            "on": duty.removal.on.isoformat(),
        }
        if duty.removal
        else None,
    }


def _agreement(agreement: domain.Agreement, names: dict[str, str]) -> dict[str, Any]:
    return {
        "frequency_unit": agreement.frequency_unit,
        "frequency_interval": agreement.frequency_interval,
        "extent": agreement.extent,
        "form": agreement.form,
        "side": _side_of(agreement.proposed_by),
        "proposed_by": names.get(agreement.proposed_by.partition(":")[2], ""),
        "proposed_on": agreement.proposed_on.isoformat(),
        "confirmed_by": names.get(agreement.confirmed_by.partition(":")[2], ""),
        "confirmed_on": agreement.confirmed_on.isoformat() if agreement.confirmed_on else None,
    }
