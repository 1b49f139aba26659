"""Dictionaries proposed from data and from files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov import access
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import find_control_character, match_key
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.dictionary.actions.requests import require_whole, resource_of
from ckanext.bmagov.dictionary.domain.diff import compare
from ckanext.bmagov.dictionary.domain.spec import to_dict
from ckanext.bmagov.dictionary.domain.words import PERSONAL_WORDS
from ckanext.bmagov.dictionary.formats.registry import MAX_BYTES
from ckanext.bmagov.dictionary.schema import proposal as schema
from ckanext.bmagov.dictionary.services import dictionaries, proposal
from ckanext.bmagov.dictionary.validation.words.checks import stored_sentence
from ckanext.bmagov.dictionary.words.changes import difference_dict
from ckanext.bmagov.dictionary.words.dictionary import finding_dict
from ckanext.bmagov.dictionary.words.files import FILE_CODES, file_text, read_finding
from ckanext.bmagov.files import FileGoneError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ckan.types import Context, DataDict

    from ckanext.bmagov.dictionary.domain.answers import (
        FileProblemAnswer,
        GuessAnswer,
        InferredAnswer,
        PersonalAnswer,
        ProposalAnswer,
    )
    from ckanext.bmagov.dictionary.domain.reading import Finding
    from ckanext.bmagov.dictionary.domain.spec import Dictionary
    from ckanext.bmagov.dictionary.services.dictionaries import Stored
    from ckanext.bmagov.dictionary.services.proposal import Inferred, Proposed

LONGEST_NAME: Final = 200
_RUNS: Final = re.compile(r"\.(?:exe|com|bat|cmd|scr|js|vbs|ps1|msi|html?|svg|php)$", re.IGNORECASE)


@reads(schema.propose_schema, allowed=access.changes_resource, raw=("upload", "text"))
def bmagov_dictionary_propose(context: Context, data_dict: DataDict) -> ProposalAnswer:
    """Propose a data dictionary, put together with the one that is there. Nothing is stored.

    Without `upload` and `text` it is proposed from the data: header, types, empty and distinct values, likely
    keys and likely personal data, all of it guesses. What is described already is not replaced.

    :param id: id of the resource
    :param source: `file` or `datastore`, when both are there (default: the file)
    :param upload: (optional) a file that describes the columns: CSV, XLSX, Table Schema or data package,
        CSVW, or SQL `CREATE TABLE` (PostgreSQL, MySQL, Oracle, SQL Server)
    :type upload: file (multipart/form-data)
    :param text: (optional) the same as text, such as pasted from a spreadsheet
    :type text: string
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
    if not data_dict.get("upload") and not data_dict.get("text"):
        tk.check_access("bmagov_resource_data_show", tk.fresh_context(context), {"id": data_dict["id"]})
    resource = resource_of(context, data_dict["id"])
    current = dictionaries.stored(model.Session, resource["id"])
    require_whole(context, current)
    try:
        proposed = _propose(resource, current, data_dict)
    except FileGoneError as error:
        raise tk.ValidationError({"upload": [f"FILE-GONE: {stored_sentence('FILE-GONE', {})}"]}) from error
    except ProblemError as error:
        sentence = (
            file_text(error.code, error.params)
            if error.code in FILE_CODES
            else f"{error.code}: {stored_sentence(error.code, error.params)}"
        )
        raise tk.ValidationError({"upload": [sentence]}) from error
    if data_dict.get("hash") and data_dict["hash"] != proposed.hash:
        raise tk.ValidationError({"hash": [file_text("FILE-CHANGED", {})]})
    return _proposal_dict(resource, current, proposed)


def _propose(resource: dict[str, Any], current: Stored | None, params: DataDict) -> Proposed:
    upload, text = params.get("upload"), params.get("text")
    if not upload and text is None:
        source = params.get("source", "")
        fields = _fields(resource["id"]) if source == "datastore" else ()
        return proposal.from_data(model.Session, resource, current, source=source, fields=fields)
    content = _content(upload) if upload else str(text).encode("utf-8", "replace")
    if not content.strip():
        raise ProblemError("FILE-EMPTY" if upload else "TEXT-EMPTY")
    return proposal.from_file(
        model.Session,
        resource,
        current,
        content,
        codec=params.get("codec", ""),
        sheet=params.get("sheet", ""),
        replaced=bool(params.get("replace")),
        language=lang(),
    )


def _fields(resource_id: str) -> list[dict[str, Any]]:
    """Return what the DataStore's own dictionary says; who asks may read the data."""
    try:
        table = tk.get_action("datastore_search")(
            {"ignore_auth": True}, {"resource_id": resource_id, "limit": 0, "include_total": False}
        )
    except tk.ObjectNotFound:
        return []
    return table["fields"]


def _content(upload: Any) -> bytes:
    """Return the bytes of an upload, no more than may be.

    :raises ProblemError: `FILE-NAME`, `FILE-SIZE`
    """
    name = str(getattr(upload, "filename", "") or "")
    parts = set(re.split(r"[\\/]", name))
    if len(name) > LONGEST_NAME or ".." in parts or find_control_character(name) or _RUNS.search(name):
        raise ProblemError("FILE-NAME")
    if re.search(r"[\r\n\t]", name):
        raise ProblemError("FILE-NAME")
    source = getattr(upload, "stream", upload)
    content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ProblemError("FILE-SIZE", limit=MAX_BYTES // 1024 // 1024)
    return content


def _proposal_dict(resource: dict[str, Any], current: Stored | None, proposed: Proposed) -> ProposalAnswer:
    combined = proposed.combined
    stored = current.dictionary if current and not current.deleted else dictionaries.EMPTY
    holds = dictionaries.holds_data(model.Session, resource["id"])
    findings = dictionaries.problems(combined.dictionary, dictionaries.level_of(resource["id"]), stored=holds)
    return {
        "resource_id": resource["id"],
        "package_id": resource["package_id"],
        "source": proposed.source,
        "hash": proposed.hash,
        "version": current.version if current else None,
        **to_dict(combined.dictionary),
        "problems": [
            *(read_finding(finding, proposed.read) for finding in proposed.read.findings),
            *_without_line(findings, combined.dictionary),
        ],
        "added": [{"table": table, "column": column} for table, column in combined.added],
        "kept": [{"table": table, "column": column} for table, column in combined.kept],
        "difference": difference_dict(compare(stored, combined.dictionary)),
        "columns": [_inferred(inferred) for inferred in proposed.inferred],
        "guesses": _guesses(proposed),
        "rows": proposed.rows,
        "complete": proposed.complete,
        "codec": proposed.read.codec,
        "found": dict(proposed.read.details),
        "guessed": sorted(proposed.read.guessed),
    }


def _without_line(findings: Iterable[Finding], dictionary: Dictionary) -> Iterator[FileProblemAnswer]:
    for finding in findings:
        yield {**finding_dict(finding, dictionary), "line": 0}


def _guesses(proposed: Proposed) -> list[GuessAnswer]:
    """Return where in the tables the columns stand that were guessed."""
    guessed = {
        (match_key(inferred.table), match_key(inferred.proposal.column.name)): inferred
        for inferred in proposed.inferred
    }
    single = len(proposed.combined.dictionary.tables) == 1
    guesses: list[GuessAnswer] = []
    for number, table in enumerate(proposed.combined.dictionary.tables):
        for row, column in enumerate(table.columns, 1):
            names = ("", table.name) if single else (table.name,)
            keys = [(match_key(name), match_key(column.name)) for name in names]
            inferred = next((guessed[key] for key in keys if key in guessed), None)
            if inferred is not None:
                guesses.append({"table": number, "row": row, "personal": _personal(inferred)})
    return guesses


def _inferred(inferred: Inferred) -> InferredAnswer:
    proposal = inferred.proposal
    return {
        "table": inferred.table,
        "name": proposal.column.name,
        "type": proposal.column.type,
        "rows": proposal.rows,
        "nulls": proposal.nulls,
        "distinct": proposal.distinct,
        "more": proposal.more,
        "examples": list(proposal.examples),
        "key": proposal.key,
        "leading_zeros": proposal.leading_zeros,
        "personal": _personal(inferred),
    }


def _personal(inferred: Inferred) -> PersonalAnswer | None:
    guess = inferred.proposal.personal
    if guess is None:
        return None
    return {
        "kind": guess.kind,
        "label": PERSONAL_WORDS[guess.kind][0 if lang() == "th" else 1],
        "confidence": guess.confidence,
        "by": guess.by,
    }
