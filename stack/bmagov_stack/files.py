"""Small file operations that an interruption cannot leave half done."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .account import Account


def write(path: Path, text: str, *, account: Account | None = None, mode: int = 0o644) -> None:
    """Replace a file in one step: readers see the old text or the new one, never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if account:
        os.chown(fresh, account.uid, account.gid)
    fresh.replace(path)


def hand_over(folder: Path, account: Account | None) -> None:
    """Give a folder and all in it to the account the services run as."""
    if not account:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def remove(folder: Path) -> None:
    """Remove a folder if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def digest(paths: Iterable[Path], *, extra: str = "") -> str:
    """A fingerprint of names and contents: the same bytes give the same text."""
    total = hashlib.sha256(extra.encode())
    for path in sorted(paths):
        total.update(f"\0{path.name}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:32]


def tree(folder: Path, *, skip: tuple[str, ...] = ("__pycache__",)) -> list[Path]:
    """All files below a folder, without those below a folder named in `skip`."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part in skip for part in path.relative_to(folder).parts)
    ]
