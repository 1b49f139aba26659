"""What an editor may upload as an attack, at every address that gives it out; and the host for files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import flask
import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.http import parse_options_header

from ckan import model
from ckan.common import config
from ckan.tests.helpers import call_action

from ckanext.bmagov.access.views import log
from ckanext.bmagov.config import FILE_KINDS
from ckanext.bmagov.metadata.model import DeletedFile
from ckanext.bmagov.site.domain.web_headers import INLINE, SANDBOX
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.security.test_headers import wrong_with
from ckanext.bmagov.usage import views as usage_views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ckanext.bmagov.tests.security.city import City

SCRIPT = b"<script>window.RAN=1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.RAN=1"/>'
XHTML = b'<html xmlns="http://www.w3.org/1999/xhtml"><script>window.RAN=1</script></html>'
PDF = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>"

UPLOADS: dict[str, bytes] = {
    "x.html": SCRIPT,
    "x.hTmL": SCRIPT,
    "x.htm": SCRIPT,
    "x.shtml": SCRIPT,
    "x.svg": SVG,
    "x.svgz": SVG,
    "x.xhtml": XHTML,
    "x.xml": XHTML,
    "x.xsl": XHTML,
    "x.mht": b"From: x\nContent-Type: text/html\n\n" + SCRIPT,
    "x.js": b"window.RAN=1",
    "x.mjs": b"window.RAN=1",
    "x.css": b"* { background: url(https://example.org) }",
    "x.pdf": PDF,
    "x.swf": b"CWS\x09",
    "x.csv": SCRIPT,
    "x.txt": SCRIPT,
    "x.json": b'{"a": "<script>window.RAN=1</script>"}',
    "x": SCRIPT,
    "x.html.csv": SCRIPT,
    "x.csv.html": SCRIPT,
    "x.png": SCRIPT,
    "รายงาน ๒๕๖๙.html": SCRIPT,
    "ข้อมูล.csv": "เขต\nบางรัก\n".encode(),
    "a\r\nSet-Cookie: x=1.html": SCRIPT,
    'a"; filename=b.html': SCRIPT,
    "\u202elmth.csv": SCRIPT,
}
"""Name -> bytes, of each kind that a browser may run or be made to guess."""


@pytest.fixture(scope="module")
def uploaded(city: City) -> Iterator[dict[str, dict[str, Any]]]:
    """Return a file of each kind in one open dataset, put in by its editor."""
    dataset = city.datasets["open"]["id"]
    context = {"user": city.users["admin"], "ignore_auth": True}
    made: dict[str, dict[str, Any]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(config, FILE_KINDS, [*config[FILE_KINDS], "JS", "MJS"])  # as a site may
        for number, (name, content) in enumerate(UPLOADS.items()):
            upload = FileStorage(io.BytesIO(content), filename=name)
            given = {**factories.resource(name=f"ไฟล์ลำดับ {number}"), "url": "", "upload": upload}
            made[name] = call_action("resource_create", dict(context), package_id=dataset, **given)
    yield made
    for one in made.values():
        call_action("resource_delete", dict(context), id=one["id"])
    ids = [one["id"] for one in made.values()]
    model.Session.query(DeletedFile).filter(DeletedFile.resource_id.in_(ids)).delete()
    model.Session.commit()


def address(one: dict[str, Any], name: str = "") -> str:
    path = f"/dataset/{one['package_id']}/resource/{one['id']}/download"
    return f"{path}/{quote(name)}" if name else path


def is_boxed(answer: Any) -> None:
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not any(one.startswith("x=") for one in answer.headers.getlist("Set-Cookie"))
    what, _ = parse_options_header(answer.headers["Content-Disposition"])
    assert what == "attachment" or answer.mimetype in INLINE
    assert wrong_with(answer) == []


class TestUploads:
    @pytest.mark.parametrize("name", UPLOADS)
    def test_an_upload_never_runs_on_our_origin(self, city: City, uploaded: dict[str, Any], name: str):
        """By whatever address: its own, none, one that somebody makes up; whole, in part and unchanged."""
        one = uploaded[name]
        own = one["url"].rpartition("/")[2] if one["url"].startswith("http") else one["url"]
        for path in (
            urlsplit(one["url"]).path,
            address(one),
            address(one, own),
            address(one, "made-up.html"),
        ):
            whole = city.get("anonymous", path)
            assert whole.status_code == 200, path
            is_boxed(whole)
            head = city.app.flask_app.test_client().head(path, headers=city.headers("anonymous"))
            assert head.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
            is_boxed(head)
            part = city.app.get(path, headers=city.headers("anonymous") | {"Range": "bytes=0-1"})
            assert part.status_code in (200, 206), "CKAN's storages send the whole file"
            is_boxed(part)

    def test_the_name_keeps_its_script(self, city: City, uploaded: dict[str, Any]):
        answer = city.get("anonymous", address(uploaded["ข้อมูล.csv"], "ข้อมูล.csv"))
        assert "filename*=UTF-8''%E0%B8%82" in answer.headers["Content-Disposition"]
        _, options = parse_options_header(answer.headers["Content-Disposition"])
        assert options["filename"] == "ข้อมูล.csv"

    @pytest.mark.parametrize("mimetype", ["text/html", "image/svg+xml", "text/html, image/png"])
    def test_a_type_that_the_writer_names_makes_no_page(
        self, city: City, uploaded: dict[str, Any], mimetype: str
    ):
        one = uploaded["x.png"]
        context = {"user": city.users["admin"], "ignore_auth": True}
        before = call_action("resource_show", dict(context), id=one["id"])["mimetype"]
        call_action("resource_patch", dict(context), id=one["id"], mimetype=mimetype)
        try:
            answer = city.get("anonymous", address(one, "x.png"))
        finally:
            call_action("resource_patch", dict(context), id=one["id"], mimetype=before)
        assert answer.status_code == 200
        assert parse_options_header(answer.headers["Content-Disposition"])[0] == "attachment"
        is_boxed(answer)

    def test_parts_and_what_has_not_changed_are_boxed_as_well(
        self, city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
    ):
        """As a plug-in sends them that keeps resources as plain files, or a storage that knows parts."""
        (tmp_path / "x.html").write_bytes(SCRIPT)
        send: Callable[..., Any] = lambda **_: flask.send_file(  # noqa: E731
            tmp_path / "x.html", conditional=True
        )
        monkeypatch.setitem(city.app.flask_app.view_functions, "dataset_resource.download", send)
        monkeypatch.setitem(city.app.flask_app.view_functions, "resource.download", send)
        gaps = city.gaps("open")
        path = f"/dataset/{gaps['id']}/resource/{gaps['file']}/download/x.html"
        whole = city.get("anonymous", path)
        is_boxed(whole)
        for more, status in (
            ({"Range": "bytes=0-1"}, 206),
            ({"If-None-Match": whole.headers["ETag"]}, 304),
            ({"If-Modified-Since": whole.headers["Last-Modified"]}, 304),
        ):
            answer = city.app.get(path, headers=city.headers("anonymous") | more)
            assert answer.status_code == status
            is_boxed(answer)
        answer = city.app.get(path, headers=city.headers("anonymous") | {"Range": "bytes=9999-"})
        assert answer.status_code == 416
        assert wrong_with(answer) == []

    @pytest.mark.parametrize("kind", ["group", "user", "admin"])
    @pytest.mark.parametrize("name", ["x.svg", "x.html", "x.png", "โลโก้.svg"])
    def test_a_logo_is_a_picture_and_nothing_else(
        self, city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, kind: str, name: str
    ):
        folder = tmp_path / "storage" / "uploads" / kind
        folder.mkdir(parents=True)
        (folder / name).write_bytes(UPLOADS.get(name, SVG))
        app = city.app.flask_app
        monkeypatch.setattr(app, "static_folder", [*app.static_folder, str(tmp_path / "storage")])
        for path in (f"/uploads/{kind}/{quote(name)}", f"/en/uploads/{kind}/{quote(name)}"):
            answer = city.get("anonymous", path)
            assert answer.status_code == 200
            is_boxed(answer)
            # <img> shows it by its type, which has to stay.
            assert (
                answer.mimetype
                == {"svg": "image/svg+xml", "html": "text/html", "png": "image/png"}[name.rpartition(".")[2]]
            )


FILES = "http://files.ckan.net"


@pytest.fixture
def files_host(city: City, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(config, "ckanext.bmagov.files_host", FILES)
    return FILES


def there(city: City, location: str, role: str = "anonymous", **more: Any) -> Any:
    """Ask the host for files, as a browser that follows: with what it would send along."""
    parts = urlsplit(location)
    headers = city.headers(role) | more.pop("headers", {})
    return city.app.get(
        f"{parts.path}?{parts.query}", base_url=FILES, headers=headers, follow_redirects=False, **more
    )


class TestFilesHost:
    def test_a_download_leads_there_and_is_given_out(self, city: City, files_host: str):
        gaps = city.gaps("open")
        path = f"/dataset/{gaps['id']}/resource/{gaps['file']}/download/{gaps['filename']}"
        moved = city.get("anonymous", path)
        assert moved.status_code == 302
        assert moved.headers["Location"].startswith(f"{files_host}/dataset/")
        assert "no-store" in moved.headers["Cache-Control"]
        assert city.marker("open", "d") not in moved.get_data(as_text=True)
        answer = there(city, moved.headers["Location"])
        assert answer.status_code == 200
        assert city.marker("open", "d") in answer.get_data(as_text=True)
        is_boxed(answer)
        assert answer.headers["Access-Control-Allow-Origin"] == "http://test.ckan.net"
        part = there(city, moved.headers["Location"], headers={"Range": "bytes=0-1"})
        assert part.status_code in (200, 206)
        is_boxed(part)

    @pytest.mark.parametrize(
        "place", ["/dataset/{id}/resource/{file}/download/{filename}", "/datastore/dump/{file}"]
    )
    def test_closed_bytes_go_to_whom_they_were_given(self, city: City, files_host: str, place: str):
        path = place.format(**city.gaps("confidential"))
        assert city.get("anonymous", path).status_code in (403, 404)
        moved = city.get("member", path)
        assert moved.status_code == 302, "a token of the API is asked for on the site"
        location = moved.headers["Location"]
        answer = there(city, location)
        assert answer.status_code == 200, "the other host needs no token: the address carries the right"
        assert city.marker("confidential", "d") in answer.get_data(as_text=True)
        assert "no-store" in answer.headers["Cache-Control"]
        is_boxed(answer)
        parts = urlsplit(location)
        for wrong in (
            parts.path,
            location.replace("pass=", "pass=x"),
            location.replace(city.gaps("confidential")["file"], city.gaps("secret")["file"]),
            f"{parts.path}?more=1&{parts.query}",
        ):
            refused = there(city, wrong, "member")
            assert refused.status_code == 404, wrong
            assert refused.get_data() == b""

    def test_who_lost_the_right_has_no_use_of_the_address(
        self, city: City, files_host: str, monkeypatch: pytest.MonkeyPatch
    ):
        from ckanext.bmagov.access.services import rights

        path = "/dataset/{id}/resource/{file}/download/{filename}".format(**city.gaps("confidential"))
        location = city.get("member", path).headers["Location"]
        assert there(city, location).status_code == 200
        monkeypatch.setattr(rights, "is_allowed", lambda *_, **__: False)
        assert there(city, location).status_code >= 400

    def test_an_address_expires_and_leads_back_to_be_asked_again(
        self, city: City, files_host: str, monkeypatch: pytest.MonkeyPatch
    ):
        path = "/dataset/{id}/resource/{file}/download/{filename}".format(**city.gaps("confidential"))
        location = city.get("member", path).headers["Location"]
        monkeypatch.setitem(config, "ckanext.bmagov.files_seconds", -1)
        old = there(city, location)
        assert old.status_code == 302
        assert urlsplit(old.headers["Location"]).netloc == "test.ckan.net"
        assert "pass=" not in old.headers["Location"]
        assert old.get_data() == b""
        assert city.get("anonymous", urlsplit(old.headers["Location"]).path).status_code in (403, 404)

    @pytest.mark.parametrize(
        "path", ["/", "/user/login", "/api/3/action/status_show", "/nothing", "/feeds/dataset.atom"]
    )
    def test_it_serves_nothing_else(self, city: City, files_host: str, path: str):
        for role in ("anonymous", "sysadmin"):
            answer = there(city, path, role)
            assert answer.status_code == 404
            assert answer.get_data() == b""
            assert answer.headers.getlist("Set-Cookie") == []
            assert wrong_with(answer) == []

    def test_forms_are_not_for_it(self, city: City, files_host: str):
        answer = city.app.post("/user/login", base_url=FILES, data={"login": "x", "password": "x"})
        assert (answer.status_code, answer.get_data()) == (404, b"")

    def test_a_script_of_the_site_may_ask_before(self, city: City, files_host: str):
        answer = city.app.options("/dataset/x/resource/y/download/z", base_url=FILES)
        assert answer.status_code == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "http://test.ckan.net"

    def test_a_download_is_logged_and_counted_once(
        self, city: City, files_host: str, monkeypatch: pytest.MonkeyPatch
    ):
        seen: list[str] = []
        monkeypatch.setattr(log, "record_resource_read", lambda *_: seen.append("read"))
        monkeypatch.setattr(usage_views, "counts", lambda *_: seen.append("use"))
        path = "/dataset/{id}/resource/{file}/download/{filename}".format(**city.gaps("confidential"))
        there(city, city.get("member", path).headers["Location"])
        assert sorted(seen) == ["read", "use"]

    def test_pages_stay_where_they_are(self, city: City, files_host: str):
        answer = city.get("anonymous", "/dataset/{name}".format(**city.gaps("open")))
        assert answer.status_code == 200
        assert files_host in answer.headers["Content-Security-Policy"]
        assert f"script-src 'self' {files_host}" not in answer.headers["Content-Security-Policy"]

    def test_without_the_option_another_host_is_the_site(self, city: City):
        assert there(city, "/about").status_code == 200
