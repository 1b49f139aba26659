"""Files of other catalogs, beside the checkout where the developers keep them; none are in the project."""

from __future__ import annotations

from pathlib import Path

import pytest


def shared(path: str) -> Path:
    """Return such a file, or skip the test."""
    for folder in Path(__file__).parents:
        if (found := folder / "shared" / "data" / path).exists():
            return found
    pytest.skip(f"shared/data/{path} is not here")
