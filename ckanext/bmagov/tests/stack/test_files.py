"""Files are replaced in one step; fingerprints notice what matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bmagov_stack import files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_with_its_mode(tmp_path: Path):
    target = tmp_path / "settings.json"
    target.write_text("old")

    files.write(target, "ใหม่", mode=0o600)

    assert target.read_text(encoding="utf-8") == "ใหม่"
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_the_rest_of_an_interrupted_write_is_no_obstacle(tmp_path: Path):
    (tmp_path / "x.new").write_text("half")

    files.write(tmp_path / "x", "whole")

    assert (tmp_path / "x").read_text() == "whole"


def test_a_fingerprint_changes_with_name_and_content(tmp_path: Path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("1")

    assert files.digest([first]) != files.digest([second])
    before = files.digest([first, second])
    assert before == files.digest([second, first])
    second.write_text("2")
    assert before != files.digest([first, second])


def test_a_tree_leaves_out_named_folders(tmp_path: Path):
    for name in ("a.py", "tests/test_a.py", "__pycache__/a.pyc", "deep/er/b.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    found = files.tree(tmp_path, skip=("tests", "__pycache__"))

    assert sorted(path.name for path in found) == ["a.py", "b.py"]
