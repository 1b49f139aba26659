"""What the pages of the audit share: who may open them, their frame, tables as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, make_response

import ckan.plugins.toolkit as tk

from ckanext.bmagov.base.domain.spreadsheet import MEDIA_TYPES
from ckanext.bmagov.base.formats import sheet
from ckanext.bmagov.base.helpers.error_code import bmagov_error_sentence, error_codes
from ckanext.bmagov.base.views.attachment import attachment
from ckanext.bmagov.kpi.common.auth import only_auditors, only_supervisors
from ckanext.bmagov.kpi.common.helpers import bmagov_kpi_year
from ckanext.bmagov.kpi.common.views import CONFLICTS, Record, login_first, me
from ckanext.bmagov.kpi.oversight.helpers import bmagov_kpi_audits as is_auditor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flask.typing import ResponseReturnValue as Answer


def roles() -> Record:
    """Return what the reader may do beyond reading."""
    return {
        "audits": bool(only_auditors(me()).get("success")),
        "supervises": bool(only_supervisors(me()).get("success")),
    }


def auditors_only() -> Answer | None:
    """Send visitors to the login; for whoever does not audit the page is not there."""
    if response := login_first():
        return response
    return None if is_auditor() else tk.abort(404)


def page(template: str, *, errors: Record | None = None, private: bool = True, **more: Any) -> Answer:
    """Return a page; 409 where somebody else was faster.

    :param errors: by field, with codes
    """
    errors = errors or {}
    extra = {
        "errors": {name: [bmagov_error_sentence(text) for text in texts] for name, texts in errors.items()},
        "conflict": bool(error_codes(errors) & CONFLICTS),
        "typed": {},
        **more,
    }
    response = make_response(tk.render(template, extra), 409 if extra["conflict"] else 200)
    response.headers["Cache-Control"] = "private, no-store" if private else "no-cache"
    return response


def table_file(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], extension: str
) -> Response:
    """Send a table as CSV or XLSX."""
    content = sheet.write(name, header, rows, extension)
    return attachment(content, f"{name}.{extension}", MEDIA_TYPES[extension], private=True)


def typed(form: Mapping[str, Any], *names: str) -> Record:
    """Return the fields of a form as they were typed."""
    return {name: str(form.get(name, "")).strip().replace("\r\n", "\n") for name in names}


def this_year(_: Record) -> Record:
    """Return what the address of a page about the current year needs."""
    return {"fiscal_year": bmagov_kpi_year()}
