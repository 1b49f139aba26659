"""Every page that there is, read as a browser reads it: nothing that somebody stored has become markup."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

import pytest

from ckanext.bmagov.base.formats.cell import plain_cell, unguarded
from ckanext.bmagov.tests.hostile.payloads import MARK, is_harmless
from ckanext.bmagov.tests.hostile.site import ALLOWED, COLUMN, LINES
from ckanext.bmagov.tests.security.schemas import changes
from ckanext.bmagov.tests.security.test_completeness import surfaces

if TYPE_CHECKING:
    from ckanext.bmagov.tests.hostile.site import Hostile
    from ckanext.bmagov.tests.security.surface import Surface

READERS: Final = ("anonymous", "admin", "auditor", "sysadmin")
ADDRESSES: Final = frozenset(
    ("href", "src", "action", "formaction", "data", "cite", "poster", "background", "srcdoc", "xlink:href")
)
BECOMES_HTML: Final = frozenset(("data-module-content", "data-bs-content", "hx-confirm"))
"""Attributes that scripts of CKAN's put into the page as HTML."""

OF_PAYLOADS: Final = frozenset(
    ("x-y", "marquee", "iframe", "object", "embed", "base", "math", "animate", "use", "xmp", "plaintext",
     "audio", "video", "source", "maction", "foreignobject", "mglyph", "frameset")
)  # fmt: skip
"""Elements that no page of ours has, but frames that show views of our own."""

OUR_OWN: Final = ("data:image/", "tel:", "javascript:void(0);")
"""Of CKAN's buttons and of our templates; no payload begins so."""

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


class Page(HTMLParser):
    """What is wrong with a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.inside = ""
        self.json = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self.inside, self.json = tag, "json" in values.get("type", "")
        if tag in OF_PAYLOADS and not (tag == "iframe" and "/view/" in values.get("src", "")):
            self.wrong.append(f"<{tag} {values}>")
        for name, value in values.items():
            runs = name.startswith(("on", "hx-on", "style")) and MARK in value
            if runs or (name in BECOMES_HTML and MARK in value and "<" in value):
                self.wrong.append(f"<{tag} {name}={value!r}>")
            if name in ADDRESSES and not is_harmless(value) and not value.startswith(OUR_OWN):
                self.wrong.append(f"<{tag} {name}={value!r}>")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if not self.inside or MARK not in data:
            return
        if "<" in data and self.json:
            self.wrong.append(f"JSON with a <: {data[:200]}")
        elif MARK in _STRING.sub("", data) or "</" in data:
            self.wrong.append(f"in a {self.inside}: {data[:300]}")


def places() -> list[type[Surface]]:
    """Return every page that the tests of security ask: one for each address there is, by their own rule."""
    return [one for one in surfaces() if one.path and one.form is None]


_ANSWERS: Final[dict[tuple[str, str], Any]] = {}


def ask(hostile: Hostile, place: type[Surface], role: str) -> Any:
    """Ask a page as one of the cast, once for all tests."""
    key = (role, place.__qualname__)
    if key not in _ANSWERS:
        _ANSWERS[key] = place().ask(hostile, role, **hostile.gaps("open"))
    return _ANSWERS[key]


WRITTEN: Final = frozenset(
    ("title", "description", "reason", "note", "text", "extent", "form", "owner", "result", "importance",
     "widened_by", "summary", "factors", "obstacles", "signed_by", "position")
)  # fmt: skip
"""Parameters in which people write what others read."""


def test_the_site_is_as_hostile_as_it_can_be(hostile: Hostile):
    assert len(hostile.taken) > 30, hostile.taken


def test_every_text_of_every_change_is_hostile(hostile: Hostile):
    """Each change that takes words was made with a payload, or its page would be read without one."""
    words = {f"{name}.{key}" for name, schema in changes().items() for key in WRITTEN & schema.keys()}
    assert len(words) > 40
    assert words - hostile.taken.keys() == set()


@pytest.mark.parametrize("role", READERS)
def test_no_text_of_what_people_decide_has_become_markup(hostile: Hostile, role: str):
    wrong, seen = {}, set()
    for path in hostile.pages:
        answer = hostile.get(role, path)
        text = answer.get_data(as_text=True)
        seen |= {path} if MARK in text else set()
        found = Page(text).wrong if answer.mimetype == "text/html" else []
        if found or answer.status_code >= 500:
            wrong[path] = [answer.status_code, *found[:3]]
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)[:6000]
    if role == "sysadmin":
        assert set(hostile.pages) - seen == set(), "the pages show what is stored"


def test_the_preview_of_a_dictionary_is_text(hostile: Hostile):
    """What somebody proposes is shown before anything is stored, and packed into the page."""
    columns = "\n".join(f'"{one.replace(chr(34), chr(34) * 2)}",text' for one in LINES)
    for text in (
        f"name,title\n{columns}",
        COLUMN,
        json.dumps({"fields": [{"name": COLUMN, "title": ALLOWED}]}),
    ):
        path = "/dataset/hostile/dictionary/{file}/import".format(**hostile.gaps("open"))
        answer = hostile.post("admin", path, {"text": text})
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
        assert MARK in page
        assert Page(page).wrong == []


@pytest.mark.parametrize("role", READERS)
def test_no_text_has_become_markup(hostile: Hostile, role: str):
    wrong, seen = {}, 0
    for place in places():
        answer = ask(hostile, place, role)
        kind, text = answer.mimetype, answer.get_data().decode(errors="replace")
        seen += MARK in text
        if "/download/" in place.path:
            continue  # bytes as somebody uploaded them
        if kind == "text/html" and (found := Page(text).wrong):
            wrong[place.path] = found[:3]
        if answer.status_code >= 500:
            wrong[place.path] = [answer.status_code]
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)[:6000]
    assert seen > 20, "the pages show what is stored"


def test_pages_show_the_texts_in_both_languages(hostile: Hostile):
    for path in ("/dataset/hostile", "/en/dataset/hostile"):
        text = hostile.get("sysadmin", path).get_data(as_text=True)
        assert MARK in text
        assert Page(text).wrong == []


@pytest.mark.parametrize("role", READERS)
def test_no_table_calculates(hostile: Hostile, role: str):
    wrong, tables = {}, 0
    for place in places():
        if "/download" in place.path:
            continue
        answer = ask(hostile, place, role)
        named = answer.headers.get("Content-Disposition", "").rstrip('"')
        delimiter = "," if answer.mimetype == "text/csv" or named.endswith(".csv") else ""
        delimiter = "\t" if named.endswith(".tsv") else delimiter
        if delimiter and answer.status_code == 200:
            text = answer.get_data().decode("utf-8-sig")
            cells = [
                cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row
            ]
            tables += 1
            if found := [cell for cell in cells if plain_cell(cell) != cell]:
                wrong[place.path] = found[:3]
        elif answer.mimetype.endswith("spreadsheetml.sheet"):
            tables += 1
            with zipfile.ZipFile(io.BytesIO(answer.get_data())) as book:
                sheets = [book.read(name).decode() for name in book.namelist() if "/worksheets/sheet" in name]
            if any("<f>" in one or "<f " in one for one in sheets):
                wrong[place.path] = ["a formula"]
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
    assert tables > (1 if role == "anonymous" else 3)


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_the_values_of_a_table_come_back(hostile: Hostile, form: str):
    resource = hostile.files["open"]["id"]
    exact: Any = hostile.get("admin", f"/datastore/dump/{resource}?format=json").get_data()
    exact = json.loads(exact)
    answer = hostile.get("admin", f"/datastore/dump/{resource}?format={form}&bom=true")
    text = answer.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="," if form == "csv" else "\t"))
    assert [unguarded(cell) for cell in rows[0]] == [field["id"] for field in exact["fields"]]
    assert [[unguarded(cell) for cell in row] for row in rows[1:]] == [
        [str(cell) for cell in row] for row in exact["records"]
    ]
    assert rows[0][2] == "'=cmd"
    assert {row[3] for row in rows[2:]} == {f"-{n}" for n in range(1, len(rows) - 1)}, "numbers stay numbers"
