"""The reference of the API is made from the code: nothing is left open, and docs/api is in step."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parents[3] / "tools" / "api_reference.py"


def test_actions_are_described_and_docs_api_is_in_step():
    """In a process of its own, which needs neither a site nor its options."""
    done = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
