"""Our side of the benchmark of validation: what a check does with a file, without the catalog around it.

python ours.py DATA DICTIONARY.json [VIOLATIONS.jsonl]
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from ckanext.bmagov.base.formats import table
from ckanext.bmagov.dictionary.domain.reading import parse_dictionary
from ckanext.bmagov.dictionary.validation.domain.validate import Limits, Validator, batch_height, batches


def run(data: str, dictionary: str, out: str = "") -> dict[str, object]:
    described = parse_dictionary(json.loads(Path(dictionary).read_text(encoding="utf-8"))).dictionary.tables[
        0
    ]
    most = 10_000_000 if out else Limits().kept_in_all
    limits = Limits(kept=most if out else Limits().kept, kept_in_all=most)
    started = time.perf_counter()
    with Path(data).open("rb") as source:
        layout = table.describe(source).layout if not data.endswith(".xlsx") else None
        known = table.Layout("xlsx", sheet="Sheet1", header_row=1, data_row=2) if layout is None else layout
        header = [column.name for column in described.columns]
        validator = Validator(
            described, header, first_row=known.data_row, native=known.kind == "xlsx", limits=limits
        )
        if known.kind == "xlsx":
            for columns in table.sheet_columns(source, known, batch_height(len(header))):
                validator.feed_columns(columns)
        else:
            for batch in batches(table.iter_rows(source, known), len(header)):
                validator.feed(batch)
        result = validator.result()
    seconds = time.perf_counter() - started
    if out:
        with Path(out).open("w", encoding="utf-8") as file:
            for group in result.groups:
                for one in group.kept:
                    file.write(json.dumps([one.row, one.column, one.rule]) + "\n")
    return {"seconds": seconds, "rows": result.rows, "violations": result.count}


if __name__ == "__main__":
    answer = run(*sys.argv[1:])
    answer["peak_kib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps(answer) + "\n")
