"""What pages show of a level."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ckanext import bmagov

from ckanext.bmagov.access import helpers
from ckanext.bmagov.access.domain.classification.policy import Policy

PACKAGE = Path(bmagov.__file__).parent


@pytest.fixture
def own_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the site levels of its own."""
    policy = Policy(("all", "city", "office", "vault"), categories={}, licences={})
    monkeypatch.setattr(helpers, "policy", lambda: policy)


@pytest.mark.parametrize(
    ("level", "rank"), [("all", 0), ("city", 1), ("office", 2), ("vault", 3), ("unknown", 3), ("", 3)]
)
def test_the_class_of_a_level_is_its_rank(own_levels: None, level: str, rank: int):
    assert helpers.bmagov_level_class(level) == f"bmagov-level-{rank}"


def test_no_style_sheet_knows_the_name_of_a_level():
    names = yaml.safe_load((PACKAGE / "rules" / "classification.yaml").read_text(encoding="utf-8"))["levels"]
    written = re.compile(rf"bmagov-level-({'|'.join(names)})\b")

    sheets = [*PACKAGE.glob("assets/**/*.css"), *PACKAGE.glob("public/**/*.css")]

    assert sheets
    assert [sheet.name for sheet in sheets if written.search(sheet.read_text(encoding="utf-8"))] == []
