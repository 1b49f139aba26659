"""The audit record of one agency's year: what was found, what was said of it, and what is decided."""

from __future__ import annotations

import secrets
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.helpers.error_code import error_codes
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_words
from ckanext.bmagov.kpi.common.views import Record, read, write
from ckanext.bmagov.kpi.common.words.labels import document_label
from ckanext.bmagov.kpi.oversight.views import audit_trend
from ckanext.bmagov.kpi.oversight.views.audit_page import (
    auditors_only,
    page,
    roles,
    table_file,
    typed,
)
from ckanext.bmagov.kpi.round.domain.sample import sample

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_audit_record = Blueprint("bmagov_audit_record", __name__, url_prefix="/kpi/<int:fiscal_year>/<agency>")
bmagov_audit_record.before_request(auditors_only)

EVENTS = "<any(start_review, return, verify, take_facts, no_register, sign_off, close, revise):event>"
TABLES = "<any(criteria, findings, documents, history, notes):table>"
MOST_SAMPLED = 200


def _done_texts() -> dict[str, str]:
    return {
        "start_review": tk._("The review has begun."),
        "return": tk._("The report is returned to the agency."),
        "verify": tk._("The report is verified."),
        "take_facts": tk._("The new facts are taken. Judge what they changed."),
        "no_register": tk._("Your reason why there is no register is kept."),
        "sign_off": tk._("The report is signed off."),
        "close": tk._("The round is closed."),
        "revise": tk._("A new revision has begun. The closed one stays as it is."),
    }


@bmagov_audit_record.route("")
def show(fiscal_year: int, agency: str) -> Answer:
    """Show the record. `?sample=10&seed=...` draws findings to look at by hand."""
    about = {"id": agency, "fiscal_year": fiscal_year}
    card = read("bmagov_scorecard_show", about)
    count = _count(request.args.get("sample", ""))
    seed = request.args.get("seed", "").strip()[:64]
    if count and not seed:
        return tk.redirect_to(
            "bmagov_audit_record.show",
            fiscal_year=fiscal_year,
            agency=agency,
            sample=count,
            seed=secrets.token_hex(4),
        )
    findings = _findings(card)
    outcome = read("bmagov_outcome_show", about)
    (standing,) = read("bmagov_scorecard_list", about)["agencies"]
    (risk,) = read("bmagov_risk_list", about)["agencies"]
    return _page(
        "bmagov/kpi/audit_record.html",
        about,
        changes=True,
        card=card,
        outcome=outcome,
        trend=audit_trend.of_agency(standing),
        risk=risk,
        words={criterion["criterion"]: criterion for criterion in outcome["criteria"]},
        notes=read("bmagov_audit_note_list", about),
        proposal=read("bmagov_proposal_show", about),
        documents=read("bmagov_deliverable_list", about),
        seed=seed,
        sampled=sample(findings, count, seed, _key) if count else [],
        sample_size=count,
        all_findings=len(findings),
    )


def _page(
    template: str, about: Record, *, errors: Record | None = None, changes: bool = False, **more: Any
) -> Answer:
    return page(
        template,
        errors=errors,
        about=about,
        fiscal_year=about["fiscal_year"],
        round=read("bmagov_round_show", {**about, "changes": changes}),
        **roles(),
        **more,
    )


def _count(written: str) -> int:
    return min(int(written[:9]), MOST_SAMPLED) if written.isdecimal() else 0


def _findings(card: Record) -> list[Record]:
    """Return every finding that the reader may read, with its criterion."""
    return [
        {**finding, "criterion": criterion["id"], "criterion_name": criterion["name"]}
        for part in card["parts"]
        for criterion in part["criteria"]
        for finding in criterion["findings"]
    ]


def _key(finding: Record) -> str:
    return f"{finding['criterion']} {finding['subject']} {finding['subject_id']}"


def _back(fiscal_year: int, agency: str) -> Answer:
    return tk.redirect_to("bmagov_audit_record.show", fiscal_year=fiscal_year, agency=agency)


# --- decisions on the round ---


@bmagov_audit_record.route(f"/decide/{EVENTS}", methods=["GET", "POST"])
def decide(fiscal_year: int, agency: str, event: str) -> Answer:
    """Ask for what a decision needs, and take it."""
    about = {"id": agency, "fiscal_year": fiscal_year}
    form: Record = {}
    errors: Record = {}
    if request.method == "POST":
        form = typed(request.form, "version", "note", "due")
        _, errors = write(f"bmagov_round_{event}", {**form, **about})
        if not errors:
            tk.h.flash_success(_done_texts()[event])
            return _back(fiscal_year, agency)
    more = {"typed": form, "event": event}
    return _page("bmagov/kpi/audit_decide.html", about, errors=errors, changes=True, **more)


# --- a word on a criterion ---


@bmagov_audit_record.route("/criterion/<criterion>", methods=["GET", "POST"])
def criterion(fiscal_year: int, agency: str, criterion: str) -> Answer:
    """Show a criterion with its evidence; confirm what the machine says, or put a word in its place."""
    about = {"id": agency, "fiscal_year": fiscal_year}
    form: Record = {}
    errors: Record = {}
    if request.method == "POST":
        form = typed(request.form, "version", "word", "percent", "reason")
        errors = _say(about, criterion, form)
        if not errors:
            tk.h.flash_success(tk._("Your word on {criterion} is kept.").format(criterion=criterion))
            return _back(fiscal_year, agency)
    card = read("bmagov_scorecard_show", about)
    criteria = {row["id"]: row for part in card["parts"] for row in part["criteria"]}
    if criterion not in criteria:
        return tk.abort(404)
    outcome = read("bmagov_outcome_show", about)
    notes = read("bmagov_audit_note_list", about)
    return _page(
        "bmagov/kpi/audit_criterion.html",
        about,
        errors=errors,
        typed=form,
        card=card,
        criterion=criteria[criterion],
        said=next(row for row in outcome["criteria"] if row["criterion"] == criterion),
        notes=[note for note in notes if note["criterion"] == criterion],
    )


def _say(about: Record, criterion: str, form: Record) -> Record:
    """Take a word; the share of points is typed in per cent."""
    params = {**about, "criterion": criterion, "reason": form["reason"], "version": form["version"]}
    if form["word"] == "confirm":
        return write("bmagov_criterion_confirm", params)[1]
    if form["word"] != "override":
        return {"word": [f"VALUE-MISSING: {tk._('Choose one of the two')}"]}
    try:
        share = Decimal(form["percent"].removesuffix("%").strip()) / 100
    except InvalidOperation:
        share = Decimal("NaN")
    _, errors = write("bmagov_criterion_override", {**params, "share": str(share)})
    if "SHARE-RANGE" in error_codes(errors):
        said = tk._('"{found}" is no percentage. Give a number from 0 to 100.').format(found=form["percent"])
        return {"percent": [f"SHARE-RANGE: {said}"]}
    return errors


# --- the database of Part 2, notes ---


@bmagov_audit_record.route("/proposal", methods=["GET", "POST"])
def proposal(fiscal_year: int, agency: str) -> Answer:
    """Show the proposed database; accept or refuse it."""
    about = {"id": agency, "fiscal_year": fiscal_year}
    form: Record = {}
    errors: Record = {}
    if request.method == "POST":
        form = typed(request.form, "item", "accepted", "reason")
        if form["accepted"] in ("true", "false"):
            _, errors = write("bmagov_proposal_judge", {**form, **about})
        else:
            errors = {"accepted": [f"VALUE-MISSING: {tk._('Choose one of the two')}"]}
        if not errors:
            tk.h.flash_success(tk._("Your word on the database is kept."))
            return _back(fiscal_year, agency)
    rows = read("bmagov_proposal_show", about)
    if rows is None:
        return tk.abort(404)
    return _page("bmagov/kpi/audit_proposal.html", about, errors=errors, typed=form, proposal=rows)


@bmagov_audit_record.route("/note", methods=["GET", "POST"])
def note(fiscal_year: int, agency: str) -> Answer:
    """Write a remark, for the agency too or for auditors alone."""
    about = {"id": agency, "fiscal_year": fiscal_year}
    form: Record = {"criterion": request.args.get("criterion", "")}
    errors: Record = {}
    if request.method == "POST":
        form = typed(request.form, "criterion", "text", "shared")
        _, errors = write("bmagov_audit_note_create", {**form, "shared": form["shared"] == "true", **about})
        if not errors:
            tk.h.flash_success(tk._("The remark is kept."))
            return _back(fiscal_year, agency)
    rules = read("bmagov_ruleset_show", {"fiscal_year": fiscal_year})["rules"]
    criteria = [
        (criterion["id"], f"{criterion['id']} {bmagov_kpi_words(criterion['name'])}")
        for part in rules["parts"]
        for criterion in part["criteria"]
    ]
    return _page("bmagov/kpi/audit_note.html", about, errors=errors, typed=form, criteria=criteria)


# --- files ---


@bmagov_audit_record.route(f"/{TABLES}.<any(csv, xlsx):extension>")
def table(fiscal_year: int, agency: str, table: str, extension: str) -> Answer:
    """Send a table of the record."""
    about = {"id": agency, "fiscal_year": fiscal_year}
    header, rows = _FILES[table](about)
    name = read("bmagov_round_show", {**about, "changes": False})["agency"]["name"]
    return table_file(f"kpi-{fiscal_year}-{name}-{table}", header, rows, extension)


def _criteria(about: Record) -> tuple[list[str], list[list[Any]]]:
    card = read("bmagov_scorecard_show", about)
    words = {
        criterion["criterion"]: criterion for criterion in read("bmagov_outcome_show", about)["criteria"]
    }
    header = [
        tk._("Criterion"), tk._("Name"), tk._("Weight"), tk._("Measured: state"), tk._("Measured: points"),
        tk._("Decided: state"), tk._("Decided: points"), tk._("Reason of the auditor"), tk._("Decided by"),
        tk._("When"),
    ]  # fmt: skip
    rows = []
    for row in (criterion for part in card["parts"] for criterion in part["criteria"]):
        said = words[row["id"]]
        word = said["word"] or {}
        state = tk._("Not due yet") if row["not_due"] else row["state_label"]
        measured = [row["weight"], state, row["points"]["earned"]]
        decided = [said["state_label"], said["decided"]["earned"]]
        rows.append([
            row["id"], bmagov_kpi_words(row["name"]), *measured, *decided,
            word.get("reason"), word.get("by"), word.get("at"),
        ])  # fmt: skip
    return header, rows


def _findings_table(about: Record) -> tuple[list[str], list[list[Any]]]:
    header = [
        tk._("Criterion"), tk._("Subject"), tk._("State"), tk._("Code"), tk._("Reason"), tk._("To mend"),
        tk._("Points"), tk._("Full points"), tk._("Evidence"),
    ]  # fmt: skip
    rows = [
        [
            finding["criterion"], finding["title"], finding["state_label"], finding["reason"],
            finding["text"], finding["remedy"],
            finding["points"]["earned"], finding["points"]["weight"],
            " ".join(piece["ref"] for piece in finding["evidence"]),
        ]
        for finding in _findings(read("bmagov_scorecard_show", about))
    ]  # fmt: skip
    return header, rows


def _history(about: Record) -> tuple[list[str], list[list[Any]]]:
    header = [tk._("When"), tk._("Kind of event"), tk._("Who"), tk._("As"), tk._("Note"), tk._("By when")]
    names = ("at", "event_label", "by", "role_label", "note", "due")
    rows = read("bmagov_round_show", {**about, "changes": False})["decisions"]
    return header, [[item[name] for name in names] for item in rows]


def _notes(about: Record) -> tuple[list[str], list[list[Any]]]:
    header = [tk._("When"), tk._("Who"), tk._("Criterion"), tk._("Note"), tk._("The agency reads it")]
    names = ("at", "by", "criterion", "text", "shared")
    return header, [[note[name] for name in names] for note in read("bmagov_audit_note_list", about)]


def _documents_table(about: Record) -> tuple[list[str], list[list[Any]]]:
    header = [
        tk._("Kind"), tk._("Title"), tk._("Version number"), tk._("Received"), tk._("Sent by"), tk._("File"),
        tk._("Bytes"), tk._("Address"), "SHA-256", tk._("Level"),
    ]  # fmt: skip
    names = ("title", "version", "received_at", "by", "filename", "size", "url", "sha256", "level")
    rows = read("bmagov_deliverable_list", about)
    return header, [[document_label(item["kind"]), *(item[name] for name in names)] for item in rows]


_FILES = {
    "criteria": _criteria,
    "findings": _findings_table,
    "documents": _documents_table,
    "history": _history,
    "notes": _notes,
}
