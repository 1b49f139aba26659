"""The neighbour: after every error that can be provoked, the next request on the thread is whole.

One thread serves everything here, so that who comes next always meets what the one before has left.
"""

from __future__ import annotations

import http.client
import io
import json
import logging
import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from flask import Response, render_template_string
from sqlalchemy import event
from werkzeug.exceptions import InternalServerError
from werkzeug.serving import make_server
from werkzeug.test import encode_multipart

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.base.services import session_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckanext.bmagov.tests.security.city import City

LEFT = "left-by-the-one-before"
"""The name of a row that nobody committed."""

PLACE = "home.about"
"""The page whose function each test replaces by one that fails."""


class Site:
    """A server of one thread; ``left``: whether a request found a session that was not its own."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.left: list[bool] = []
        self.flask: Any = city.app.flask_app
        self.server = make_server("127.0.0.1", 0, self._serve, threaded=False)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def _serve(self, environ: Any, start_response: Any) -> Any:
        self.left.append(_session().has())
        return self.flask(environ, start_response)

    def ask(
        self, role: str, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, str]:
        """Send one request; return status and body."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.server_port)) as connection:
            connection.request(method, path, body, {**self.city.headers(role), **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def hang_up(self, role: str, path: str) -> None:
        """Begin to read an answer and go away."""
        with closing(socket.create_connection(("127.0.0.1", self.server.server_port))) as line:
            headers = "".join(f"{name}: {value}\r\n" for name, value in self.city.headers(role).items())
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: test.ckan.net\r\n{headers}\r\n".encode())
            assert line.recv(64)

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def _session() -> Any:
    scoped: Any = model.Session
    return scoped.registry


@pytest.fixture
def site(city: City, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Serve the city as a live site does: an error that nobody expects becomes CKAN's page."""
    flask: Any = city.app.flask_app
    page = flask.error_handler_spec[None][500][InternalServerError]
    monkeypatch.setitem(flask.error_handler_spec[None][None], Exception, page)
    monkeypatch.setitem(flask.config, "TESTING", False)
    monkeypatch.setitem(flask.config, "PROPAGATE_EXCEPTIONS", False)
    model.Session.remove()
    served = Site(city)
    yield served
    served.close()


def add_row() -> None:
    """Leave a row that is written and not committed, and one that is not even written."""
    model.Session.add(model.Group(name=LEFT, title=LEFT))
    model.Session.flush()
    model.Session.add(model.Group(name=f"{LEFT}-2"))


def failed_flush() -> None:
    add_row()
    model.Session.add(model.Group(name=LEFT))
    model.Session.flush()


def deadlock() -> None:
    add_row()
    raised = "DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$"
    model.Session.execute(sa.text(raised))


def statement_timeout() -> None:
    add_row()
    model.Session.execute(sa.text("SET LOCAL statement_timeout = '1ms'"))
    model.Session.execute(sa.text("SELECT pg_sleep(600)"))


def lock_held() -> None:
    """Hold a lock that belongs to the connection's transaction, and fail."""
    model.Session.execute(sa.text("SELECT pg_advisory_xact_lock(7119)"))
    raise RuntimeError("with a lock")


def killed_backend() -> None:
    add_row()
    kill_own_backend()
    model.Session.execute(sa.text("SELECT 1"))


def killed_unseen() -> str:
    """Lose the connection after the last statement: only the end of the request meets it."""
    add_row()
    kill_own_backend()
    return "all is well"


def kill_own_backend() -> None:
    pid = model.Session.scalar(sa.text("SELECT pg_backend_pid()"))
    assert model.meta.engine
    with model.meta.engine.connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def fails_in_commit() -> None:
    def refuse(_session: Any) -> None:
        raise RuntimeError("in the commit")

    session = model.Session()
    add_row()
    event.listen(session, "before_commit", refuse)
    session.commit()


def fails_after_the_commit() -> None:
    def refuse(_session: Any) -> None:
        raise RuntimeError("after the commit")

    session = model.Session()
    event.listen(session, "after_commit", refuse)
    session.execute(sa.text("SELECT 1"))
    session.commit()


def template_error() -> str:
    add_row()
    return render_template_string("{{ 1 // 0 }}")


def aborted() -> None:
    add_row()
    tk.abort(409, "no")


def refused() -> None:
    add_row()
    raise tk.NotAuthorized("no")


def wrong_error_page() -> None:
    """Fail so that the page of the error fails, too."""
    add_row()
    model.Session.add(model.Group(name=LEFT))
    try:
        model.Session.flush()
    except sa.exc.IntegrityError:
        raise tk.ObjectNotFound("x") from None


def notes_in_session() -> str:
    """End well, with things left in the session's notes and rows that nobody committed."""
    model.Session().info["whose"] = "mine"
    add_row()
    return "all is well"


def stream_that_fails() -> Response:
    def pieces() -> Iterator[str]:
        add_row()
        yield "first"
        raise RuntimeError("in the stream")

    return Response(pieces())


def stream_that_reads() -> Response:
    def pieces() -> Iterator[str]:
        add_row()
        yield "whole"

    return Response(pieces())


ERRORS: list[Callable[[], Any]] = [
    failed_flush, deadlock, statement_timeout, lock_held, killed_backend, killed_unseen, fails_in_commit,
    fails_after_the_commit, template_error, aborted, refused, wrong_error_page, notes_in_session,
    stream_that_fails, stream_that_reads,
]  # fmt: skip


def pending_errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log tells of sessions that somebody else has broken."""
    return [
        record.getMessage()
        for record in caplog.records
        if "PendingRollback" in f"{record.getMessage()} {record.exc_info}"
    ]


def assert_neighbour_is_whole(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Ask as others: pages, the API, and a change that commits. Nothing of before is there."""
    city = site.city
    name = city.datasets["open"]["name"]
    assert site.ask("anonymous", f"/dataset/{name}")[0] == 200
    assert site.ask("anonymous", "/user/login")[0] == 200
    status, text = site.ask("stranger", "/api/3/action/user_show?id=" + city.users["stranger"])
    assert status == 200, text
    assert json.loads(text)["result"]["name"] == city.users["stranger"]
    status, text = site.ask("auditor", f"/dataset/{name}")
    assert status == 200
    assert city.users["editor"] not in text
    changed = site.ask(
        "admin",
        "/api/3/action/follow_dataset",
        "POST",
        json.dumps({"id": name}).encode(),
        **{"Content-Type": "application/json"},
    )
    assert changed[0] in (200, 409)
    site.ask(
        "admin",
        "/api/3/action/unfollow_dataset",
        "POST",
        json.dumps({"id": name}).encode(),
        **{"Content-Type": "application/json"},
    )
    assert model.Group.get(LEFT) is None
    ours = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    locks = model.Session.scalar(
        sa.text(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {ours}")
    )
    assert locks == 0
    model.Session.remove()
    assert not any(site.left), "a request found the session of the one before"
    assert pending_errors(caplog) == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
@pytest.mark.parametrize("role", ["editor", "anonymous"])
def test_after_an_error_in_a_page(
    site: Site,
    error: Callable[[], Any],
    role: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    monkeypatch.setitem(site.flask.view_functions, PLACE, error)
    with caplog.at_level(logging.INFO):
        try:
            _, text = site.ask(role, "/about")
            assert "Traceback" not in text
        except http.client.HTTPException:
            assert error is stream_that_fails, "only what is being sent may break off"
        assert_neighbour_is_whole(site, caplog)


def test_after_a_reader_has_hung_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def endless() -> Response:
        def pieces() -> Iterator[bytes]:
            add_row()
            while True:
                yield b"x" * 65536

        return Response(pieces())

    monkeypatch.setitem(site.flask.view_functions, PLACE, endless)
    with caplog.at_level(logging.INFO):
        site.hang_up("editor", "/about")
        assert_neighbour_is_whole(site, caplog)


@pytest.mark.parametrize("where", ["before_request_funcs", "after_request_funcs"])
def test_after_an_error_around_a_page(
    site: Site, where: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Functions before and after each request fail as well, and CKAN's own, which tidies up, never comes."""

    def fail(*given: Any) -> Any:
        if tk.request.path == "/about":
            failed_flush()
        return given[0] if given else None

    functions = getattr(site.flask, where)
    monkeypatch.setitem(functions, None, [*functions[None], fail])
    with caplog.at_level(logging.INFO):
        status, text = site.ask("editor", "/about")
        assert status == 500
        assert "Traceback" not in text
        assert_neighbour_is_whole(site, caplog)


def test_after_an_error_that_the_api_makes_an_answer_of(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from ckan.logic import _actions

    def broken(_context: Any, _data: Any) -> None:
        failed_flush()

    monkeypatch.setitem(_actions, "status_show", tk.side_effect_free(broken))
    with caplog.at_level(logging.INFO):
        status, text = site.ask("editor", "/api/3/action/status_show")
        assert status >= 400
        assert json.loads(text)["success"] is False
        assert_neighbour_is_whole(site, caplog)


def test_after_an_upload_that_postgresql_cannot_store(site: Site, caplog: pytest.LogCaptureFixture):
    city = site.city
    form = {
        "id": "",
        "save": "go-metadata",
        "name": "แฟ้ม",
        "url": "a.csv",
        "upload": (io.BytesIO(b"a,b\n1,x\0y\n"), "a.csv"),
    }
    boundary, body = encode_multipart(form)
    content_type = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    path = f"/dataset/{city.datasets['open']['name']}/resource/new"
    with caplog.at_level(logging.INFO):
        site.ask("editor", path, "POST", body, **content_type)
        assert_neighbour_is_whole(site, caplog)


def test_a_link_made_by_a_command_does_not_end_its_work(city: City):
    """Contexts of requests that nobody sent are opened and closed in the middle of other work."""
    model.Session.remove()
    session = model.Session()
    with city.app.flask_app.test_request_context("/"):
        tk.url_for("dataset.search")
    assert model.Session() is session
    model.Session.remove()


@pytest.mark.parametrize("fails", [True, False])
def test_a_job_leaves_no_session(city: City, fails: bool):
    @session_end.ended
    def job() -> str:
        model.Session.execute(sa.text("SELECT 1"))
        if fails:
            raise RuntimeError("in the job")
        return "done"

    if fails:
        with pytest.raises(RuntimeError):
            job()
    else:
        assert job() == "done"
    assert not _session().has()


def test_a_lost_connection_is_thrown_away(city: City):
    """Neither rolling back nor ending fails on a connection that is gone."""
    for tidy in (session_end.undo, session_end.end):
        model.Session.execute(sa.text("SELECT 1"))
        kill_own_backend()
        tidy()
        assert not _session().has() or tidy is session_end.undo
        assert model.Session.scalar(sa.text("SELECT 1")) == 1
        model.Session.remove()
