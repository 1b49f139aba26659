"""Write the table of terms into docs/dcat.md, between its marks, from `schemas/dcat.yaml` and the schemas.

python tools/dcat_table.py            write it
python tools/dcat_table.py --check    only say whether it is still true (exit code 1 when it is not)
"""

from __future__ import annotations

import sys
from pathlib import Path

from ckanext.bmagov.exchange.dcat.readers.table import table_for
from ckanext.bmagov.files import read_data

PAGE = Path(__file__).parents[1] / "docs" / "dcat.md"
BEGIN, END = "<!-- written from schemas/dcat.yaml by tools/dcat_table.py -->\n", "<!-- end of the table -->\n"
PARTS = {"dataset": "Datasets", "file": "Files and links", "agency": "Agencies"}
KINDS = {
    "text": "text with its language",
    "plain": "text",
    "words": "a text for each",
    "choice": "concept of the code list",
    "flag": "true or false",
    "day": "date",
    "day_or_text": "date, or text",
    "first_day": "1 January of the year",
    "last_day": "31 December of the year",
    "number": "decimal number",
    "count": "whole number",
    "link": "address",
    "mail": "`mailto:` address",
    "agency": "address of the agency",
}


def written() -> str:
    """Return the tables."""
    schemas = {
        **read_data("schemas/dataset.yaml"),
        "agency": read_data("schemas/organization.yaml")["fields"],
    }
    fields = {
        "dataset": schemas["dataset_fields"],
        "file": schemas["resource_fields"],
        "agency": schemas["agency"],
    }
    table = table_for("https://data.example.go.th")
    lines: list[str] = []
    for part, heading in PARTS.items():
        labels = {field["field_name"]: field["label"]["en"] for field in fields[part]}
        lines += [f"### {heading}", "", "| field | | term | written as | besides |", "|---|---|---|---|---|"]
        for term in getattr(table, part):
            node = f"`{term.node.shown}` / " if term.node else ""
            kind = f"{KINDS[term.kind]} `{term.codelist}`" if term.kind == "choice" else KINDS[term.kind]
            language = f" `@{term.lang}`" if term.lang else ""
            besides = ", ".join(f"`{name}`" for name in term.also)
            shown, said = f"{node}`{term.shown}`", kind + language
            cells = (f"`{term.field}`", labels.get(term.field, ""), shown, said, besides)
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    lines += ["### Without a field", "", "| class | terms |", "|---|---|"]
    lines += [
        f"| `{kind}` | {', '.join(f'`{name}`' for name in terms)} |" for kind, terms in table.always.items()
    ]
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the page or check it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    there, _, after = rest.partition(END)
    if "--check" in sys.argv[1:]:
        return int(there != written())
    PAGE.write_text(before + BEGIN + written() + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
