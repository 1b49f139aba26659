"""The process that reads one document: its bytes come in, what it holds goes out as JSON.

It has no settings of the site, opens nothing, and is ended when it takes too much time or memory.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from dataclasses import asdict
from typing import Final

MEMORY: Final = 1024 * 1024 * 1024
PROCESSOR_SECONDS: Final = 20
"""More than `document_content.SECONDS`: a page that was begun may end."""

UNREADABLE: Final = 3
"""How it ends when the document cannot be read; every other end but 0 means that it was too much."""


def main(media_type: str) -> int:
    """Read a document from the standard input."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR_SECONDS)):
        resource.setrlimit(limit, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable()
    from ckanext.bmagov.kpi.evidence.formats.document_content import read

    try:
        content = read(sys.stdin.buffer.read(), media_type)
        written = json.dumps(asdict(content))
    except Exception:  # noqa: BLE001 (whatever a library makes of it, it is not readable)
        return UNREADABLE
    sys.stdout.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
