"""A browser on pages of hostile text: no script of a payload has run, and none waits for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from ckanext.bmagov.base.formats.markdown import Site, to_html
from ckanext.bmagov.tests.browser import front

from .payloads import MARK, TAGS, payloads
from .site import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.hostile.site import Hostile

WAITING: Final = """mark => [...document.querySelectorAll('*')].flatMap(element =>
  [...element.attributes]
    .filter(({name, value}) => (name.startsWith('on') && value.includes(mark))
      || (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name)
          && /^[\\x00-\\x20]*((javascript|vbscript):|data:text)/i.test(value)))
    .map(({name, value}) => `${element.tagName} ${name}=${value}`))"""
"""Handlers and addresses in the page that would run a payload."""

PLACED: Final = """made => {
  const place = document.createElement('div');
  document.body.append(place);
  place.innerHTML = made;
  const first = place.innerHTML;
  place.innerHTML = first;   // what is written out and read again may come out as something else
  return [...place.querySelectorAll('*')].map(element =>
    [element.localName, element.namespaceURI, ...element.getAttributeNames()]);
}"""


@pytest.fixture(scope="module")
def opened(hostile: Hostile) -> Iterator[Any]:
    """Return a browser in which the site answers; it opens a context for one of the cast."""
    with front("MAP * ~NOTFOUND") as opened, opened.shows(hostile.app.flask_app):
        yield opened.browser


@pytest.fixture
def page(hostile: Hostile, opened: Any) -> Iterator[Any]:
    """Return a page of the one who may do everything: a script that ran there could, too."""
    context = opened.new_context(extra_http_headers={"Authorization": hostile.tokens["sysadmin"]})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialog: pytest.fail(f"a script spoke: {dialog.message}"))
    yield page
    context.close()


def nothing_ran(page: Any) -> None:
    """Look into the page and its frames."""
    for frame in page.frames:
        assert frame.evaluate("mark => window[mark]", MARK) is None, frame.url
        assert frame.evaluate(WAITING, MARK) == [], frame.url


PAGES: Final = {
    "dataset": "/dataset/hostile",
    "dataset in English": "/en/dataset/hostile",
    "file": "/dataset/hostile/resource/{file}",
    "view": "/dataset/hostile/resource/{file}/view/{view}",
    "agency": "/organization/{owner}",
    "about the agency": "/organization/about/{owner}",
    "category": "/group/topic-of-all",
    "person": "/user/{user_editor}",
    "activities": "/dataset/activity/hostile",
    "changes": "/dataset/changes/{activity}",
    "search": "/dataset/?q=hostile",
    "form of the dataset": "/dataset/edit/hostile",
    "form of the file": "/dataset/hostile/resource/{file}/edit",
    "workspace of the KPI": f"/organization/{{owner}}/kpi/{YEAR}",
    **{
        f"{page} of the KPI": f"/organization/{{owner}}/kpi/{YEAR}/{page}"
        for page in ("documents", "progress", "uses", "database", "words")
    },
    "register of the KPI": "/kpi/register",
}


@pytest.mark.parametrize("name", PAGES)
def test_no_script_runs_on_a_page(hostile: Hostile, page: Any, name: str):
    path = PAGES[name].format(**hostile.places(), **hostile.gaps("open"))
    answer = page.goto(f"http://test.ckan.net{path}", wait_until="load")
    assert answer.status == 200, path
    nothing_ran(page)


def test_no_script_runs_where_people_decide(hostile: Hostile, page: Any):
    for path in hostile.pages:
        if not path.endswith(".csv"):
            answer = page.goto(f"http://test.ckan.net{path}", wait_until="load")
            assert answer.status == 200, path
            nothing_ran(page)


def test_names_of_columns_are_text_when_a_reader_sorts(hostile: Hostile, page: Any):
    view = hostile.gaps("open")
    page.goto("http://test.ckan.net/dataset/hostile/resource/{file}/view/{view}".format(**view))
    page.wait_for_selector("#dtprv tbody td.dt-body-right, #dtprv tbody td")
    page.evaluate("() => jQuery('#dtprv').DataTable().order([[1, 'asc']]).draw()")
    page.wait_for_function("() => document.querySelector('div.sortinfo').innerText.includes('<img')")
    nothing_ran(page)
    assert "<" not in page.get_attribute("#dtprv", "data-resource-name")
    assert '"' not in page.get_attribute("#dtprv", "data-resource-name")


def test_what_a_browser_makes_of_every_payload(page: Any):
    site = Site("http://test.ckan.net", lambda kind, name: f"/{kind}/{name}")
    page.goto("http://test.ckan.net/robots.txt")
    for kind, text in payloads().items():
        found = page.evaluate(PLACED, str(to_html(text, site)))
        for tag, space, *names in found:
            assert space == "http://www.w3.org/1999/xhtml", kind
            assert tag in TAGS, kind
            assert not [one for one in names if one.startswith(("on", "data-", "style", "id", "class"))], kind
    nothing_ran(page)
    made = " ".join(to_html(text, site) for text in payloads().values())
    page.set_content(f"<!doctype html><html><body>{made}</body></html>")
    nothing_ran(page)
