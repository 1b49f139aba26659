"""`ckan bmagov audit ...`: the logs that nobody can change unseen, and the rows that they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ckan import model

from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.base.domain.checkpoint import checkpoints_in
from ckanext.bmagov.base.domain.log_head import HeadCheck, heads_in
from ckanext.bmagov.base.readers.log_key import LogKeyError, is_signed_by
from ckanext.bmagov.base.services import audit_log, log_tree, row_log
from ckanext.bmagov.base.services.row_check import RowCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sqlalchemy as sa

    from ckanext.bmagov.base.domain.checkpoint import SignedCheckpoint
    from ckanext.bmagov.base.domain.log_chain import Entry
    from ckanext.bmagov.base.services.row_check import Wrong

REASONS = {
    "content": "it is not what was written",
    "link": "it does not follow the entry before it",
    "number": "entries before it are missing, added or moved",
    "end": "entries are missing from here on, or the log was written anew",
}
DECISIONS = "decisions"


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
    """Verify every entry against the one before it, and every covered row against the entries.

    Names the first entry that is broken, and each row and field that is not what the log says. Entries cut
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
                is_wrong |= _tell_heads(heads)
                is_wrong |= _tell_checkpoints(connection, notes)
                is_wrong |= _tell_rows(connection, rows)
    if is_wrong:
        raise SystemExit(1)


def _tell_chain(log: str, verdict: audit_log.Verdict) -> bool:
    if verdict.broken:
        click.echo(f"{log}: BROKEN at entry {verdict.broken.number}: {REASONS[verdict.broken.reason]}")
    else:
        click.echo(f"{log}: whole, length {verdict.length}, head {verdict.head}")
    return verdict.broken is not None


def _tell_heads(heads: HeadCheck) -> bool:
    for noted, length in heads.cut_off():
        click.echo(f"CUT OFF: on {noted.day} there were {noted.length} entries, now there are {length}")
    for noted in heads.rewritten():
        click.echo(f"REWRITTEN: entry {noted.length} or one before is not what it was on {noted.day}")
    return bool(heads.cut_off() or heads.rewritten())


def _tell_checkpoints(connection: sa.Connection, notes: list[SignedCheckpoint]) -> bool:
    roots = log_tree.roots(connection, {note.checkpoint.size for note in notes}) if notes else {}
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


@audit.command("take-in")
def take_in() -> None:
    """Put rows into the log, as they are found, of tables and columns that are not covered yet.

    Migrations do so themselves. A second call finds nothing to do.
    """
    with model.ensure_engine().begin() as connection:
        click.echo(f"{row_log.take_in(connection)} rows taken in")
