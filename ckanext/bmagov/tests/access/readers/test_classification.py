from __future__ import annotations

from pathlib import Path

import pytest

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

from ckanext.bmagov.access.readers.classification import policy
from ckanext.bmagov.base.formats.yaml_file import RuleFileError
from ckanext.bmagov.site.hooks import startup

pytestmark = pytest.mark.usefixtures("with_plugins")

OURS = Path(startup.__file__).parents[2] / "rules" / "classification.yaml"
OPTION = "ckanext.bmagov.classification_file"


@pytest.fixture
def own(tmp_path, ckan_config, monkeypatch):
    """Use our policy with a replacement; returns the line on which the new text stands."""
    path = tmp_path / "policy.yaml"

    def use(old: str, new: str) -> int:
        text = OURS.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        monkeypatch.setitem(ckan_config, OPTION, str(path))
        return text[: text.index(old)].count("\n") + 1

    return use


def start() -> None:
    plugin = p.get_plugin("bmagov")
    assert isinstance(plugin, startup.Startup)
    startup.Startup.configure(plugin, tk.config)


def test_ours_is_read_when_the_site_names_none():
    assert policy().levels[0] == "open"


def test_a_site_uses_a_policy_of_its_own(own):
    own("confidential: true", "confidential: false")
    start()
    assert not policy().stores_bytes("confidential")


@pytest.mark.parametrize(
    ("old", "new", "after", "said"),
    [
        ("    data: [owner, grantees]\n", "", 3, "readers.confidential.data is missing"),
        ("secret: false\n", "secret: never\n", 0, "true or false"),
        ("kept_private: [owner, grantees]", "kept_private: [owners, grantees]", 0, "owners is not known"),
        ("kept_private: [owner, grantees]", "kept_private: [}", 0, "YAML-SYNTAX"),
        ("storage:\n", "storage:\n  open: true\n", 2, "YAML-DUPLICATE-KEY"),
    ],
)
def test_a_bad_one_stops_the_start_with_file_line_and_reason(own, old, new, after, said):
    line = own(old, new) + after
    with pytest.raises(CkanConfigurationException) as refusal:
        start()
    text = str(refusal.value)
    assert said in text
    if new:
        assert f"policy.yaml, line {line}" in text
    assert "ระบบไม่เริ่มทำงาน" in text


def test_a_file_that_is_not_there_is_named_with_the_option(ckan_config, monkeypatch, tmp_path):
    monkeypatch.setitem(ckan_config, OPTION, str(tmp_path / "gone.yaml"))
    with pytest.raises(CkanConfigurationException, match=r"gone\.yaml.*classification_file"):
        start()


def test_the_error_has_every_problem_with_its_line(own):
    line = own("kept_private: [owner, grantees]", "kept_private: [nobody, none]")
    with pytest.raises(RuleFileError) as refusal:
        policy()
    assert [one.line for one in refusal.value.problems] == [line, line]
