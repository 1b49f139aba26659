"""Figures that a run tells at its end, summed over the processes that shared it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

ACCESS: Counter[str] = Counter()
"""Of the matrix of access: requests, and cells (place, reader, case) that were judged."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the figures of this process to the one that reports."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["access"] = dict(ACCESS)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add the figures of a process that has ended; one that crashed leaves none."""
    ACCESS.update(getattr(node, "workeroutput", {}).get("access", {}))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much was asked."""
    if ACCESS["requests"]:
        told = ", ".join(f"{ACCESS[what]:,} {what}" for what in ("requests", "cells"))
        terminalreporter.write_line(f"Access: {told}")
