"""`ckan bmagov audit key` and `witness`: what lets others prove that the log was not changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ckanext.bmagov import config
from ckanext.bmagov.base.domain.witness import Verdict, compare, needs_proof
from ckanext.bmagov.base.readers.log_key import is_signed_by, make_key
from ckanext.bmagov.kpi.oversight.readers.other_log import (
    CHECKPOINT,
    OtherLog,
    OtherLogError,
    keep,
    read_kept,
)
from ckanext.bmagov.kpi.round.cli import audit

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.checkpoint import Checkpoint, SignedCheckpoint

FILE = click.Path(dir_okay=False, path_type=Path)

SENTENCES = {
    Verdict.FIRST: "{new.origin}: {new.size} entries, seen for the first time and kept",
    Verdict.SAME: "{new.origin}: {new.size} entries, as before",
    Verdict.GREW: "{new.origin}: {old.size} entries became {new.size}, and only grew; kept",
    Verdict.OTHER_LOG: "OTHER LOG: this is the log of {new.origin}, kept was that of {old.origin}",
    Verdict.ROLLED_BACK: "ROLLED BACK: {new.origin} signed {old.size} entries before, now {new.size}",
    Verdict.FORKED: "FORKED: {new.origin} signed {new.size} entries that do not follow what was kept",
}


@audit.command("key")
@click.argument("file", type=FILE)
def key(file: Path) -> None:
    """Make the key that signs the daily checkpoint of the log, in a new file that only its owner reads.

    Name it in `ckanext.bmagov.log_key` and keep a copy elsewhere. A file that is there stays as it is.
    """
    try:
        make_key(file)
    except FileExistsError:
        raise click.ClickException(f"{file} is there already; it was not changed") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{file} made. Set ckanext.bmagov.log_key = {file.absolute()}")


@audit.command("witness")
@click.argument("url")
@click.option("--keep", "file", type=FILE, required=True, help="What was seen: the key, and checkpoints.")
@click.option("--inside", is_flag=True, help="The server may be one of an inner network, at any port.")
def witness(url: str, file: Path, inside: bool) -> None:
    """Look at the log of another catalog, and check that it only grew since it was last looked at.

    URL is the address of the site. Its key is pinned in the file at the first use. Exit status 1, and a
    sentence, when the log was rolled back or forked, is badly signed, or cannot be reached. Run it daily.
    """
    address = url.rstrip("/").removesuffix(CHECKPOINT)
    other = OtherLog(address, frozenset() if inside else config.link_ports(), inside)
    try:
        sentence, is_sound = _look(other, file)
    except OtherLogError as error:
        raise click.ClickException(str(error)) from error
    click.echo(sentence)
    if not is_sound:
        raise SystemExit(1)


def _look(other: OtherLog, file: Path) -> tuple[str, bool]:
    """Look at a log; return what is seen, and whether it is sound. What is not sound is shown, not kept.

    :raises OtherLogError: nothing can be said
    """
    kept = read_kept(file)
    note = other.checkpoint()
    key = kept.key if kept else other.key()
    new, last = note.checkpoint, kept.checkpoints[-1].checkpoint if kept and kept.checkpoints else None
    if new.origin != key.name:
        return f"OTHER LOG: this is the log of {new.origin}, the key is that of {key.name}", False
    if not is_signed_by(note, key):
        return f"BAD SIGNATURE: the checkpoint is not signed by the key of {key.name}\n\n{note}", False
    path = other.proof(last.size, new.size) if last and needs_proof(last, new) else []
    verdict = compare(last, new, path)
    if verdict in (Verdict.FIRST, Verdict.GREW):
        keep(file, key, note)
    return _sentence(verdict, last, note), verdict.is_sound


def _sentence(verdict: Verdict, last: Checkpoint | None, note: SignedCheckpoint) -> str:
    sentence = SENTENCES[verdict].format(old=last, new=note.checkpoint)
    return sentence if verdict.is_sound else f"{sentence}\n\n{note}"
