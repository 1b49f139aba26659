"""The audit's pages: what each reader gets, forms without scripts, files, and what is never shown."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.log_head import heads_in
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services import log_tree
from ckanext.bmagov.kpi.oversight.actions import oversight
from ckanext.bmagov.kpi.score.model import CriterionScore, Scorecard
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.access.actions.people import People, build
from ckanext.bmagov.tests.access.views.test_sharing import Visitors
from ckanext.bmagov.tests.clock import after_the_year
from ckanext.bmagov.tests.tampering import tamper

YEAR = 2570
OLD = 2564
ROOT = f"/kpi/{YEAR}"
SIGNED = {"signed_by": "นางสาวศิริพร แก้วประดิษฐ์", "position": "นักประชาสัมพันธ์ชำนาญการ"}
NOTE = "ตรวจครบทุกข้อแล้ว"


@pytest.fixture
def people(with_plugins, clean_db, clean_index) -> People:
    people = build()
    for key in ("owner", "other"):
        agency = people.agencies[key]
        tk.get_action("organization_patch")(
            {"ignore_auth": True, "user": people.name("sysadmin")}, {"id": agency["id"], "kind": "bureau"}
        )
    return people


@pytest.fixture
def site(app, people) -> Visitors:
    return Visitors(app, people)


def score() -> None:
    tk.get_action("bmagov_scorecard_update")({"ignore_auth": True, "user": ""}, {"fiscal_year": YEAR})


def record(people: People, more: str = "") -> str:
    return f"{ROOT}/{people.agencies['owner']['name']}{more}"


def act(people: People, role: str, event: str, **data):
    about = {"id": people.agencies["owner"]["id"], "fiscal_year": YEAR}
    round_ = people.call("auditor", "bmagov_round_show", **about)
    about["version"] = round_["version"]
    if event == "verify":
        for criterion in round_["without_word"]:
            people.call("auditor", "bmagov_criterion_confirm", **about, criterion=criterion)
    if event == "sign_off" and round_["register_missing"]:
        about["version"] = people.call("auditor", "bmagov_round_no_register", **about, note=NOTE)["version"]
    return people.call(role, f"bmagov_round_{event}", **about, **data)


def to_review(people: People) -> None:
    act(people, "admin", "submit", **SIGNED)
    act(people, "auditor", "start_review")


class TestOverview:
    def test_auditors_see_every_agency_against_every_criterion(self, site):
        score()
        page = site.get("auditor", ROOT)
        assert "สำนักการระบายน้ำ" in page
        assert "สำนักการโยธา" in page
        assert re.search(rf"<td class=[fd]><a href={YEAR}/[^ >]+#c[\d.]+>[✗○]<i>[^<]+</i></a><td", page)
        assert '<nav class="bmagov-audit-nav"' in page

    def test_filters_and_order_are_in_the_address(self, site):
        score()
        page = site.get("auditor", f"{ROOT}?q=โยธา&sort=-result")
        heat = page.split('class="bmagov-heat"')[1].split("</table>")[0]
        assert "สำนักการโยธา" in heat
        assert "สำนักการระบายน้ำ" not in heat
        assert 'aria-sort="descending"' in page
        assert "/agencies.csv?q=" in page

    def test_years_stand_as_lines_with_their_numbers_and_gaps_are_told(self, site, people):
        score()
        assert 'id="trend"' not in site.get("auditor", ROOT), "one year is no trend"
        assert 'id="trend"' not in site.get("auditor", record(people))
        agency = people.agencies["owner"]["id"]
        for year, result in ((OLD, "40"), (YEAR - 2, "50.5")):
            model.Session.add(
                Scorecard(
                    agency_id=agency, kpi="database", fiscal_year=year, as_of=dt.datetime.now(dt.UTC),
                    rule_version=1, rule_digest="x", result=result,
                )
            )  # fmt: skip
        model.Session.commit()
        page = site.get("auditor", ROOT)
        assert re.search(rf"<i>{OLD} 40, [^<]*–, {YEAR - 2} 50.5, {YEAR - 1} –, {YEAR} [\d.]+</i>", page)
        heat = page.split('class="bmagov-heat"')[1].split("</table>")[0]
        assert len({len(re.findall(r"<t[dh][ >]", line)) for line in heat.split("<tr")[1:]}) == 1
        for address in (ROOT, record(people)):
            shown = site.get("auditor", address).split('id="trend"')[1]
            assert re.search(rf'<th scope="row">{YEAR - 1}</th>\s*<td[^>]*>–</td><td>ไม่มีผล</td>', shown)
            assert f'href="/kpi/{OLD}' in shown
            assert f'href="/kpi/{YEAR - 2}' not in shown, "no rules are there for its page"
        (_, *lines) = csv.reader(io.StringIO(site.get("auditor", f"{ROOT}/trend.csv").lstrip("\ufeff")))
        own = next(one for one in lines if one[0] == people.agencies["owner"]["name"])
        assert own[2:-1] == ["40", "", "", "", "50.5", ""]
        site.get("editor", f"{ROOT}/trend.csv", status=404)

    def test_others_are_led_to_what_is_published(self, site):
        for role in ("", "admin"):
            answer = site.get(role, ROOT, status=302)
            assert f"{ROOT}/public" in answer
        assert "bmagov-audit-nav" not in site.get("admin", f"{ROOT}/public")

    def test_of_120_agencies_it_is_small_and_asks_little(self, site, people):
        for number in range(120):
            factories.Agency(name=f"bureau-{number}", title=f"สำนักทดสอบระบบตัวชี้วัด {number}", kind="bureau")
        score()
        assert model.Session.query(Scorecard).count() > 120
        assert model.Session.query(CriterionScore).count() > 120 * 10
        queries, page = asked(site, ROOT)
        assert len(queries) <= 12, "the frame that every page has included"
        assert len(set(queries)) == len(queries), "nothing is asked twice"
        assert not any("FROM package" in one for one in queries), "however many datasets there are"
        assert len(page.encode()) <= 190 * 1024, "an address for each of 1700 cells"
        assert len(gzip.compress(page.encode())) <= 24 * 1024, "of which nearly nothing is sent"


def asked(site: Visitors, path: str) -> tuple[list[str], str]:
    """Return the queries that a page makes the second time, and the page."""
    site.get("auditor", path)
    queries: list[str] = []

    def count(connection, cursor, statement, *more):
        queries.append(statement)

    event.listen(model.meta.engine, "before_cursor_execute", count)
    try:
        page = site.get("auditor", path)
    finally:
        event.remove(model.meta.engine, "before_cursor_execute", count)
    return queries, page


class TestRecord:
    def test_machine_decided_and_stated_stand_side_by_side(self, site, people):
        to_review(people)
        where = record(people, "/criterion/2.1.1")
        page = site.get("auditor", where)
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        form = {"version": version[1], "word": "override", "reason": "มีคำสั่งฉบับลงนามแล้ว"}
        refused = site.post("auditor", where, status=200, **form, percent="มาก").get_data(as_text=True)
        assert "ไม่ใช่ร้อยละ" in refused
        assert "มีคำสั่งฉบับลงนามแล้ว" in refused
        site.post("auditor", where, **form, percent="50")
        page = site.get("auditor", record(people))
        row = page.split('id="criterion-2.1.1"')[1].split("</tr>")[0]
        assert 'id="c2.1.1"' in row, "where the cell of the overview leads"
        assert "is-fail" in row or "is-not_due" in row  # by the day on which this runs
        assert "is-partial" in row
        assert "2.5 / 5" in row

    def test_a_sample_is_drawn_again_by_its_seed(self, site, people):
        led = site.app.get(
            record(people, "?sample=3"), headers=site._headers("auditor"), follow_redirects=False
        )
        assert led.status_code == 302
        where = re.search(r"sample=3&seed=[0-9a-f]{8}", led.headers["Location"])
        assert where

        def drawn(seed):
            page = site.get("auditor", record(people, f"?sample=3&seed={seed}"))
            return re.findall(
                r"<li><b>([\d.]+)</b>", page.split('class="bmagov-sample"')[1].split("</ol>")[0]
            )

        assert len(drawn("ก")) == 3
        assert drawn("ก") == drawn("ก")
        assert any(drawn("ก") != drawn(str(seed)) for seed in range(5))

    def test_a_return_asks_what_and_by_when_and_keeps_what_was_typed(self, site, people):
        to_review(people)
        where = record(people, "/decide/return")
        page = site.get("auditor", where)
        version = re.search(r'name="version" value="(\d+)"', page)[1]  # pyright: ignore[reportOptionalSubscript]
        page = site.post("auditor", where, 200, version=version, note="เพิ่มหลักฐาน 2.3", due="31/4/2575")
        text = page.get_data(as_text=True)
        assert "เพิ่มหลักฐาน 2.3</textarea>" in text
        assert 'value="31/4/2575"' in text
        assert 'id="field-due-error"' in text
        site.post("auditor", where, version=version, note="เพิ่มหลักฐาน 2.3", due="31/12/2575")
        assert "31 ธ.ค. 2575" in site.get("auditor", record(people))

    def test_who_comes_second_is_told_and_nothing_of_theirs_is_kept(self, site, people):
        to_review(people)
        where = record(people, "/decide/verify")
        old = re.search(r'name="version" value="(\d+)"', site.get("auditor", where))[1]  # pyright: ignore[reportOptionalSubscript]
        act(people, "chief", "verify", note=NOTE)
        page = site.post("auditor", where, status=409, version=old, note="ผลตรวจของคนที่สอง")
        text = page.get_data(as_text=True)
        assert "ผลตรวจของคนที่สอง</textarea>" in text
        assert "สรุปผลการตรวจแล้ว" in text

    def test_remarks_for_auditors_alone_stay_with_them(self, site, people):
        site.post("auditor", record(people, "/note"), text="ข้อสังเกตภายใน", shared="false", criterion="")
        assert "ข้อสังเกตภายใน" in site.get("auditor", record(people))
        about = {"id": people.agencies["owner"]["id"], "fiscal_year": YEAR}
        assert people.call("admin", "bmagov_audit_note_list", **about) == []

    def test_to_others_it_is_not_there(self, site, people):
        for role in ("admin", "outsider"):
            site.get(role, record(people), status=404)
            site.post(role, record(people, "/note"), status=404, text="ข้อความ", shared="true")
        site.get("", record(people), status=302)
        site.get("auditor", f"{ROOT}/there-is-none", status=404)

    @pytest.mark.parametrize("table", ["criteria", "findings", "documents", "history", "notes"])
    def test_tables_are_files(self, site, people, table):
        text = site.get("auditor", record(people, f"/{table}.csv"))
        assert len(next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))) > 4


class TestQueue:
    def test_what_waits_longest_comes_first(self, site, people):
        act(people, "admin", "submit", **SIGNED)
        other = {"id": people.agencies["other"]["id"], "fiscal_year": YEAR, "version": 1}
        tk.get_action("organization_member_create")(
            {"ignore_auth": True, "user": people.name("sysadmin")},
            {"id": other["id"], "username": people.name("outsider"), "role": "admin"},
        )
        people.call("outsider", "bmagov_round_submit", **other, **SIGNED)
        page = site.get("auditor", "/kpi/queue")
        assert page.index("สำนักการระบายน้ำ") < page.index("สำนักการโยธา")
        site.get("admin", "/kpi/queue", status=404)
        assert "สำนักการโยธา" in site.get("auditor", "/kpi/queue.csv")


class TestPublic:
    def test_only_closed_rounds_are_published_and_a_revision_leaves_them(self, site, people, ckan_config):
        to_review(people)
        act(people, "auditor", "verify", note=NOTE)
        act(people, "admin", "waive", note=NOTE)
        act(people, "chief", "sign_off", note=NOTE)
        assert "สำนักการระบายน้ำ" not in site.get("", f"{ROOT}/public")
        with after_the_year(YEAR):
            act(people, "chief", "close")
        found = people.call("", "bmagov_kpi_result_list", fiscal_year=YEAR)
        assert [one["agency"]["title"] for one in found["results"]] == ["สำนักการระบายน้ำ"]
        assert found["results"][0]["result"] == found["mean"]
        for path in ("/kpi", f"{ROOT}/public", f"{ROOT}/public.csv"):
            assert "สำนักการระบายน้ำ" in site.get("", path)
        act(people, "chief", "revise", note="แก้ไขผลข้อ 2.3")
        assert people.call("", "bmagov_kpi_result_list")["count"] == 1

    @pytest.mark.parametrize(
        "change",
        [
            """card = jsonb_set(card, '{result}', '"99.99"')""",
            "overrides = '[]', record = '{}', digest = repeat('0', 64)",
            "revision = 0",
            "fiscal_year = 2569",
        ],
    )
    def test_what_was_changed_is_told_and_not_published(self, site, people, change, caplog):
        to_review(people)
        act(people, "auditor", "verify", note=NOTE)
        act(people, "admin", "waive", note=NOTE)
        act(people, "chief", "sign_off", note=NOTE)
        with after_the_year(YEAR):
            act(people, "chief", "close")
        (sound,) = people.call("", "bmagov_kpi_result_list")["results"]
        assert (sound["problem"], sound["result"] is None) == (None, False)
        tamper(f"UPDATE bmagov_snapshot SET {change} WHERE period = 'signed_off'")
        if "fiscal_year" in change:
            tamper("UPDATE bmagov_round SET fiscal_year = 2569")
        found = people.call("", "bmagov_kpi_result_list")
        (only,) = found["results"]
        assert only["problem"].startswith("SNAPSHOT-CHANGED: ")
        assert (only["result"], only["measured"], only["parts"], found["mean"]) == (None, None, [], None)
        assert caplog.text.count("does not match what was signed") == 1
        sentence = "ข้อมูลที่เก็บไว้ไม่ตรงกับที่ลงนาม"
        for path in ("/kpi", f"/kpi/{only['fiscal_year']}/public.csv"):
            page = site.get("", path)
            assert sentence in page
            assert "99.99" not in page
            assert str(sound["result"]) not in page
        assert caplog.text.count("does not match what was signed") == 1

    def test_the_head_of_the_log_is_one_line_that_may_be_kept_for_a_day(self, site, people):
        to_review(people)
        answer = site.app.get("/kpi/log-head.txt")
        assert answer.content_type == "text/plain; charset=utf-8"
        assert (answer.cache_control.public, answer.cache_control.s_maxage) == (True, 86400)
        (head,) = heads_in(answer.get_data(as_text=True))
        assert answer.get_data(as_text=True) == f"{head}\n"
        assert head == log_tree.head_on(model.Session, today())
        assert str(head) == people.call("", "bmagov_log_head_show")["line"]

    def test_the_policy_may_publish_nothing(self, site, people, monkeypatch):
        monkeypatch.setitem(tk.config, "ckanext.bmagov.kpi.public", "none")
        assert people.call("", "bmagov_kpi_result_list")["results"] == []
        assert "ผลตัวชี้วัด</a>" not in site.get("", "/about")


class TestCalendar:
    def test_a_supervisor_moves_a_day_and_everybody_sees_it(self, site, people):
        where = f"/kpi/calendar/{YEAR}"
        assert "?step=1#move" not in site.get("auditor", where)
        page = site.get("chief", f"{where}?step=1")
        before = re.search(r'name="before" value="([\d-]+)"', page)[1]  # pyright: ignore[reportOptionalSubscript]
        form = {"step": "1", "id": "", "before": before, "reason": "น้ำท่วมใหญ่ ปิดสำนักงาน"}
        assert 'id="field-after-error"' in site.post("chief", where, 200, **form, after="31/2/2570").get_data(
            as_text=True
        )
        site.post("chief", where, **form, after="28/2/2570")
        assert "น้ำท่วมใหญ่" in site.get("", where)
        stale = site.post("chief", where, status=409, **form, after="1 มี.ค. 2570").get_data(as_text=True)
        assert "น้ำท่วมใหญ่ ปิดสำนักงาน</textarea>" in stale
        feed = site.app.get(f"{where}.ics")
        assert feed.content_type.startswith("text/calendar")
        assert "DTSTART;VALUE=DATE:20270228\r\n" in feed.get_data(as_text=True)
        assert "SEQUENCE:1\r\n" in feed.get_data(as_text=True)


class TestRules:
    def test_everybody_reads_what_is_published(self, site):
        assert "/kpi/rules/database/2570/1" in site.get("", "/kpi/rules")
        assert "2.2.2" in site.get("", "/kpi/rules/database/2570/1")
        assert "fiscal_year" in site.get("", "/kpi/rules/compare?a=database/2564/1&b=database/2570/1")
        site.get("", "/kpi/rules/draft", status=302)
        site.get("admin", "/kpi/rules/draft", status=404)

    def test_a_dry_run_of_many_agencies_goes_on_where_its_time_was_over(self, site, people, monkeypatch):
        monkeypatch.setattr(oversight, "DRY_RUN_SECONDS", 0)
        rules = {"fiscal_year": YEAR, "version": 1}
        whole = [one["name"] for one in call_action("bmagov_ruleset_simulate", **rules)["agencies"]]
        seen, last, left = [], "", len(whole)
        while left:
            found = people.call("auditor", "bmagov_ruleset_simulate", **rules, beyond=last)
            seen += [one["name"] for one in found["agencies"]]
            assert found["left"] == left - 1
            last, left = found["last"], found["left"]
        assert sorted(seen) == sorted(whole)
        page = BeautifulSoup(site.get("auditor", f"/kpi/rules/database/{YEAR}/1/try?run=1"), "html.parser")
        (more,) = page.select('a[href$="#moves"]')
        assert str(len(whole) - 1) in more.get_text()
        with pytest.raises(tk.ValidationError, match="agency"):
            people.call("auditor", "bmagov_ruleset_simulate", **rules, beyond="there-is-none")

    def test_from_a_draft_to_what_would_move_to_its_publication(self, site, people):
        source = people.call("auditor", "bmagov_ruleset_show", fiscal_year=YEAR)["source"]
        wrong = site.post("auditor", "/kpi/rules/draft", 200, source=source + "\nextra: 1\n", do="keep")
        assert "RULE-UNKNOWN" in wrong.get_data(as_text=True)
        draft = source.replace("version: 2\nstatus: published", "version: 3\nstatus: draft")
        draft = draft.replace("overdue_share: 0.5", "overdue_share: 0.25")
        draft = draft.replace("effective_from: 2026-10-01", "effective_from: 2026-12-01")
        site.post("auditor", "/kpi/rules/draft", source=draft, do="keep")
        root = f"/kpi/rules/database/{YEAR}/3"
        site.get("", root, status=404)
        before = model.Session.query(Scorecard).count()
        assert "สำนักการโยธา" in site.get("auditor", f"{root}/try?run=1")
        assert model.Session.query(Scorecard).count() == before
        site.get("auditor", f"{root}/try.csv")
        weights = site.get("auditor", f"{root}/criteria.csv")
        assert "2.2.2" in weights
        assert "ค่าน้ำหนัก" in weights or "น้ำหนัก" in weights
        digest = re.search(r'name="digest" value="(\w+)"', site.get("chief", f"{root}/publish"))[1]  # pyright: ignore[reportOptionalSubscript]
        site.post("auditor", f"{root}/publish", status=403, digest=digest)
        site.post("chief", f"{root}/publish", digest=digest)
        assert "ประกาศใช้แล้ว" in site.get("", root)


class TestBadge:
    def test_its_people_and_auditors_see_how_a_dataset_stands(self, site, people):
        dataset = people.dataset("open")
        where = f"/dataset/{dataset['name']}"
        for role in ("member", "auditor"):
            assert 'class="bmagov-kpi-badge"' in site.get(role, where)
        for role in ("", "outsider"):
            assert 'class="bmagov-kpi-badge"' not in site.get(role, where)
