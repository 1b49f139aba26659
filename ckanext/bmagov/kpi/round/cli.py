"""`ckan bmagov audit ...`: the logs that nobody can change unseen."""

from __future__ import annotations

import click

from ckan import model

from ckanext.bmagov.base.cli import bmagov
from ckanext.bmagov.base.services import audit_log

REASONS = {
    "content": "it is not what was written",
    "link": "it does not follow the entry before it",
    "number": "entries before it are missing, added or moved",
    "end": "entries are missing from here on, or the log was written anew",
}


@bmagov.group()
def audit() -> None:
    """The append-only logs: decisions, and reads of closed data."""


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
def verify(name: str, length: int | None, head: str | None) -> None:
    """Verify every entry against the one before it; name the first that is broken.

    Entries cut off the end leave a whole chain: note length and head elsewhere (they are printed), and give
    them the next time. Exit status 1 when something is broken.
    """
    if (length is None) != (head is None):
        raise click.UsageError("--length and --head belong together")
    if length is not None and name == "all":
        raise click.UsageError("--length and --head are of one log: give --log too")
    broken = False
    for log in audit_log.LOGS if name == "all" else (name,):
        verified = audit_log.verify(model.Session, audit_log.LOGS[log], length=length, head=head)
        if verified.broken:
            broken = True
            click.echo(f"{log}: BROKEN at entry {verified.broken.number}: {REASONS[verified.broken.reason]}")
        else:
            click.echo(f"{log}: whole, length {verified.length}, head {verified.head}")
    if broken:
        raise SystemExit(1)
