"""The rule sets of the KPI: read by everyone; drafts, comparison and dry runs by those who keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_words
from ckanext.bmagov.kpi.common.views import Record, read, write
from ckanext.bmagov.kpi.oversight.views.audit_page import (
    auditors_only,
    is_auditor,
    page,
    roles,
    table_file,
    typed,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_kpi_rules = Blueprint("bmagov_kpi_rules", __name__, url_prefix="/kpi")

VERSION = "/rules/<kpi>/<int:fiscal_year>/<int:version>"
FILE = "<any(csv, xlsx):extension>"
LARGEST = 512 * 1024
"""Bytes of a rule set; ours have 16 KB."""


def _rights() -> Record:
    return roles() if is_auditor() else {"audits": False, "supervises": False}


def _name(rule_set: Record) -> str:
    return f"{rule_set['kpi']}/{rule_set['fiscal_year']}/{rule_set['version']}"


@bmagov_kpi_rules.route("/rules")
@in_menu(Menu.AUDIT, N_("Rules"), place=6, icon="scale-balanced")
def index() -> Answer:
    """List the rule sets; choose two to compare."""
    rule_sets = read("bmagov_ruleset_list", {})
    return page(
        "bmagov/kpi/rules.html", private=is_auditor(), rule_sets=rule_sets, name_of=_name, **_rights()
    )


@bmagov_kpi_rules.route(f"/rules.{FILE}")
def index_file(extension: str) -> Answer:
    """Send the list."""
    names = ("kpi", "fiscal_year", "version", "status", "effective_from", "digest")
    rows = [
        [*(rule_set[name] for name in names), bmagov_kpi_words(rule_set["name"])]
        for rule_set in read("bmagov_ruleset_list", {})
    ]
    header = [
        tk._("KPI"), tk._("Fiscal year"), tk._("Version number"), tk._("Status"), tk._("In effect from"),
        "SHA-256", tk._("Name"),
    ]  # fmt: skip
    return table_file("kpi-rules", header, rows, extension)


@bmagov_kpi_rules.route(VERSION)
def show(kpi: str, fiscal_year: int, version: int) -> Answer:
    """Show one version, to be read."""
    rule_set = read("bmagov_ruleset_show", {"kpi": kpi, "fiscal_year": fiscal_year, "version": version})
    others = [other for other in read("bmagov_ruleset_list", {"kpi": kpi}) if _name(other) != _name(rule_set)]
    extra = {"rule_set": rule_set, "rules": rule_set["rules"], "others": others, "name_of": _name}
    return page("bmagov/kpi/rules_version.html", private=is_auditor(), **extra, **_rights())


@bmagov_kpi_rules.route(f"{VERSION}/criteria.{FILE}")
def criteria_file(kpi: str, fiscal_year: int, version: int, extension: str) -> Answer:
    """Send the criteria of one version with their weights."""
    rule_set = read("bmagov_ruleset_show", {"kpi": kpi, "fiscal_year": fiscal_year, "version": version})
    header = [
        tk._("Part"), tk._("Criterion"), tk._("Name"), tk._("Applies to"), tk._("Step"), tk._("Weight"),
        tk._("our default"),
    ]  # fmt: skip
    rows = [
        [
            part["id"], criterion["id"], bmagov_kpi_words(criterion["name"]),
            ", ".join(tk.h.bmagov_codelist_label("agency_kind", kind) for kind in criterion["applies_to"]),
            criterion["step"], criterion["weight"],
            tk._("Yes") if criterion["weight_source"] == "default" else tk._("No"),
        ]
        for part in rule_set["rules"]["parts"]
        for criterion in part["criteria"]
    ]  # fmt: skip
    return table_file(f"kpi-rules-{kpi}-{fiscal_year}-{version}", header, rows, extension)


# --- compare ---


@bmagov_kpi_rules.route("/rules/compare")
def compare() -> Answer:
    """Show what differs between two versions."""
    old, new, changes = _compared()
    extra = {"old": old, "new": new, "changes": changes, "known": read("bmagov_ruleset_list", {})}
    return page("bmagov/kpi/rules_compare.html", private=is_auditor(), name_of=_name, **extra, **_rights())


@bmagov_kpi_rules.route(f"/rules/compare.{FILE}")
def compare_file(extension: str) -> Answer:
    """Send what differs."""
    old, new, changes = _compared()
    if not (old and new):
        return tk.abort(404, tk._("There is no such rule set"))
    header = [tk._("Where"), _name(old), _name(new)]
    rows = [[change["path"], change["before"], change["after"]] for change in changes]
    return table_file("kpi-rules-compare", header, rows, extension)


def _compared() -> tuple[Record | None, Record | None, list[Record]]:
    """Return the two versions that the address names, and their differences; None where it names none."""
    old, new = (_find(request.args.get(name, "")) for name in ("a", "b"))
    if not (old and new):
        return old, new, []
    if old["kpi"] != new["kpi"]:
        return old, None, []
    params = {
        "kpi": old["kpi"],
        "fiscal_year": old["fiscal_year"],
        "version": old["version"],
        "with_fiscal_year": new["fiscal_year"],
        "with_version": new["version"],
    }
    return old, new, read("bmagov_ruleset_compare", params)["changes"]


def _find(written: str) -> Record | None:
    parts = written.split("/")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        return None
    return read("bmagov_ruleset_show", {"kpi": parts[0], "fiscal_year": parts[1], "version": parts[2]})


# --- drafts ---


@bmagov_kpi_rules.route("/rules/draft", methods=["GET", "POST"])
def draft() -> Answer:
    """Check a rule set line by line; keep it as a draft."""
    if refusal := auditors_only():
        return refusal
    source, errors, checked = "", {}, None
    if request.method == "POST":
        source, errors = _source()
        if not errors:
            checked = read("bmagov_ruleset_check", {"source": source})
        if checked and checked["valid"] and request.form.get("do") == "keep":
            kept, errors = write("bmagov_ruleset_create", {"source": source})
            if not errors:
                tk.h.flash_success(tk._("The draft is kept."))
                return _to(kept)
    else:
        source = _begin(request.args.get("from", ""))
    return page("bmagov/kpi/rules_draft.html", errors=errors, source=source, checked=checked, **roles())


def _source() -> tuple[str, Record]:
    """Return the text of the form; a file goes before what is typed."""
    upload = request.files.get("upload")
    text = str(request.form.get("source", "")).replace("\r\n", "\n")
    if upload and upload.filename:
        content = upload.stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            said = tk._("The file is larger than {size} KB").format(size=LARGEST // 1024)
            return text, {"upload": [f"FILE-TOO-LARGE: {said}"]}
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return text, {"upload": [f"YAML-ENCODING: {tk._('Save the file as UTF-8')}"]}
    if not text.strip():
        return text, {"source": [f"TEXT-EMPTY: {tk._('Paste the rule set, or choose a file')}"]}
    return text, {}


def _begin(written: str) -> str:
    """Return the text of a version to begin with."""
    rule_set = _find(written)
    return str(rule_set.get("source", "")) if rule_set else ""


@bmagov_kpi_rules.route(f"{VERSION}/publish", methods=["GET", "POST"])
def publish(kpi: str, fiscal_year: int, version: int) -> Answer:
    """Ask once more, then publish a draft."""
    if refusal := auditors_only():
        return refusal
    key = {"kpi": kpi, "fiscal_year": fiscal_year, "version": version}
    errors: Record = {}
    if request.method == "POST":
        done, errors = write("bmagov_ruleset_publish", {**key, **typed(request.form, "digest")})
        if not errors:
            tk.h.flash_success(tk._("The rule set is published."))
            return _to(done)
    rule_set = read("bmagov_ruleset_show", key)
    return page(
        "bmagov/kpi/rules_publish.html", errors=errors, rule_set=rule_set, rules=rule_set["rules"], **roles()
    )


@bmagov_kpi_rules.route(f"{VERSION}/discard", methods=["POST"])
def discard(kpi: str, fiscal_year: int, version: int) -> Answer:
    """Throw a draft away."""
    if refusal := auditors_only():
        return refusal
    key = {"kpi": kpi, "fiscal_year": fiscal_year, "version": version}
    _, errors = write("bmagov_ruleset_discard", {**key, **typed(request.form, "digest")})
    if not errors:
        tk.h.flash_success(tk._("The draft is thrown away."))
        return tk.redirect_to("bmagov_kpi_rules.index")
    for texts in errors.values():
        tk.h.flash_error(" ".join(map(bmagov_error_sentence, texts)))
    return _to(key)


def _to(rule_set: Record) -> Answer:
    key = {name: rule_set[name] for name in ("kpi", "fiscal_year", "version")}
    return tk.redirect_to("bmagov_kpi_rules.show", **key)


# --- dry run ---


@bmagov_kpi_rules.route(f"{VERSION}/try")
def simulate(kpi: str, fiscal_year: int, version: int) -> Answer:
    """Show who would move by a rule set, and by how much. Nothing is stored."""
    if refusal := auditors_only():
        return refusal
    form = typed(request.args, "period", "as_of", "beyond")
    key = {"kpi": kpi, "fiscal_year": fiscal_year, "version": version}
    known = read("bmagov_ruleset_show", key)
    trial, errors = write("bmagov_ruleset_simulate", {**key, **form}) if "run" in request.args else (None, {})
    years = sorted(
        {rule_set["fiscal_year"] for rule_set in read("bmagov_ruleset_list", {"kpi": kpi})}, reverse=True
    )
    extra = {"known": known, "trial": trial, "typed": form, "years": [(year, year) for year in years]}
    return page("bmagov/kpi/rules_try.html", errors=errors, **extra, **roles())


@bmagov_kpi_rules.route(f"{VERSION}/try.{FILE}")
def simulate_file(kpi: str, fiscal_year: int, version: int, extension: str) -> Answer:
    """Send who would move."""
    if refusal := auditors_only():
        return refusal
    key = {"kpi": kpi, "fiscal_year": fiscal_year, "version": version}
    trial = read("bmagov_ruleset_simulate", {**key, **typed(request.args, "period", "as_of", "beyond")})
    header = [
        tk._("Code name"),
        tk._("Agency"),
        tk._("Now"),
        tk._("By these rules"),
        tk._("Change"),
        tk._("Criteria"),
    ]
    rows: list[list[Any]] = [
        [
            *(agency[name] for name in ("name", "title", "before", "after", "change")),
            " ".join(difference["criterion"] for difference in agency["criteria"]),
        ]
        for agency in trial["agencies"]
    ]
    return table_file(f"kpi-try-{kpi}-{fiscal_year}-{version}", header, rows, extension)
