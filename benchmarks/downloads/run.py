"""Benchmark: a table as CSV for Excel and as XLSX, and a ZIP, beside reading and packing alone, in one run.

    python benchmarks/downloads/run.py [--megabytes 64] [--rounds 3] [--json FILE]

The same CSV is read row by row; written as CSV for Excel; as the CSV of an archive, with numbers and days as
standards write them; and a part of it, as many cells as an XLSX may have, as a workbook. The same bytes are
packed by zlib alone and as a ZIP that is sent while it is made. The ways take turns; of each the fastest
round counts, in seconds of the processor. Memory is the largest that Python had while each ran.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import itertools
import json
import platform
import random
import tempfile
import time
import tracemalloc
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from ckanext.bmagov.base.formats import table
from ckanext.bmagov.dictionary import Column
from ckanext.bmagov.downloads.domain import MOST_CELLS, Cells
from ckanext.bmagov.downloads.formats.csv_file import write_csv
from ckanext.bmagov.downloads.formats.xlsx_file import TableSheet, write_xlsx
from ckanext.bmagov.downloads.formats.zip_stream import LEVEL, Entry, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AT = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
PIECE = 256 * 1024
BATCH = 2000
DISTRICTS = ("พระนคร", "ดุสิต", "บางรัก", "จตุจักร", "ห้วยขวาง")
COLUMNS = (
    Column("ลำดับ", type="integer"),
    Column("วันที่", type="date", era="be"),
    Column("เขต", type="text"),
    Column("ประเภท", type="text"),
    Column("ชาย", type="integer"),
    Column("หญิง", type="integer"),
    Column("อัตรา", type="number"),
    Column("หมายเหตุ", type="text"),
)


def write_source(target: IO[bytes], size: int) -> None:
    """Write a table of so many bytes, as agencies publish them."""
    chance, number = random.Random(1), 0
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(column.name for column in COLUMNS)
    while target.tell() < size:
        for _ in range(5000):
            number += 1
            lines.writerow(
                (
                    number,
                    f"{number % 28 + 1}/{number % 12 + 1}/2567",
                    DISTRICTS[number % len(DISTRICTS)],
                    f"ประเภท {number % 17}",
                    f"{chance.randrange(10**5):,}",
                    chance.randrange(10**5),
                    f"{chance.random():.4f}",
                    f"หมายเหตุ {chance.randrange(10**6)}",
                )
            )
        text.flush()
    text.detach()


class Ways:
    """The ways, over one file."""

    def __init__(self, source: IO[bytes]) -> None:
        """Understand the file."""
        self.source = source
        self.layout = table.describe(source).layout
        self.header = [column.name for column in COLUMNS]

    def batches(self) -> Iterator[list[list[str]]]:
        """Give the rows."""
        rows = table.iter_rows(self.source, self.layout)
        while batch := list(itertools.islice(rows, BATCH)):
            yield batch

    def read(self) -> int:
        """Read alone."""
        return sum(map(len, self.batches()))

    def csv_for_excel(self) -> int:
        """Read, and write for people."""
        with tempfile.TemporaryFile() as target:
            return write_csv(target, self.header, self.batches())

    def csv_of_archive(self) -> int:
        """Read, and write for programs."""
        cells = [Cells(column, native=False) for column in COLUMNS]
        batches = (
            [[each.standard(cell) for each, cell in zip(cells, row, strict=True)] for row in batch]
            for batch in self.batches()
        )
        with tempfile.TemporaryFile() as target:
            return write_csv(target, self.header, batches)

    def xlsx(self) -> int:
        """Read as many cells as a workbook may have, and write one."""
        cells = [Cells(column, native=False) for column in COLUMNS]
        most = MOST_CELLS // len(COLUMNS) // BATCH
        sheet = TableSheet("data", self.header, cells, itertools.islice(self.batches(), most))
        with tempfile.TemporaryFile() as target:
            write_xlsx(target, [sheet], [])
        return most * BATCH

    def packed_alone(self) -> int:
        """Pack the bytes."""
        pack = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        return sum(len(pack.compress(piece)) for piece in self.pieces()) + len(pack.flush())

    def zip(self) -> int:
        """Pack the bytes into a ZIP that is sent while it is made."""
        return sum(map(len, zipped([Entry("a.csv", self.pieces())], AT)))

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes of the file."""
        self.source.seek(0)
        while piece := self.source.read(PIECE):
            yield piece


def measure(ways: dict[str, Callable[[], int]], rounds: int) -> dict[str, dict[str, float]]:
    """Return seconds of the processor and MB of memory of each way."""
    seconds: dict[str, float] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.process_time()
            way()
            seconds[name] = min(seconds.get(name, 1e9), time.process_time() - began)
    result: dict[str, dict[str, float]] = {}
    for name, way in ways.items():
        if name == "read":
            result[name] = {"seconds": round(seconds[name], 2)}
            continue
        tracemalloc.start()
        way()
        peak = tracemalloc.get_traced_memory()[1] / 1024**2
        tracemalloc.stop()
        result[name] = {"seconds": round(seconds[name], 2), "peak_mb": round(peak, 1)}
    return result


def main() -> None:
    """Write the table, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "result.json")
    asked = parser.parse_args()
    with tempfile.TemporaryFile() as file:
        source = cast("IO[bytes]", file)
        write_source(source, asked.megabytes * 1024**2)
        ways = Ways(source)
        names = ("read", "csv_for_excel", "csv_of_archive", "xlsx", "packed_alone", "zip")
        measured: dict[str, Any] = measure({name: getattr(ways, name) for name in names}, asked.rounds)
    result = {
        "megabytes": asked.megabytes,
        "xlsx_cells": MOST_CELLS,
        "python": platform.python_version(),
        **measured,
    }
    result["zip_to_packing"] = round(measured["zip"]["seconds"] / measured["packed_alone"]["seconds"], 2)
    result["csv_to_reading"] = round(measured["csv_for_excel"]["seconds"] / measured["read"]["seconds"], 2)
    asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
