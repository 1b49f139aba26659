"""Write the JSON Schema of rule files: `make rules-schema`, after a change of a check or of the reader."""

from __future__ import annotations

import json
from pathlib import Path

from ckanext.bmagov.kpi.rules.domain.json_schema import json_schema
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS

FILE = Path(__file__).parents[1] / "ckanext/bmagov/rules/kpi.schema.json"


def main() -> None:
    """Write the file."""
    text = json.dumps(json_schema(CHECKS), ensure_ascii=False, indent=2)
    FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
