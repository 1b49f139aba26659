"""`stack/lint`: everything that can be said of the source without running it."""

from __future__ import annotations

import argparse
import subprocess
from typing import TYPE_CHECKING

from . import commands, node_env, packages, python_env
from .layout import ROOT
from .provision import lock

if TYPE_CHECKING:
    from .console import Console

CHECKS = {
    "ruff": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "pyright": ("pyright",),
    "eslint": ("eslint", "--max-warnings=0", "."),
    "stylelint": ("stylelint", "--max-warnings=0", "ckanext/**/*.css"),
    "djlint": ("djlint", "--lint", "--quiet", "ckanext/bmagov/templates"),
}
"""Name -> the program that checks. Each reads its settings from the folder of the checkout."""


def run(console: Console, arguments: list[str]) -> int:
    """Install what is missing and run the checks, all of them or those named; returns the exit code."""
    parser = argparse.ArgumentParser(prog="stack/lint", description="Check the source.")
    parser.add_argument("checks", nargs="*", help=f"those alone, of: {', '.join(CHECKS)}")
    chosen = parser.parse_args(arguments).checks or list(CHECKS)
    if unknown := set(chosen) - set(CHECKS):
        parser.error(f"no check is called {', '.join(sorted(unknown))}")
    if not (python_env.is_ready("test") and node_env.is_ready()):
        provide(console)
    failed = [name for name in chosen if check(console, name)]
    console.line(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def provide(console: Console) -> None:
    """Install the virtualenv and the packages of npm as far as they are missing."""
    with lock("test", console) as hold:
        if not python_env.is_ready("test"):
            if absent := packages.missing(packages.NEEDS_TO_INSTALL_PYTHON):
                with console.step(f"Debian packages: {' '.join(need.package for need in absent)}"):
                    packages.install(absent, console.log, hold)
            with console.step("Python packages into .stack/venv (1 to 3 minutes)"):
                python_env.install("test", console.log, hold)
        if not node_env.is_ready():
            with console.step("Packages of npm into .stack/node"):
                node_env.install(console.log, hold)


def check(console: Console, name: str) -> int:
    """Run one check on the terminal we were given; returns its exit code."""
    console.line(f"== {' '.join(CHECKS[name])}")
    env = commands.environment(node_env.environment())
    return subprocess.run(CHECKS[name], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode
