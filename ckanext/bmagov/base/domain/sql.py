"""Names in statements to PostgreSQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever it holds. Example: ``quoted('a"b')`` is ``"a""b"``."""
    return '"' + name.replace('"', '""') + '"'
