"""Bodies and parameters that no action can take."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.api_parameters import (
    BodyError,
    asks_for_sites_own,
    parameter_problems,
    read_body,
)
from ckanext.bmagov.base.domain.limits import LARGEST


def refusal(raw: bytes) -> tuple[str, str]:
    with pytest.raises(BodyError) as caught:
        read_body(raw)
    return caught.value.code, str(caught.value.params.get("reason", ""))


def codes(action: str, **params) -> list[tuple[str, str]]:
    return [(problem.name, problem.code) for problem in parameter_problems(action, params, {"data_type"})]


class TestBody:
    @pytest.mark.parametrize(
        "raw", [b'{"id": "a", "n": [1, {"b": null}]}', b'\xef\xbb\xbf{"id": "a"}', b"{}"]
    )
    def test_an_object_is_read(self, raw: bytes):
        assert isinstance(read_body(raw), dict)

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"id=a", "syntax"),
            (b"{'id': 'a'}", "syntax"),
            (b'{"id": "\x00"}', "syntax"),
            (b"[]", "object"),
            (b'"a"', "object"),
            (b'{"limit": NaN}', "constant"),
            (b'{"limit": -Infinity}', "constant"),
            (b'{"id": "a", "id": "b"}', "duplicate"),
            (b'{"a": {"id": "a", "id": "b"}}', "duplicate"),
            ("{'id': 'ก'}".encode("cp874"), "encoding"),
            (b'{"limit": ' + b"9" * 5000 + b"}", "number"),
        ],
    )
    def test_what_is_no_json_object_is_refused(self, raw: bytes, reason: str):
        assert refusal(raw) == ("JSON-INVALID", reason)

    @pytest.mark.parametrize("levels", [101, 1_000, 100_000])
    def test_depth_is_limited(self, levels: int):
        assert refusal(b'{"a":' + b"[" * levels + b"]" * levels + b"}") == ("JSON-DEPTH", "")


class TestParameters:
    @pytest.mark.parametrize("value", [["a"], {"a": 1}, 5, True, "x" * 10_240, "a\x00", "a\u202e", "\ud800"])
    def test_an_id_is_one_short_text(self, value):
        assert codes("package_show", id=value) == [("id", "ID-FORMAT")]

    @pytest.mark.parametrize("value", ["ชุดข้อมูล", "a-b_c", "x" * 200, "", None])
    def test_ids_and_names_pass(self, value):
        assert codes("package_show", id=value) == []

    @pytest.mark.parametrize(
        "value", [-1, "-1", 1e12, 10**12, "abc", True, int("9" * 100), "9" * 100, "1.5", [1]]
    )
    def test_a_limit_is_a_whole_number_that_can_be_counted_to(self, value):
        assert codes("package_list", limit=value) == [("limit", "LIMIT-RANGE")]

    @pytest.mark.parametrize("value", [0, 1000, "20", LARGEST, "", None])
    def test_limits_pass(self, value):
        assert codes("package_list", limit=value, offset=value, rows=value, start=value) == []

    def test_text_that_cannot_be_stored_is_found_at_any_depth(self):
        assert codes("datastore_upsert", records=[{"ก": ["a\x00"]}]) == [("records", "TEXT-CONTROL-CHAR")]
        assert codes("organization_create", title="\ud800") == [("title", "TEXT-CONTROL-CHAR")]

    def test_a_dataset_names_the_field_itself(self):
        assert codes("package_create", title="a\x00") == []

    @pytest.mark.parametrize("action", ["group_autocomplete", "organization_autocomplete"])
    def test_what_core_forgets_to_ask_for_is_asked_for(self, action: str):
        assert codes(action) == [("q", "FIELD-REQUIRED")]

    def test_the_words_of_a_search_are_text(self):
        assert codes("tag_autocomplete", query={"a": 1}) == [("query", "TEXT-TYPE")]
        assert codes("tag_search", query=["a", "b"]) == []
        assert codes("datastore_search", q={"name": "a"}) == []


class TestSearch:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("fl", "permission_labels"),
            ("fl", "id, data_dict"),
            ("fl", "*"),
            ("fl", ["validated_data_dict"]),
            ("facet.field", ["permission_labels"]),
            ("facet.field", '["data_dict"]'),
            ("facet.field", "[broken"),
            ("sort", "permission_labels asc"),
            ("sort", "name"),
            ("sort", "name desc; x"),
            ("sort", "query({!join from=id to=id}x) asc"),
            ("fq", "permission_labels:*"),
            ("fq", "title:a -(permission_labels:*)"),
            ("fq", "-permission_labels:*"),
            ("fq", "{!join from=id to=id}x"),
            ("fq", 'title:a AND _query_:"x"'),
            ("fq", '_val_:"x"'),
            ("fq_list", ["title:a", "nosuch:1"]),
            ("q", "{!join from=id to=id}x"),
            ("q", '_query_:"x"'),
        ],
    )
    def test_only_the_catalogs_fields_can_be_used(self, name: str, value):
        assert (name, "PARAM-NOT-ALLOWED") in codes("package_search", **{name: value})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("fl", "id, name,title"),
            ("facet.field", '["tags", "data_type", "vocab_topics", "bmagov_agency_kind"]'),
            ("sort", "score desc, metadata_modified DESC"),
            ("fq", '+owner_org:"a:b" -data_type:record (tags:น้ำ OR res_format:CSV)'),
            ("fq", "metadata_modified:[2020-01-01T00:00:00Z TO NOW/DAY]"),
            ("fq", "*:*"),
            ("fq", 'title:"permission_labels:x"'),
            ("q", "เวลา 08:30 foo:bar"),
            ("q", "*:*"),
        ],
    )
    def test_ordinary_searches_pass(self, name: str, value):
        assert codes("package_search", **{name: value}) == []

    @pytest.mark.parametrize("name", ["include_private", "include_drafts", "use_default_schema"])
    def test_a_flag_is_true_or_false(self, name: str):
        assert codes("package_search", **{name: "perhaps"}) == [(name, "VALUE-UNKNOWN")]
        assert codes("package_search", **{name: True}) == codes("package_search", **{name: "False"}) == []


class TestWhatTheIndexKeepsForTheSite:
    """Nobody asks for it, however the name is written; as a word it is a word."""

    @pytest.mark.parametrize(
        "asked",
        [
            {"q": "permission_labels:public"},
            {"q": "+(permission_labels : public)"},
            {"q": "permission\\_labels:public"},
            {"fq": "\\u0070ermission_labels:public"},
            {"fq_list": ["title:x", "-bmagov_seal:ab*"]},
            {"sort": "permission_labels asc"},
            {"bf": "termfreq(permission_labels,'public')"},
            {"qf": "title^2 permission_labels^4"},
            {"fl": ["id", "validated_data_dict"]},
            {"facet.field": '["permission_labels"]'},
        ],
    )
    def test_it_is_seen(self, asked):
        assert asks_for_sites_own(asked)

    @pytest.mark.parametrize(
        "asked",
        [
            {"q": "permission_labels"},
            {"q": "my_permission_labels:public"},
            {"q": "bmagov_seal_of_office:x"},
            {"q": "*:*", "fq": "title:น้ำ", "sort": "score desc", "fl": ["id"]},
            {},
        ],
    )
    def test_ordinary_searches_are_not(self, asked):
        assert not asks_for_sites_own(asked)


@pytest.mark.parametrize("field", ["urls", "text", "bmagov_words", "bmagov_trigram", "bmagov_seal"])
def test_what_makes_no_sense_as_a_facet_is_refused(field: str):
    found = parameter_problems("package_search", {"facet.field": [field]})
    assert [one.code for one in found] == ["PARAM-NOT-ALLOWED"]


def test_addresses_of_data_cannot_be_listed_as_a_facet():
    found = parameter_problems("package_search", {"facet.field": ["res_url", "res_format"]})
    assert [(one.name, one.code, one.params["value"]) for one in found] == [
        ("facet.field", "PARAM-NOT-ALLOWED", "res_url")
    ]
