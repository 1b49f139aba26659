"""The peers' side of the benchmark of validation. Runs with a Python that has frictionless and openpyxl.

    python peer.py frictionless DATA.csv SCHEMA.json VIOLATIONS.jsonl
    python peer.py openpyxl DATA.xlsx

Writes one JSON line: seconds, rows, and the most memory this process ever had (KiB).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

RULES = {
    "type-error": "type",
    "unique-error": "unique",
    "primary-key": "primary-key",
    "required": "required",
    "enum": "allowed",
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "maxLength": "size",
}


def frictionless(data: str, schema: str, out: str) -> dict[str, object]:
    """Every error of every cell: frictionless stops at a thousand unless it is told not to."""
    import frictionless as peer

    described = peer.Schema.from_descriptor(json.loads(Path(schema).read_text(encoding="utf-8")))
    started = time.perf_counter()
    resource_ = peer.Resource(path=Path(data).name, basepath=str(Path(data).parent), schema=described)
    report = peer.validate(resource_, limit_errors=10_000_000)
    seconds = time.perf_counter() - started
    found = report.tasks[0]
    with Path(out).open("w", encoding="utf-8") as file:
        for error in found.errors:
            plain = error.to_dict()
            kind = plain["type"]
            if kind == "constraint-error":
                note = plain["note"]
                kind = next(name for name in RULES if f'"{name}"' in note or f"{name} is" in note)
            file.write(
                json.dumps([plain["rowNumber"], plain.get("fieldName", ""), RULES.get(kind, kind)]) + "\n"
            )
    return {"seconds": seconds, "rows": found.stats["rows"], "version": peer.__version__}


def openpyxl(data: str) -> dict[str, object]:
    """Read every cell as a value, read-only."""
    import openpyxl as peer

    started = time.perf_counter()
    book = peer.load_workbook(data, read_only=True, data_only=True)
    rows = sum(1 for row in book.active.iter_rows(values_only=True) if any(cell is not None for cell in row))
    return {"seconds": time.perf_counter() - started, "rows": rows - 1, "version": peer.__version__}


if __name__ == "__main__":
    answer = {"frictionless": frictionless, "openpyxl": openpyxl}[sys.argv[1]](*sys.argv[2:])
    answer["peak_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps(answer) + "\n")
