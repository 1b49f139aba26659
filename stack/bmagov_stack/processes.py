"""How many processes share the tests."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from .errors import StackError
from .layout import ROOT
from .solr import MOST_CORES

if TYPE_CHECKING:
    from collections.abc import Mapping

OPTION = "BMAGOV_TEST_PROCESSES"
ENOUGH = 4
"""More are only taken when they are asked for: each has a CKAN, and at times a browser, in memory."""
MOST = MOST_CORES
"""As many databases as a Redis has, and as many cores as our Solr has."""
ONE_WILL_DO = (
    *("-k", "-m", "--lf", "--last-failed", "--ff", "--failed-first", "--sw", "--stepwise"),
    *("-s", "--capture", "--pdb", "--trace", "--co", "--collect-only", "--fixtures", "--markers"),
    *("-h", "--help", "-V", "--version"),
)
"""Options of pytest that choose a few tests, want the terminal for themselves, or run none."""


def processes(
    arguments: list[str], environ: Mapping[str, str] = os.environ, cores: int | None = None
) -> tuple[int, list[str]]:
    """Return how many processes to use, and the arguments that are pytest's.

    What the user says wins: ``-n``, then the environment. Else all tests take as many processes as there are
    cores; for a part of them the start of further ones costs more than it brings.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-n", "--numprocesses", dest="number")
    chosen, rest = parser.parse_known_args(arguments)
    said = chosen.number or environ.get(OPTION) or "auto"
    if said == "auto":
        whole = chosen.number == "auto" or not any(map(is_selective, rest))
        return (min(cores or len(os.sched_getaffinity(0)), ENOUGH) if whole else 1), rest
    if not (said.isascii() and said.isdigit() and int(said) <= MOST):
        raise StackError(
            f"`{said}` is not a number of test processes.",
            "จำนวนกระบวนการทดสอบไม่ถูกต้อง",
            f"give `auto` or a number from 1 to {MOST}, with `-n` or as {OPTION}.",
            f"ระบุ `auto` หรือจำนวน 1 ถึง {MOST} ด้วย `-n` หรือ {OPTION}",
        )
    return max(int(said), 1), rest


def is_selective(argument: str) -> bool:
    """Whether an argument of pytest makes the run a small one, or one for a person at the terminal."""
    return argument.startswith(ONE_WILL_DO) or (
        not argument.startswith("-") and (ROOT / argument.split("::", maxsplit=1)[0]).exists()
    )
