"""The agency's workspace: how far its year is and why, what to do next, and the forms for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, make_response, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov import access
from ckanext.bmagov.access import How, Subject, note_closed, record_read
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_year, timeline, workspace_year
from ckanext.bmagov.kpi.common.views import Record, login_first, read, sent, write, year_page
from ckanext.bmagov.kpi.score.domain.facts import DOCUMENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue as Answer

bmagov_workspace = Blueprint("bmagov_workspace", __name__)


@bmagov_workspace.before_request
def visitors_log_in() -> Answer | None:
    """Send visitors to the login; documents say nothing to them, not even that."""
    note_closed()
    return None if request.endpoint == "bmagov_workspace.document" else login_first()


YEAR = "/organization/<id>/kpi/<int:fiscal_year>"
WITHDRAWN = {
    "database": "bmagov_proposal_withdraw",
    "documents": "bmagov_deliverable_withdraw",
    "progress": "bmagov_progress_withdraw",
    "uses": "bmagov_use_withdraw",
}
WITHDRAWABLE = f"<any({', '.join(WITHDRAWN)}):page>"
MOST_DATASETS = 1000
EVIDENCE = "evidence"


@bmagov_workspace.route("/organization/<id>/kpi")
def index(id: str) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """Lead to the current fiscal year."""
    return tk.redirect_to("bmagov_workspace.show", id=id, fiscal_year=bmagov_kpi_year())


def _of_agency(agency: Record) -> Record | None:
    """Return what the tab of an agency needs; None for who does not read its score."""
    year = workspace_year(agency["id"]) if tk.current_user.is_authenticated else None
    return {"id": agency["name"], "fiscal_year": year} if year else None


@bmagov_workspace.route(YEAR)
@in_menu(
    Menu.AGENCY,
    N_("KPI"),
    place=1,
    icon="chart-line",
    params=_of_agency,
    covers=("bmagov_workspace", "bmagov_register", "bmagov_governance", "bmagov_quarters", "bmagov_report"),
)
@in_menu(Menu.YEAR, N_("Overview"), place=1, icon="gauge-high")
def show(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show parts, criteria, reasons and evidence, what can be gained, and the steps of Part 2."""
    about = {"id": id, "fiscal_year": fiscal_year}
    card = read("bmagov_scorecard_show", about)
    outcome = read("bmagov_outcome_show", about)
    round_ = read("bmagov_round_show", about)
    deadlines = read("bmagov_deadline_list", about)["deadlines"]
    documents = read("bmagov_deliverable_list", about)
    rules = read("bmagov_ruleset_show", {"fiscal_year": fiscal_year})["rules"]
    return year_page(
        "bmagov/kpi/workspace.html",
        id,
        fiscal_year,
        here="",
        round=round_,
        card=card,
        outcome=outcome,
        words={criterion["criterion"]: criterion for criterion in outcome["criteria"]},
        steps=timeline(rules, deadlines, card, documents, round_),
        notes=read("bmagov_audit_note_list", about),
    )


# --- documents ---


@bmagov_workspace.route(f"{YEAR}/documents", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Documents"), place=3, icon="file-arrow-up")
def documents(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """List the documents of a year, and take in a new one."""
    typed = _typed(request.args, "kind", "replaces")
    errors: Record = {}
    if request.method == "POST":
        names = ("kind", "title", "url", "level", "replaces", "which_datasets", "listed_datasets")
        typed = _typed(request.form, *names)
        params = {
            **typed,
            "id": id,
            "fiscal_year": fiscal_year,
            "upload": request.files.get("upload"),
            "listed_datasets": _listed(id, typed) if typed["kind"] == "data_catalog_list" else [],
        }
        made, errors = write("bmagov_deliverable_create", params)
        if not errors:
            tk.h.flash_success(_taken_in(made, fiscal_year))
            return _back("documents", id, fiscal_year)
    return _documents(id, fiscal_year, typed=typed, errors=errors)


def _documents(id: str, fiscal_year: int, **more: Any) -> Answer:  # noqa: A002
    about = {"id": id, "fiscal_year": fiscal_year}
    round_ = read("bmagov_round_show", {**about, "changes": False})
    kinds = [*DOCUMENT_KINDS, EVIDENCE] if round_["editable"] else [EVIDENCE]
    if not round_["editable"] and round_["state"] != "verified":
        kinds = []
    extra = {
        "round": round_,
        "kinds": kinds,
        "all_kinds": [*DOCUMENT_KINDS, EVIDENCE],
        "documents": read("bmagov_deliverable_list", about),
        "deadlines": read("bmagov_deadline_list", about)["deadlines"],
        **more,
    }
    return year_page("bmagov/kpi/documents.html", id, fiscal_year, here="documents", **extra)


def _taken_in(made: Record, fiscal_year: int) -> str:
    if made["kind"] != "data_catalog_list":
        return tk._("“{title}” is handed in.").format(title=made["title"])
    listed = made["listed_datasets"]
    rules = read("bmagov_ruleset_show", {"fiscal_year": fiscal_year})["rules"]
    if rules["substance"]["list_as_of_its_day"]:
        listed = (made["reading"] or {}).get("datasets")
    if listed is None:
        said = tk._("“{title}” is handed in. Its rows could not be read; an auditor looks at it.")
        return said.format(title=made["title"])
    return tk._("“{title}” is handed in. It names {n} datasets of the catalog.").format(
        title=made["title"], n=len(listed)
    )


def _listed(agency: str, typed: Record) -> list[str]:
    """Return the datasets that a list names: all that the agency has in the catalog, or those written."""
    if typed["which_datasets"] == "all":
        return [dataset["id"] for dataset in _datasets(agency)]
    return [line.rstrip("/").rsplit("/", 1)[-1] for line in _lines(typed["listed_datasets"])]


# --- progress ---


@bmagov_workspace.route(f"{YEAR}/progress", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Progress"), place=4, icon="calendar-check")
def progress(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show the entries of a year by quarter and month; add one, or mend one."""
    typed: Record = {}
    errors: Record = {}
    if request.method == "POST":
        typed = _typed(request.form, "day", "text", "percent", "replaces")
        _, errors = write("bmagov_progress_create", {**typed, "id": id, "fiscal_year": fiscal_year})
        if not errors:
            tk.h.flash_success(tk._("The entry is saved."))
            return _back("progress", id, fiscal_year)
    return _progress(id, fiscal_year, typed=typed, errors=errors)


def _progress(id: str, fiscal_year: int, *, typed: Record | None = None, **more: Any) -> Answer:  # noqa: A002
    entries = read("bmagov_progress_list", {"id": id, "fiscal_year": fiscal_year})
    mended = next((entry for entry in entries if entry["id"] == request.args.get("edit")), None)
    if not typed and mended:
        typed = {**mended, "day": mended["typed"], "replaces": mended["id"]}
    more = {"entries": entries, "typed": typed or {}, **more}
    return year_page("bmagov/kpi/progress.html", id, fiscal_year, here="progress", **more)


# --- uses ---


@bmagov_workspace.route(f"{YEAR}/uses", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Uses"), place=5, icon="share-nodes")
def uses(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show the declared uses of the year's database; take in a new one, or mend one."""
    typed: Record = {}
    errors: Record = {}
    if request.method == "POST":
        typed = _typed(request.form, "kind", "description", "start", "end", "item")
        typed[EVIDENCE] = _all_lines(request.form.getlist(EVIDENCE))
        action = "bmagov_use_update" if typed["item"] else "bmagov_use_create"
        _, errors = write(action, {**typed, "id": id, "fiscal_year": fiscal_year})
        if not errors:
            tk.h.flash_success(tk._("The use is saved."))
            return _back("uses", id, fiscal_year)
    return _uses(id, fiscal_year, typed=typed, errors=errors)


def _uses(id: str, fiscal_year: int, *, typed: Record | None = None, **more: Any) -> Answer:  # noqa: A002
    about = {"id": id, "fiscal_year": fiscal_year}
    declared = read("bmagov_use_list", about)
    mended = next((use for use in declared if use["id"] == request.args.get("edit")), None)
    if not typed and mended:
        typed = {**mended, "item": mended["id"], EVIDENCE: _sources(mended)}
        typed |= {name: tk.h.bmagov_date(mended[name]) for name in ("start", "end")}
    used = set((typed or {}).get(EVIDENCE, ()))
    documents = [
        document
        for document in read("bmagov_deliverable_list", about)
        if document["current"] or document["id"] in used
    ]
    extra = {"uses": declared, "documents": documents, "typed": typed or {}, **more}
    return year_page("bmagov/kpi/uses.html", id, fiscal_year, here="uses", **extra)


def _sources(use: Record) -> list[str]:
    """Return what shows a use as the form takes it: ids of documents, and addresses."""
    return [piece["document"] or piece["link"] for piece in use["evidence"]]


# --- the database of Part 2 ---


@bmagov_workspace.route(f"{YEAR}/database", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Database of Part 2"), place=2, icon="database")
def database(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show and change the proposed database of Part 2."""
    about = {"id": id, "fiscal_year": fiscal_year}
    errors: Record = {}
    typed: Record | None = None
    if request.method == "POST":
        names = ("title", "origin", "importance", "widened_by", "dataset", "planned_rows")
        typed = _typed(request.form, *names)
        _, errors = write("bmagov_proposal_update", {**typed, **about})
        if not errors:
            tk.h.flash_success(tk._("The database is saved."))
            return _back("database", id, fiscal_year)
    return _database(id, fiscal_year, typed=typed, errors=errors)


def _database(id: str, fiscal_year: int, *, typed: Record | None = None, **more: Any) -> Answer:  # noqa: A002
    proposal = read("bmagov_proposal_show", {"id": id, "fiscal_year": fiscal_year})
    if typed is None:
        dataset = (proposal or {}).get("dataset")
        typed = {**(proposal or {}), "dataset": dataset["name"] if dataset else ""}
    more = {"proposal": proposal, "typed": typed, "datasets": _datasets(id), **more}
    return year_page("bmagov/kpi/database.html", id, fiscal_year, here="database", **more)


def _datasets(agency: str) -> list[Record]:
    """Return the agency's datasets that the reader may know, for the choice of one."""
    wanted = {"id": agency, "include_users": False, "include_dataset_count": False}
    group = read("organization_show", wanted)
    query = {
        "fq": f"owner_org:{group['id']}",
        "rows": MOST_DATASETS,
        "include_private": True,
        "sort": "title_string asc",
    }
    return tk.get_action("package_search")({}, query)["results"]


# --- the agency's own words ---


@bmagov_workspace.route(f"{YEAR}/words", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Words of the report"), place=10, icon="pen")
def words(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show and change what the agency says of its year."""
    about = {"id": id, "fiscal_year": fiscal_year}
    errors: Record = {}
    typed: Record | None = None
    if request.method == "POST":
        typed = _typed(request.form, "version", "summary", "factors", "obstacles", "stated", "exchange")
        typed["references"] = _all_lines(request.form.getlist("references"))
        said = read("bmagov_statement_show", about)
        params = {
            **typed,
            **about,
            "exchange": _lines(typed["exchange"]),
            "references": [_reference(reference, said["references"]) for reference in typed["references"]],
        }
        _, errors = write("bmagov_statement_update", params)
        if not errors:
            tk.h.flash_success(tk._("The report’s words are saved."))
            return _back("words", id, fiscal_year)
    said = read("bmagov_statement_show", about)
    if typed is None:
        typed = {
            **said,
            "exchange": "\n".join(said["exchange"]),
            "references": [reference["document"] or _written(reference) for reference in said["references"]],
        }
    more = {"said": said, "typed": typed, "errors": errors, "documents": _current_documents(about)}
    return year_page("bmagov/kpi/words.html", id, fiscal_year, here="words", **more)


def _written(piece: Record) -> str:
    """Return a reference as a line of the form: words, an address, or words | address."""
    has_title = piece["title"] and piece["title"] != piece["link"]
    return f"{piece['title']} | {piece['link']}" if has_title and piece["link"] else piece["title"]


def _reference(line: str, known: Iterable[Record]) -> Any:
    """Return a reference as the action takes it; a document keeps the title that it was given as one."""
    for reference in known:
        if reference["document"] == line:
            return {"deliverable_id": line, "title": reference["title"]}
    title, mark, url = line.rpartition(" | ")
    if mark and "://" in url:
        return {"title": title, "url": url}
    return line


# --- sign and hand in ---


@bmagov_workspace.route(f"{YEAR}/submit", methods=["GET", "POST"])
@in_menu(Menu.YEAR, N_("Sign and hand in"), place=11, icon="signature")
def submit(id: str, fiscal_year: int) -> Answer:  # noqa: A002
    """Show what is still missing; sign and hand in, or object to what was verified."""
    about = {"id": id, "fiscal_year": fiscal_year}
    errors: Record = {}
    typed: Record | None = None
    if request.method == "POST":
        typed = _typed(request.form, "version", "signed_by", "position", "note", "event", "waiver")
        typed[EVIDENCE] = _all_lines(request.form.getlist(EVIDENCE))
        errors = _take_step(typed, about)
        if not errors:
            return _back("submit", id, fiscal_year)
    said = read("bmagov_statement_show", about)
    if typed is None:
        signer = said["signed_by"] or getattr(tk.current_user, "fullname", "") or ""
        typed = {"signed_by": signer, "position": said["position"]}
    more = {
        "typed": typed,
        "errors": errors,
        "said": said,
        "card": read("bmagov_scorecard_show", about),
        "documents": _current_documents(about),
        "all_kinds": DOCUMENT_KINDS,
    }
    return year_page("bmagov/kpi/submit.html", id, fiscal_year, here="submit", **more)


def _take_step(typed: Record, about: Record) -> Record:
    """Hand in, object or waive the objection, as the form says; return what is wrong with it."""
    if typed["event"] == "waive":
        given = {"version": typed["version"], "note": typed["waiver"], **about}
        _, errors = write("bmagov_round_waive", given)
        errors = {("waiver" if name == "note" else name): texts for name, texts in errors.items()}
        done = tk._("The objection is waived.")
    elif typed["event"] == "object":
        _, errors = write("bmagov_round_object", {**typed, **about})
        done = tk._("The objection is handed in.")
    else:
        _, errors = write("bmagov_round_submit", {**typed, **about})
        done = tk._("The report is handed in.")
    if not errors:
        tk.h.flash_success(done)
    return errors


# --- taking back, and reading documents ---


@bmagov_workspace.route(f"{YEAR}/{WITHDRAWABLE}/<item>/withdraw", methods=["POST"])
def withdraw(id: str, fiscal_year: int, page: str, item: str) -> Answer:  # noqa: A002
    """Take something back, with a reason."""
    params = {"id": id, "fiscal_year": fiscal_year, "item": item, "reason": request.form.get("reason", "")}
    _, errors = write(WITHDRAWN[page], params)
    if not errors:
        tk.h.flash_success(tk._("It is taken back, and stays in the record."))
        return _back(page, id, fiscal_year)
    shown = {"database": _database, "documents": _documents, "progress": _progress, "uses": _uses}[page]
    return shown(id, fiscal_year, errors=errors, withdrawing=item, reason=params["reason"])


@bmagov_workspace.route("/kpi/document/<id>")
def document(id: str) -> Answer:  # noqa: A002
    """Send a document, or tell the address where it lies; nobody is led away unasked."""
    row = _document(id)
    subject = Subject(row["level"], row["agency_id"], f"document-{row['id']}")
    record_read(access.signed_in(), subject, How.DOWNLOAD)
    if row["url"]:
        return make_response(tk.render("bmagov/kpi/document.html", {"document": row}))
    return sent(row)


def _document(id: str) -> Record:  # noqa: A002
    try:
        return tk.get_action("bmagov_deliverable_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return tk.abort(404, tk._("There is no such document"))


# --- what they have in common ---


def _back(page: str, id: str, fiscal_year: int) -> Answer:  # noqa: A002
    return tk.redirect_to(f"bmagov_workspace.{page}", id=id, fiscal_year=fiscal_year)


def _typed(form: Any, *names: str) -> Record:
    return {name: form.get(name, "").strip().replace("\r\n", "\n") for name in names}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _all_lines(values: Iterable[str]) -> list[str]:
    """Return ticked ids and the lines of a text field of the same name."""
    return [line for value in values for line in _lines(value)]


def _current_documents(about: Record) -> list[Record]:
    return [document for document in read("bmagov_deliverable_list", about) if document["current"]]
