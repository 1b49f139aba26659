"""Checks before the long steps, and the memory of what is done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from bmagov_stack import provision, python_env
from bmagov_stack.errors import StackError
from bmagov_stack.layout import Instance
from bmagov_stack.solr import Jars, all_open

if TYPE_CHECKING:
    from pathlib import Path


def test_a_clock_before_this_program_is_wrong():
    with pytest.raises(StackError, match="1970-01-01"):
        provision.check_clock(0)


def test_todays_clock_is_right():
    provision.check_clock(provision.EARLIEST + 1)


def test_too_little_space_is_told_before_anything_is_written(tmp_path: Path):
    with pytest.raises(StackError, match="MB are needed"):
        provision.check_space(tmp_path / "not" / "yet" / "there", 10**9)


def test_enough_space_passes(tmp_path: Path):
    provision.check_space(tmp_path, 0)


def test_a_done_step_is_remembered_for_its_fingerprint_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BMAGOV_STATE_DIR", str(tmp_path))
    instance = Instance.load("site", None)
    instance.make_folders()

    provision.mark(instance, "migrations", "one")

    assert provision.is_done(instance, "migrations", "one")
    assert not provision.is_done(instance, "migrations", "two")
    assert not provision.is_done(instance, "demo", "one")
    provision.unmark(instance, "migrations")
    assert not provision.is_done(instance, "migrations", "one")


def test_a_jar_that_is_gone_or_cut_is_noticed(tmp_path: Path):
    jars = Jars(tmp_path)
    jars.folder.mkdir()
    (jars.folder / "a.jar").write_bytes(b"12345")
    assert not jars.whole()

    jars.list.write_text(json.dumps({"a.jar": 5}))
    assert jars.whole()

    (jars.folder / "a.jar").write_bytes(b"123")
    assert not jars.whole()


def test_half_a_download_is_no_jar(tmp_path: Path):
    (tmp_path / "half.jar").write_bytes(b"PK\x03\x04 and then the line went dead")

    assert not all_open(tmp_path)


@pytest.mark.parametrize(
    ("record", "damaged"),
    [
        ("thing.py,,4\nthing-1.dist-info/METADATA,,\nthing-1.dist-info/RECORD,,\n", False),
        ("thing.py,,5\nthing-1.dist-info/METADATA,,\n", True),
        ("thing.py,,4\ngone.py,,1\n", True),
        (None, True),
    ],
)
def test_a_damaged_python_package_is_found(tmp_path: Path, record: str | None, damaged: bool):
    (tmp_path / "thing.py").write_text("x=1\n")
    info = tmp_path / "thing-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: thing\nVersion: 1\n")
    if record is not None:
        (info / "RECORD").write_text(record)

    done = subprocess.run(
        [sys.executable, "-S", "-c", python_env.CHECK],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ("thing" in done.stdout.split()) is damaged
