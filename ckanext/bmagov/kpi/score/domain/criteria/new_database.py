"""Criterion 2.1.4: a new or widened database is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.base.domain.substance import says_something
from ckanext.bmagov.kpi.score.domain.criteria.check import DATABASE_PAGE, Check, check
from ckanext.bmagov.kpi.score.domain.facts import Origin
from ckanext.bmagov.kpi.score.domain.findings import (
    FULL,
    NOT_NEW,
    ZERO,
    Assessment,
    Evidence,
    Question,
    Reason,
    SubjectKind,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from ckanext.bmagov.kpi.score.domain.facts import Facts, Proposal


@check("new_database")
class NewDatabase(Check):
    """One new or widened database, important, not one of Part 1 again, is proposed in time.

    The machine only hints at a repetition; then the judgement is the auditor's, and until it is spoken the
    finding is unknown and costs nothing. What is a duty of Part 1 itself is never new where the rules ask for
    substance; as a widened one it needs the auditor.
    """

    page = DATABASE_PAGE
    day = "proposed"
    timed = True

    missing = Reason(
        "PROPOSAL-MISSING",
        N_("No new or widened database is proposed yet."),
        N_("Propose the database of Part 2."),
    )
    overdue = Reason(
        "PROPOSAL-OVERDUE",
        N_("No new or widened database is proposed, and the deadline has passed."),
        N_("Propose the database of Part 2, even late."),
    )
    complete = Reason("PROPOSAL-COMPLETE", N_("{origin}, proposed on {proposed}."))
    late = Reason("PROPOSAL-LATE", N_("{origin}, proposed on {proposed}, after the deadline."), late=True)
    accepted = Reason("PROPOSAL-ACCEPTED", N_("{origin}, proposed on {proposed}, accepted by the auditor."))
    refused = Reason(
        "PROPOSAL-REFUSED",
        N_("The auditor did not accept the proposed database."),
        N_("Propose another database."),
    )
    gone = Reason(
        "PROPOSAL-DATASET-GONE",
        N_("The dataset of the proposed database is no longer there."),
        N_("Name the dataset of the database, or propose another one."),
    )
    importance_missing = Reason(
        "IMPORTANCE-MISSING",
        N_("The proposal does not say why the database matters."),
        N_("Say why the database matters to operations or services."),
    )
    widening_missing = Reason(
        "WIDENING-MISSING",
        N_("The proposal does not say what is new about the database."),
        N_("Say what is new about the database."),
    )
    importance_thin = Reason(
        "IMPORTANCE-THIN",
        N_("The proposal says too little about why the database matters."),
        N_("Say in {least} letters or more why the database matters to operations or services."),
    )
    widening_thin = Reason(
        "WIDENING-THIN",
        N_("The proposal says too little about what is new about the database."),
        N_("Say in {least} letters or more what is new about the database, beyond why it matters."),
    )
    needs_judgement = Reason(
        "NEEDS-JUDGEMENT",
        N_("The database resembles {count} of Part 1. The auditor decides; until then this costs no points."),
    )

    rows_shared = Reason(
        "NEEDS-JUDGEMENT-ROWS",
        N_(
            "The database resembles {count} of Part 1, and has {shared} per cent of the rows in common. The"
            " auditor decides; until then this costs no points."
        ),
    )
    itself = Reason(
        "NEEDS-JUDGEMENT-ITSELF",
        N_("The database is a dataset of Part 1. The auditor decides; until then this costs no points."),
    )
    not_new = NOT_NEW

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge the proposal as it stood at the moment of the question."""
        proposal = facts.proposal
        if proposal is None or proposal.proposed_at > question.as_of:
            reason = self.overdue if question.worth() < FULL else self.missing
            return (
                Assessment(SubjectKind.AGENCY, facts.agency_id, reason, ZERO, reachable=question.worth()),
            )
        reason, earned, unknown = self._judged(facts, proposal, question)
        more: dict[str, int] = {}
        if reason in (self.importance_thin, self.widening_thin):
            more["least"] = question.rules.substance.words.importance
        if proposal.shared_rows is not None:
            more["shared"] = proposal.shared_rows
        return (
            Assessment(
                SubjectKind.PROPOSAL,
                proposal.id,
                reason,
                earned,
                unknown,
                max(earned + unknown, question.worth()),
                {
                    "origin": proposal.origin.value,
                    "proposed": in_bangkok(proposal.proposed_at).date().isoformat(),
                    "overlaps": proposal.overlaps,
                    **more,
                },
                (Evidence(proposal.dataset_id, proposal.origin.value, seen_at=proposal.proposed_at),),
            ),
        )

    def _says_too_little(self, facts: Facts, proposal: Proposal, least: int) -> Reason | None:
        """Return why a proposal is none yet: its words say less than the rules ask for."""
        names = (
            proposal.title,
            *(dataset.title for dataset in facts.datasets if dataset.id == proposal.dataset_id),
        )
        if not says_something(proposal.importance, least, *names):
            return self.importance_thin
        widened = proposal.origin is Origin.WIDENED
        if widened and not says_something(proposal.widened_by, least, proposal.importance, *names):
            return self.widening_thin
        return None

    def _judged(
        self, facts: Facts, proposal: Proposal, question: Question
    ) -> tuple[Reason, Fraction, Fraction]:
        if question.rules.substance.asks:
            if proposal.dataset_id not in {"", *(dataset.id for dataset in facts.datasets)}:
                return self.gone, ZERO, ZERO
            if proposal.is_duty_as_new():
                return self.not_new, ZERO, ZERO
        if proposal.accepted is None:
            thin = self._says_too_little(facts, proposal, question.rules.substance.words.importance)
            if thin:
                return thin, ZERO, ZERO
        return self._judge_proposal(proposal, question.worth(proposal.proposed_at))

    def _judge_proposal(self, proposal: Proposal, worth: Fraction) -> tuple[Reason, Fraction, Fraction]:
        if proposal.accepted is False:
            return self.refused, ZERO, ZERO
        if proposal.accepted:
            return self.accepted if worth == FULL else self.late, worth, ZERO
        if not proposal.importance.strip():
            return self.importance_missing, worth / 2, ZERO
        if proposal.origin is Origin.WIDENED and not proposal.widened_by.strip():
            return self.widening_missing, worth / 2, ZERO
        if proposal.overlaps:
            return self._hint(proposal), ZERO, worth
        return self.complete if worth == FULL else self.late, worth, ZERO

    def _hint(self, proposal: Proposal) -> Reason:
        if proposal.itself:
            return self.itself
        return self.needs_judgement if proposal.shared_rows is None else self.rows_shared
