"""Draw the house from its imports, between the two marks in docs/architecture.md.

python tools/house.py            write the drawing
python tools/house.py --check    only say whether it is still true (exit code 1 when it is not)
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "ckanext" / "bmagov"
PAGE = PROJECT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn from the imports by tools/house.py -->\n", "<!-- end of the drawing -->\n"
FEW = 3
"""Fewer imports than these between two capabilities are left out of the drawing."""


def capabilities() -> tuple[str, ...]:
    """Return the capabilities in their order, read from the source: nothing of ours is imported."""
    source = ast.parse((PACKAGE / "capabilities.py").read_text(encoding="utf-8"))
    return next(
        ast.literal_eval(node.value)
        for node in source.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "CAPABILITIES" and node.value
    )


def arrows() -> Counter[tuple[str, str]]:
    """Count the imports from each capability to each other."""
    names = capabilities()
    counted: Counter[tuple[str, str]] = Counter()
    for own in names:
        for path in sorted((PACKAGE / own).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ckanext.bmagov"):
                    rooms = (node.module or "").split(".")[2:]
                    targets = [rooms[0]] if rooms else [alias.name for alias in node.names]
                    counted.update((own, target) for target in targets if target in names and target != own)
    return counted


def drawing() -> str:
    """Return the drawing as a diagram of Mermaid: who stands on whom. All stand on `base`."""
    names = capabilities()
    counted = arrows()
    lines = ["```mermaid", "flowchart TD"]
    for own in reversed(names[1:]):
        below = [other for other in reversed(names) if other != "base" and counted[own, other] >= FEW]
        lines += [f"    {own} --> {other}" for other in below or ["base"]]
    return "\n".join([*lines, "```", ""])


def main() -> int:
    """Write the drawing or check it."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    drawn, _, after = rest.partition(END)
    if "--check" in sys.argv[1:]:
        return int(drawn != drawing())
    PAGE.write_text(before + BEGIN + drawing() + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
