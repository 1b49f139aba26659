"""Closed years as open data: published by supervisors, read by everybody."""

from __future__ import annotations

import io
import logging
import uuid
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import SearchError

from ckanext.bmagov import config
from ckanext.bmagov.access import audit_agency_id, reader
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.cli import site_context
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.readers.clock import now
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.actions.year import as_action_errors
from ckanext.bmagov.kpi.common.auth import everyone, supervisors
from ckanext.bmagov.kpi.common.words.messages import kpi_problem_text
from ckanext.bmagov.kpi.release import formats, schema, services
from ckanext.bmagov.kpi.round.services.rounds import check_reason

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.release.answers import (
        MadeReleaseDict,
        ReleaseDict,
        ReleaseFileDict,
        ReleaseTextDict,
        WholeReleaseDict,
    )
    from ckanext.bmagov.kpi.release.model import Release

log = logging.getLogger(__name__)

DRAFT: Final = "draft"
RESOURCES: Final = uuid.UUID("5f2b5a52-7f1e-4b0d-9a55-3d0f4a2c7d10")
"""Name space of the ids of the catalog's entries for files: each keeps its own from release to release."""


@reads(schema.release_list_schema, allowed=everyone)
def bmagov_kpi_release_list(context: Context, data_dict: DataDict) -> list[ReleaseDict]:
    """List the releases of a closed year, the newest first. Everyone.

    A correction is a new release; those before it stay at their address. With `ckanext.bmagov.kpi.public` =
    `none` there are none.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.

    :returns: each with ``kpi``, ``fiscal_year``, ``number``, ``created_at``, ``agencies`` (how many are in
        it), ``note`` (what was corrected), ``digest`` (SHA-256 of its manifest), ``link`` (where its files
        are) and ``archive`` (all of them as ZIP)
    """
    if config.kpi_public() == "none":
        return []
    return [_plain(row) for row in services.listed(model.Session, data_dict["kpi"], data_dict["fiscal_year"])]


@reads(schema.release_show_schema, allowed=everyone)
def bmagov_kpi_release_show(context: Context, data_dict: DataDict) -> WholeReleaseDict:
    """Show a release with its files. Everyone.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param number: number of the release

    :returns: as in ``bmagov_kpi_release_list``, with ``files``: each with ``name``, ``media_type``, ``size``
        (bytes), ``sha256`` and ``link``
    :raises ValidationError: RELEASE-CHANGED: what is kept is not what was published
    """
    row = _find(data_dict)
    content = _files(row)
    return {**_plain(row), "files": [_file(row, name, data) for name, data in content.items()]}


@reads(schema.release_file_schema, allowed=everyone)
def bmagov_kpi_release_file_show(context: Context, data_dict: DataDict) -> ReleaseTextDict:
    """Show a file of a release with its text. Everyone.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param number: number of the release
    :param name: name of the file, such as `results.csv`

    :returns: as in ``files`` of ``bmagov_kpi_release_show``, with ``text``
    :raises ValidationError: RELEASE-CHANGED
    """
    row = _find(data_dict)
    data = _files(row).get(data_dict["name"])
    if data is None:
        raise tk.ObjectNotFound(tk._("There is no such file"))
    return {**_file(row, data_dict["name"], data), "text": data.decode()}


@writes(schema.release_create_schema, allowed=supervisors)
def bmagov_kpi_release_create(context: Context, data_dict: DataDict) -> MadeReleaseDict:
    """Publish the results of a closed year as open data: a release, and its dataset in the catalog.

    Supervisors only. What is in it is what everybody reads of closed rounds, with everything needed to
    make each result anew. Where nothing changed since the last release there is no new one, and the dataset
    is put right.

    :param kpi: the KPI (optional, default: database)
    :param fiscal_year: the fiscal year, พ.ศ.
    :param note: what is corrected, and why; needed from the second release on

    :returns: as in ``bmagov_kpi_release_list``, with ``new`` (false where nothing changed), ``dataset`` (name
        of the dataset) and ``problem``: null, or why the dataset could not be written; the release stands
        all the same: publish again
    :raises ValidationError: RELEASE-EMPTY, RELEASE-CLOSED, RELEASE-RULES, RELEASE-CHANGED, SNAPSHOT-CHANGED,
        REASON-REQUIRED, TEXT-CONTROL-CHAR, LIMIT
    """
    kpi, fiscal_year = data_dict["kpi"], data_dict["fiscal_year"]
    with as_action_errors("fiscal_year"):
        if config.kpi_public() == "none":
            raise ProblemError("RELEASE-CLOSED")
        row, is_new = services.make(
            model.Session,
            services.About(kpi, fiscal_year, _site(), _publisher(), _license()),
            reader(context).user_id or audit_log.SYSTEM,
            now(),
            data_dict["note"].strip(),
        )
    if is_new and row.number > 1:
        with as_action_errors("note"):
            check_reason(row.note)
    plain = _plain(row)
    model.repo.commit()
    name = services.dataset_name(kpi, fiscal_year)
    return {**plain, "new": is_new, "dataset": name, "problem": _put_into_catalog(kpi, fiscal_year)}


def _find(data_dict: DataDict) -> Release:
    row = services.find(model.Session, data_dict["kpi"], data_dict["fiscal_year"], data_dict["number"])
    if row is None or config.kpi_public() == "none":
        raise tk.ObjectNotFound(tk._("There is no such release"))
    return row


def _files(row: Release) -> dict[str, bytes]:
    with as_action_errors("number"):
        return services.files_of(model.Session, row)


def _site() -> str:
    return tk.config["ckan.site_url"].rstrip("/")


def _publisher() -> str:
    agency: Any = model.Group.get(audit_agency_id())
    return agency.title if agency else ""


def _mail() -> str:
    """Return where questions go: to the office that audits, else to who keeps the site."""
    agency: Any = model.Group.get(audit_agency_id())
    own = (agency.extras or {}).get("email") if agency else ""
    mail = own or tk.config["email_to"] or tk.config["smtp.mail_from"]
    if not mail:
        said = tk._("The agency that audits has no e-mail address: add it on the page of the agency")
        raise tk.ValidationError({"email": [said]})
    return str(mail)


def _license() -> tuple[str, str, str]:
    name = formats.texts()["dataset"]["license_id"]
    known = model.Package.get_license_register().get(name)
    return name, known.title if known else "", known.url if known else ""


def _address(row: Release) -> str:
    """Return where the files of a release are."""
    return f"/kpi/{row.fiscal_year}/release/{row.number}"


def _plain(row: Release) -> ReleaseDict:
    return {
        "kpi": row.kpi,
        "fiscal_year": row.fiscal_year,
        "number": row.number,
        "created_at": row.created_at.isoformat(),
        "agencies": row.agencies,
        "note": row.note,
        "digest": row.digest,
        "link": f"{_address(row)}/",
        "archive": f"{_address(row)}.zip",
    }


def _file(row: Release, name: str, data: bytes) -> ReleaseFileDict:
    return {
        "name": name,
        "media_type": formats.media_type(name),
        "size": len(data),
        "sha256": formats.sha256(data),
        "link": f"{_address(row)}/{name}",
    }


# --- the dataset of the catalog ---


def _put_into_catalog(kpi: str, fiscal_year: int) -> str | None:
    """Write the dataset that leads to the releases of a year; return what keeps it from being written."""
    try:
        _write_dataset(kpi, fiscal_year)
    except tk.ValidationError as error:
        model.Session.rollback()
        errors: dict[str, Any] = error.error_dict
        reasons = [f"{name}: {text}" for name, texts in errors.items() for text in texts]
        return kpi_problem_text("RELEASE-DATASET", {"reason": " ".join(reasons)})
    except (SearchError, SQLAlchemyError, OSError, ProblemError) as error:
        model.Session.rollback()
        log.error("The dataset of the releases of %s could not be written: %s", fiscal_year, error)
        return kpi_problem_text("RELEASE-DATASET", {"reason": type(error).__name__})
    return None


def _write_dataset(kpi: str, fiscal_year: int) -> None:
    every = services.listed(model.Session, kpi, fiscal_year)
    owner, name = audit_agency_id(), services.dataset_name(kpi, fiscal_year)
    there: Any = model.Package.get(name)
    if there is not None and there.owner_org != owner:
        said = tk._("another agency has a dataset with the name {name}").format(name=name)
        raise tk.ValidationError({"name": [said]})
    said = {key: _text(value, fiscal_year) for key, value in formats.texts()["dataset"].items()}
    record = {
        **said,
        "name": name,
        "owner_org": owner,
        "maintainer_email": _mail(),
        "type": "dataset",
    }
    if there is None:
        # Core takes uploads only when a dataset is updated: until then it is a draft.
        dataset_id = tk.get_action("package_create")(site_context(), {**record, "state": DRAFT})["id"]
    else:
        dataset_id = there.id
    whole = {"id": dataset_id, "state": model.State.ACTIVE, "private": False}
    tk.get_action("package_update")(
        site_context(), {**record, **whole, "resources": _resources(every, dataset_id)}
    )
    for table in formats.dictionary().tables:
        _write_dictionary(_resource_id(every[0], f"{table.name}.csv"), table.name)


def _text(value: object, fiscal_year: int) -> object:
    """Return a value of the record with its year."""
    return formats.of_year(value, fiscal_year) if isinstance(value, str) else value


def _resources(every: list[Release], dataset_id: str) -> list[dict[str, Any]]:
    """Return the files of the last release, and the archive of each: an old one stays as it is stored."""
    last, content = every[0], services.files_of(model.Session, every[0])
    labels = {f"{table.name}.csv": table.label_th for table in formats.dictionary().tables}
    names = [*labels, *(name for name in content if name not in labels)]
    stored = {
        resource["id"]: resource
        for resource in tk.get_action("package_show")(site_context(), {"id": dataset_id})["resources"]
    }
    files = [_upload(last, name, content[name], f"{labels.get(name, '')} {name}".strip()) for name in names]
    for row in every:
        name = f"{services.dataset_name(row.kpi, row.fiscal_year)}-{row.number}.zip"
        kept = stored.get(_resource_id(row, name))
        packed = None if kept else formats.archive(services.files_of(model.Session, row))
        files.append(kept or _upload(row, name, packed or b"", name))
    return files


def _upload(row: Release, name: str, data: bytes, title: str) -> dict[str, Any]:
    return {
        "id": _resource_id(row, name),
        "name": title,
        "url": name,
        "upload": FileStorage(io.BytesIO(data), filename=name),
        "format": name.rpartition(".")[2].upper(),
    }


def _resource_id(row: Release, name: str) -> str:
    return str(uuid.uuid5(RESOURCES, f"{_site()}/{row.kpi}/{row.fiscal_year}/{name}"))


def _write_dictionary(resource_id: str, table: str) -> None:
    (said,) = (known for known in formats.texts()["tables"] if known["name"] == table)
    given: dict[str, Any] = {"id": resource_id, "tables": [{**said, "name": ""}], "note": ""}
    try:
        shown = tk.get_action("bmagov_dictionary_show")(site_context(), {"id": resource_id})
        given["version"] = shown["current_version"]
    except tk.ObjectNotFound:
        pass
    tk.get_action("bmagov_dictionary_update")(site_context(), given)
