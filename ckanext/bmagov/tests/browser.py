"""The browser of the tests: patient on a slow machine, and never driven over an open transaction.

A page that is looked at takes minutes on a busy machine. A transaction that a test holds meanwhile is ended
by PostgreSQL (`idle_in_transaction_session_timeout`), or keeps locks that the page waits for.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 600_000
"""Milliseconds for anything that a page is waited for: only what never comes fails, on any machine."""

WORKING = ("Browser", "BrowserContext", "Page", "Frame", "Locator", "Keyboard", "Mouse")
"""Kinds of things of the driver that make the browser work."""


def let_go() -> None:
    """End what the test itself has begun in the database, before the browser works."""
    from ckan import model

    model.Session.remove()


def holds_transaction() -> bool:
    """Tell whether this thread, the test's, has a transaction open."""
    from ckan import model

    scoped: Any = model.Session
    return bool(scoped.registry.has() and scoped.registry().in_transaction())


def install() -> None:
    """Have the driver wait long, and refuse to work while the test holds a transaction. Once a process."""
    from playwright.sync_api import Browser, BrowserType

    base: Any = next(one for one in BrowserType.__mro__ if "_sync" in vars(one))
    if getattr(base, "bmagov_guarded", False):
        return
    base.bmagov_guarded = True
    base._sync = _guarded(base._sync)
    for name in ("new_context", "new_page"):
        setattr(Browser, name, _patient(getattr(Browser, name)))
    BrowserType.launch = functools.partialmethod(BrowserType.launch, timeout=PATIENCE)


def _guarded(work: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: Any, awaitable: Any) -> Any:
        closes = "close" in getattr(awaitable, "__qualname__", "")
        if type(self).__name__ in WORKING and not closes and holds_transaction():
            awaitable.close()
            raise AssertionError(
                "this test holds a transaction while the browser works: call let_go() before"
            )
        return work(self, awaitable)

    return guarded


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(make)
    def patient(self: Any, *given: Any, **more: Any) -> Any:
        made = make(self, *given, **more)
        made.set_default_timeout(PATIENCE)
        made.set_default_navigation_timeout(PATIENCE)
        return made

    return patient
