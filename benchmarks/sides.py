"""Sides of a benchmark: each a process of its own, on a Solr core of its own, taking turns."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Solr:
    """Cores of one Solr, made for the run and removed after it."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url.rstrip("/"), home

    def get(self, path: str, **parameters: str) -> dict[str, Any]:
        query = urllib.parse.urlencode({"wt": "json", **parameters})
        with urllib.request.urlopen(f"{self.url}/{path}?{query}", timeout=300) as answer:
            return json.load(answer)

    def create(self, core: str, files: dict[str, str]) -> str:
        conf = self.home / core / "conf"
        if self.get("admin/cores", action="STATUS", core=core)["status"].get(core):
            self.remove(core)
        conf.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (conf / name).write_text(text, encoding="utf-8")
        self.get("admin/cores", action="CREATE", name=core, instanceDir=core)
        return f"{self.url}/{core}"

    def remove(self, core: str) -> None:
        self.get("admin/cores", action="UNLOAD", core=core, deleteIndex="true", deleteDataDir="true")
        shutil.rmtree(self.home / core, ignore_errors=True)

    def index_bytes(self, core: str) -> int:
        return self.get("admin/cores", action="STATUS", core=core)["status"][core]["index"]["sizeInBytes"]

    def optimize(self, core: str) -> None:
        self.get(f"{core}/update", optimize="true", maxSegments="1")

    def version(self) -> str:
        return self.get("admin/info/system")["lucene"]["solr-spec-version"]


class Worker:
    """A side's process. ``program`` answers one JSON line with one JSON line, beginning with "ready"."""

    def __init__(self, program: Path, side: str, url: str, ini: str) -> None:
        command = [sys.executable, str(program), side, url, ini]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self._read():
            raise SystemExit(f"The {side} side did not start; its error is above.")

    def _read(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def do(self, operation: str, **arguments: Any) -> Any:
        assert self.process.stdin
        self.process.stdin.write(json.dumps([operation, arguments]) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"A side ended during {operation}; its error is above.")
        return json.loads(line)

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(30)


def percentile(values: list[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
