"""The acceptance case: the report of fiscal year 2564, replayed, comes out as the source has it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories as core
from ckan.tests.helpers import call_action

from ckanext.bmagov.base.domain.calendar import ECHOED, Language, parse_date
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Progress, Proposal, Statement, Use
from ckanext.bmagov.kpi.evidence.readers import document_store
from ckanext.bmagov.kpi.report.domain.report import TITLES, Report
from ckanext.bmagov.kpi.report.domain.report_text import Paragraph, Role, form_date, paragraphs
from ckanext.bmagov.kpi.score.model import DatasetFacts, Scorecard
from ckanext.bmagov.site.demo import content
from ckanext.bmagov.site.demo.loader import Loader
from ckanext.bmagov.tests import factories
from ckanext.bmagov.tests.kpi.make import RULES_DIR
from ckanext.bmagov.tests.kpi.office import keep_open
from ckanext.bmagov.tests.site.demo.conftest import TODAY

SEED = RULES_DIR.parents[2].parent / "shared" / "seed" / "kpi-report-fy2564.txt"
OURS = "public-relations-office"
DATABASE = "demo-social-media-outreach"
YEAR = {"id": OURS, "fiscal_year": 2564}
_DAY = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
_SECTION = re.compile(r"^(\d)\. (.+?) :")


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """What the tests of this module share: what is loaded takes seconds, and most of them only read."""
    return {"path": str(tmp_path_factory.mktemp("storage")), "loaded": False}


@pytest.fixture
def replayed(request, once, monkeypatch, with_plugins, ckan_config):
    """The year 2564 of the Public Relations Office and its database, as `ckan bmagov demo load` does it."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", once["path"])
    everything, everybody, years = content.datasets, content.accounts, content.kpi_years
    wanted = ("demo-sysadmin", "demo-agency-admin", "demo-editor", "demo-auditor")

    def datasets(as_of):
        return [one for one in everything(as_of) if one.name == DATABASE]

    monkeypatch.setattr(content, "datasets", datasets)
    monkeypatch.setattr(content, "accounts", lambda: [one for one in everybody() if one.name in wanted])
    monkeypatch.setattr(content, "kpi_years", lambda: [one for one in years() if one.name == f"{OURS}/2564"])
    if once["loaded"]:
        return
    request.getfixturevalue("clean_db")
    request.getfixturevalue("clean_index")
    core.Sysadmin()
    factories.Agency(name=OURS, kind="permanent_secretary_unit", title="สำนักงานประชาสัมพันธ์")
    factories.Agency(name="strategy-and-evaluation-department", kind="bureau")
    Loader(TODAY, lambda _line: None).run()
    once["loaded"] = True


def as_editor(action: str, **data: Any) -> Any:
    return tk.get_action(action)({"user": "demo-editor"}, {**YEAR, **data})


def rows() -> tuple[Paragraph, ...]:
    return paragraphs(Report.from_dict(as_editor("bmagov_report_show")["report"]), Language.THAI)


def squeezed(text: str) -> str:
    """Without blanks, and with the days of the source in พ.ศ., as the report writes them."""

    def be(match: re.Match[str]) -> str:
        return form_date(parse_date(match[0], ECHOED).day, Language.THAI)

    return re.sub(r"\s+", "", _DAY.sub(be, text))


def source_lines() -> dict[int, list[str]]:
    """The lines of the source by section, without the marks of its lists; 0 is the signature."""
    if not SEED.is_file():
        pytest.skip("the source document is not beside the project")
    found: dict[int, list[str]] = {}
    number = 0
    for raw in SEED.read_text(encoding="utf-8").splitlines():
        line = raw.replace("<", "").replace(">", "").strip().strip("*").strip()
        line = re.sub(r"^(?:[-:]+\s*)+", "", line)
        head = _SECTION.match(line)
        if head and int(head[1]) == number + 1 and head[2] == TITLES[number].th:
            number += 1
        if line:
            found.setdefault(0 if line.startswith(("ลงชื่อ", "ตำแหน่ง")) else number, []).append(line)
    return found


def report_sections() -> dict[int, str]:
    found: dict[int, list[str]] = {}
    number = -1
    for one in rows():
        if one.role is Role.SECTION:
            number = int(one.text[0])
        elif one.role is Role.SIGNATURE:
            number = 0
        if number >= 0:
            found.setdefault(number, []).append(squeezed(one.text))
    return {key: "".join(texts) for key, texts in found.items()}


def test_the_report_holds_the_source_section_by_section_line_by_line(replayed):
    source, report = source_lines(), report_sections()
    assert sorted(source) == sorted(report) == list(range(10))
    missing = []
    for number, lines in source.items():
        at = 0
        for line in lines:
            place = report[number].find(squeezed(line), at)
            if place < 0:
                missing.append((number, line))
            else:
                at = place + len(squeezed(line))
    assert not missing
    assert sum(len(lines) for lines in source.values()) > 100


def test_what_the_report_adds_is_what_the_catalog_knows_and_nothing_else(replayed):
    source, report = source_lines(), report_sections()
    for number in (1, 2, 3, 4, 7, 8, 9):
        left = report[number]
        for line in source[number]:
            left = left.replace(squeezed(line), "", 1)
        assert left.strip(":") == "", number
    left = report[5]
    for line in source[5]:
        left = left.replace(squeezed(line), "", 1)
    assert re.fullmatch(r"=?ผลจากระบบ=[\d.]+\(ร้อยละ\)ส่วนที่1.*ส่วนที่2.*", left)


def test_the_days_are_typed_as_in_the_source(replayed):
    typed = [one["typed"] for one in as_editor("bmagov_progress_list")]
    lines = source_lines()
    assert typed == [day for line in lines[6] for day in _DAY.findall(line)]


def test_the_measures_have_the_days_of_the_source(replayed):
    (milestones,) = model.Session.scalars(sa.select(DatasetFacts.milestones))
    days = {name: at[:10] for name, at in milestones.items()}
    assert days == {
        "metadata": "2021-03-31",
        "dictionary": "2021-03-31",
        "stored": "2021-06-30",
        "imported": "2021-06-30",
    }


def test_the_machine_reads_what_was_replayed(replayed):
    card = as_editor("bmagov_scorecard_show")
    states = {one["id"]: one["state"] for part in card["parts"] for one in part["criteria"]}
    assert card["stated"] == "70.00"
    for criterion in ("2.1.1", "2.1.2", "2.1.4", "2.2.1", "2.2.2", "2.2.3", "2.3.1", "2.3.2"):
        assert states[criterion] == "pass", criterion
    assert states["2.2.5"] == "fail"
    assert card["as_of"].startswith("2021-09-30")


def test_nobody_but_the_site_scores_for_a_day_that_is_past(replayed):
    for user in ("demo-editor", "demo-auditor"):
        with pytest.raises((tk.ValidationError, tk.NotAuthorized)):
            tk.get_action("bmagov_scorecard_update")({"user": user}, {**YEAR, "as_of": "31/3/2564"})


def test_loading_again_changes_nothing(replayed):
    again = Loader(TODAY, lambda _line: None)
    again.run()
    assert not again.outcome.created
    assert len(as_editor("bmagov_progress_list")) == 12


def test_what_people_entered_in_a_demo_year_keeps_it(replayed):
    user = core.User()
    call_action("organization_member_create", id=OURS, username=user["name"], role="editor")
    keep_open(2564)
    entry = {**YEAR, "day": "15/9/2564", "text": "งาน"}
    tk.get_action("bmagov_progress_create")({"user": user["name"]}, entry)
    (year,) = (row for row in call_action("bmagov_demo_object_list") if row["kind"] == "KPI year")
    assert len(year["added"]) == 1
    with pytest.raises(tk.ValidationError):
        call_action("bmagov_demo_object_purge", id=year["id"])


def test_removal_leaves_nothing_but_the_log(replayed, once):
    for row in call_action("bmagov_demo_object_list"):
        call_action("bmagov_demo_object_purge", id=row["id"], force=True)
    once["loaded"] = False
    ours = model.Group.get(OURS).id
    for table in (Progress, Deliverable, Use, Proposal, Statement, Scorecard):
        assert not model.Session.query(table).filter_by(agency_id=ours).count(), table
    assert model.Session.query(DatasetFacts).count() == 0
    folder = Path(once["path"]) / document_store.FOLDER
    assert [one.name for one in folder.rglob("*") if one.is_file()] == [document_store.MARK]
