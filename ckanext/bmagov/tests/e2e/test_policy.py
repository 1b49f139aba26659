"""The pages' policy in a real browser: no page of anybody's complains, and nothing foreign runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.browser import SITE
from ckanext.bmagov.tests.factories import Agency, resource
from ckanext.bmagov.tests.i18n.test_pages import (
    MISSING_OR_REFUSED,
    VISITS_PER_ENDPOINT,
    Content,
    Reader,
    make_content,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")]

ROLES = ("anonymous", "writer", "admin", "auditor", "sysadmin")
EXPECTED = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_NAME_NOT_RESOLVED",
)
"""What the browser says of a refusal that was asked for, and of portraits of another site."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005"
    "0001ff9a60e1d50000000049454e44ae426082"
)
SCRIPT = b"<!doctype html><title>x</title><script>document.title = 'RAN'; window.RAN = 1</script>"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>document.title = "RAN"</script>'
    b'<rect width="9" height="9"/></svg>'
)


@dataclass
class Chromium:
    """A browser, for each role a window in which somebody is signed in, and what its console said."""

    windows: Callable[[str], Any]
    said: list[str] = field(default_factory=list)

    def open(self, role: str) -> Any:
        """Return a page for somebody; what it complains of is noted with its address."""
        page = self.windows(role).new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: self._note(page, message.type, message.text))
        page.on("pageerror", lambda error: self._note(page, "error", str(error)))
        return page

    def _note(self, page: Any, kind: str, text: str) -> None:
        if "Content Security Policy" in text or (kind == "error" and not text.startswith(EXPECTED)):
            self.said.append(f"{page.url}: {text}")


@pytest.fixture
def content(app) -> Content:
    """A catalog with something of everything, and one of each role."""
    with app.flask_app.test_request_context("/"):
        made = make_content()
    made.users["admin"] = made.users["editor"]
    made.users["writer"] = factories.UserWithToken(name="somjai_w")
    made.users["auditor"] = factories.UserWithToken(name="sompong_t")
    call_action(
        "member_create", id=made.agency["id"], object="somjai_w", object_type="user", capacity="editor"
    )
    Agency(name="strategy-and-evaluation-department", users=[{"name": "sompong_t", "capacity": "editor"}])
    return made


@pytest.fixture
def chromium(served, content) -> Chromium:
    opened: dict[str, Any] = {}

    def window(role: str) -> Any:
        if role not in opened:
            user = content.users.get(role)
            headers = {"Authorization": user["token"]} if user else {}
            opened[role] = served.browser.new_context(
                extra_http_headers=headers, viewport={"width": 1280, "height": 900}
            )
        return opened[role]

    return Chromium(window)


class Once(Counter[str]):
    """Visits by endpoint, of which one is enough."""

    def __missing__(self, key: str) -> int:
        return VISITS_PER_ENDPOINT - 1


@dataclass
class Walker(Reader):
    """Reads every page; keeps the first of those that run the same scripts on the same parts."""

    visits: Counter[str] = field(default_factory=Once)
    kinds: set[Any] = field(default_factory=set)
    first: list[str] = field(default_factory=list)
    inline: dict[str, list[str]] = field(default_factory=dict)

    def open(self, url: str, method: str = "get", **options: Any) -> str:
        if self.name in self.content.users:
            options["headers"] = {"Authorization": self.content.users[self.name]["token"]}
        response = getattr(self.app, method)(url, follow_redirects=True, **options)
        if response.mimetype != "text/html":
            return ""
        page = BeautifulSoup(response.body, "html.parser")
        if found := inline_code(page):
            self.inline[url] = found
        kind = (
            tuple(sorted(str(one["src"]) for one in page.select("script[src]"))),
            tuple(sorted({str(one["data-module"]) for one in page.select("[data-module]")})),
            tuple(
                sorted({name for one in page.find_all(True) for name in one.attrs if name.startswith("hx-")})
            ),
            bool(page.select("iframe")),
        )
        if kind not in self.kinds:
            self.kinds.add(kind)
            self.first.append(url)
        return response.body


def inline_code(page: BeautifulSoup) -> list[str]:
    """Return what a page holds that its policy would refuse."""
    found = [str(one)[:80] for one in page.select("style")]
    scripts = page.select("script:not([src])")
    found += [str(one)[:80] for one in scripts if not str(one.get("type", "")).startswith("application/")]
    for tag in page.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith(("on", "hx-on"))]
    return found


class TestEveryPage:
    def test_no_page_has_code_in_it_and_none_complains(self, app, content, chromium):
        """Each role reads all pages; of those that run the same scripts on the same parts, it opens one."""
        inline: dict[str, list[str]] = {}
        for role in ROLES:
            reader = Walker(app, content, role)
            reader.crawl()
            for address in MISSING_OR_REFUSED:
                reader.open(address)
            inline |= reader.inline
            page = chromium.open(role)
            for url in reader.first:
                page.goto(SITE + url, wait_until="load")
                page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            assert len(reader.first) > 3, role
        assert inline == {}
        assert chromium.said == []


@pytest.fixture
def views(content, create_with_upload) -> dict[str, tuple[str, str]]:
    """Files with a view of each kind: name -> (resource, view)."""
    made = {}
    as_sysadmin = {"user": content.users["sysadmin"]["name"]}
    files = {
        "text_view": (b"hello <b>text</b>", "note.txt", "TXT"),
        "image_view": (PIXEL, "dot.png", "PNG"),
        "svg": (SVG, "dot.svg", "SVG"),
        "html": (SCRIPT, "page.html", "HTML"),
    }
    for kind, (bytes_, name, file_format) in files.items():
        given = {**resource(name=name, format=file_format), "url": ""}
        file = create_with_upload(bytes_, name, dict(as_sysadmin), package_id=content.dataset["id"], **given)
        view = call_action(
            "resource_view_create",
            dict(as_sysadmin),
            resource_id=file["id"],
            view_type=kind if kind.endswith("_view") else "image_view",
            title="มุมมอง",
        )
        made[kind] = (file["id"], view["id"])
    return made


def view_page(content: Content, place: tuple[str, str]) -> str:
    return f"{SITE}/dataset/{content.dataset['name']}/resource/{place[0]}/view/{place[1]}"


class TestParts:
    def test_views_show_their_files(self, content, chromium, views):
        page = chromium.open("anonymous")
        page.goto(view_page(content, (content.resource["id"], content.view["id"])))
        page.get_by_role("cell", name="พระนคร").wait_for()
        page.locator("#refit-button").first.click()
        page.goto(view_page(content, views["text_view"]))
        page.get_by_text("hello <b>text</b>").wait_for()
        for kind in ("image_view", "svg"):
            page.goto(view_page(content, views[kind]))
            page.wait_for_function("() => document.querySelector('img').naturalWidth > 0")
        page.goto(f"{SITE}/dataset/{content.dataset['name']}/resource/{content.resource['id']}")
        frame = page.frame_locator("iframe").first
        frame.get_by_role("cell", name="พระนคร").wait_for()
        assert page.get_by_role("link", name="Embed").count() == 0
        assert chromium.said == []

    @pytest.mark.parametrize("kind", ["html", "svg"])
    def test_an_uploaded_page_does_not_run(self, content, chromium, views, kind: str):
        """Opened as a system administrator, it is kept as a file."""
        page = chromium.open("sysadmin")
        page.goto(SITE + "/about")
        title = page.title()
        address = f"/dataset/{content.dataset['id']}/resource/{views[kind][0]}/download/x.{kind}"
        with page.expect_download() as download:
            page.evaluate("address => { window.location = address }", address)
        assert download.value.suggested_filename.endswith(f".{kind}")
        assert page.title() == title
        assert page.evaluate("window.RAN") is None
        framed = "address => new Promise(done => { const f = document.createElement('iframe');"
        framed += " f.src = address; f.onload = done; setTimeout(done, 1500); document.body.append(f) })"
        page.evaluate(framed, address)
        assert all(frame.evaluate("window.RAN") is None for frame in page.frames)

    def test_a_script_that_gets_into_a_page_does_not_run(self, content, chromium):
        page = chromium.open("anonymous")
        page.goto(SITE + "/about")
        page.evaluate(
            "() => { document.body.insertAdjacentHTML('beforeend',"
            ' \'<img src=x onerror="window.RAN=1"><details open ontoggle="window.RAN=1"></details>\');'
            " const s = document.createElement('script');"
            " s.textContent = 'window.RAN=1'; document.body.append(s) }"
        )
        page.evaluate("new Promise(done => setTimeout(done, 300))")
        assert page.evaluate("window.RAN") is None
        assert any("Content Security Policy" in one for one in chromium.said)

    def test_parts_that_are_put_in_work(self, content, chromium):
        """Search, choices, following, the question before deleting, tokens."""
        page = chromium.open("sysadmin")
        page.goto(SITE + "/dataset/?q=ประชากร")
        page.locator("#search-facets a:visible").first.click()
        page.wait_for_load_state()
        page.goto(f"{SITE}/dataset/{content.dataset['name']}")
        page.locator(".bmagov-follow").first.click()
        page.locator(".bmagov-follow[aria-pressed=true]").first.wait_for()
        page.goto(f"{SITE}/dataset/edit/{content.dataset['name']}")
        page.locator("[data-module=confirm-action]").first.click()
        page.locator(".modal.show").first.wait_for()
        page.goto(f"{SITE}/user/{content.users['sysadmin']['name']}/api-tokens")
        assert page.locator("#revoke-tokens-button").is_disabled()
        page.locator("form[hx-post] input[name=name]").fill("another")
        page.locator("form[hx-post] button[value=create]").click()
        page.locator("[data-module=copy-into-buffer]").first.wait_for()
        page.locator("[name=token]").first.check()
        assert page.locator("#revoke-tokens-button").is_enabled()
        assert chromium.said == []

    def test_core_s_own_field_for_files_works_without_inline_handlers(self, app, chromium):
        page = chromium.open("anonymous")
        page.goto(SITE + "/about")
        with app.flask_app.test_request_context("/"):
            import ckan.plugins.toolkit as tk

            markup = tk.render(
                "package/snippets/resource_upload_field.html",
                {"data": {}, "errors": {}, "is_upload_enabled": True, "is_url": False, "is_upload": False},
            )
        assert "onclick" not in markup
        page.evaluate(
            "markup => { document.querySelector('#content, main, body').innerHTML = markup }", markup
        )
        page.locator("#resource-link-button").click()
        assert page.locator("#resource-url-link").is_checked()
        page.locator("#field-resource-url").fill("https://example.org/a.csv")
        page.locator(".btn-remove-url:visible").click()
        assert page.locator("#resource-url-none").is_checked()
        assert page.locator("#field-resource-url").input_value() == ""
        assert chromium.said == []
