"""The virtualenv in .stack/venv: pinned, checked file by file, mended when something is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Literal

from . import commands, files
from .layout import ROOT, VENV

if TYPE_CHECKING:
    from pathlib import Path

Purpose = Literal["run", "test"]

PYTHON = VENV / "bin" / "python"
STAMP = VENV / "bmagov-installed.json"
REQUIREMENTS: dict[Purpose, tuple[str, ...]] = {
    "run": ("requirements.txt", "stack/requirements.txt"),
    "test": ("requirements.txt", "stack/requirements.txt", "dev-requirements.txt"),
}
INPUTS = ("pyproject.toml", "setup.py", "setup.cfg", "stack/constraints.txt")

# Prints the distributions of which a file is gone or has another size than when it was installed.
CHECK = """
import importlib.metadata, os
for found in importlib.metadata.distributions():
    if found.files is None:  # its list of files is written last
        print(found.metadata["Name"])
        continue
    for file in found.files:
        if file.suffix == ".pyc" or file.size is None:
            continue
        try:
            whole = os.stat(file.locate()).st_size == file.size
        except OSError:
            whole = False
        if not whole:
            print(found.metadata["Name"])
            break
"""


def fingerprint(purpose: Purpose) -> str:
    """Changes when what has to be installed changes."""
    names = (*REQUIREMENTS[purpose], *INPUTS)
    return files.digest([ROOT / name for name in names if (ROOT / name).exists()])


def stamps() -> dict[str, str]:
    """What was installed completely, by purpose."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, json.JSONDecodeError):
        return {}


def works() -> bool:
    """Whether the virtualenv's interpreter starts and has pip."""
    try:
        done = subprocess.run(
            [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"],
            env=commands.environment(),
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def broken() -> list[str]:
    """Names of installed distributions that are not whole."""
    done = subprocess.run(
        [PYTHON, "-c", CHECK], env=commands.environment(), capture_output=True, text=True, check=False
    )
    return done.stdout.split() if done.returncode == 0 else ["the virtualenv"]


def is_ready(purpose: Purpose) -> bool:
    """Whether nothing has to be installed for this purpose."""
    return stamps().get(purpose) == fingerprint(purpose) and works() and not broken()


def install(purpose: Purpose, log: Path, hold: int) -> None:
    """Make the virtualenv ready; one that cannot be mended is made anew."""
    if not works() or broken():
        files.remove(VENV)
        commands.run("python -m venv", [sys.executable, "-m", "venv", VENV], log=log, cwd=ROOT, hold=hold)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--retries", "5"]
    constraints = ROOT / "stack" / "constraints.txt"
    limits = ["--constraint", constraints] if constraints.exists() else []
    wanted = [part for name in REQUIREMENTS[purpose] for part in ("--requirement", ROOT / name)]
    scratch = VENV.with_name("pip")  # not /tmp: it may be small, and a killed pip leaves much behind
    files.remove(scratch)
    scratch.mkdir()
    argv = [*pip, *limits, *wanted, "--editable", ROOT]
    commands.run("pip install", argv, log=log, env={"TMPDIR": str(scratch)}, cwd=ROOT, hold=hold)
    files.remove(scratch)
    if os.geteuid() == 0:
        VENV.parent.chmod(0o755)
    # what serves is part of what tests
    done: tuple[Purpose, ...] = ("run", "test") if purpose == "test" else ("run",)
    files.write(STAMP, json.dumps({**stamps(), **{name: fingerprint(name) for name in done}}))


def compile_messages(log: Path) -> None:
    """Compile message catalogues that are newer than their compiled form (after a `git pull`, say)."""
    for source in (ROOT / "ckanext" / "bmagov" / "i18n").glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            script = ROOT / "tools" / "bmagov_messages.py"
            commands.run("compile messages", [PYTHON, script, "compile"], log=log, cwd=ROOT)
            return
