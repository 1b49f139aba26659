"""Runs other programs: as the right account, with a clean environment, logged, their failures explained."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from .errors import from_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .account import Account

# Would send PostgreSQL's clients, Python or Java somewhere else than we mean.
FOREIGN = ("PG", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CLASSPATH", "CKAN_INI")


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment for children: UTF-8, system programs on the path, nothing that misleads them."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    path = clean.get("PATH", "")
    for folder in ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"):
        if folder not in path.split(":"):
            path = f"{path}:{folder}" if path else folder
    direct = ",".join(filter(None, [clean.get("no_proxy"), "127.0.0.1,localhost"]))
    ours = {"PATH": path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "no_proxy": direct, "NO_PROXY": direct}
    return {**clean, **ours, **(extra or {})}


def run(
    what: str,
    argv: Sequence[str | Path],
    *,
    log: Path,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    hold: int | None = None,
) -> str:
    """Run a program to its end and return what it printed on stdout; `what` names it in the error.

    The child keeps the descriptor `hold` (our lock) open: when we are killed, the next run waits for it.
    """
    try:
        done = subprocess.run(
            [str(part) for part in argv],
            input=stdin if stdin is not None else "",
            text=True,
            capture_output=True,
            env=environment(env),
            cwd=cwd or "/",
            check=False,
            errors="replace",
            pass_fds=(hold,) if hold is not None else (),
            **drop_to(account),
        )
    except OSError as error:
        raise from_command(what, str(error), str(log)) from error
    with log.open("a", encoding="utf-8") as out:
        out.write(f"\n### {what}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    if done.returncode:
        raise from_command(what, done.stdout + done.stderr, str(log))
    return done.stdout


def drop_to(account: Account | None) -> dict:
    """Arguments of subprocess that start the child as `account`, without root's groups."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}
