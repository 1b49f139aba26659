"""Releases of closed years: made of what was signed off, kept, and read back as they were published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.model.audit_log import AuditLog
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.downloads import Package
from ckanext.bmagov.kpi.release import formats
from ckanext.bmagov.kpi.release.domain.tables import Released
from ckanext.bmagov.kpi.release.model import Release
from ckanext.bmagov.kpi.round.services import results, snapshots
from ckanext.bmagov.version import __version__

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from ckan.types import AlchemySession

LOGGED: Final = "kpi_release"
"""Kind of the entry of the log."""

PACKAGE: Final = "datapackage.json"


@dataclass(frozen=True)
class About:
    """Whose release it is, and what the site says of itself."""

    kpi: str
    fiscal_year: int
    site: str
    """Address, without a slash at the end."""
    publisher: str
    license: tuple[str, str, str]
    """Id, title, address."""


def released(session: AlchemySession, kpi: str, fiscal_year: int) -> list[Released]:
    """Return what is published of a year, with the rules by which was judged.

    :raises ProblemError: RELEASE-EMPTY (no round is closed), SNAPSHOT-CHANGED (something does not match what
        was signed), RELEASE-RULES (`agency`: its rules are not known any more)
    """
    closed = results.kept_of(session, kpi, fiscal_year)
    if not closed:
        raise ProblemError("RELEASE-EMPTY")
    if not all(year.sound for year in closed):
        raise ProblemError("SNAPSHOT-CHANGED")
    return [_released(session, year) for year in closed]


def _released(session: AlchemySession, year: results.Closed) -> Released:
    rules = results.rules_by(session, year.kept)
    if rules is None or rules.digest != year.kept.rule_digest:
        raise ProblemError("RELEASE-RULES", agency=year.agency.title)
    return Released(
        name=year.agency.name,
        code8=year.agency.code8,
        title=year.agency.title,
        card=snapshots.kept_card(year.kept),
        rules=rules,
        outcome=snapshots.kept_outcome(year.kept, rules),
        signed_off_at=year.kept.taken_at,
        revision=year.kept.revision,
        digest=year.kept.digest,
    )


def make(session: AlchemySession, about: About, by: str, at: dt.datetime, note: str) -> tuple[Release, bool]:
    """Keep the next release of a year, and log it; the last one where nothing changed since.

    Nobody makes one of the same year at the same time, until the transaction ends.

    :returns: the release, and whether it is a new one
    :raises ProblemError: as `released`, RELEASE-CHANGED
    """
    lock = f"{LOGGED}/{about.kpi}/{about.fiscal_year}"
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(lock))))
    years = released(session, about.kpi, about.fiscal_year)
    content = formats.results_files(years, about.site)
    last = find(session, about.kpi, about.fiscal_year)
    if last and _is_same(files_of(session, last), content):
        return last, False
    number = last.number + 1 if last else 1
    content[PACKAGE] = formats.package(_package(about, number, at), content)
    length, head = audit_log.end(session)
    manifest = formats.manifest(
        {
            "kpi": about.kpi,
            "fiscal_year": about.fiscal_year,
            "release": number,
            "previous": last.digest if last else "",
            "note": note,
            "published_at": at.isoformat(),
            "software": f"ckanext-bmagov {__version__}",
            "log": {"entries": length, "head": head},
        },
        content,
    )
    content[formats.MANIFEST] = manifest
    row = Release(
        kpi=about.kpi,
        fiscal_year=about.fiscal_year,
        number=number,
        created_by=by,
        created_at=at,
        agencies=len(years),
        note=note,
        files={name: data.decode() for name, data in content.items()},
        digest=formats.sha256(manifest),
    )
    session.add(row)
    session.flush()
    payload = {"kpi": row.kpi, "fiscal_year": row.fiscal_year, "release": number, "digest": row.digest}
    audit_log.append(session, by, LOGGED, payload)
    return row, True


def _is_same(last: Mapping[str, bytes], content: Mapping[str, bytes]) -> bool:
    """Tell whether the results are the same, by the same rules: other scripts are no correction."""
    results_of = {name: data for name, data in content.items() if name not in formats.SCRIPTS}
    left_out = {*formats.SCRIPTS, PACKAGE, formats.MANIFEST}
    return results_of == {name: data for name, data in last.items() if name not in left_out}


def _package(about: About, number: int, at: dt.datetime) -> Package:
    said = formats.texts()["dataset"]
    return Package(
        name=f"{dataset_name(about.kpi, about.fiscal_year)}-{number}",
        title=formats.of_year(said["title"], about.fiscal_year),
        description=formats.of_year(said["notes"], about.fiscal_year),
        address=f"{about.site}/dataset/{dataset_name(about.kpi, about.fiscal_year)}",
        created=at.isoformat(),
        publisher=about.publisher,
        license=about.license,
    )


def dataset_name(kpi: str, fiscal_year: int) -> str:
    """Return the name of the dataset of the catalog that leads to the releases of a year."""
    return f"kpi-results-{fiscal_year}" if kpi == "database" else f"kpi-{kpi}-results-{fiscal_year}"


def listed(session: AlchemySession, kpi: str, fiscal_year: int) -> list[Release]:
    """Return the releases of a year, the newest first."""
    query = sa.select(Release).filter_by(kpi=kpi, fiscal_year=fiscal_year).order_by(Release.number.desc())
    return list(session.scalars(query))


def find(session: AlchemySession, kpi: str, fiscal_year: int, number: int | None = None) -> Release | None:
    """Return a release by its number, or the last."""
    return next((row for row in listed(session, kpi, fiscal_year) if number in (None, row.number)), None)


def files_of(session: AlchemySession, row: Release) -> dict[str, bytes]:
    """Return the files of a release as they were published, `manifest.json` last.

    :raises ProblemError: RELEASE-CHANGED: one is not what was published. Operators are told by
        `ckan bmagov audit verify`
    """
    stored = {name: text.encode() for name, text in row.files.items()}
    manifest = stored.get(formats.MANIFEST, b"")
    if formats.sha256(manifest) != row.digest or not _is_logged(session, row):
        raise ProblemError("RELEASE-CHANGED")
    digests: dict[str, Any] = json.loads(manifest)["files"]
    if {*digests, formats.MANIFEST} != {*stored} or any(
        formats.sha256(stored[name]) != digest for name, digest in digests.items()
    ):
        raise ProblemError("RELEASE-CHANGED")
    return {name: stored[name] for name in (*digests, formats.MANIFEST)}


def _is_logged(session: AlchemySession, row: Release) -> bool:
    entry = AuditLog.__table__.c
    said = {"kpi": row.kpi, "fiscal_year": row.fiscal_year, "release": row.number, "digest": row.digest}
    query = sa.select(entry.number).where(entry.kind == LOGGED, entry.payload.contains(said))
    return session.execute(query.limit(1)).first() is not None
