"""The data that come with the extension: rules, icons, whatever is edited without touching Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_PACKAGE = Path(__file__).parents[2]


def read_data(path: str) -> Any:
    """Return what a YAML file holds; `path` from the package's folder, such as `rules/startup.yaml`."""
    return yaml.safe_load((_PACKAGE / path).read_text(encoding="utf-8"))
