"""Benchmark: data against their dictionary, beside frictionless (4a) and openpyxl (4b), in one run.

    python benchmarks/dictionary/run.py --peer PYTHON [--rows 1000000] [--sheet-rows 100000] [--rounds 5]
                                        [--peer-rounds 2] [--json FILE]

PYTHON is one that has the peers, which the extension itself does not need:

    python3.11 -m venv /tmp/peers && /tmp/peers/bin/pip install frictionless==5.21.0 openpyxl==3.1.5

4a: a CSV of 1,000,000 rows and 10 columns with 13 rules and some errors of each kind. Both sides write down
every (row, column, rule) they find; the two sets must be the same. Then each is timed in a process of its
own, by turns; the first round warms up. frictionless is timed in --peer-rounds rounds, as one takes a minute.

4b: an XLSX of 100,000 rows, ours checks every cell against the same rules, openpyxl only reads them.

Memory: the most that our process had, on the whole file and on a tenth of it: it must not grow with the rows.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent
GOALS = {"csv": 6.0, "xlsx": 5.0, "memory_mib": 512}

COLUMNS: list[dict[str, Any]] = [
    {"name": "id", "type": "integer", "required": True, "unique": True},
    {"name": "code", "type": "text", "required": True, "pattern": "[A-Z]{2}[0-9]{4}"},
    {
        "name": "district",
        "type": "text",
        "required": True,
        "allowed": [{"value": f"เขต{n}"} for n in range(50)],
    },
    {"name": "people", "type": "integer", "minimum": "0", "maximum": "500000"},
    {"name": "area", "type": "number", "minimum": "0"},
    {"name": "day", "type": "date", "required": True},
    {"name": "phone", "type": "text", "size": 12},
    {"name": "name", "type": "text"},
    {"name": "ratio", "type": "number", "maximum": "1"},
    {"name": "note", "type": "text", "size": 40},
]
"""Thirteen rules besides the types: 4 required, unique, pattern, allowed, 2 minimum, 2 maximum, 2 sizes."""

RATE = 0.0005
"""Share of the cells of a column that break its rule."""


def schema() -> dict[str, Any]:
    """The same rules as a Table Schema."""
    fields = []
    kinds = {"text": "string"}
    for column in COLUMNS:
        constraints: dict[str, Any] = {
            name: column[name] for name in ("required", "unique", "pattern") if name in column
        }
        number = float if column["type"] == "number" else int
        constraints |= {name: number(column[name]) for name in ("minimum", "maximum") if name in column}
        if "allowed" in column:
            constraints["enum"] = [item["value"] for item in column["allowed"]]
        if "size" in column:
            constraints["maxLength"] = column["size"]
        kind = kinds.get(column["type"], column["type"])
        fields.append({"name": column["name"], "type": kind, "constraints": constraints})
    return {"fields": fields}


def rows(count: int) -> Any:
    """Rows with errors of every kind, the same every time."""
    draw = random.Random(2569)
    for number in range(1, count + 1):
        row = [
            str(number),
            f"BK{number % 10_000:04}",
            f"เขต{draw.randrange(50)}",
            str(draw.randrange(400_000)),
            f"{draw.randrange(10_000) / 100:.2f}",
            f"{2000 + number % 26}-{1 + number % 12:02}-{1 + number % 28:02}",
            f"02{draw.randrange(10_000_000):07}",
            f"ชุมชนที่ {draw.randrange(20_000)}",
            f"{draw.randrange(100) / 100:.2f}",
            "" if number % 3 else f"หมายเหตุ {number % 977}",
        ]
        for position, bad in BAD.items():
            if draw.random() < RATE:
                row[position] = bad[draw.randrange(len(bad))].replace("PREVIOUS", str(number - 1 or 2))
        yield row


BAD = {
    0: ["PREVIOUS"],
    1: ["", "bk0001"],
    2: ["", "เขตอื่น"],
    3: ["มาก", "-5", "900000"],
    4: ["x", "-0.5"],
    5: ["", "2021-02-30", "yesterday"],
    6: ["02123456789012"],
    8: ["1.5", "สูง"],
    9: ["ก" * 41],
}


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column["name"] for column in COLUMNS])
        writer.writerows(rows(count))


def write_xlsx(path: Path, count: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, [column["name"] for column in COLUMNS])
    for number, row in enumerate(rows(count), 1):
        for position, cell in enumerate(row):
            numeric = COLUMNS[position]["type"] in ("integer", "number")
            try:
                sheet.write(number, position, float(cell) if numeric and cell else cell)
            except ValueError:
                sheet.write_string(number, position, cell)
    book.close()


def call(python: str, program: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [python, str(HERE / program), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{program} {' '.join(arguments)}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def turns(sides: dict[str, tuple[int, Any]]) -> dict[str, float]:
    """The median seconds of each side, by turns, without the first."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(max(count for count, _ in sides.values()) + 1):
        for name, (count, run) in sides.items():
            if turn <= count:
                seconds[name].append(run()["seconds"])
    return {name: statistics.median(found[1:] or found) for name, found in seconds.items()}


def same(ours: Path, peers: Path) -> tuple[int, list[Any]]:
    def read(path: Path) -> set[tuple[Any, ...]]:
        with path.open(encoding="utf-8") as file:
            return {tuple(json.loads(line)) for line in file}

    left, right = read(ours), read(peers)
    return len(left), [sorted(left - right)[:5], sorted(right - left)[:5]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer-rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), options)
    print(
        f"4a: {result['csv']['rows']:,} rows: ours {result['csv']['ours']:.1f} s, frictionless"
        f" {result['csv']['peer']:.1f} s = {result['csv']['ratio']:.1f}x (goal {GOALS['csv']}x),"
        f" {result['csv']['violations']:,} violations, the same: {result['csv']['same']};"
        f" memory {result['csv']['peak_mib']:.0f} MiB, on a tenth {result['csv']['peak_mib_tenth']:.0f} MiB\n"
        f"4b: {result['xlsx']['rows']:,} rows: ours {result['xlsx']['ours']:.1f} s, openpyxl"
        f" {result['xlsx']['peer']:.1f} s = {result['xlsx']['ratio']:.1f}x (goal {GOALS['xlsx']}x)"
    )
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=2), encoding="utf-8")


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    dictionary, described = folder / "dictionary.json", folder / "schema.json"
    dictionary.write_text(json.dumps({"columns": COLUMNS}, ensure_ascii=False), encoding="utf-8")
    described.write_text(json.dumps(schema(), ensure_ascii=False), encoding="utf-8")
    data, tenth, sheet = folder / "data.csv", folder / "tenth.csv", folder / "data.xlsx"
    write_csv(data, options.rows)
    write_csv(tenth, options.rows // 10)
    write_xlsx(sheet, options.sheet_rows)

    found = {name: folder / f"{name}.jsonl" for name in ("ours", "peer")}
    call(sys.executable, "ours.py", str(data), str(dictionary), str(found["ours"]))
    peer = call(options.peer, "peer.py", "frictionless", str(data), str(described), str(found["peer"]))
    violations, difference = same(found["ours"], found["peer"])

    def ours(path: Path) -> Any:
        return lambda: call(sys.executable, "ours.py", str(path), str(dictionary))

    def frictionless() -> dict[str, Any]:
        return call(options.peer, "peer.py", "frictionless", str(data), str(described), str(found["peer"]))

    def openpyxl() -> dict[str, Any]:
        return call(options.peer, "peer.py", "openpyxl", str(sheet))

    of_csv = turns({"ours": (options.rounds, ours(data)), "peer": (options.peer_rounds, frictionless)})
    of_xlsx = turns({"ours": (options.rounds, ours(sheet)), "peer": (options.rounds, openpyxl)})
    big, small = ours(data)(), ours(tenth)()
    return {
        "csv": {
            "rows": options.rows,
            **of_csv,
            "ratio": of_csv["peer"] / of_csv["ours"],
            "violations": violations,
            "same": not any(difference),
            "difference": difference,
            "peak_mib": big["peak_kib"] / 1024,
            "peak_mib_tenth": small["peak_kib"] / 1024,
        },
        "xlsx": {
            "rows": options.sheet_rows,
            **of_xlsx,
            "ratio": of_xlsx["peer"] / of_xlsx["ours"],
            "peak_mib": ours(sheet)()["peak_kib"] / 1024,
        },
        "goals": GOALS,
        "versions": {
            "python": platform.python_version(),
            "frictionless": peer["version"],
            "openpyxl": openpyxl()["version"],
        },
    }


if __name__ == "__main__":
    main()
