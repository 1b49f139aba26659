"""Data lies in the checkout, unless the services' account could not get there."""

from __future__ import annotations

from pathlib import Path

import pytest
from bmagov_stack import layout


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("BMAGOV_STATE_DIR", raising=False)
    folder = tmp_path / "closed" / "checkout"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    return folder


def test_an_ordinary_user_keeps_data_in_the_checkout(checkout: Path):
    assert layout.state_root(checkout, is_root=False) == checkout / ".stack"


def test_root_with_a_closed_home_keeps_data_elsewhere(checkout: Path):
    state = layout.state_root(checkout, is_root=True)

    assert state.parent == Path("/var/lib/bmagov")
    assert state == layout.state_root(checkout, is_root=True)


def test_a_chosen_folder_wins(checkout: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BMAGOV_STATE_DIR", "/large/disk")

    assert layout.state_root(checkout, is_root=True) == Path("/large/disk")


def test_passwords_and_ports_outlive_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BMAGOV_STATE_DIR", str(tmp_path))
    first = layout.Instance.load("site", None)
    first.make_folders()
    first.ports.web = 5080
    password = first.password("demo")

    again = layout.Instance.load("site", None)

    assert again.ports.web == 5080
    assert again.password("demo") == password
    assert again.settings.stat().st_mode & 0o777 == 0o600


def test_site_and_tests_share_no_port():
    site, test = layout.PREFERRED_PORTS["site"], layout.PREFERRED_PORTS["test"]

    assert not set(vars(site).values()) & set(vars(test).values())


def test_one_instance_does_not_change_the_ports_of_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BMAGOV_STATE_DIR", str(tmp_path))
    layout.Instance.load("site", None).ports.web = 1

    assert layout.Instance.load("site", None).ports.web == 5000
