"""The data that come with the extension: rules, icons, whatever is edited without touching Python."""

from __future__ import annotations

from typing import Any

import yaml

from ckanext.bmagov.folder import PACKAGE


def read_data(path: str) -> Any:
    """Return what a YAML file holds; `path` from the package's folder, such as `rules/startup.yaml`."""
    return yaml.safe_load((PACKAGE / path).read_text(encoding="utf-8"))
