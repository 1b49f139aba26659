"""Odd input: whatever is sent to an action or a page, the answer is a sentence, never an error of the server.

Actions, their parameters and pages are asked of the application, so that a new one is asked, too. Nothing is
kept: what would be committed is only written, and undone at the end of its request.
"""

from __future__ import annotations

import inspect
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

import pytest
from werkzeug.exceptions import InternalServerError

from ckan import model
from ckan.logic import get_action

from ckanext.bmagov.site.views.odd_address import MAKERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.tests.security.city import City

ROLES: Final = ("anonymous", "editor", "sysadmin")

HUGE: Final = int("9" * 40)

VALUES: Final[dict[str, Any]] = {
    "missing": None,
    "null": None,
    "empty": "",
    "list": ["a", 7, None],
    "dict": {"a": {"b": []}},
    "huge": HUGE,
    "negative": -1,
    "true": True,
    "thai": "กรุงเทพ\u200b ๑๒๓",
    "nul": "a\x00b",
    "long": "x" * 5000,
    "path": "../../\\evil?#%00",
    "markup": "<b>'\";--{{7*7}}",
}

ALWAYS: Final = ("missing", "dict")
"""Kinds with which every action is asked; of the others, four each: all of them are half an hour's work."""

TEXTS: Final = {name: value for name, value in VALUES.items() if isinstance(value, str)}

MORE: Final = ("id", "limit", "offset", "q", "fields", "include_extras")
"""Parameters that callers try although no description names them."""

ALONE: Final = {
    "bmagov_agency_load": "loads all agencies, which takes seconds: asked in its own tests",
}

PARAMETERS: Final = (
    "came_from", "next", "url", "page", "limit", "offset", "start", "rows", "q", "sort", "order_by", "format",
    "id", "name", "type", "tags", "organization", "ext_bbox", "view_id", "resource_id", "incomplete", "fq",
    "fiscal_year", "year", "quarter", "kind", "state", "level", "version", "key", "days", "filters", "fields",
    "login",
    "password", "remember", "email", "field_order", "group", "groups", "object_type", "package_type",
    "bom", "callback",
)  # fmt: skip
"""Of addresses and forms, beside those that only one page has."""


NEEDED: Final = frozenset({
    "", "<site_id>", "about", "api", "ckan-admin", "dashboard", "dataset", "datastore", "datatables", "feeds",
    "group", "organization", "robots", "favicon", "user", "util", "uploads", "webassets",
    "zh_CN", "zh_TW", "no",  # old names of languages, which lead to the present ones
    "catalog", "dataset_series", "dictionary", "favicon.ico", "file", "health", "sitemap", "kpi", "access",
    "classification", "codelists", "dictionaries", "api-guide", "catalog-all", "def", "gdc", "opensearch",
})  # fmt: skip
"""First parts of addresses: of CKAN and its plugins, and ours."""


def role_for(*what: str) -> str:
    """Return who asks: another one for each question, always the same for one question."""
    return ROLES[zlib.crc32(" ".join(what).encode()) % len(ROLES)]


def is_turn(kind: str, kinds: dict[str, Any], most: int, *what: str) -> bool:
    """Tell whether a question is asked with this kind of value: with some kinds each, all kinds in all."""
    names = sorted(kinds)
    first = zlib.crc32(" ".join(what).encode()) % len(names)
    return (names.index(kind) - first) % len(names) < most


@pytest.fixture
def live(city: City, monkeypatch: pytest.MonkeyPatch) -> City:
    """Return the city as a live site: errors become answers; what is committed is only written."""
    flask: Any = city.app.flask_app
    page = flask.error_handler_spec[None][500][InternalServerError]
    monkeypatch.setitem(flask.error_handler_spec[None][None], Exception, page)
    monkeypatch.setitem(flask.config, "TESTING", False)
    monkeypatch.setitem(flask.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(model.Session, "commit", model.Session.flush)
    return city


def parameters(action: Any) -> list[str]:
    """Return the names of an action's parameters: of its description, and those its text asks for."""
    while inner := getattr(action, "__wrapped__", None) or getattr(action, "func", None):
        action = inner
    said = re.findall(r":param (?:\w+ )?(\w+):", inspect.getdoc(action) or "")
    asked = re.findall(r"data_dict(?:\.get\(|\[)[\"'](\w+)", inspect.getsource(action))
    return sorted({*said, *asked, *MORE})


def server_errors(answer: Any) -> str:
    """Return what is wrong with an answer, empty for nothing."""
    text = answer.get_data().decode("utf-8", "replace")
    if answer.status_code >= 500:
        return f"{answer.status_code} {text[:80]}"
    return "traceback" if "Traceback (most" in text else ""


@pytest.mark.parametrize("kind", VALUES)
def test_no_action_answers_with_an_error_of_the_server(live: City, kind: str):
    from ckan.logic import _actions

    get_action("package_show")
    wrong = {}
    for name in sorted(_actions):
        if name in ALONE or not (kind in ALWAYS or is_turn(kind, VALUES, 4, name)):
            continue
        value = VALUES[kind]
        params = {} if kind == "missing" else dict.fromkeys(parameters(_actions[name]), value)
        role = role_for(name, kind)
        answer = live.call(role, name, **params)
        if problem := server_errors(answer):
            wrong[name] = f"{role}: {problem}"
    assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong.items())


@pytest.mark.parametrize("kind", TEXTS)
def test_no_action_asked_by_address_does(live: City, kind: str):
    from ckan.logic import _actions

    get_action("package_show")
    wrong = {}
    for name in sorted(_actions):
        if not (getattr(_actions[name], "side_effect_free", False) and is_turn(kind, TEXTS, 2, name)):
            continue
        query = dict.fromkeys(parameters(_actions[name]), TEXTS[kind])
        role = role_for(name, kind, "GET")
        answer = live.get(role, f"/api/3/action/{name}", query_string=query)
        if problem := server_errors(answer):
            wrong[name] = f"{role}: {problem}"
    assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong.items())


def pages(city: City) -> Iterator[Any]:
    """Return the rules of addresses, one for each page and way to it."""
    for rule in city.app.flask_app.url_map.iter_rules():
        if rule.endpoint not in ("static", "webassets.index", "api.action"):
            yield rule


def address(city: City, rule: Any, filling: dict[str, str]) -> str:
    """Return an address of a rule with its gaps filled."""
    with city.app.flask_app.test_request_context("/"):
        adapter = city.app.flask_app.url_map.bind("test.ckan.net")
        values: dict[str, Any] = {}
        for name, converter in rule._converters.items():
            number = type(converter).__name__ in ("IntegerConverter", "FloatConverter")
            values[name] = 7 if number else filling.get(name, filling["*"])
        values.update(rule.defaults or {})
        try:
            return adapter.build(rule.endpoint, values, force_external=False)
        except Exception:  # noqa: BLE001 - a converter that takes none of these
            return ""


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_answers_with_an_error_of_the_server(live: City, method: str, kind: str):
    gaps, text = live.gaps("open"), TEXTS[kind]
    there = {
        "*": "a", "id": gaps["name"], "resource_id": gaps["file"], "view_id": gaps["view"], "ver": "3",
        "package_type": "dataset", "agency": live.agencies["owner"]["name"], "object_type": "package",
        "filename": gaps["filename"], "activity_id": gaps["activity"],
    }  # fmt: skip
    wrong, seen = {}, set()
    for rule in pages(live):
        if method not in rule.methods or not is_turn(kind, TEXTS, 2, rule.rule, method):
            continue
        odd = role_for(rule.rule, kind) == "editor" or not rule.arguments
        path = address(live, rule, {"*": text or "-"} if odd and rule.arguments else there)
        if not path or (path, rule.endpoint) in seen:
            continue
        seen.add((path, rule.endpoint))
        role = role_for(rule.rule, kind, method)
        query = dict.fromkeys(PARAMETERS, text)
        read = method == "GET"
        answer = live.get(role, path, query_string=query) if read else live.post(role, path, query)
        if problem := server_errors(answer):
            wrong[f"{rule.endpoint} {path[:80]}"] = f"{role}: {problem}"
    assert not wrong, "\n".join(f"{name}: {problem}" for name, problem in wrong.items())


@pytest.mark.parametrize("name", ["came_from", "next"])
@pytest.mark.parametrize(
    "value",
    ["\\\\evil", "//evil.example", "/\\evil.example", "https://evil.example/", "evil", "javascript:alert(1)",
     "/ok\r\nX: y",
     "/\t/evil.example", "http://test.ckan.net.evil.example/", "http://test.ckan.net@evil.example/", "", "ก"],
)  # fmt: skip
def test_after_the_login_nobody_is_sent_elsewhere(live: City, name: str, value: str):
    from ckan.tests import factories as core

    user = core.User(password="correct-horse-7")
    try:
        form = {"login": user["name"], "password": "correct-horse-7"}
        answer = live.app.test_client().post(
            "/user/login", query_string={name: value}, data=form, follow_redirects=False
        )
        assert answer.status_code == 302
        assert answer.location.removeprefix("http://test.ckan.net").startswith(("/dashboard", "/user/me"))
    finally:
        model.User.get(user["name"]).delete()
        model.Session.commit()


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_the_makers_are_not_there(live: City, role: str):
    """Not even for administrators; those of CKAN are among them, so that the list is not empty."""
    found = {rule.rule for rule in pages(live) if rule.rule.split("/")[1] in MAKERS}
    assert {"/testing/primer", "/testing/custom_form_fields"} <= found
    for path in found:
        for language in ("", "/en"):
            assert live.get(role, language + path).status_code == 404


def test_every_first_part_of_an_address_has_a_use(live: City):
    """A page under an address that nobody here knows is asked about before it is open."""
    found = {rule.rule.split("/")[1].partition(".")[0] for rule in pages(live)}
    assert found - NEEDED - MAKERS == set()
