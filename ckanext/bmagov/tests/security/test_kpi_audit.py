"""The KPI's audit: pages of auditors, what is published, the badge of datasets, as each of the cast."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import pytest

from ckan.common import config

from ckanext.bmagov.base.actions import log_proof
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.readers.log_key import make_key
from ckanext.bmagov.tests.security.surface import OneOf, Public, Quiet
from ckanext.bmagov.tests.security.test_kpi import Decision

if TYPE_CHECKING:
    from pathlib import Path


class TestResults(Public):
    action, params = "bmagov_kpi_result_list", {"fiscal_year": "2570"}


class TestWaiting(Quiet):
    action = "bmagov_round_list"


class TestRisk(Quiet):
    action, params = "bmagov_risk_list", {"fiscal_year": "2570"}


class TestRiskPage(Quiet):
    route, path = "bmagov_risk.index", "/kpi/2570/risk"


class TestRiskFile(Quiet):
    route, path = "bmagov_risk.table", "/kpi/2570/risk.csv"


class TestDryRun(Quiet):
    action, params = "bmagov_ruleset_simulate", {"fiscal_year": "2570", "version": "1"}


def reads_badge(role: str, case: str) -> bool:
    """The dataset's agency, auditors, and who keeps the site."""
    return role in ("member", "editor", "admin", "auditor", "sysadmin")


class TestBadge(OneOf):
    action, params, doers = "bmagov_dataset_kpi_show", {"id": "{name}"}, staticmethod(reads_badge)


class TestResultsPage(Public):
    route, path = ("bmagov_audit.index", "bmagov_audit.public"), "/kpi"


class TestResultsFile(Public):
    route, path = "bmagov_audit.public_file", "/kpi/2570/public.csv"


class TestLogHead(Public):
    action = "bmagov_log_head_show"


class TestLogHeadFile(Public):
    route, path = "bmagov_audit.log_head", "/kpi/log-head.txt"


class Signing:
    """A site that signs, on the day after the cast did all it did."""

    @pytest.fixture(autouse=True)
    def signing(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        make_key(tmp_path / "log-key.pem")
        monkeypatch.setitem(config, "ckanext.bmagov.log_key", str(tmp_path / "log-key.pem"))
        monkeypatch.setattr(log_proof, "today", lambda: today() + dt.timedelta(days=1))


class TestLogCheckpoint(Signing, Public):
    action = "bmagov_log_checkpoint_show"


class TestLogProof(Signing, Public):
    action, params = "bmagov_log_proof_show", {"entry": "1", "old_size": "1"}


class TestLogCheckpointFile(Signing, Public):
    route, path = "bmagov_log_checkpoint.checkpoint", "/kpi/log-checkpoint.txt"


class TestLogKeyFile(Signing, Public):
    route, path = "bmagov_log_checkpoint.key", "/kpi/log-key.txt"


class TestCalendar(Public):
    route, path = "bmagov_audit.calendar", "/kpi/calendar/2570"


class TestReleases(Public):
    route, path = "bmagov_kpi_release.index", "/kpi/2570/releases"


class TestRelease(Quiet):
    route, path = "bmagov_kpi_release.show", "/kpi/2570/release/1/"


class TestReleaseFile(Quiet):
    route, path = "bmagov_kpi_release.file", "/kpi/2570/release/1/results.csv"


class TestReleaseArchive(Quiet):
    route, path = "bmagov_kpi_release.archive", "/kpi/2570/release/1.zip"


class TestGuidelines(Public):
    route, path = "bmagov_guideline.index", "/kpi/guidelines/2570"


class TestGuideline(Quiet):
    route, path = "bmagov_guideline.document", "/kpi/guideline/{owner_id}"


class TestCalendarLink(Quiet):
    route, path = "bmagov_audit.calendars", "/kpi/calendar"


class TestCalendarFile(Public):
    route, path = "bmagov_audit.calendar_file", "/kpi/calendar/2570.csv"


class TestCalendarFeed(Public):
    route, path = "bmagov_audit.feed", "/kpi/calendar/2570.ics"


class TestOverview(Quiet):
    route, path = "bmagov_audit.show", "/kpi/2570"


class TestOverviewFile(Quiet):
    route, path = "bmagov_audit.table", "/kpi/2570/agencies.csv"


class TestQueue(Quiet):
    route, path = "bmagov_audit.queue", "/kpi/queue"


class TestQueueFile(Quiet):
    route, path = "bmagov_audit.queue_file", "/kpi/queue.csv"


class TestRecord(Quiet):
    route, path = "bmagov_audit_record.show", "/kpi/2570/{owner}"


class TestRecordFile(Quiet):
    route, path = "bmagov_audit_record.table", "/kpi/2570/{owner}/findings.csv"


class TestRecordDocumentsFile(Quiet):
    route, path = "bmagov_audit_record.table", "/kpi/2570/{owner}/documents.csv"


class TestRulesCriteriaFile(Public):
    route, path = "bmagov_kpi_rules.criteria_file", "/kpi/rules/database/2570/1/criteria.csv"


class TestRulesPage(Public):
    route, path = "bmagov_kpi_rules.index", "/kpi/rules"


class TestRulesFile(Public):
    route, path = "bmagov_kpi_rules.index_file", "/kpi/rules.csv"


class TestRulesVersion(Public):
    route, path = "bmagov_kpi_rules.show", "/kpi/rules/database/2570/1"


class TestRulesCompared(Public):
    route, path = "bmagov_kpi_rules.compare", "/kpi/rules/compare?a=database/2564/1&b=database/2570/1"


class TestRulesComparedFile(Public):
    route = "bmagov_kpi_rules.compare_file"
    path = "/kpi/rules/compare.csv?a=database/2564/1&b=database/2570/1"


class TestDryRunPage(Quiet):
    route, path = "bmagov_kpi_rules.simulate", "/kpi/rules/database/2570/1/try?run=1"


class TestDryRunFile(Quiet):
    route, path = "bmagov_kpi_rules.simulate_file", "/kpi/rules/database/2570/1/try.csv"


class Form(Decision):
    """A form of the audit for an agency that there is not; what is wrong is shown in the form."""

    form: ClassVar = Decision.params
    refused_status: ClassVar = (200, 302, 400, 401, 403, 404, 409)
    absent_status: ClassVar = refused_status


class TestDecideForm(Form):
    route, path = "bmagov_audit_record.decide", "/kpi/2570/{id}/decide/verify"


class TestCriterionForm(Form):
    route, path = "bmagov_audit_record.criterion", "/kpi/2570/{id}/criterion/1.1"
    form: ClassVar = {**Decision.params, "word": "confirm"}


class TestProposalForm(Form):
    route, path = "bmagov_audit_record.proposal", "/kpi/2570/{id}/proposal"
    form: ClassVar = {"item": "{id}", "accepted": "true", "reason": "เหตุผลของการตัดสินใจ"}


class TestNoteForm(Form):
    route, path = "bmagov_audit_record.note", "/kpi/2570/{id}/note"


class TestCalendarForm(Form):
    route, path = "bmagov_audit.calendar", "/kpi/calendar/2570"


class TestReleaseForm(Form):
    route, path, form = "bmagov_kpi_release.index", "/kpi/2570/releases", {"note": ""}


class TestGuidelineForm(Form):
    route, path = "bmagov_guideline.index", "/kpi/guidelines/2570"


class TestGuidelineWithdrawalForm(Form):
    route, path = "bmagov_guideline.withdraw", "/kpi/guidelines/2570/withdraw/{id}"
    form: ClassVar = {"reason": "มีฉบับใหม่"}


class TestDraftForm(Form):
    route, path, form = "bmagov_kpi_rules.draft", "/kpi/rules/draft", {"source": "kpi: [id", "do": "keep"}


class TestPublishForm(Form):
    route, path = "bmagov_kpi_rules.publish", "/kpi/rules/database/2570/1/publish"
    form: ClassVar = {"digest": "{id}"}


class TestDiscardForm(Form):
    route, path = "bmagov_kpi_rules.discard", "/kpi/rules/database/2570/1/discard"
    form: ClassVar = {"digest": "{id}"}
