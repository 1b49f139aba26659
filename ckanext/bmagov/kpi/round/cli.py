"""`ckan bmagov audit ...`: the logs that nobody can change unseen, and the rows that they cover."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from ckan import model

from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.base.domain.checkpoint import checkpoints_in
from ckanext.bmagov.base.domain.log_head import HeadCheck, heads_in
from ckanext.bmagov.base.domain.substance import says_something
from ckanext.bmagov.base.readers.log_key import LogKeyError, is_signed_by
from ckanext.bmagov.base.services import audit_log, log_tree, row_log
from ckanext.bmagov.base.services.row_check import RowCheck
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.oversight.model import Guideline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.bmagov.base.domain.checkpoint import SignedCheckpoint
    from ckanext.bmagov.base.domain.log_chain import Entry
    from ckanext.bmagov.base.domain.log_head import LogHead
    from ckanext.bmagov.base.services.row_check import Wrong

REASONS = {
    "content": "it is not what was written",
    "link": "it does not follow the entry before it",
    "number": "entries before it are missing, added or moved",
    "end": "entries are missing from here on, or the log was written anew",
}
DECISIONS = "decisions"
LEAST_REASON: Final = 15
"""Characters that a reason needs to say something; ours."""


@bmagov.group()
def audit() -> None:
    """The append-only logs: decisions with the rows they cover, and reads of closed data."""


@audit.command("verify")
@click.option(
    "--log",
    "name",
    type=click.Choice([*audit_log.LOGS, "all"]),
    default="all",
    show_default=True,
    help="Which log.",
)
@click.option("--length", type=click.IntRange(1), help="Number of entries when the head was noted.")
@click.option("--head", help="Digest of the last of those entries.")
@click.option(
    "--against",
    type=click.File(encoding="utf-8", errors="replace"),
    help="Lines of /kpi/log-head.txt, the text of a report that holds one, checkpoints, a witness's file.",
)
def verify(name: str, length: int | None, head: str | None, against: Any) -> None:
    """Verify entries against the ones before them, rows against the entries, documents against their rows.

    Names the first entry that is broken, each row and field that is not what the log says, and each document
    whose bytes are not those that were handed in. Entries cut
    off the end leave a whole chain: give lines of /kpi/log-head.txt or checkpoints that were kept elsewhere,
    or note length and head, which are printed. Exit status 1 when something is wrong.
    """
    if (length is None) != (head is None):
        raise click.UsageError("--length and --head belong together")
    if length is not None and name == "all":
        raise click.UsageError("--length and --head are of one log: give --log too")
    kept = against.read() if against else ""
    noted, notes = heads_in(kept), checkpoints_in(kept)
    if against and not noted and not notes:
        raise click.UsageError("--against: the file holds no line of /kpi/log-head.txt and no checkpoint")
    if against and name not in (DECISIONS, "all"):
        raise click.UsageError("--against is about the log of decisions")
    engine = model.ensure_engine().execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        rows, heads, is_wrong = RowCheck(connection), HeadCheck(noted), False

        def each(entry: Entry) -> None:
            rows.take(entry)
            heads.take(entry)

        for log in audit_log.LOGS if name == "all" else (name,):
            about_rows = {"each": each} if log == DECISIONS else {}
            verdict = audit_log.verify(
                connection, audit_log.LOGS[log], length=length, head=head, **about_rows
            )
            is_wrong |= _tell_chain(log, verdict)
            if log == DECISIONS:
                roots = _roots(connection, noted, notes)
                is_wrong |= _tell_heads(heads, roots)
                is_wrong |= _tell_checkpoints(notes, roots)
                is_wrong |= _tell_rows(connection, rows)
                is_wrong |= _tell_documents(connection)
    if is_wrong:
        raise SystemExit(1)


def _tell_chain(log: str, verdict: audit_log.Verdict) -> bool:
    if verdict.broken:
        click.echo(f"{log}: BROKEN at entry {verdict.broken.number}: {REASONS[verdict.broken.reason]}")
    else:
        click.echo(f"{log}: whole, length {verdict.length}, head {verdict.head}")
    return verdict.broken is not None


def _roots(
    connection: sa.Connection, noted: list[LogHead], notes: list[SignedCheckpoint]
) -> Mapping[int, bytes]:
    sizes = {head.length for head in noted if head.root} | {note.checkpoint.size for note in notes}
    return log_tree.roots(connection, sizes) if sizes else {}


def _tell_heads(heads: HeadCheck, roots: Mapping[int, bytes]) -> bool:
    for noted, length in heads.cut_off():
        click.echo(f"CUT OFF: on {noted.day} there were {noted.length} entries, now there are {length}")
    rewritten = heads.rewritten(roots)
    for noted in rewritten:
        click.echo(f"REWRITTEN: entry {noted.length} or one before is not what it was on {noted.day}")
    return bool(heads.cut_off() or rewritten)


def _tell_checkpoints(notes: list[SignedCheckpoint], roots: Mapping[int, bytes]) -> bool:
    problems = [problem for note in notes if (problem := _checkpoint_problem(note, roots))]
    for problem in problems:
        click.echo(problem)
    if notes and not problems:
        click.echo(f"checkpoints: the log has the root of each of {len(notes)}")
    return bool(problems)


def _checkpoint_problem(note: SignedCheckpoint, roots: Mapping[int, bytes]) -> str:
    kept = note.checkpoint
    if kept.origin != log_tree.origin():
        return f"OTHER LOG: a checkpoint is of {kept.origin}, this is the log of {log_tree.origin()}"
    if kept.size not in roots:
        problem = f"CUT OFF: a checkpoint has {kept.size} entries, the log has not so many"
    elif roots[kept.size] != kept.root:
        problem = f"REWRITTEN: one of the {kept.size} entries of a checkpoint is not what it was"
    else:
        return ""
    try:
        key = log_tree.key()
    except LogKeyError:
        key = None
    is_ours = key is not None and is_signed_by(note, key.verifier)
    return problem if is_ours else f"{problem} (the checkpoint is not signed by the key of this site)"


def _tell_rows(connection: sa.Connection, rows: RowCheck) -> bool:
    count = 0
    for wrong in rows.wrong():
        count += 1
        for line in _lines(wrong):
            click.echo(line)
    tables = row_log.covered()
    click.echo(f"rows: {count} CHANGED" if count else f"rows: as the log says, in {len(tables)} tables")
    if not_yet := row_log.not_taken_in(connection):
        click.echo(f"rows: not yet taken in of {', '.join(not_yet)}: run `ckan bmagov audit take-in`")
    return bool(count)


def _tell_documents(connection: sa.Connection) -> bool:
    """Read every document that was handed in; its row, which the log covers, holds their digest."""
    columns = [table.__table__.c for table in (Deliverable, Guideline)]
    queries = [sa.select(column.id, column.sha256).where(column.sha256 != "") for column in columns]
    verdicts: Counter[bool | None] = Counter()
    for row in connection.execute(sa.union_all(*queries)):
        verdict = document_store.is_whole(row.sha256)
        verdicts[verdict] += 1
        if verdict is not True:
            problem = "its bytes are gone, or others" if verdict is False else "its bytes cannot be read"
            click.echo(f"document {row.id}: {problem}; handed in was {row.sha256}")
    wrong = verdicts.total() - verdicts[True]
    click.echo(f"documents: {wrong} CHANGED" if wrong else f"documents: {verdicts[True]} as handed in")
    return bool(wrong)


def _lines(wrong: Wrong) -> list[str]:
    row = f"{wrong.table} {row_log.key_text(wrong.key)}"
    if wrong.is_gone:
        return [f"{row}: GONE; entry {wrong.entry} is the last that speaks of it"]
    if wrong.entry is None:
        return [f"{row}: ADDED; the log never heard of it"]
    return [
        f"{row}: {cell.column} is {cell.now}, "
        + (f"entry {wrong.entry} says {cell.said}" if cell.said is not None else "the log says nothing of it")
        for cell in wrong.different
    ]


@audit.command("accept")
@click.argument("table")
@click.argument("key")
@click.option("--reason", required=True, help="Why the row is right as it is; it stays in the log.")
def accept(table: str, key: str, reason: str) -> None:
    """Accept a row as it stands that `verify` names: somebody had to mend it by SQL.

    TABLE and KEY as `verify` prints them, for example: bmagov_use '["c3a4..."]'
    """
    if table not in row_log.covered():
        raise click.UsageError(f"{table} is no covered table; see `ckan bmagov audit verify`")
    if not says_something(reason, LEAST_REASON):
        raise click.UsageError(f"--reason: say why in {LEAST_REASON} letters or more")
    with model.ensure_engine().begin() as connection:
        try:
            parts = tuple(json.loads(key))
            row_log.accept(connection, table, parts, reason)
        except (TypeError, ValueError, SQLAlchemyError) as error:
            raise click.UsageError("KEY: give it as `verify` prints it, such as '[\"c3a4...\"]'") from error
    click.echo(f"{table} {key}: accepted as it stands")


@audit.command("take-in")
def take_in() -> None:
    """Put rows into the log, as they are found, of tables and columns that are not covered yet.

    Migrations do so themselves. A second call finds nothing to do.
    """
    with model.ensure_engine().begin() as connection:
        click.echo(f"{row_log.take_in(connection)} rows taken in")
