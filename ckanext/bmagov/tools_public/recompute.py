"""Recompute the results of a release of the KPI: `python -I recompute.py RELEASE`.

RELEASE is a folder with the files of a release, its ZIP, or its address (`https://.../kpi/2570/release/1/`).
Needs Python 3.9 and this file alone. First every file is compared with `manifest.json`, then every result is
made anew from `criteria.csv` and the rules. Each difference is told; the last line counts them. Ends with 0
when there is none, with 1 when there is one, with 2 when the release cannot be read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import urllib.error
import urllib.request
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable  # noqa: UP035 - Python 3.9

KINDS = ("earned", "lost", "unknown")


def opened(place: str) -> Callable[[str], bytes]:
    """Return what reads a file of the release by its name."""
    if place.startswith(("https://", "http://")):
        base = place.rstrip("/") + "/"
        return lambda name: urllib.request.urlopen(base + name, timeout=60).read()  # noqa: S310
    if zipfile.is_zipfile(place):
        return zipfile.ZipFile(place).read
    return lambda name: (Path(place) / name).read_bytes()


def rounded(value: Fraction, rules: Any) -> str:
    """Round as the rules say: exactly, once."""
    places, mode = rules["rounding"]["places"], rules["rounding"]["mode"]
    scaled, rest = divmod(value * 10**places, 1)
    up = rest > Fraction(1, 2) and mode != "down"
    if rest == Fraction(1, 2):
        up = mode == "half_up" or (mode == "half_even" and scaled % 2 == 1)
    digits = str(int(scaled) + up).zfill(places + 1)
    return digits[: len(digits) - places] + ("." + digits[-places:] if places else "")


def percent(rows: Any, rules: Any, prefix: str = "") -> str:
    """Return earned points of all that counts, per cent; empty where nothing does."""
    earned, lost, unknown = (
        sum((Fraction(row[prefix + kind]) for row in rows), Fraction(0)) for kind in KINDS
    )
    if rules["unknown"] == "excluded":
        whole = earned + lost
    else:
        whole = earned + lost + unknown
        earned += unknown if rules["unknown"] == "full" else 0
    return rounded(100 * earned / whole, rules) if whole else ""


class Release:
    """The files of a release, and what is wrong with them."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        """Read the manifest, and compare every file with it."""
        self.wrong: list[str] = []
        self.files: dict[str, bytes] = {}
        self.manifest = json.loads(read("manifest.json"))
        for name, digest in self.manifest["files"].items():
            self.files[name] = read(name)
            seen = hashlib.sha256(self.files[name]).hexdigest()
            self.same(f"{name}: sha256", digest, seen)

    def same(self, what: str, said: str, seen: str) -> None:
        """Note a difference between what the release tells and what is found."""
        if said != seen:
            self.wrong.append(f"{what}: the release says {said or 'nothing'}, found {seen or 'nothing'}")

    def table(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table."""
        return list(csv.DictReader(io.StringIO(self.files[name].decode("utf-8-sig"), newline="")))

    def check(self) -> int:
        """Make every result anew; return how many agencies that were."""
        results, parts, criteria = map(self.table, ("results.csv", "parts.csv", "criteria.csv"))
        for rows, name in ((parts, "parts.csv"), (criteria, "criteria.csv")):
            for agency in sorted({row["agency"] for row in rows} - {row["agency"] for row in results}):
                self.wrong.append(f"{name}: {agency} is not in results.csv")
        for result in results:
            name = result["agency"]
            own = [row for row in criteria if row["agency"] == name]
            self.agency(result, [row for row in parts if row["agency"] == name], own)
        return len(results)

    def agency(self, result: Any, parts: Any, criteria: Any) -> None:
        """Make the result of an agency anew."""
        name, content = result["agency"], self.files[result["rules"]]
        self.same(f"{name}: digest of the rules", result["rule_digest"], hashlib.sha256(content).hexdigest())
        rules = json.loads(content)
        self.same(f"{name}: target", result["target"], rules["target"])
        asked = [(part["id"], criterion) for part in rules["parts"] for criterion in part["criteria"]]
        order = [(row["part"], row["criterion"]) for row in criteria]
        expected = [(part, criterion["id"]) for part, criterion in asked]
        self.same(f"{name}: criteria", repr(order), repr(expected))
        for row, (_, criterion) in zip(criteria, asked):  # noqa: B905 - for Python 3.9
            self.criterion(f"{name}, criterion {row['criterion']}", row, criterion, result["kind"])
        weights = {part["id"]: part["weight"] for part in rules["parts"]}
        self.same(f"{name}: parts", repr([row["part"] for row in parts]), repr(list(weights)))
        for part in parts:
            own = [row for row in criteria if row["part"] == part["part"]]
            about = f"{name}, part {part['part']}"
            self.same(f"{about}: weight", part["weight"], weights.get(part["part"], ""))
            self.sums(about, part, own, rules)
        self.sums(name, result, criteria, rules)

    def sums(self, about: str, row: Any, rows: Any, rules: Any) -> None:
        """Add up criteria, and make the result and what the catalog measured anew."""
        for kind in KINDS:
            total = sum((Fraction(own[kind]) for own in rows), Fraction(0))
            self.same(f"{about}: {kind}", row[kind], str(total))
        self.same(f"{about}: result", row["result"], percent(rows, rules))
        self.same(f"{about}: measured", row["measured"], percent(rows, rules, "measured_"))

    def criterion(self, about: str, row: Any, criterion: Any, kind: str) -> None:
        """Compare a criterion with the rules, and its shares with its points."""
        self.same(f"{about}: weight", row["weight"], str(criterion["weight"]))
        points = {name: Fraction(row[name]) for name in KINDS}
        measured = {name: Fraction(row["measured_" + name]) for name in KINDS}
        whole = Fraction(criterion["weight"]) if row["applies"] == "yes" else Fraction(0)
        for each in (points, measured):
            self.same(f"{about}: points", str(whole), str(sum(each.values(), Fraction(0))))
            if min(each.values()) < 0:
                self.wrong.append(f"{about}: points below nothing")
        if row["applies"] == "yes" and kind not in criterion["applies_to"]:
            self.wrong.append(f"{about}: it is not asked of this kind of agency")
        self.same(f"{about}: share", row["share"], str(points["earned"] / whole) if whole else "")
        if row["overridden"] != "yes":
            self.same(f"{about}: points without an auditor's word", repr(measured), repr(points))


def main(arguments: list[str]) -> int:
    """Check a release, and tell what is wrong with it."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        release = Release(opened(arguments[0]))
        agencies = release.check()
    except (OSError, urllib.error.URLError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"The release cannot be read: {error}\n")
        return 2
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        sys.stderr.write(f"The release is not whole: {error!r}\n")
        return 2
    log = release.manifest["log"]
    for line in release.wrong:
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(
        f"{agencies} agencies, {len(release.files)} files; log: {log['entries']} entries, {log['head']}\n"
        f"{len(release.wrong)} differences\n"
    )
    return 1 if release.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
