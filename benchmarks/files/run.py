"""Benchmark: what the fingerprint of its rows adds to reading a file, in one run.

    python benchmarks/files/run.py [--megabytes 64] [--rounds 3] [--json FILE]

The same table is written as CSV with nothing quoted, with some cells quoted, with all quoted, and as XLSX (of
a tenth of its rows). Each is read row by row, with its rows counted; as text, many rows at once; and with the
fingerprint. The ways take turns; of each the fastest round counts, in seconds of the processor, so that other
work on the machine disturbs little. The goal is a ratio: with the fingerprint to row by row.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import platform
import random
import tempfile
import time
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from ckanext.bmagov.base.domain.content import Builder
from ckanext.bmagov.base.formats import table

GOAL = 1.2
DISTRICTS = ("พระนคร", "ดุสิต", "บางรัก", "จตุจักร", "ห้วยขวาง")
HEADER = ("ลำดับ", "วันที่", "เขต", "ประเภท", "ชาย", "หญิง", "อัตรา", "หมายเหตุ")


def row(number: int, chance: random.Random) -> tuple[object, ...]:
    """Return a row as agencies publish them: numbers, days, Thai words."""
    return (
        number,
        f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        DISTRICTS[number % len(DISTRICTS)],
        f"ประเภท {number % 17}",
        chance.randrange(10**5),
        chance.randrange(10**5),
        f"{chance.random():.4f}",
        f"หมายเหตุ {chance.randrange(10**6)}",
    )


def write_csv(target: IO[bytes], size: int, quoting: int, quoted: int = 0) -> None:
    """Write a table of so many bytes; every so many rows have a cell that needs quotation marks."""
    chance, number = random.Random(1), 0
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=quoting)
    writer.writerow(HEADER)
    while target.tell() < size:
        for _ in range(5000):
            number += 1
            cells = row(number, chance)
            more = ", ต่อ" if quoted and number % quoted == 0 else ""
            writer.writerow([*cells[:-1], f"{cells[-1]}{more}"])
        text.flush()
    text.detach()


def write_xlsx(target: IO[bytes], rows: int) -> None:
    """Write the beginning of the table as a workbook."""
    chance = random.Random(1)
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, row(number, chance))


def row_by_row(source: IO[bytes], described: table.Description) -> int:
    """Count rows as they were counted before there were fingerprints."""
    return sum(any(cells) for cells in table.iter_rows(source, described.layout))


def as_text(source: IO[bytes], described: table.Description) -> int:
    """Read without looking at rows."""
    return sum(text.count("\n") for text in table.iter_texts(source, described.layout))


def with_fingerprint(source: IO[bytes], described: table.Description) -> int:
    """Read as uploads are read."""
    builder = Builder(described.columns)
    for text in table.iter_texts(source, described.layout):
        builder.add(text)
    return builder.fingerprint().rows


WAYS = {"row by row": row_by_row, "as text": as_text, "with fingerprint": with_fingerprint}


def measure(source: IO[bytes], rounds: int) -> dict[str, Any]:
    """Return the seconds of each way, and the ratio."""
    described = table.describe(source)
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    rows = set()
    for _ in range(rounds):
        for name, way in WAYS.items():
            begin = time.process_time()
            rows.add(way(source, described))
            seconds[name].append(time.process_time() - begin)
    if len(rows) != 1:
        raise SystemExit(f"the ways do not count the same rows: {rows}")
    best = {name: round(min(times), 3) for name, times in seconds.items()}
    return {"rows": rows.pop(), **best, "ratio": round(best["with fingerprint"] / best["row by row"], 2)}


def main() -> None:
    """Write the files, read them in turns, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    size = given.megabytes * 1024**2
    files = {
        "nothing quoted": lambda target: write_csv(target, size, csv.QUOTE_MINIMAL),
        "one row in ten quoted": lambda target: write_csv(target, size, csv.QUOTE_MINIMAL, quoted=10),
        "all quoted": lambda target: write_csv(target, size, csv.QUOTE_ALL),
        "workbook": lambda target: write_xlsx(target, given.megabytes * 1000),
    }
    results: dict[str, Any] = {}
    for name, write in files.items():
        with tempfile.TemporaryFile() as target:
            write(target)
            results[name] = measure(target, given.rounds)
        print(name, json.dumps(results[name]), "" if results[name]["ratio"] <= GOAL else "ABOVE THE GOAL")
    if given.json:
        about = {"megabytes": given.megabytes, "python": platform.python_version(), "goal": GOAL}
        given.json.write_text(json.dumps({**about, "files": results}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
