"""HTTP to services on this machine, past any proxy."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(url: str, *, seconds: float) -> int | None:
    """The status of a GET, None when nobody answers in time."""
    try:
        with OPENER.open(url, timeout=seconds) as answer:
            answer.read(1)
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return None


def post_json(url: str, body: object) -> None:
    """POST JSON; an error status is an exception."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - ours, http
    with OPENER.open(request, timeout=30):
        pass
