"""Sentences that are declared where nothing is translated, and translated where they are shown."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - gettext's name, by which messages are found in the source
    """Mark a message that is translated later."""
    return text
