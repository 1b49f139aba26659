"""Ask GD Catalog's service what it has registered: never long, never more than a short answer."""

from __future__ import annotations

import json
import time
from typing import Any, Final

import urllib3
from urllib3.exceptions import HTTPError

from ckanext.bmagov.exchange.gdc.domain.state import AnswerError, State, read_governance, read_published

PUBLISHED: Final = "gdcatalog_published_state"
OTHER: Final = "gdcatalog_nonpublish_state"
AGENT: Final = "bmagov-gdc"
TIMEOUT: Final = urllib3.Timeout(connect=5, read=5)
LONGEST: Final = 10.0
"""Seconds in which an answer must have come whole."""

MOST: Final = 64 * 1024
"""Bytes of an answer."""


class SilentError(Exception):
    """It gives no answer that says something; ``str()`` is why, in English, for the log.

    ``busy``: it asks to be left alone for a while.
    """

    def __init__(self, why: str, *, busy: bool = False) -> None:
        super().__init__(why)
        self.busy = busy


def ask(address: str, site: str, dataset_id: str) -> tuple[State, str]:
    """Return the state of a dataset there and its name, empty when it is not published.

    :param address: of the service, without the action
    :param site: host of this site, by which the service knows it
    :raises SilentError: it does not answer, or not so that it can be read
    """
    try:
        published = read_published(_call(address, PUBLISHED, site, dataset_id))
        return published or (read_governance(_call(address, OTHER, site, dataset_id)), "")
    except AnswerError as error:
        raise SilentError(str(error)) from error


def _call(address: str, action: str, site: str, dataset_id: str) -> Any:
    body = json.dumps({"site_url": site, "package": dataset_id}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "", "User-Agent": AGENT}
    stop = time.monotonic() + LONGEST
    try:
        with urllib3.PoolManager(timeout=TIMEOUT, retries=False) as pool:
            response = pool.request(
                "POST",
                f"{address}/{action}",
                body=body,
                headers=headers,
                redirect=False,
                preload_content=False,
            )
            if response.status in (404, 409):
                # CKAN's words for a dataset that the action does not find.
                return {"success": True, "result": None}
            if response.status != 200:
                raise SilentError(f"status {response.status}", busy=response.status in (429, 503))
            return json.loads(_whole(response, stop))
    except (HTTPError, OSError, ValueError) as error:
        raise SilentError(type(error).__name__) from error


def _whole(response: urllib3.BaseHTTPResponse, stop: float) -> bytes:
    body = bytearray()
    while chunk := response.read1(MOST + 1 - len(body)):
        body += chunk
        if len(body) > MOST or time.monotonic() > stop:
            raise SilentError("the answer is too long, or too slow")
    return bytes(body)
