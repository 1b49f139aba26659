"""Web addresses of datasets whose editors gave none."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckan.types import DataDict

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_NAME_LENGTH = 80

UNNAMED = "dataset-"
"""How the address of a dataset without a title in Latin letters begins."""


def made_name(values: DataDict) -> str:
    """Return an address for a dataset whose editor gave none: from the English title, or a random one.

    Thai letters cannot stand in an address, and a transcription would help nobody.
    """
    for text in (values.get("title_en"), values.get("title")):
        plain = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode().lower()
        name = _NOT_IN_A_NAME.sub("-", plain).strip("-")[:_NAME_LENGTH].strip("-")
        if len(re.sub(r"[^a-z]", "", name)) >= 3:
            return f"{name}-{uuid.uuid4().hex[:4]}"
    return f"{UNNAMED}{uuid.uuid4().hex[:8]}"
