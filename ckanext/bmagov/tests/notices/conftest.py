"""An office whose people are told what is asked of them, on a day of the fiscal year 2570."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins.toolkit as tk

from ckanext.bmagov.tests.clock import frozen
from ckanext.bmagov.tests.kpi.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TODAY = "2026-12-01T03:00:00Z"


@pytest.fixture
def today() -> Iterator[Any]:
    """Let it be Tuesday, 1 December 2569, ten o'clock in Bangkok."""
    with frozen(TODAY) as clock:
        yield clock


@pytest.fixture
def office(clean_db, clean_index, today) -> Office:
    """Return an agency with its people, and those who audit it."""
    return Office()


@pytest.fixture
def notices(office: Office) -> Callable[..., list[dict[str, Any]]]:
    """Return what reads the list of one of the office's people, of one kind."""

    def read(who: str, kind: str = "") -> list[dict[str, Any]]:
        listed = tk.get_action("bmagov_notice_list")({"user": office.names[who]}, {})
        assert listed["whole"]
        return [line for line in listed["lines"] if kind in ("", line["kind"])]

    return read
