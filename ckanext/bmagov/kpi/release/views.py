"""Releases of closed years: the page, their files at addresses that stay, the button of supervisors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.base.views.menu import Menu, in_menu
from ckanext.bmagov.kpi.common.views import Record, login_first, me, read, write
from ckanext.bmagov.kpi.oversight.views.audit_page import is_auditor, page, roles, this_year, typed
from ckanext.bmagov.kpi.release import formats
from ckanext.bmagov.kpi.release.services import dataset_name
from ckanext.bmagov.kpi.rules.domain.ruleset import DEFAULT_KPI

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue as Answer

bmagov_kpi_release = Blueprint("bmagov_kpi_release", __name__, url_prefix="/kpi")

YEAR = 365 * 24 * 60 * 60
"""Seconds for which a file of a release may be kept: it never changes."""


@bmagov_kpi_release.route("/<int:fiscal_year>/releases", methods=["GET", "POST"])
@in_menu(Menu.AUDIT, N_("Open results"), place=8, icon="box-archive", params=this_year)
def index(fiscal_year: int) -> Answer:
    """List the releases of a year, and publish the next one."""
    errors: Record = {}
    form: Record = {}
    if request.method == "POST":
        if response := login_first():
            return response
        form = typed(request.form, "note")
        made, errors = write("bmagov_kpi_release_create", {**form, "fiscal_year": fiscal_year})
        if not errors:
            _tell(made)
            return tk.redirect_to("bmagov_kpi_release.index", fiscal_year=fiscal_year)
    releases = read("bmagov_kpi_release_list", {"fiscal_year": fiscal_year})
    about = {"fiscal_year": fiscal_year, "number": releases[0]["number"]} if releases else {}
    return page(
        "bmagov/kpi/audit_releases.html",
        private=is_auditor(),
        fiscal_year=fiscal_year,
        years=read("bmagov_kpi_result_list", {})["years"],
        releases=releases,
        files=read("bmagov_kpi_release_show", about)["files"] if about else [],
        dataset=_dataset(fiscal_year),
        errors=errors,
        typed=form,
        **roles(),
    )


def _dataset(fiscal_year: int) -> str:
    """Return the name of the dataset that leads to the releases; empty where the reader sees none."""
    name = dataset_name(DEFAULT_KPI, fiscal_year)
    try:
        tk.check_access("package_show", me(), {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return ""
    return name


def _tell(made: Record) -> None:
    if made["problem"]:
        tk.h.flash_error(bmagov_error_sentence(made["problem"]))
    elif made["new"]:
        tk.h.flash_success(tk._("Release {n} is published.").format(n=made["number"]))
    else:
        tk.h.flash_notice(
            tk._("Nothing changed since release {n}: it stays the last one.").format(n=made["number"])
        )


@bmagov_kpi_release.route("/<int:fiscal_year>/release/<int:number>.zip")
def archive(fiscal_year: int, number: int) -> Answer:
    """Send all files of a release."""
    about = {"fiscal_year": fiscal_year, "number": number}
    names = [file["name"] for file in read("bmagov_kpi_release_show", about)["files"]]
    content = {
        name: read("bmagov_kpi_release_file_show", {**about, "name": name})["text"].encode() for name in names
    }
    name = f"{dataset_name(DEFAULT_KPI, fiscal_year)}-{number}.zip"
    return _kept(attachment(formats.archive(content), name, "application/zip"))


@bmagov_kpi_release.route("/<int:fiscal_year>/release/<int:number>/<name>")
def file(fiscal_year: int, number: int, name: str) -> Answer:
    """Send a file of a release."""
    about = {"fiscal_year": fiscal_year, "number": number, "name": name}
    shown = read("bmagov_kpi_release_file_show", about)
    return _kept(attachment(shown["text"].encode(), name, shown["media_type"]))


@bmagov_kpi_release.route("/<int:fiscal_year>/release/<int:number>/")
def show(fiscal_year: int, number: int) -> Answer:
    """Lead to the list of releases: the files of each stand below this address."""
    read("bmagov_kpi_release_show", {"fiscal_year": fiscal_year, "number": number})
    return tk.redirect_to("bmagov_kpi_release.index", fiscal_year=fiscal_year, _anchor=f"release-{number}")


def _kept(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.s_maxage = YEAR  # CKAN sets `max-age` of every answer
    return response
