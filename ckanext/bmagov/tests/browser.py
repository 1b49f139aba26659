"""The browser of the tests: one for a room, patient on a slow machine, never driven over an open transaction.

A page that is looked at takes minutes on a busy machine. A transaction that a test holds meanwhile is ended
by PostgreSQL (`idle_in_transaction_session_timeout`), or keeps locks that the page waits for.
"""

from __future__ import annotations

import functools
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SITE = "http://test.ckan.net"
"""The configured address; in the browser it leads to the test's application."""

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PATIENCE = 600_000
"""Milliseconds for anything that a page is waited for: only what never comes fails, on any machine."""

WORKING = ("Browser", "BrowserContext", "Page", "Frame", "Locator", "Keyboard", "Mouse")
"""Kinds of things of the driver that make the browser work."""


@dataclass
class Front:
    """An address on this machine, and a browser in which it is the site: started once, for many tests."""

    application: Any = None
    browser: Any = None
    address: str = ""
    answering: int = 0
    """Requests whose answer is not yet sent to its end."""

    one_less: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer as the application of the test that runs."""
        application = self.application or ServiceUnavailable()
        return application(environ, start_response)

    @contextmanager
    def answers(self) -> Iterator[None]:
        """Count a request until nothing of its answer is left to send, or nobody is left to take it."""
        with self.one_less:
            self.answering += 1
        try:
            yield
        finally:
            with self.one_less:
                self.answering -= 1
                self.one_less.notify_all()

    @contextmanager
    def shows(self, application: Any) -> Iterator[Front]:
        """Show an application; what was opened meanwhile is closed, and what was asked is answered.

        A page that is closed leaves requests behind, which would find the database of the next test.
        """
        self.application = application
        yield self
        for context in self.browser.contexts:
            context.close()
        with self.one_less:
            self.application = None
            assert self.one_less.wait_for(lambda: not self.answering, timeout=PATIENCE / 1000)


class Counted(WSGIRequestHandler):
    """Tells the :class:`Front` how long each request lasts, also one whose browser went away."""

    def run_wsgi(self) -> None:
        """Answer one request."""
        site: Any = self.server.app
        with site.answers():
            super().run_wsgi()


@contextmanager
def front(*rules: str) -> Iterator[Front]:
    """Open a browser; the test is skipped where there is none. ``rules``: more of where names lead to."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    install()
    made = Front()
    server = make_server("127.0.0.1", 0, made, threaded=True, request_handler=Counted)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    to_us = ", ".join((f"MAP test.ckan.net 127.0.0.1:{server.server_port}", *rules))
    with playwright.sync_playwright() as driver:
        made.browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, f"--host-resolver-rules={to_us}"]
        )
        yield made
        made.browser.close()
    server.shutdown()
    thread.join()


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
