"""Where the package is: its data, rules and schemas lie beside its capabilities."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent
