"""The default policy, read without a service, and names for the combinations of the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.bmagov.access.domain.classification import Policy, parse_policy

FILE = Path(__file__).parents[2] / "rules" / "classification.yaml"


def raw() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def parse(content: Any) -> Policy:
    ours = raw()
    return parse_policy(
        content,
        "policy.yaml",
        levels=ours["levels"],
        categories=ours["categories"],
        licences=ours["licences"]["open"],
    )


@cache
def policy() -> Policy:
    return parse(raw())
