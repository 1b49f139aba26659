"""The register of obligations on pages: the auditors' whole register, and each agency's own part of it."""

from __future__ import annotations

import base64
import binascii
import io
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.pagination import Page

from ckanext.bmagov.agencies import stored_agencies
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.domain.text import match_key
from ckanext.bmagov.base.formats.cell import guarded
from ckanext.bmagov.base.readers.codelists import codelist
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_year
from ckanext.bmagov.kpi.common.views import Record, login_first, read, write, year_page
from ckanext.bmagov.kpi.common.words.labels import obligation_kind_label
from ckanext.bmagov.kpi.oversight.views.audit_page import auditors_only, page, table_file
from ckanext.bmagov.kpi.register.domain.obligations import ObligationKind
from ckanext.bmagov.kpi.register.domain.register_list import HEADINGS, REQUIRED

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_register = Blueprint("bmagov_register", __name__)


@bmagov_register.before_request
def who_may_come() -> Answer | None:
    """Let auditors to the whole register, and whoever is logged in to the agency that lets them."""
    agency = str(request.endpoint).startswith("bmagov_register.agency_")
    return login_first() if agency else auditors_only()


AUDIT = "/kpi/register"
AGENCY = "/organization/<id>/kpi/<int:fiscal_year>/register"
ON_A_PAGE = 50
AT_ONCE = 1000
PACKED_MOST = 300_000
"""Characters of a list that travel in the page of its preview; of a longer one the file is chosen again."""
LIST_MOST = 20_000_000
FILTERS = ("agency", "kind", "fiscal_year", "state", "q")
AGREEMENT = ("frequency_unit", "frequency_interval", "extent", "form")
NEW = ("agency", "kind", "title", "added_year", "dataset", "level", "owner", *AGREEMENT)
FIELDS = {
    "propose": AGREEMENT,
    "confirm": (),
    "link": ("dataset",),
    "update": ("title", "kind", "level", "owner", "agency", "reason"),
    "remove": ("removal_reason",),
}
ACTIONS = {"link": "update"}


@dataclass(frozen=True)
class Place:
    """Where a duty is shown: in the auditors' register, or in a year of its agency."""

    id: str = ""
    fiscal_year: int = 0

    def url(self, item: str = "", what: str = "") -> str:
        """Return the address of the list, of a duty, or of a change to it."""
        about: Record = {"id": self.id, "fiscal_year": self.fiscal_year} if self.id else {}
        end = "change" if what else "show" if item else "index"
        about |= {name: value for name, value in (("item", item), ("what", what)) if value}
        return tk.url_for(f"bmagov_register.{'agency_' if self.id else ''}{end}", **about)

    def page(self, template: str, **more: Any) -> Answer:
        """Return a page in the frame of the place."""
        more = {"register": self, **more}
        if self.id:
            return year_page(
                f"bmagov/kpi/agency_{template}", self.id, self.fiscal_year, here="register", **more
            )
        return page(f"bmagov/kpi/{template}", **more)


# --- the auditors' register ---


@bmagov_register.route(AUDIT)
@in_menu(Menu.AUDIT, N_("Data register"), place=4, icon="list-check")
def index() -> Answer:
    """List duties of all agencies, filtered."""
    given = _given()
    number = tk.h.get_page_number(request.args)
    asked = {**given, "limit": ON_A_PAGE, "offset": (number - 1) * ON_A_PAGE}
    listing, errors = write("bmagov_obligation_list", asked)
    listing = listing or {"count": 0, "hidden": None, "results": []}
    pager = Page(
        collection=listing["results"],
        page=number,
        presliced_list=True,
        url=lambda page, **_: tk.url_for("bmagov_register.index", **given, page=page),
        item_count=listing["count"],
        items_per_page=ON_A_PAGE,
    )
    pager.items = listing["results"]
    more = {
        "listing": listing,
        "pager": pager,
        "given": given,
        "errors": errors,
        **_choices(),
        "may": _may_enter(),
    }
    return Place().page("register.html", **more)


@bmagov_register.route(f"{AUDIT}.<any(csv, xlsx):extension>")
def download(extension: str) -> Answer:
    """Send the filtered register as a table, with the headings that a list to take in has."""
    rows: list[Record] = []
    while True:
        listing = read("bmagov_obligation_list", {**_given(), "limit": AT_ONCE, "offset": len(rows)})
        rows += listing["results"]
        if not listing["results"] or len(rows) >= listing["count"]:
            return _sheet(rows, extension, "register")


@bmagov_register.route(f"{AUDIT}/new", methods=["GET", "POST"])
def new() -> Answer:
    """Enter one duty."""
    _only_auditors("bmagov_obligation_create")
    typed: Record = {"added_year": str(bmagov_kpi_year()), "frequency_interval": "1", **_given()}
    errors: Record = {}
    if request.method == "POST":
        typed = _typed(NEW)
        params = {name: value for name, value in typed.items() if value}
        made, errors = write("bmagov_obligation_create", {**params, "dataset": _name(typed["dataset"])})
        if not errors:
            tk.h.flash_success(tk._("“{title}” is in the register.").format(title=made["title"]))
            return tk.redirect_to(Place().url(made["id"]))
    return Place().page("register_new.html", typed=typed, errors=errors, **_choices())


@bmagov_register.route(f"{AUDIT}/import", methods=["GET", "POST"])
def take_in() -> Answer:
    """Look at a list, then enter it as it was looked at."""
    _only_auditors("bmagov_obligation_import")
    typed: Record = {"fiscal_year": str(bmagov_kpi_year())}
    errors: Record = {}
    trial, packed = None, ""
    if request.method == "POST":
        typed = _typed(("fiscal_year", "hash"))
        content = _content()
        wanted = bool(typed["hash"])
        params = {**typed, "upload": FileStorage(io.BytesIO(content), "list"), "dry_run": not wanted}
        trial, errors = write("bmagov_obligation_import", params)
        if trial and wanted:
            done = tk.ungettext("{n} duty is entered.", "{n} duties are entered.", len(trial["created"]))
            tk.h.flash_success(done.format(n=len(trial["created"])))
            return tk.redirect_to(Place().url())
        packed = base64.b64encode(zlib.compress(content)).decode() if trial else ""
    place = 0 if lang() == "th" else -1
    headings = {
        "needed": [HEADINGS[name][place] for name in REQUIRED],
        "more": [words[place] for name, words in HEADINGS.items() if name not in REQUIRED],
    }
    more = {
        "headings": headings,
        "typed": typed,
        "errors": errors,
        "trial": trial,
        "packed": packed if len(packed) <= PACKED_MOST else "",
    }
    return Place().page("register_import.html", **more)


def _content() -> bytes:
    upload = request.files.get("upload")
    if upload is not None and upload.filename:
        return upload.read(LIST_MOST)
    try:
        return zlib.decompressobj().decompress(base64.b64decode(request.form.get("packed", "")), LIST_MOST)
    except (binascii.Error, zlib.error):
        return b""


@bmagov_register.route(f"{AUDIT}/<item>")
def show(item: str) -> Answer:
    """Show a duty, with what can be done about it."""
    return _show(Place(), item)


@bmagov_register.route(f"{AUDIT}/<item>/<any(propose, confirm, link, update, remove):what>", methods=["POST"])
def change(item: str, what: str) -> Answer:
    """Change a duty."""
    return _change(Place(), item, what)


# --- an agency's own part ---


@bmagov_register.route(AGENCY)
@in_menu(Menu.YEAR, N_("Data register"), place=6, icon="list-check")
def agency_index(id: str, fiscal_year: int) -> Answer:  # noqa: A002 (CKAN's name in URLs)
    """List what an agency must keep in a year."""
    read("bmagov_round_show", {"id": id, "fiscal_year": fiscal_year, "changes": False})
    listing = read("bmagov_obligation_list", {"agency": id, "fiscal_year": fiscal_year, "limit": AT_ONCE})
    return Place(id, fiscal_year).page("register.html", listing=listing)


@bmagov_register.route(f"{AGENCY}.<any(csv, xlsx):extension>")
def agency_download(id: str, fiscal_year: int, extension: str) -> Answer:  # noqa: A002
    """Send what an agency must keep in a year as a table."""
    read("bmagov_round_show", {"id": id, "fiscal_year": fiscal_year, "changes": False})
    listing = read("bmagov_obligation_list", {"agency": id, "fiscal_year": fiscal_year, "limit": AT_ONCE})
    return _sheet(listing["results"], extension, f"register-{fiscal_year}")


@bmagov_register.route(f"{AGENCY}/<item>")
def agency_show(id: str, fiscal_year: int, item: str) -> Answer:  # noqa: A002
    """Show a duty of an agency."""
    return _show(Place(id, fiscal_year), item)


@bmagov_register.route(f"{AGENCY}/<item>/<any(propose, confirm, link):what>", methods=["POST"])
def agency_change(id: str, fiscal_year: int, item: str, what: str) -> Answer:  # noqa: A002
    """Propose, confirm or link for an agency."""
    return _change(Place(id, fiscal_year), item, what)


# --- what they have in common ---


def _show(place: Place, item: str, *, what: str = "", **more: Any) -> Answer:
    duty = read("bmagov_obligation_show", {"id": item})
    if place.id not in ("", duty["agency"]["name"], duty["agency"]["id"]):
        return tk.abort(404, tk._("There is no such duty"))
    may = _may(duty)
    if place.id:
        may |= {"update": False, "remove": False}
    agreed: Record = duty["proposed"] or duty["agreement"] or {"frequency_interval": 1}
    kept = {name: duty[name] for name in ("title", "kind", "level", "owner")}
    current = {name: agreed.get(name, "") for name in AGREEMENT} | kept | {"agency": duty["agency"]["name"]}
    typed = more.pop("typed", {})
    forms = {name: current | (typed if name == what else {}) for name in FIELDS}
    more = {"duty": duty, "may": may, "forms": forms, "what": what, **_choices(), **more}
    more["suggested"] = read("bmagov_obligation_suggest", {"id": item}) if may["link"] else []
    return place.page("register_duty.html", **more)


def _change(place: Place, item: str, what: str) -> Answer:
    typed = _typed(FIELDS[what])
    params: Record = {"id": item, "version": request.form.get("version", ""), **typed}
    if what == "link":
        params["dataset"] = _name(request.form.get("other", "").strip() or typed["dataset"])
        typed["other"] = request.form.get("other", "")
    if what == "remove":
        params["reason"] = params.pop("removal_reason")
    if what == "update":
        duty = read("bmagov_obligation_show", {"id": item})
        if typed["agency"] == duty["agency"]["name"]:
            del params["agency"]
    _, errors = write(f"bmagov_obligation_{ACTIONS.get(what, what)}", params)
    if not errors:
        tk.h.flash_success(_done(what))
        return tk.redirect_to(place.url(item))
    if what == "remove" and "reason" in errors:
        errors["removal_reason"] = errors.pop("reason")
    return _show(place, item, what=what, typed=typed, errors=errors)


def _done(what: str) -> str:
    return {
        "propose": tk._("It is proposed. It holds when the other side confirms it."),
        "confirm": tk._("It is agreed from today on."),
        "link": tk._("The dataset is saved."),
        "update": tk._("The duty is saved."),
        "remove": tk._("The duty is taken off the register."),
    }[what]


def _may(duty: Record) -> dict[str, bool]:
    """Return what the reader may do to a duty."""
    if duty["removal"]:
        return dict.fromkeys(FIELDS, False)
    writes = _allowed("bmagov_obligation_update", duty["id"])
    audits = _may_enter()
    side = duty["proposed"]["side"] if duty["proposed"] else ""
    own = audits if side == "audit" else not audits
    return {
        "propose": writes,
        "confirm": bool(side) and writes and not own,
        "link": writes,
        "update": audits,
        "remove": _allowed("bmagov_obligation_remove", duty["id"]),
    }


def _allowed(action: str, item: str) -> bool:
    try:
        tk.check_access(action, {}, {"id": item})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def _may_enter() -> bool:
    return _allowed("bmagov_obligation_create", "")


def _only_auditors(action: str) -> None:
    try:
        tk.check_access(action, {}, {})
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))


def _choices() -> Record:
    agencies = [
        (agency.name, tk.h.bmagov_title({"name": agency.name, **agency.fields}))
        for agency in stored_agencies(model.Session)
    ]
    units = [
        (code.value, code.label(lang()))
        for code in codelist("update_frequency").codes
        if code.value != "unknown"
    ]
    levels = [(code.value, code.label(lang())) for code in codelist("data_classification").codes]
    return {
        "agencies": sorted(agencies, key=lambda choice: choice[1]),
        "units": units,
        "levels": levels,
        "kinds": [(kind.value, obligation_kind_label(kind.value)) for kind in ObligationKind],
    }


def _given() -> dict[str, str]:
    return {name: value for name in FILTERS if (value := request.args.get(name, "").strip())}


def _typed(names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


def _name(typed: str) -> str:
    """Return the name of a dataset, of which people also copy the address."""
    return typed.rstrip("/").rsplit("/", 1)[-1]


def _sheet(rows: list[Record], extension: str, name: str) -> Answer:
    header = (
        tk._("Agency"), tk._("Kind"), tk._("Dataset title"), tk._("Fiscal year"), tk._("Frequency"),
        tk._("Interval"), tk._("Extent"), tk._("Form"), tk._("Level"), tk._("Responsible"),
        tk._("Dataset id"), tk._("Agreement"),
    )  # fmt: skip
    every = stored_agencies(model.Session, (model.State.ACTIVE, model.State.DELETED))
    titles = Counter(match_key(agency.fields.get("title", "")) for agency in every)
    lines = (_cells(duty, is_known=titles[match_key(duty["agency"]["title"])] == 1) for duty in rows)
    return table_file(name, header, lines, extension)


def _cells(duty: Record, *, is_known: bool) -> tuple[object, ...]:
    """Return a duty as a line that can be taken in again.

    :param is_known: its agency is the only one of its title; else its name stands there
    """
    agreed: Record = duty["agreement"] or duty["proposed"] or {}
    unit = tk.h.bmagov_codelist_label("update_frequency", agreed["frequency_unit"]) if agreed else ""
    level = tk.h.bmagov_codelist_label("data_classification", duty["level"]) if duty["level"] else ""
    agency = duty["agency"]["title" if is_known else "name"]
    words = (agreed.get("extent", ""), agreed.get("form", ""), level, duty["owner"])
    return (
        agency, duty["kind_label"], guarded(duty["title"]), duty["added_year"], unit,
        agreed.get("frequency_interval", ""), *map(guarded, words),
        duty["dataset"]["name"] if duty["dataset"] else "", agreement_state(duty),
    )  # fmt: skip


def agreement_state(duty: Record) -> str:
    """Return in words how far both sides are."""
    if duty["proposed"]:
        waits = duty["proposed"]["side"] == "audit"
        return tk._("waits for the agency") if waits else tk._("waits for the auditors")
    return tk._("agreed") if duty["agreement"] else tk._("nothing proposed yet")
