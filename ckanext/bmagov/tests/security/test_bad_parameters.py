"""Bad API parameters: the rows of the security design's table 4.6.

Rows 112 to 118 are here, over HTTP. What is left to later capabilities: of row 117 the period `2564-13`,
because nothing takes a period yet (the KPI does). Of row 112 the bound is each action's own: CKAN lowers
`rows` above 1,000 quietly, and harvesters rely on it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.tests.security.city import ABSENT

if TYPE_CHECKING:
    from ckanext.bmagov.tests.security.city import City

HUGE = int("9" * 100)


def error(answer: Any, status: int = 409) -> dict[str, Any]:
    """Return the error of an answer; nothing of the server's inside may be in it."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    text = answer.get_data(as_text=True)
    for inside in ("Traceback", "psycopg2", "sqlalchemy", "SOLR returned", "permission_labels:("):
        assert inside not in text
    body = json.loads(text)
    return body["error"] if isinstance(body, dict) else {"message": body}


def code(answer: Any, name: str) -> str:
    return str(error(answer)[name][0]).split(":")[0]


class TestRow112:
    @pytest.mark.parametrize(
        "value", [-1, 1e12, "abc", True, HUGE], ids=lambda value: f"row-112-{str(value)[:6]}"
    )
    @pytest.mark.parametrize(
        ("action", "name"),
        [
            ("package_list", "limit"),
            ("package_search", "rows"),
            ("package_search", "start"),
            ("group_list", "limit"),
            ("organization_list", "offset"),
            ("tag_autocomplete", "limit"),
            ("bmagov_usage_list", "limit"),
            ("bmagov_data_event_list", "limit"),
        ],
    )
    def test_a_limit_that_cannot_be_meant(self, city: City, action: str, name: str, value: Any):
        assert code(city.call("sysadmin", action, **{name: value, "q": "a"}), name) == "LIMIT-RANGE"

    @pytest.mark.parametrize("value", [0, 51, 1001])
    def test_row_112_our_own_actions_name_their_bounds(self, city: City, value: int):
        said = error(city.call("anonymous", "bmagov_usage_list", limit=value))["limit"][0]
        assert said.startswith("LIMIT-RANGE")
        assert "50" in said

    def test_row_112_in_the_address_and_in_the_autocomplete_of_forms(self, city: City):
        assert code(city.get("anonymous", "/api/3/action/package_list?limit=abc"), "limit") == "LIMIT-RANGE"
        answer = city.get("anonymous", "/api/2/util/tag/autocomplete?incomplete=a&limit=abc")
        assert code(answer, "limit") == "LIMIT-RANGE"


BAD_IDS = {
    "list": ["a"],
    "dict": {"a": 1},
    "number": 5,
    "long": "x" * 10_240,
    "nul": "a\x00b",
    "half": "\ud800",
}


class TestRow113:
    @pytest.mark.parametrize("value", BAD_IDS.values(), ids=[f"row-113-{name}" for name in BAD_IDS])
    @pytest.mark.parametrize(
        "action",
        [
            "package_show", "organization_show", "group_show", "user_show", "package_activity_list",
            "bmagov_dataset_completeness", "bmagov_dataset_problem_list", "bmagov_usage_show",
            "bmagov_freshness_show", "bmagov_table_show", "bmagov_data_event_list", "bmagov_agency_show",
            "bmagov_codelist_show", "package_patch", "package_delete", "bmagov_demo_object_purge",
        ],
    )  # fmt: skip
    def test_an_id_that_is_none(self, city: City, action: str, value: Any):
        assert code(city.call("sysadmin", action, id=value), "id") == "ID-FORMAT"

    def test_row_113_the_value_is_never_repeated_whole(self, city: City):
        text = city.call("anonymous", "package_search", sort="<b>" + "x" * 10_240).get_data(as_text=True)
        assert "x" * 61 not in text

    def test_row_113_in_the_address_of_a_page(self, city: City):
        assert city.get("anonymous", "/dataset/a%00b").status_code == 404
        assert city.get("anonymous", "/dataset/?q=a%00b").status_code == 400


BAD_BODIES = {
    "not-json": b"id=a;",
    "nan": b'{"limit": NaN}',
    "duplicate": b'{"id": "a", "id": "b"}',
    "charset": '{"id": "ก"}'.encode("cp874"),
    "array": b"[]",
    "depth": b'{"a":' * 1000 + b"1" + b"}" * 1000,
    "very-deep": b"[" * 100_000,
}


class TestRow114:
    @pytest.mark.parametrize("raw", BAD_BODIES.values(), ids=[f"row-114-{name}" for name in BAD_BODIES])
    @pytest.mark.parametrize("action", ["package_show", "package_create", "bmagov_usage_list"])
    def test_a_body_that_is_no_json(self, city: City, action: str, raw: bytes):
        answer = city.app.post(
            f"/api/3/action/{action}",
            data=raw,
            content_type="application/json",
            headers=city.headers("editor"),
        )
        assert error(answer, 400)["message"].split(":")[0] in ("JSON-INVALID", "JSON-DEPTH")

    def test_row_114_an_empty_body_names_what_is_missing(self, city: City):
        answer = city.app.post("/api/3/action/package_show", data=b"", content_type="application/json")
        assert error(answer)["name_or_id"]

    def test_row_114_a_body_that_curl_sends_as_a_form_is_looked_at_too(self, city: City):
        body = {"data": '{"id": "a", "id": "b"}', "content_type": "application/x-www-form-urlencoded"}
        answer = city.app.post("/api/3/action/package_show", **body)
        assert error(answer, 400)["message"].startswith("JSON-INVALID")

    def test_row_114_another_content_type_is_refused_without_a_trace(self, city: City):
        answer = city.app.post("/api/3/action/package_show", data=b"<id/>", content_type="text/xml")
        assert 400 <= answer.status_code < 500
        assert "Traceback" not in answer.get_data(as_text=True)


class TestRow115:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("fl", "permission_labels"), ("fl", ["data_dict"]), ("fl", "nosuch"), ("fl", 5),
            ("facet.field", ["permission_labels"]), ("facet.field", ["nosuch"]),
            ("sort", "permission_labels asc"), ("sort", "nosuch desc"),
            ("fq", "permission_labels:*"), ("fq", "nosuch:1"), ("fq", "{!join from=id to=id}x"),
            ("fq", '_query_:"x"'), ("fq_list", ["_val_:1"]), ("q", "{!join from=id to=id}x"),
            ("q", '_query_:"x"'),
        ],
        ids=lambda value: f"row-115-{value}"[:40],
    )  # fmt: skip
    def test_fields_and_parsers_that_are_not_for_callers(self, city: City, name: str, value: Any):
        assert code(city.call("sysadmin", "package_search", **{name: value}), name) == "PARAM-NOT-ALLOWED"

    @pytest.mark.parametrize("value", ["(((", "title:[1 TO", 'title:"a'])
    def test_row_115_a_filter_that_solr_cannot_read(self, city: City, value: str):
        assert "QUERY-FORMAT" in error(city.call("anonymous", "package_search", fq=value), 400)["message"]

    @pytest.mark.parametrize(
        "path",
        [
            "sort=nosuch+asc",
            "sort=x",
            "q=%28%28%28",
            "q=%7B!join%7D",
            "page=abc",
            "page=-1",
            "nosuch=1",
            "_x=%22",
        ],
    )
    def test_row_115_the_page_of_the_search_never_fails(self, city: City, path: str):
        answer = city.get("anonymous", f"/dataset/?{path}")
        assert answer.status_code < 500
        assert "Traceback" not in answer.get_data(as_text=True)


class TestRow116:
    @pytest.mark.parametrize("action", ["package_create", "bmagov_table_update", "bmagov_agency_load"])
    def test_row_116_get_changes_nothing(self, city: City, action: str):
        error(city.get("sysadmin", f"/api/3/action/{action}?id=a"), 400)

    def test_row_116_a_callback_runs_anonymous(self, city: City):
        hidden = city.datasets["internal"]["name"]
        assert city.get("editor", f"/api/3/action/package_show?id={hidden}").status_code == 200
        assert city.get("editor", f"/api/3/action/package_show?id={hidden}&callback=f").status_code in (
            403,
            404,
        )


class TestRow117:
    @pytest.mark.parametrize("path", ["/codelists/license.xml", "/codelists/all.exe", "/xx/dataset/", "/xx/"])
    def test_row_117_unknown_formats_and_languages(self, city: City, path: str):
        assert city.get("anonymous", path).status_code == 404

    @pytest.mark.parametrize(
        ("action", "name"), [("bmagov_date_parse", "kind"), ("bmagov_table_update", "encoding")]
    )
    def test_row_117_unknown_choices(self, city: City, action: str, name: str):
        answer = city.call("sysadmin", action, id="a", value="1/1/2564", **{name: "xx"})
        said = error(answer)[name][0]
        assert said.startswith("VALUE-UNKNOWN")
        assert "xx" in said


class TestRow118:
    """A token that no longer counts makes its bearer anonymous, whatever the reason."""

    def create(self, city: City, token: str) -> tuple[int, str]:
        answer = city.app.post(
            "/api/3/action/package_create",
            json={"name": "x"},
            headers={"Authorization": token} if token else {},
        )
        return answer.status_code, json.dumps(error(answer, 403))

    def token(self, user: dict[str, Any], **more: Any) -> dict[str, Any]:
        context = {"user": user["name"], "ignore_auth": True}
        return call_action("api_token_create", context, user=user["name"], name="one", **more)

    def test_row_118_one_text_for_every_dead_token(self, city: City):
        revoked, gone = core.User(), core.User()
        texts = {"none": self.create(city, ""), "nonsense": self.create(city, "nonsense")}
        token = self.token(revoked)["token"]
        call_action("api_token_revoke", {"user": revoked["name"], "ignore_auth": True}, token=token)
        texts["revoked"] = self.create(city, token)
        token = self.token(gone)["token"]
        user = model.User.get(gone["name"])
        assert user
        user.delete()
        model.Session.commit()
        texts["deleted user"] = self.create(city, token)
        assert len(set(texts.values())) == 1, texts

    def test_row_118_a_token_opens_only_what_its_owner_may_see(self, city: City):
        hidden = city.datasets["confidential"]["id"]
        assert city.call("stranger", "package_show", id=hidden).status_code in (403, 404)


class TestFormsOfTables:
    """CKAN's tables read their forms as they come; a part that lacks was an error of the server."""

    DOWNLOAD: ClassVar = {"search": {"value": ""}, "columns": [], "order": [], "visible": []}

    @pytest.mark.parametrize("params", ["", "{", "[]", "7", "{}", {"order": [{"column": 99, "dir": "asc"}]},
                                        {"order": "a"}, {"visible": 1}, {"columns": [{}]}])  # fmt: skip
    def test_of_a_download(self, city: City, params: Any):
        sent = json.dumps(self.DOWNLOAD | params) if isinstance(params, dict) else params
        self.refused(city, "filtered-download", {"params": sent, "format": "csv"})

    @pytest.mark.parametrize("form", [{}, {"draw": "x"}, {"order[0][column]": "99"}, {"start": ""}])
    def test_of_rows(self, city: City, form: dict[str, str]):
        whole = {"draw": "1", "start": "0", "length": "9", "search[value]": "", "order[0][dir]": "asc"}
        self.refused(city, "ajax", whole | form if form else form)

    def test_a_form_without_anything(self, city: City):
        self.refused(city, "filtered-download", {})

    def refused(self, city: City, where: str, form: dict[str, str]) -> None:
        answer = city.post("anonymous", f"/datatables/{where}/{city.views['open']}", form)
        assert answer.status_code == 400, answer.text[:300]
        assert "TABLE-FORM" in answer.text or not form, "of a field that lacks Flask says so itself"
        hidden, absent = (
            city.post("anonymous", f"/datatables/{where}/{view}", form).status_code
            for view in (city.views["internal"], ABSENT)
        )
        assert (hidden, absent) == (404, 404)


class TestLanguages:
    @pytest.mark.parametrize(
        ("prefix", "said"),
        [
            ("", "LIMIT-RANGE: โปรดระบุจำนวนเต็มตั้งแต่ 0 ถึง 1000000000"),
            ("/en", "LIMIT-RANGE: Give a whole number from 0 to 1000000000."),
        ],
    )
    def test_refusals_are_in_the_readers_language(self, city: City, prefix: str, said: str):
        answer = city.app.post(f"{prefix}/api/3/action/package_list", json={"limit": -1})
        assert error(answer)["limit"] == [said]

    @pytest.mark.parametrize(
        ("prefix", "said"), [("", "ข้อมูลที่ส่งต้องเป็นออบเจกต์ JSON"), ("/en", "must be one JSON object")]
    )
    def test_of_the_body_too(self, city: City, prefix: str, said: str):
        answer = city.app.post(f"{prefix}/api/3/action/package_list", json=["a"])
        assert said in error(answer, 400)["message"]


def test_absent_things_are_absent(city: City):
    """The control: an ordinary unknown id is an ordinary 404."""
    error(city.call("anonymous", "package_show", id=ABSENT), 404)
