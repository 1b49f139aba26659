"""What the checks of step 5 share: a use of the database is declared, and can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from ckanext.bmagov.base.domain.calendar import in_bangkok
from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.evidence.domain.document_text import characters, skeleton
from ckanext.bmagov.kpi.score.domain.criteria.check import USES_PAGE, Check
from ckanext.bmagov.kpi.score.domain.document_content import Content, content_of
from ckanext.bmagov.kpi.score.domain.findings import (
    FULL,
    ZERO,
    Assessment,
    Evidence,
    Question,
    Reason,
    SubjectKind,
    combine,
)

if TYPE_CHECKING:
    from ckanext.bmagov.kpi.score.domain.facts import Facts, Use, UseEvidence, UseKind

PASSAGE: Final = 4
OWN_SHARE: Final = 3
"""Words that tell something have a different passage of `PASSAGE` letters for every third character asked."""


class UseCheck(Check):
    """Judges the best of the declared uses of some kinds."""

    page = USES_PAGE
    day = "declared"

    kinds: ClassVar[frozenset[UseKind]]

    missing = Reason("USE-MISSING", N_("No such use is declared yet."), N_("Declare a use, with evidence."))
    shown = Reason("USE-SHOWN", N_("{use}: shown, declared on {declared}."))
    late = Reason("USE-LATE", N_("{use}: shown, declared on {declared}, after the deadline."), late=True)
    without_evidence = Reason(
        "USE-WITHOUT-EVIDENCE",
        N_("{use}: declared without evidence."),
        N_("Add a file or address that shows the use."),
    )
    evidence_gone = Reason(
        "USE-EVIDENCE-GONE",
        N_("{use}: the evidence is no longer there."),
        N_("Hand in the evidence again."),
    )
    evidence_not_seen = Reason(
        "USE-EVIDENCE-NOT-SEEN",
        N_("{use}: the evidence could not be opened by the catalog. This costs no points."),
    )

    evidence_not_seen_long = Reason(
        "USE-EVIDENCE-NOT-SEEN-LONG",
        N_("{use}: the evidence could not be opened or read for too long."),
        N_("Hand in a file that shows the use and can be read."),
    )
    evidence_without_content = Reason(
        "USE-EVIDENCE-WITHOUT-CONTENT",
        N_("{use}: the evidence holds hardly any text, or repeats a document of another kind."),
        N_("Hand in a file that shows the use."),
    )
    words_missing = Reason(
        "USE-WORDS-MISSING",
        N_("{use}: what it brought is not told."),
        N_("Tell who uses the database for what, and what it brought: {least} characters or more."),
    )

    def judge(self, facts: Facts, question: Question) -> tuple[Assessment, ...]:
        """Judge by the best of the uses that were declared by then."""
        worth = question.worth()
        without = Assessment(SubjectKind.AGENCY, facts.agency_id, self.missing, ZERO, reachable=worth)
        declared = [use for use in facts.uses if use.kind in self.kinds and use.declared_at <= question.as_of]
        return (combine([without, *(self._judge_use(use, facts, question) for use in declared)]),)

    def _judge_use(self, use: Use, facts: Facts, question: Question) -> Assessment:
        """Judge a use: counted by the catalog, or shown by a file or address that is there."""
        worth = question.worth(use.declared_at)
        pieces = [self._judge_piece(piece, use, question) for piece in use.evidence]
        least = question.rules.substance.words.use
        earned = unknown = ZERO
        if not _tells(use, facts, least):
            reason = self.words_missing
        elif use.counted > 0 or self.shown in pieces:
            reason, earned = self.shown if worth == FULL else self.late, worth
        elif self.evidence_not_seen in pieces:
            reason, unknown = self.evidence_not_seen, worth
        else:
            reason = pieces[0] if pieces else self.without_evidence
        return Assessment(
            SubjectKind.USE,
            use.id,
            reason,
            earned,
            unknown,
            max(earned + unknown, worth, question.worth()),
            {
                "kind": use.kind.value,
                "declared": in_bangkok(use.declared_at).date().isoformat(),
                "people": use.counted,
                **({"bursts": use.bursts} if use.bursts else {}),
                **({"least": least} if reason is self.words_missing else {}),
            },
            tuple(
                Evidence(piece.ref, use.kind.value, piece.sha256, use.declared_at) for piece in use.evidence
            ),
        )

    def _judge_piece(self, piece: UseEvidence, use: Use, question: Question) -> Reason:
        """Return whether a file or address shows a use, or why it does not."""
        if piece.readable is False:
            return self.evidence_gone
        content = content_of(piece.sha256, piece.reading, question.rules.substance)
        if content in (Content.EMPTY, Content.REPEATED):
            return self.evidence_without_content
        since = use.declared_at if content is Content.UNREADABLE else piece.unknown_since
        unseen = piece.readable is None or content in (Content.UNREADABLE, Content.NOT_READ)
        if unseen:
            return self.evidence_not_seen_long if question.has_lapsed(since) else self.evidence_not_seen
        return self.shown


def _tells(use: Use, facts: Facts, least: int) -> bool:
    """Tell whether the words on a use say what it brought.

    They are long enough; and without the title of the database, and passages that come again, enough is left.
    """
    if use.description is None or not least:
        return True
    letters = skeleton(use.description)
    proposed = facts.proposal.dataset_id if facts.proposal else ""
    for title in {skeleton(dataset.title) for dataset in facts.datasets if dataset.id == proposed}:
        letters = letters.replace(title, "\n") if title else letters
    passages = {letters[at : at + PASSAGE] for at in range(len(letters) - PASSAGE + 1)}
    return characters(use.description) >= least and len(passages) * OWN_SHARE >= least
