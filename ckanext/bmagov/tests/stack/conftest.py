"""The programs of stack/ run before anything is installed, so they are no part of the package."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4] / "stack"))
