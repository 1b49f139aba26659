"""What CKAN's search could do before, it still does; and what it could not survive, it now does."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories, helpers

pytestmark = pytest.mark.ckan_config("ckan.plugins", "bmagov activity")


def search(**parameters):
    return tk.get_action("package_search")({}, parameters)


class TestQueryLanguage:
    def test_field_queries_and_filters(self, add, find):
        flood = add("จุดเสี่ยงน้ำท่วม", tags=[{"name": "คลอง"}], license_id="cc-by")
        waste = add("ปริมาณขยะ", tags=[{"name": "ขยะ"}], notes="ไม่ใช่น้ำท่วม")
        assert find("title:น้ำท่วม") == {flood}
        assert find("title:น้ำท่วม OR title:ขยะ") == {flood, waste}
        assert find("น้ำท่วม", fq='tags:"คลอง"') == {flood}
        assert find("", fq="license_id:cc-by") == {flood}
        assert find("tags:ขยะ") == {waste}
        assert find("title:ขย*") == {waste}
        assert find("*:*") == find("") == {flood, waste}

    def test_plus_minus_and_quotes(self, add, find):
        both = add("น้ำท่วมในเขตลาดพร้าว")
        one = add("น้ำท่วมในเขตดินแดง")
        assert find("น้ำท่วม -ลาดพร้าว") == {one}
        assert find("+น้ำท่วม +ลาดพร้าว") == {both}
        assert find('"ท่วมในเขต"') == {both, one}
        assert find('"ลาดพร้าวน้ำท่วม"') == set()

    def test_facets_count_whole_values(self, add, agency):
        add("หนึ่ง", tags=[{"name": "ประชากรแฝง"}])
        add("สอง", tags=[{"name": "ประชากรแฝง"}], resources=[{"url": "http://x.example/a", "format": "CSV"}])
        found = search(**{"facet.field": ["tags", "organization", "res_format"], "rows": 0})
        counts = {
            name: {item["name"]: item["count"] for item in facet["items"]}
            for name, facet in found["search_facets"].items()
        }
        assert counts["tags"] == {"ประชากรแฝง": 2}
        assert counts["organization"] == {agency["name"]: 2}
        assert counts["res_format"] == {"CSV": 1}

    def test_titles_sort_as_in_a_thai_dictionary(self, add):
        ordered = ["กทม", "เกาะ", "ขยะ", "แขวง", "คลอง", "ชุดที่ 2", "ชุดที่ ๑๐", "โรงเรียน", "อากาศ", "Bangkok"]
        for title in reversed(ordered):
            add(title)
        for direction, wanted in (("asc", ordered), ("desc", ordered[::-1])):
            found = search(sort=f"title_string {direction}")
            assert [dataset["title"] for dataset in found["results"]] == wanted

    def test_title_counts_more_than_notes(self, add):
        add("รายงานประจำปี", notes="มีบทหนึ่งว่าด้วยน้ำท่วม")
        title = add("น้ำท่วม")
        assert search(q="น้ำท่วม")["results"][0]["name"] == title

    def test_names_of_files_agencies_and_categories_are_found(self, add, find):
        group = factories.Group(title="ความปลอดภัยในชีวิต", user=factories.Sysadmin())
        name = add(
            "ชุดข้อมูล",
            groups=[{"name": group["name"]}],
            user=factories.Sysadmin(),
            resources=[
                {"url": "http://x.example/a", "name": "ตารางหัวจ่ายน้ำดับเพลิง", "description": "ประปาหัวแดง"}
            ],
        )
        for q in ("ดับเพลิง", "ประปาหัวแดง", "สำนักอนามัย", "ความปลอดภัย"):
            assert find(q) == {name}, q

    def test_the_english_title_is_found(self, add, find):
        name = add("จุดเสี่ยง", extras=[{"key": "title_en", "value": "Evacuation routes"}])
        assert find("evacuation") == {name}


class TestUnusualInput:
    @pytest.mark.parametrize(
        "q",
        ["foo:bar)(", "title:(", 'title:"', "(((", '"', "+", "-", "a:b:c", "เวลา: 10:00", "http://x.example/?a=1",
         "title:[a TO", "AND", "น้ำ AND", "\\", "{", "/", "~^", "name:*:*)"],
    )  # fmt: skip
    def test_broken_syntax_is_an_answer_and_not_an_error(self, add, q, app):
        add("น้ำท่วม")
        assert search(q=q)["count"] >= 0
        page = app.get("/dataset/", query_string={"q": q})
        assert page.status_code == 200
        assert "search-error" not in page.body

    def test_a_query_solr_cannot_read_is_read_as_words(self, add, find):
        name = add("เวลาเปิดสวนสาธารณะ 08:30 น.")
        assert find("เวลาเปิด: 08:30") == find("title:สวนสาธารณะ)") | {name} == {name}

    def test_a_wrong_sort_or_filter_is_still_refused(self, add):
        from ckan.lib.search import SearchError

        with pytest.raises(SearchError):
            search(q="น้ำ", sort="no_such_order sideways")
        with pytest.raises(SearchError):
            search(q="น้ำ", fq="title:(")

    def test_very_long_thai_texts_are_indexed(self, add, find):
        notes = "ความยาวมาก " + "ก" * 15_000 + " " + "น้ำท่วมซ้ำซากในเขตลาดพร้าว" * 1_000 + " ท้ายสุดวัคซีน"
        name = add(
            "ชุดข้อมูลยาว",
            notes=notes,
            extras=[{"key": "calculation_method", "value": "วิธีคำนวณ" * 6_000}],
            url="http://x.example/" + "ยาว" * 8_000,
        )
        for q in ("ความยาวมาก", "ท้ายสุดวัคซีน", "วิธีคำนวณ"):
            assert find(q) == {name}, q
        assert search(q="ท้ายสุด")["results"][0]["notes"] == notes

    def test_a_very_long_title_is_indexed_and_sorted(self, add):
        name = add("ยาว" * 5_000)
        found = search(q="ยาวยาว", sort="title_string asc")
        assert [dataset["name"] for dataset in found["results"]] == [name]


class TestWidening:
    def test_words_apart_are_found_when_nothing_holds_them_together(self, add):
        name = add("จุดเสี่ยงน้ำท่วม", notes="ในพื้นที่เขตลาดพร้าว")
        found = search(q="น้ำท่วมลาดพร้าว")
        assert [dataset["name"] for dataset in found["results"]] == [name]
        assert found["bmagov_relaxed"] is True

    def test_a_part_of_a_word_is_found_when_no_word_is(self, add):
        name = add("ธรรมาภิบาลข้อมูล")
        found = search(q="มาภิบาล")
        assert [dataset["name"] for dataset in found["results"]] == [name]

    def test_an_exact_answer_is_not_widened(self, add):
        together = add("น้ำท่วมลาดพร้าว")
        add("จุดเสี่ยงน้ำท่วม", notes="ในพื้นที่เขตลาดพร้าว")
        found = search(q="น้ำท่วมลาดพร้าว")
        assert [dataset["name"] for dataset in found["results"]] == [together]
        assert found["bmagov_relaxed"] is False

    @pytest.mark.parametrize("q", ['"น้ำท่วมลาดพร้าว"', "title:ลาดพร้าว", "+น้ำท่วมลาดพร้าว", "น้ำท่วม -เสี่ยง"])
    def test_who_asks_exactly_is_answered_exactly(self, add, find, q):
        add("จุดเสี่ยงน้ำท่วม", notes="ในพื้นที่เขตลาดพร้าว")
        assert find(q) == set()

    def test_private_datasets_stay_hidden(self, add, find):
        add("จุดเสี่ยงน้ำท่วม", notes="ในพื้นที่เขตลาดพร้าว", private=True)
        assert find("น้ำท่วมลาดพร้าว") == set()

    def test_pages_and_filters_hold(self, add, agency):
        for number in range(3):
            add(f"จุดเสี่ยงน้ำท่วม {number}", notes="ในพื้นที่เขตลาดพร้าว")
        seen = [
            search(q="น้ำท่วมลาดพร้าว", rows=1, start=start, sort="title_string asc")["results"][0]["title"]
            for start in range(3)
        ]
        assert seen == ["จุดเสี่ยงน้ำท่วม 0", "จุดเสี่ยงน้ำท่วม 1", "จุดเสี่ยงน้ำท่วม 2"]
        assert search(q="น้ำท่วมลาดพร้าว", fq=f"-organization:{agency['name']}")["count"] == 0

    def test_the_page_says_so(self, add, app):
        add("จุดเสี่ยงน้ำท่วม", notes="ในพื้นที่เขตลาดพร้าว")
        said = "ไม่พบชุดข้อมูลที่มีคำค้นติดกัน"
        assert said in app.get("/dataset/", query_string={"q": "น้ำท่วมลาดพร้าว"}).body
        assert said not in app.get("/dataset/", query_string={"q": "น้ำท่วม"}).body


class TestAutocomplete:
    @pytest.mark.parametrize(
        "q", ["ประชาสัมพันธ์", "สัมพันธ์", "าสัม", "งานประชาสัมพันธ์", "กรุงเทพ", "สํานัก", "สำ\u200bนัก"]
    )
    def test_datasets_agencies_and_categories_by_the_inside_of_a_word(self, add, q):
        text = "สำนักงานประชาสัมพันธ์กรุงเทพมหานคร"
        name = add(text)
        org = factories.Organization(title=text)
        group = factories.Group(title=text, user=factories.Sysadmin())
        ask = helpers.call_action
        assert [dataset["name"] for dataset in ask("package_autocomplete", q=q)] == [name]
        assert org["name"] in [one["name"] for one in ask("organization_autocomplete", q=q)]
        assert [one["name"] for one in ask("group_autocomplete", q=q)] == [group["name"]]

    def test_over_http_as_the_forms_call_it(self, add, app):
        name = add("สำนักงานประชาสัมพันธ์")
        answer = app.get("/api/2/util/dataset/autocomplete", query_string={"incomplete": "สัมพันธ์"})
        assert [one["match_field"] for one in answer.json["ResultSet"]["Result"]] == ["title"]
        answer = app.get("/api/3/action/package_search", query_string={"q": "สัมพันธ์"})
        assert answer.json["result"]["results"][0]["name"] == name

    def test_by_url_and_by_english_words(self, add):
        name = add("จุดเสี่ยง", name="flood-points-2569")
        for q in ("flood", "points-25", "ood-po"):
            assert [dataset["name"] for dataset in helpers.call_action("package_autocomplete", q=q)] == [
                name
            ], q


def test_solr_holds_a_schema_of_the_version_ckan_checks(catalog):
    from ckan.lib import search as core

    assert core.check_solr_schema_version() is True


def test_check_command_knows_our_schema(cli, catalog):
    from ckan.cli.cli import ckan

    assert "Solr has the Thai schema." in cli.invoke(ckan, ["bmagov", "search", "check"]).output
