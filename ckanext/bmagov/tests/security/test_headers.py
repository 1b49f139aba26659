"""Every answer carries the headers of its kind; what names something closed is kept by nobody."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.http import parse_options_header

from ckan.common import config

from ckanext.bmagov.site.domain.web_headers import CLOSED, INLINE, SANDBOX, STATIC_POLICY
from ckanext.bmagov.site.views.headers import DOWNLOADS
from ckanext.bmagov.tests.security.readers import CASES
from ckanext.bmagov.tests.security.surface import COLUMNS, Administration, Changes
from ckanext.bmagov.tests.security.test_completeness import ROUTES_OF_CORE_THAT_SAY_NOTHING, surfaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckanext.bmagov.tests.security.city import City
    from ckanext.bmagov.tests.security.surface import Surface

OPEN = {key for key, case in CASES.items() if case.row == "open" and case.active}
ASKED = [("anonymous", "open"), ("anonymous", None), ("admin", "confidential"), ("auditor", "confidential")]
"""Who asks about what; None: about what there is not."""


def pages() -> list[type[Surface]]:
    """Return every place that is read with GET."""
    return [one for one in surfaces() if one.path and one.form is None]


def directives(answer: Any) -> dict[str, list[str]]:
    policy = answer.headers.get("Content-Security-Policy", "")
    return {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}


def wrong_with(answer: Any) -> list[str]:
    """Return what an answer's headers lack, whatever it is; judged by what a browser would make of it."""
    found = []
    if answer.headers.getlist("X-Content-Type-Options") != ["nosniff"]:
        found.append("nosniff")
    told = answer.headers.getlist("Content-Security-Policy")
    if len(told) != 1:
        return [*found, "one policy"]
    if told[0] == STATIC_POLICY:
        return found
    if "Content-Disposition" in answer.headers:
        return found + wrong_with_file(answer)
    if "script-src" in told[0]:
        return found + wrong_with_page(answer)
    return found if told[0] == CLOSED else [*found, "closed policy"]


def wrong_with_file(answer: Any) -> list[str]:
    what, _ = parse_options_header(answer.headers["Content-Disposition"])
    found = [] if answer.headers["Content-Security-Policy"] == SANDBOX else ["sandbox"]
    if what != "attachment" and answer.mimetype not in INLINE:
        found.append(f"{answer.mimetype} is {what}")
    return found


def wrong_with_page(answer: Any) -> list[str]:
    policy = directives(answer)
    found = [name for name in ("default-src", "base-uri", "object-src") if policy.get(name) != ["'none'"]]
    found += [name for name in ("form-action", "frame-ancestors") if policy.get(name, [""])[0] != "'self'"]
    if set(policy["script-src"]) - {"'self'", "http://test.ckan.net"}:
        found.append(f"script-src {policy['script-src']}")
    found += [name for name in ("Referrer-Policy", "Permissions-Policy") if name not in answer.headers]
    if answer.headers.get("X-Frame-Options") != "SAMEORIGIN":
        found.append("X-Frame-Options")
    if answer.mimetype != "text/html":
        found.append(f"{answer.mimetype} may run scripts")
    return found


def text_of(answer: Any) -> str:
    """Return what an answer says, in a workbook too."""
    body = answer.get_data()
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def told_and_kept(city: City, answer: Any) -> set[str]:
    """Return what is closed and told in an answer that a browser may keep."""
    closed = city.found(text_of(answer)) - OPEN - COLUMNS
    return set() if "no-store" in answer.headers.get("Cache-Control", "") else closed


class TestEveryRoute:
    @pytest.mark.parametrize(("role", "case"), ASKED)
    def test_every_page_has_its_headers_and_what_is_closed_is_kept_by_nobody(
        self, city: City, role: str, case: str | None
    ):
        wrong: dict[str, Any] = {}
        gaps = city.gaps(case) if case else city.absent()
        for surface in pages():
            answer = surface().ask(city, role, **gaps)
            if found := [*wrong_with(answer), *told_and_kept(city, answer)]:
                wrong[f"{surface.__name__} {answer.request.path} {answer.status_code}"] = found
        assert not wrong, "\n".join(f"{place}: {found}" for place, found in wrong.items())

    def test_those_that_say_nothing_have_them_too(self, city: City):
        paths = {
            "api.action": "/api/3/action/status_show",
            "api.get_api": "/api/3",
            "api.i18n_js_translations": "/api/i18n/th",
            "static": "/bmagov/images/mark.svg",
            "webassets.index": "/webassets/nothing.js",
            "home.redirect_locale": "/en",
        }
        assert paths.keys() == ROUTES_OF_CORE_THAT_SAY_NOTHING
        wrong = {path: wrong_with(city.get("anonymous", path)) for path in paths.values()}
        assert {path: found for path, found in wrong.items() if found} == {}

    def test_every_action_answers_as_data_and_what_is_closed_is_kept_by_nobody(self, city: City):
        reading = [one for one in surfaces() if one.action and not issubclass(one, (Administration, Changes))]
        wrong: dict[str, Any] = {}
        for surface in reading:
            answer = surface().ask(city, "admin", **city.gaps("confidential"))
            found = [*wrong_with(answer), *told_and_kept(city, answer)]
            if found or answer.headers["Content-Security-Policy"] != CLOSED:
                wrong[surface.__name__] = found
        assert len(reading) > 50
        assert wrong == {}

    def test_every_download_is_bytes(self, city: City):
        """Those that CKAN names, in whatever way they answer, for whoever may have them."""
        asked = set()
        for surface in pages():
            routes = {surface.route} if isinstance(surface.route, str) else set(surface.route)
            if not routes & DOWNLOADS:
                continue
            answer = surface().ask(city, "sysadmin", **city.gaps("open"))
            if answer.status_code == 200:
                asked |= routes
                assert "Content-Disposition" in answer.headers, surface
                assert answer.headers["Content-Security-Policy"] == SANDBOX
        assert {"dataset_resource.download", "datastore.dump"} <= asked


class TestErrors:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/nothing", 404),
            ("/en/nothing", 404),
            ("/api/3/action/nothing", 400),
            ("/ckan-admin/", 403),
            ("/util/redirect?url=https://example.com", 400),
            ("/base/nothing.png", 404),
        ],
    )
    def test_a_refusal_has_its_headers(self, city: City, path: str, status: int):
        answer = city.get("anonymous", path)
        assert answer.status_code == status
        assert wrong_with(answer) == []

    def test_an_error_of_the_site_has_them(self, city: City, monkeypatch: pytest.MonkeyPatch):
        def fail() -> None:
            raise RuntimeError

        app = city.app.flask_app
        monkeypatch.setitem(app.view_functions, "home.about", fail)
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        monkeypatch.setattr(app, "testing", False)
        answer = city.get("anonymous", "/about")
        assert answer.status_code == 500
        assert wrong_with(answer) == []

    def test_an_error_behind_all_functions_has_them(self, city: City, monkeypatch: pytest.MonkeyPatch):
        """A function that fails after the request leaves out those behind it."""

        def fail(_response: Any) -> Any:
            raise RuntimeError

        app = city.app.flask_app
        after = app.after_request_funcs[None]
        monkeypatch.setitem(app.after_request_funcs, None, [*after, fail])
        monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        monkeypatch.setattr(app, "testing", False)
        answer = city.get("anonymous", "/about")
        assert answer.status_code == 500
        assert answer.headers["Content-Security-Policy"] == CLOSED
        assert wrong_with(answer) == []

    def test_an_outage_has_them(self, city: City, monkeypatch: pytest.MonkeyPatch):
        from ckanext.bmagov.site.hooks import outage
        from ckanext.bmagov.site.readers import health

        def fail() -> None:
            raise outage.redis.ConnectionError

        monkeypatch.setattr(health, "services", lambda: {"database": False})
        monkeypatch.setitem(city.app.flask_app.view_functions, "home.about", fail)
        answer = city.get("anonymous", "/about")
        assert answer.status_code == 503
        assert "script-src" in directives(answer)
        assert wrong_with(answer) == []


class TestOptions:
    def test_tls_is_remembered_where_there_is_tls(self, city: City, monkeypatch: pytest.MonkeyPatch):
        assert "Strict-Transport-Security" not in city.get("anonymous", "/about").headers
        monkeypatch.setitem(config, "ckan.site_url", "https://test.ckan.net")
        answer = city.get("anonymous", "/about")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        monkeypatch.setitem(config, "ckanext.bmagov.headers.hsts_seconds", 0)
        assert "Strict-Transport-Security" not in city.get("anonymous", "/about").headers

    def test_views_are_framed_elsewhere_where_the_site_says(
        self, city: City, monkeypatch: pytest.MonkeyPatch
    ):
        gaps = city.gaps("open")
        view = f"/dataset/{gaps['name']}/resource/{gaps['file']}/view/{gaps['view']}"
        assert directives(city.get("anonymous", view))["frame-ancestors"][0] == "'self'"
        monkeypatch.setitem(config, "ckanext.bmagov.headers.embed_views_on", "https://www.example.go.th")
        answer = city.get("anonymous", view)
        assert "https://www.example.go.th" in directives(answer)["frame-ancestors"]
        assert "X-Frame-Options" not in answer.headers
        page = city.get("anonymous", f"/dataset/{gaps['name']}")
        assert "https://www.example.go.th" not in directives(page)["frame-ancestors"]

    def test_sources_are_added(self, city: City, monkeypatch: pytest.MonkeyPatch):
        added = "img-src https://tiles.example; script-src https://stat.example"
        monkeypatch.setitem(config, "ckanext.bmagov.headers.sources", added)
        policy = directives(city.get("anonymous", "/about"))
        assert "https://stat.example" in policy["script-src"]
        assert "https://tiles.example" in policy["img-src"]

    def test_the_captcha_of_core_is_allowed_where_it_is_used(
        self, city: City, monkeypatch: pytest.MonkeyPatch
    ):
        assert "google" not in str(directives(city.get("anonymous", "/about")))
        monkeypatch.setitem(config, "ckan.recaptcha.publickey", "key")
        assert (
            "https://www.google.com/recaptcha/" in directives(city.get("anonymous", "/about"))["script-src"]
        )

    def test_the_style_sheet_of_the_administrator_is_allowed_by_its_hash(
        self, city: City, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setitem(config, "ckan.site_custom_css", "body { color: black }")
        answer = city.get("anonymous", "/about")
        styles = directives(answer)["style-src"]
        digest = base64.b64encode(hashlib.sha256(b"body { color: black }").digest()).decode()
        assert f"'sha256-{digest}'" in styles
        assert "<style>body { color: black }</style>" in answer.get_data(as_text=True)
        assert "'unsafe-inline'" not in styles


class TestHtml:
    def test_html_that_no_template_made_is_no_page(self, city: City, monkeypatch: pytest.MonkeyPatch):
        """What a view returns as it came is not trusted because it says that it is HTML."""
        view: Callable[[], str] = lambda: "<script>alert(1)</script>"  # noqa: E731
        monkeypatch.setitem(city.app.flask_app.view_functions, "home.about", view)
        answer = city.get("anonymous", "/about")
        assert answer.mimetype == "text/html"
        assert answer.headers["Content-Security-Policy"] == CLOSED
