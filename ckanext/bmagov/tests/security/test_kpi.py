"""The KPI: rules, register, workspace, scores and rounds, as each of the cast."""

from __future__ import annotations

from typing import ClassVar

from ckanext.bmagov.tests.security.readers import Case  # noqa: TC001 - part of the signature
from ckanext.bmagov.tests.security.surface import Changes, Public, Quiet


def nobody(role: str, case: str) -> bool:
    """Tell that all of the cast are asked: what they send is refused as wrong, if not sooner."""
    return False


class AboutAgencies(Changes):
    """A change whose answer depends on no dataset: one case stands for all."""

    def cases(self) -> list[Case]:
        """Return one."""
        return super().cases()[:1]


# --- rule sets ---


class TestRuleSets(Public):
    action = "bmagov_ruleset_list"


class TestRuleSet(Public):
    action, params = "bmagov_ruleset_show", {"fiscal_year": "2564"}


class TestRuleSetComparison(Public):
    action = "bmagov_ruleset_compare"
    params: ClassVar = {
        "fiscal_year": "2564",
        "version": "1",
        "with_fiscal_year": "2570",
        "with_version": "1",
    }


class TestRuleSetCheck(Quiet):
    action, params = "bmagov_ruleset_check", {"source": "kpi: [id"}


class TestRuleSetDraft(AboutAgencies):
    action, params, may = "bmagov_ruleset_create", {"source": "kpi: [id"}, staticmethod(nobody)


class TestRuleSetPublication(AboutAgencies):
    action, may = "bmagov_ruleset_publish", staticmethod(nobody)
    params: ClassVar = {"fiscal_year": "2570", "version": "1", "digest": "{id}"}


class TestRuleSetDiscard(AboutAgencies):
    action, may = "bmagov_ruleset_discard", staticmethod(nobody)
    params: ClassVar = {"fiscal_year": "2570", "version": "1", "digest": "{id}"}


# --- score cards ---


class TestScorecard(Quiet):
    action, params = "bmagov_scorecard_show", {"id": "{owner}", "fiscal_year": "2570"}


class TestScorecards(Quiet):
    action, params = "bmagov_scorecard_list", {"fiscal_year": "2570"}


class TestScoring(AboutAgencies):
    action, params = "bmagov_scorecard_update", {"fiscal_year": "2569", "id": "{id}"}
    may = staticmethod(nobody)


# --- rounds ---


class TestRound(Quiet):
    action, params = "bmagov_round_show", {"id": "{owner}", "fiscal_year": "2570"}


class TestSnapshots(Quiet):
    action, params = "bmagov_snapshot_list", {"id": "{owner}", "fiscal_year": "2570"}


class TestSnapshot(Quiet):
    action, params = "bmagov_snapshot_show", {"id": "{owner}", "fiscal_year": "2570", "period": "submitted-2"}


class TestQuartersPage(Quiet):
    route, path = "bmagov_quarters.index", "/organization/{owner}/kpi/2570/quarters"


class TestQuarterPage(Quiet):
    route, path = "bmagov_quarters.show", "/organization/{owner}/kpi/2570/quarters/q1"


class TestQuartersFile(Quiet):
    route, path = "bmagov_quarters.table", "/organization/{owner}/kpi/2570/quarters.csv"


class TestOutcome(Quiet):
    action, params = "bmagov_outcome_show", {"id": "{owner}", "fiscal_year": "2570"}


class TestNotes(Quiet):
    action, params = "bmagov_audit_note_list", {"id": "{owner}", "fiscal_year": "2570"}


class TestDeadlines(Public):
    action, params = "bmagov_deadline_list", {"fiscal_year": "2570"}


class TestGuidelines(Public):
    action, params = "bmagov_guideline_list", {"fiscal_year": "2570"}


class TestGuideline(Quiet):
    action, params = "bmagov_guideline_show", {"id": "{owner_id}"}


class TestReleases(Public):
    action, params = "bmagov_kpi_release_list", {"fiscal_year": "2570"}


class TestRelease(Quiet):
    action, params = "bmagov_kpi_release_show", {"fiscal_year": "2570", "number": "1"}


class TestReleaseFile(Quiet):
    action = "bmagov_kpi_release_file_show"
    params: ClassVar = {"fiscal_year": "2570", "number": "1", "name": "results.csv"}


class TestReleaseMade(AboutAgencies):
    action, may = "bmagov_kpi_release_create", staticmethod(nobody)
    params: ClassVar = {"fiscal_year": "2570"}


class TestGuidelineGivenOut(AboutAgencies):
    action, may = "bmagov_guideline_create", staticmethod(nobody)
    params: ClassVar = {"fiscal_year": "2570", "title": "แนวทางการจัดทำฐานข้อมูล"}


class TestGuidelineWithdrawal(AboutAgencies):
    action, may = "bmagov_guideline_withdraw", staticmethod(nobody)
    params: ClassVar = {"id": "{id}", "reason": "มีฉบับใหม่"}


class Decision(AboutAgencies):
    """A decision on an agency that there is not, so that nobody of the cast can take it."""

    params: ClassVar = {
        "id": "{id}",
        "fiscal_year": "2570",
        "version": "1",
        "note": "เหตุผลของการตัดสินใจ",
        "signed_by": "ก",
        "position": "ข",
        "criterion": "1.1",
        "share": "1",
        "reason": "เหตุผลของการตัดสินใจ",
        "text": "เหตุผลของการตัดสินใจ",
        "step": "1",
        "before": "2027-01-01",
        "after": "2027-01-02",
    }
    may = staticmethod(nobody)


class TestSubmission(Decision):
    action = "bmagov_round_submit"


class TestReviewStart(Decision):
    action = "bmagov_round_start_review"


class TestReturn(Decision):
    action = "bmagov_round_return"


class TestVerification(Decision):
    action = "bmagov_round_verify"


class TestObjection(Decision):
    action = "bmagov_round_object"


class TestWaiver(Decision):
    action = "bmagov_round_waive"


class TestNewFacts(Decision):
    action = "bmagov_round_take_facts"


class TestSignOff(Decision):
    action = "bmagov_round_sign_off"


class TestClose(Decision):
    action = "bmagov_round_close"


class TestRevision(Decision):
    action = "bmagov_round_revise"


class TestOverride(Decision):
    action = "bmagov_criterion_override"


class TestConfirmation(Decision):
    action = "bmagov_criterion_confirm"


class TestNote(Decision):
    action = "bmagov_audit_note_create"


class TestNoRegister(Decision):
    action = "bmagov_round_no_register"


class TestMovedDeadline(Decision):
    action = "bmagov_deadline_move"


class TestTriedDeadline(Decision):
    action = "bmagov_deadline_try"


# --- what agencies hand in and tell ---


class TestDocuments(Quiet):
    action, params = "bmagov_deliverable_list", {"id": "{owner}", "fiscal_year": "2570"}


class TestDocument(Quiet):
    action, params = "bmagov_deliverable_show", {"id": "{owner_id}"}


class TestProgress(Quiet):
    action, params = "bmagov_progress_list", {"id": "{owner}", "fiscal_year": "2570"}


class TestUses(Quiet):
    action, params = "bmagov_use_list", {"id": "{owner}", "fiscal_year": "2570"}


class TestProposal(Quiet):
    action, params = "bmagov_proposal_show", {"id": "{owner}", "fiscal_year": "2570"}


class TestStatement(Quiet):
    action, params = "bmagov_statement_show", {"id": "{owner}", "fiscal_year": "2570"}


class Telling(Decision):
    """What is written for an agency that there is not."""

    params: ClassVar = {
        "id": "{id}",
        "fiscal_year": "2570",
        "version": "0",
        "item": "{id}",
        "reason": "เหตุผลที่ถอน",
        "kind": "inside",
        "title": "ก",
        "origin": "new",
        "description": "ก",
        "day": "1/10/2569",
        "text": "ก",
        "accepted": "true",
        "url": "https://example.go.th/",
    }


class TestDeliverableWithdraw(Telling):
    action = "bmagov_deliverable_withdraw"


class TestProgressCreate(Telling):
    action = "bmagov_progress_create"


class TestProgressWithdraw(Telling):
    action = "bmagov_progress_withdraw"


class TestUseCreate(Telling):
    action = "bmagov_use_create"


class TestUseUpdate(Telling):
    action = "bmagov_use_update"


class TestUseWithdraw(Telling):
    action = "bmagov_use_withdraw"


class TestProposalUpdate(Telling):
    action = "bmagov_proposal_update"


class TestProposalWithdraw(Telling):
    action = "bmagov_proposal_withdraw"


class TestProposalJudge(Telling):
    action = "bmagov_proposal_judge"


class TestStatementUpdate(Telling):
    action = "bmagov_statement_update"


class TestDeliverableCreate(Telling):
    action = "bmagov_deliverable_create"
    params: ClassVar = {**Telling.params, "kind": "evidence"}


# --- the register ---


class TestRegister(Quiet):
    action, params = "bmagov_obligation_list", {"agency": "{owner}"}


class TestDuty(Quiet):
    action, params = "bmagov_obligation_show", {"id": "{owner_id}"}


class TestSuggestions(Quiet):
    action, params = "bmagov_obligation_suggest", {"id": "{owner_id}"}


class Duty(AboutAgencies):
    """A change of a duty that there is not."""

    params: ClassVar = {
        "id": "{id}",
        "version": "1",
        "reason": "เหตุผลที่เปลี่ยน",
        "frequency_unit": "month",
        "agency": "{id}",
        "kind": "spatial",
        "title": "ก",
        "added_year": "2570",
        "fiscal_year": "2570",
        "content": "ก,ข",
    }
    may = staticmethod(nobody)


class TestDutyCreate(Duty):
    action = "bmagov_obligation_create"


class TestDutyUpdate(Duty):
    action = "bmagov_obligation_update"


class TestDutyPropose(Duty):
    action = "bmagov_obligation_propose"


class TestDutyConfirm(Duty):
    action = "bmagov_obligation_confirm"


class TestDutyRemove(Duty):
    action = "bmagov_obligation_remove"


class TestDutyImport(Duty):
    action = "bmagov_obligation_import"


# --- the pages of an agency's year ---


class TestWorkspaceLink(Quiet):
    route, path = "bmagov_workspace.index", "/organization/{owner}/kpi"


class TestWorkspacePage(Quiet):
    route, path = "bmagov_workspace.show", "/organization/{owner}/kpi/2570"


class TestDocumentsPage(Quiet):
    route, path = "bmagov_workspace.documents", "/organization/{owner}/kpi/2570/documents"


class TestProgressPage(Quiet):
    route, path = "bmagov_workspace.progress", "/organization/{owner}/kpi/2570/progress"


class TestUsesPage(Quiet):
    route, path = "bmagov_workspace.uses", "/organization/{owner}/kpi/2570/uses"


class TestDatabasePage(Quiet):
    route, path = "bmagov_workspace.database", "/organization/{owner}/kpi/2570/database"


class TestWordsPage(Quiet):
    route, path = "bmagov_workspace.words", "/organization/{owner}/kpi/2570/words"


class TestSubmitPage(Quiet):
    route, path = "bmagov_workspace.submit", "/organization/{owner}/kpi/2570/submit"


class TestDocumentDownload(Quiet):
    route, path = "bmagov_workspace.document", "/kpi/document/{owner_id}"


class TestWithdrawForm(AboutAgencies):
    route, path = "bmagov_workspace.withdraw", "/organization/{id}/kpi/2570/documents/{id}/withdraw"
    form: ClassVar = {"reason": "เหตุผลที่ถอน"}
    may = staticmethod(nobody)


class TestDocumentForm(AboutAgencies):
    route, path = "bmagov_workspace.documents", "/organization/{id}/kpi/2570/documents"
    may = staticmethod(nobody)
    form: ClassVar = {"kind": "evidence", "url": "https://example.go.th/"}


class TestProgressForm(AboutAgencies):
    route, path = "bmagov_workspace.progress", "/organization/{id}/kpi/2570/progress"
    may = staticmethod(nobody)
    form: ClassVar = {"day": "1/10/2569", "text": "ก"}


class TestUseForm(AboutAgencies):
    route, path = "bmagov_workspace.uses", "/organization/{id}/kpi/2570/uses"
    may = staticmethod(nobody)
    form: ClassVar = {"kind": "inside", "description": "ก"}


class TestDatabaseForm(AboutAgencies):
    route, path = "bmagov_workspace.database", "/organization/{id}/kpi/2570/database"
    may = staticmethod(nobody)
    form: ClassVar = {"title": "ก", "origin": "new", "dataset": "{id}"}


class TestWordsForm(AboutAgencies):
    route, path = "bmagov_workspace.words", "/organization/{id}/kpi/2570/words"
    may = staticmethod(nobody)
    form: ClassVar = {"version": "0", "factors": "ก"}


class TestSubmitForm(AboutAgencies):
    route, path = "bmagov_workspace.submit", "/organization/{id}/kpi/2570/submit"
    may = staticmethod(nobody)
    form: ClassVar = {"version": "1", "signed_by": "ก", "position": "ข", "event": "submit"}


class TestLinks(AboutAgencies):
    """Auditors and sysadmins may: there is no address to look at."""

    action, params = "bmagov_link_check", {"limit": "0"}
    may = staticmethod(nobody)


class TestDocumentRead(AboutAgencies):
    """Auditors and sysadmins may: there is no document to read."""

    action, params = "bmagov_document_read", {"limit": "0"}
    may = staticmethod(nobody)


# --- linked systems and data governance ---


class TestSystems(Quiet):
    action, params = "bmagov_system_link_list", {"id": "{owner}", "fiscal_year": "2570"}


class TestGovernance(Quiet):
    action, params = "bmagov_governance_show", {"id": "{owner}", "fiscal_year": "2570"}


class Governing(Telling):
    """A change in an agency that there is not."""

    params: ClassVar = {
        **Telling.params,
        "kind": "data_owner",
        "day": "2026-10-15",
        "system": "indicator",
        "dataset": "{id}",
    }


class TestSystemCreate(Governing):
    action = "bmagov_system_link_create"


class TestSystemConfirm(Governing):
    action = "bmagov_system_link_confirm"


class TestSystemWithdraw(Governing):
    action = "bmagov_system_link_withdraw"


class TestGovernanceItemCreate(Governing):
    action = "bmagov_governance_item_create"


class TestGovernanceItemWithdraw(Governing):
    action = "bmagov_governance_item_withdraw"
