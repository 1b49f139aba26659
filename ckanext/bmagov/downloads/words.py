"""Sentences about downloads, and the text that comes with a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.words.tables import TABLE_CODES, table_problem
from ckanext.bmagov.downloads.domain import MOST_CELLS, Form
from ckanext.bmagov.downloads.services import bundle, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckanext.bmagov.downloads.formats.datapackage import Member, Package
    from ckanext.bmagov.downloads.services.bundle import Contents

LABELS: Final = {Form.XLSX: N_("Excel (XLSX)"), Form.CSV: N_("CSV for Excel")}

_SENTENCES: Final[dict[str, Callable[[], str]]] = {
    tables.LARGE: lambda: tk._(
        "The table has more than {limit} cells, which is too much for an Excel file. Take it as CSV."
    ).format(limit=tk.h.localised_number(MOST_CELLS)),
    tables.WAITING: lambda: tk._(
        "The catalog is still reading this file. Try again in a few minutes, or take the original."
    ),
    tables.GONE: lambda: tk._("The file is no longer in the storage. Tell the agency that publishes it."),
    bundle.LINK: lambda: tk._("It is a link, and its file is kept elsewhere"),
    bundle.CLOSED: lambda: tk._("It is above your level"),
    "NO-DATA": lambda: tk._("There is no table here that can be read."),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return why something cannot be downloaded."""
    if code in _SENTENCES:
        return _SENTENCES[code]()
    known = code if code in TABLE_CODES else "FILE-BROKEN"
    return table_problem(known, params).removeprefix(f"{known}: ")


def form_label(form: Form) -> str:
    """Return what a menu calls a form."""
    return tk._(LABELS[form])


def readme(package: Package, day: str, contents: Contents) -> str:
    """Return the text that says what an archive holds, and what not.

    :param day: the day of the download, in the reader's language
    """
    lines = [
        package.title,
        package.publisher,
        "",
        f"{tk._('Address')}: {package.address}",
        f"{tk._('Downloaded')}: {day}",
        f"{tk._('License')}: {package.license[1]}" if package.license[1] else "",
        "",
        tk._("Files"),
        *map(_line, contents.members),
    ]
    if contents.left_out:
        lines += ["", tk._("Not in this archive")]
        lines += [
            f"- {title}: {sentence(code, params)} {params.get('url', '')}".rstrip()
            for title, code, params in contents.left_out
        ]
    lines += [
        "",
        tk._("data/ holds each table as CSV in UTF-8. Numbers and days are written as standards write them."),
        tk._("Days and years of the Buddhist era stay as in the file, and datapackage.json says so."),
        tk._("datapackage.json describes all files and columns for programs."),
    ]
    return "\n".join(lines) + "\n"


def _line(member: Member) -> str:
    return f"- {member.path}: {member.title}" if member.title else f"- {member.path}"
