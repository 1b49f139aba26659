"""What spreadsheets are called on the web, and what they hold.

Sources: the registry of media types (IANA), RFC 4180, and the specifications and limits of Excel (Microsoft).
"""

from __future__ import annotations

from typing import Final

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES: Final = {"csv": CSV, "xlsx": XLSX}

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its heading."""
