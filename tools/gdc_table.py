"""Write the table of docs/gdc.md from the mapping, the schema and the code lists: `make gdc-table`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ckanext.bmagov.base.domain.codelist import parse_codelist
from ckanext.bmagov.base.domain.schema_facts import parse_schema
from ckanext.bmagov.exchange.gdc.domain.contract import YES_NO, Contract, parse_contract

if TYPE_CHECKING:
    from ckanext.bmagov.base.domain.schema_facts import Field

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "ckanext/bmagov/schemas"
PAGE = ROOT / "docs/gdc.md"
BEGIN, END = "<!-- written by make gdc-table -->", "<!-- end of what is written -->"


def main() -> int:
    """Write the page, or with `--check` return 1 when it is not as it would be written."""
    old = PAGE.read_text(encoding="utf-8")
    before, _, rest = old.partition(BEGIN)
    new = f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"
    if "--check" in sys.argv:
        return int(new != old)
    PAGE.write_text(new, encoding="utf-8")
    return 0


def tables() -> str:
    """Return both tables as Markdown."""
    raw = _read("gd-catalog.yaml")
    contracts = [parse_contract(raw, _facts(), _lists(), version) for version in raw["versions"]]
    return f"{_fields(contracts[-1], raw)}\n\n{_words(contracts)}"


def _fields(contract: Contract, raw: dict[str, Any]) -> str:
    rows = ["| field there | ours | what goes out |", "|---|---|---|"]
    for column in (*contract.dataset, *contract.resource):
        only = raw["only_fields"].get(column.key)
        kind = _kind(column.field) + (f"; from {only} on" if only else "")
        rows.append(f"| `{column.key}` | `{column.field.name}` | {kind} |")
    return "\n".join(rows)


def _kind(field: Field) -> str:
    if field.codelist == YES_NO:
        return "`True`, `False` or empty"
    if field.codelist:
        many = "a list of words" if field.multiple else "a word"
        return f"{many} of [{field.codelist}](codelists.md)"
    if field.other_of:
        return "text, and our label where there is no word"
    kinds = {"year": "the year in พ.ศ.", "date_or_text": "a day; other text stays here"}
    return kinds.get(field.kind, "as it is")


def _words(contracts: list[Contract]) -> str:
    heads = " | ".join(f"word in {contract.version}" for contract in contracts)
    rows = [f"| list | code | our label | {heads} |", f"|---|---|---|{'---|' * len(contracts)}"]
    for name in sorted(
        {column.field.codelist for column in (*contracts[-1].dataset, *contracts[-1].resource)}
    ):
        for code in _lists()[name].codes if name and name != YES_NO else ():
            words = [contract.word(name, code.value) for contract in contracts]
            if any(word != code.label_th for word in words):
                shown = " | ".join(
                    word or (f"{contract.other}, and our label" if contract.has_other(name) else "(empty)")
                    for word, contract in zip(words, contracts, strict=True)
                )
                rows.append(f"| {name} | `{code.value}` | {code.label_th} | {shown} |")
    return "\n".join(rows)


def _read(name: str) -> Any:
    return yaml.safe_load((SCHEMAS / name).read_text(encoding="utf-8"))


def _facts() -> Any:
    presets = {preset["preset_name"]: preset["values"] for preset in _read("presets.yaml")["presets"]}
    schema = _read("dataset.yaml")
    for part in ("dataset_fields", "resource_fields"):
        schema[part] = [{**presets.get(field.get("preset"), {}), **field} for field in schema[part]]
    return parse_schema(schema)


def _lists() -> Any:
    paths = sorted((SCHEMAS / "codelists").glob("*.yaml"))
    parsed = [parse_codelist(_read(f"codelists/{path.name}"), path.name) for path in paths]
    return {codelist.name: codelist for codelist in parsed}


if __name__ == "__main__":
    sys.exit(main())
