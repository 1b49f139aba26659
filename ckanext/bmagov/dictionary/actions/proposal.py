"""Dictionaries proposed from data and from files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import find_control_character, match_key
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary.domain.diff import compare
from ckanext.bmagov.dictionary.domain.spec import to_dict
from ckanext.bmagov.dictionary.domain.words import PERSONAL_WORDS
from ckanext.bmagov.dictionary.schema import proposal as schema
from ckanext.bmagov.dictionary.services import dictionaries, proposal
from ckanext.bmagov.dictionary.validation.words.checks import stored_sentence
from ckanext.bmagov.dictionary.words.changes import difference_dict
from ckanext.bmagov.dictionary.words.dictionary import finding_dict
from ckanext.bmagov.dictionary.words.files import FILE_CODES, file_text, read_finding
from ckanext.bmagov.files import FileGoneError

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.dictionary.services.proposal import Proposed, Seen

__all__ = ["bmagov_dictionary_propose"]

LONGEST_NAME: Final = 200
_RUNS: Final = re.compile(r"\.(?:exe|com|bat|cmd|scr|js|vbs|ps1|msi|html?|svg|php)$", re.IGNORECASE)


def bmagov_dictionary_propose(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Propose a data dictionary, put together with the one that is there. Nothing is stored.

    Without `upload` and `text` it is proposed from the data: header, types, empty and distinct values, likely
    keys and likely personal data, all of it guesses. What is described already is not replaced.

    :param id: id of the resource
    :param source: `file` or `datastore`, when both are there (default: the file)
    :param upload: a file that describes the columns: CSV, XLSX, Table Schema or data package, CSVW, or SQL
        `CREATE TABLE` (PostgreSQL, MySQL, Oracle, SQL Server)
    :param text: the same as text, such as pasted from a spreadsheet
    :param codec: `csv`, `xlsx`, `json`, `csvw` or `sql`, when the content alone does not say it
    :param sheet: name of the sheet, when several hold a dictionary; `*` takes each as a table
    :param replace: take the file as the whole: what it does not say is not kept (default false)
    :param hash: what an earlier proposal gave; refused with `FILE-CHANGED` when it would be another now
    :returns: `source` (`file`, `datastore` or `dictionary`), `tables` and `version`: both for
        `bmagov_dictionary_update`; `problems` (`code`, `message`, `table`, `row`, `line` of the file,
        `column`, `field`, `warning`): those that are no warnings forbid to store it; `hash`; `added` and
        `kept` (columns only in the proposal, only in the present dictionary); `difference` to the present
        dictionary; of data: `columns` (`name`, `rows`, `nulls`, `distinct`, `more`, `examples`, `key`,
        `personal`: kind and how sure), `rows`, `complete`, and `guesses`: `table` (number from 0) and `row`
        (from 1) of every column that was guessed, with `personal`; of a file: `codec`, `found`, `guessed`
    :raises ValidationError: when the data or the file can't be read (`upload`), or `hash`
    :raises ObjectNotFound: when there is no such resource
    """
    upload, text = data_dict.get("upload"), data_dict.get("text")
    plain = {key: value for key, value in data_dict.items() if key in schema.NAMES}
    params, errors = tk.navl_validate(plain, schema.propose_schema())
    if errors:
        raise tk.ValidationError(errors)
    tk.check_access("bmagov_dictionary_propose", context, {**params, "data": not (upload or text)})
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": params["id"]})
    _require_whole(context, resource["id"])
    try:
        proposed = _propose(resource, params, upload, text)
    except FileGoneError as error:
        raise tk.ValidationError({"upload": [f"FILE-GONE: {stored_sentence('FILE-GONE', {})}"]}) from error
    except ProblemError as error:
        said = (
            file_text(error.code, error.params)
            if error.code in FILE_CODES
            else f"{error.code}: {stored_sentence(error.code, error.params)}"
        )
        raise tk.ValidationError({"upload": [said]}) from error
    if params.get("hash") and params["hash"] != proposed.hash:
        raise tk.ValidationError({"hash": [file_text("FILE-CHANGED", {})]})
    return _shown(resource, proposed)


def _require_whole(context: Context, resource_id: str) -> None:
    """What is put together would show columns that the caller can't see."""
    now = dictionaries.load(model.Session, resource_id)
    if now and dictionaries.visible(context, resource_id, now[0])[1]:
        raise tk.NotAuthorized(
            tk._(
                "The dictionary has columns above your level. Ask an administrator of the agency to change"
                " it."
            )
        )


def _propose(resource: dict[str, Any], params: dict[str, Any], upload: Any, text: Any) -> Proposed:
    if not upload and text is None:
        source = params.get("source", "")
        fields = _fields(resource["id"]) if source == "datastore" else ()
        return proposal.from_data(model.Session, resource, source=source, fields=fields)
    content = _content(upload) if upload else str(text).encode("utf-8", "replace")
    if not content.strip():
        raise ProblemError("FILE-EMPTY" if upload else "TEXT-EMPTY")
    return proposal.from_file(
        model.Session,
        resource,
        content,
        codec=params.get("codec", ""),
        sheet=params.get("sheet", ""),
        replaced=bool(params.get("replace")),
        language=lang(),
    )


def _fields(resource_id: str) -> list[dict[str, Any]]:
    """What the DataStore's own dictionary says; who asks may read the data."""
    try:
        found = tk.get_action("datastore_search")(
            {"ignore_auth": True}, {"resource_id": resource_id, "limit": 0, "include_total": False}
        )
    except tk.ObjectNotFound:
        return []
    return found["fields"]


def _content(upload: Any) -> bytes:
    """The bytes of an upload, no more than may be.

    :raises ProblemError: `FILE-NAME`, `FILE-SIZE`
    """
    name = str(getattr(upload, "filename", "") or "")
    parts = set(re.split(r"[\\/]", name))
    if len(name) > LONGEST_NAME or ".." in parts or find_control_character(name) or _RUNS.search(name):
        raise ProblemError("FILE-NAME")
    if re.search(r"[\r\n\t]", name):
        raise ProblemError("FILE-NAME")
    source = getattr(upload, "stream", upload)
    limit = schema.MAX_BYTES
    content = source.read(limit + 1)
    if len(content) > limit:
        raise ProblemError("FILE-SIZE", limit=limit // 1024 // 1024)
    return content


def _shown(resource: dict[str, Any], proposed: Proposed) -> dict[str, Any]:
    combined = proposed.combined
    subject = dictionaries.subject_of(resource["id"])
    level = subject.level if subject else ""
    present = dictionaries.load(model.Session, resource["id"])
    own = [read_finding(one, proposed.read) for one in proposed.read.findings]
    holds = dictionaries.holds_data(model.Session, resource["id"])
    rules = dictionaries.problems(combined.dictionary, level, stored=holds)
    return {
        "resource_id": resource["id"],
        "package_id": resource["package_id"],
        "source": proposed.source,
        "hash": proposed.hash,
        "version": proposed.version,
        **to_dict(combined.dictionary),
        "problems": own + [{**finding_dict(one, combined.dictionary), "line": 0} for one in rules],
        "added": [{"table": table, "column": column} for table, column in combined.added],
        "kept": [{"table": table, "column": column} for table, column in combined.kept],
        "difference": difference_dict(
            compare(present[0] if present else dictionaries.EMPTY, combined.dictionary)
        ),
        "columns": [_seen(one) for one in proposed.seen],
        "guesses": _guesses(proposed),
        "rows": proposed.rows,
        "complete": proposed.complete,
        "codec": proposed.read.codec,
        "found": dict(proposed.read.found),
        "guessed": sorted(proposed.read.guessed),
    }


def _guesses(proposed: Proposed) -> list[dict[str, Any]]:
    """Where in the tables the columns stand that were guessed."""
    guessed = {(match_key(one.table), match_key(one.proposal.column.name)): one for one in proposed.seen}
    single = len(proposed.combined.dictionary.tables) == 1
    found: list[dict[str, Any]] = []
    for number, table in enumerate(proposed.combined.dictionary.tables):
        for row, column in enumerate(table.columns, 1):
            names = ("", table.name) if single else (table.name,)
            keys = [(match_key(name), match_key(column.name)) for name in names]
            one = next((guessed[key] for key in keys if key in guessed), None)
            if one is not None:
                found.append({"table": number, "row": row, "personal": _seen(one)["personal"]})
    return found


def _seen(seen: Seen) -> dict[str, Any]:
    one = seen.proposal
    personal = one.personal
    return {
        "table": seen.table,
        "name": one.column.name,
        "type": one.column.type,
        "rows": one.rows,
        "nulls": one.nulls,
        "distinct": one.distinct,
        "more": one.more,
        "examples": list(one.examples),
        "key": one.key,
        "leading_zeros": one.leading_zeros,
        "personal": {
            "kind": personal.kind,
            "label": PERSONAL_WORDS[personal.kind][0 if lang() == "th" else 1],
            "confidence": personal.confidence,
            "by": personal.by,
        }
        if personal
        else None,
    }
