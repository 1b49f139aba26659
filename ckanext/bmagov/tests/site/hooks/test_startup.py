from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

from ckanext.bmagov.site.hooks import startup

pytestmark = pytest.mark.usefixtures("with_plugins")


def start() -> None:
    """Do what CKAN does with the plugin when it starts."""
    plugin = p.get_plugin("bmagov")
    assert isinstance(plugin, startup.Startup)
    startup.Startup.update_config(plugin, tk.config)
    startup.Startup.configure(plugin, tk.config)


def test_the_documented_configuration_starts_without_a_refusal():
    start()


@pytest.mark.parametrize("option", ["ckan.auth.reveal_private_datasets", "ckan.datastore.sqlsearch.enabled"])
def test_an_unsafe_option_stops_the_start_and_is_named_in_both_languages(option, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, option, True)
    with pytest.raises(CkanConfigurationException) as refusal:
        start()
    assert f"Set {option} = false" in str(refusal.value)
    assert f"ให้ตั้ง {option} = false" in str(refusal.value)


def test_everything_that_is_wrong_is_said_at_once(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckan.auth.anon_create_dataset", True)
    monkeypatch.setitem(ckan_config, "ckan.plugins", ["datastore", "bmagov", "bmagov_datasets"])
    with pytest.raises(CkanConfigurationException) as refusal:
        start()
    assert str(refusal.value).count("\n  - ") == 2 * 3


def test_a_plugin_that_decides_before_us_who_finds_datasets_stops_the_start(monkeypatch):
    monkeypatch.setattr(startup, "_first_with_labels", lambda: "privatedatasets")
    with pytest.raises(CkanConfigurationException, match="privatedatasets decides who finds datasets"):
        start()


def test_a_doubtful_option_is_written_to_the_log(ckan_config, monkeypatch, caplog):
    monkeypatch.setitem(ckan_config, "ckan.auth.public_user_details", True)
    with caplog.at_level(logging.WARNING):
        start()
    assert "Set ckan.auth.public_user_details = false" in caplog.text


class TestSolr:
    def test_one_without_our_schema_is_named_with_the_remedy(self, monkeypatch, caplog):
        monkeypatch.setattr(startup, "missing_fields", lambda timeout: ["bmagov_names"])
        with caplog.at_level(logging.WARNING):
            start()
        assert "ckan bmagov search configset" in caplog.text
        assert "bmagov_names" in caplog.text

    @pytest.mark.parametrize("answer", [None, []])
    def test_one_that_is_away_or_right_is_not_mentioned(self, answer, monkeypatch, caplog):
        monkeypatch.setattr(startup, "missing_fields", lambda timeout: answer)
        monkeypatch.setattr(startup, "outdated_documents", lambda timeout: 0)
        with caplog.at_level(logging.WARNING):
            start()
        assert "solr_url" not in caplog.text

    def test_an_index_of_an_earlier_version_is_told_with_the_remedy(self, monkeypatch, caplog):
        monkeypatch.setattr(startup, "missing_fields", lambda timeout: [])
        monkeypatch.setattr(startup, "outdated_documents", lambda timeout: 12)
        with caplog.at_level(logging.WARNING):
            start()
        assert "12 datasets" in caplog.text
        assert "ckan search-index rebuild" in caplog.text


def test_a_command_ends_with_the_reason_and_no_traceback(tmp_path: Path):
    ini = tmp_path / "ckan.ini"
    tested = Path(os.environ.get("CKAN_INI", Path(__file__).parents[5] / "test.ini"))
    ini.write_text(
        f"[app:main]\nuse = config:{tested.resolve()}\nckan.auth.allow_dataset_collaborators = true\n",
        encoding="utf-8",
    )
    command = [str(Path(sys.executable).with_name("ckan")), "-c", str(ini), "bmagov", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "ckan.auth.allow_dataset_collaborators" in done.stderr
    assert "Traceback" not in done.stderr
