"""The yearly KPI: rules, register, evidence, scores, the round, the report, oversight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckanext.bmagov.base.face import open_face

if TYPE_CHECKING:
    from .evidence.model.reading import DocumentReading as DocumentReading
    from .evidence.model.workspace import (
        Deliverable as Deliverable,
        Progress as Progress,
        Proposal as Proposal,
        Statement as Statement,
        Use as Use,
    )
    from .evidence.readers.document_store import discard as discard
    from .evidence.services.documents import is_store_ours as is_store_ours
    from .register.model import (
        GovernanceItem as GovernanceItem,
        Obligation as Obligation,
        SystemLink as SystemLink,
    )
    from .report.domain.report_text import Paragraph as Paragraph, Role as Role
    from .report.formats import write_pdf as write_pdf
    from .round.model import (
        AuditNote as AuditNote,
        Deadline as Deadline,
        Override as Override,
        Round as Round,
        Snapshot as Snapshot,
    )
    from .rules.model import StoredRuleSet as StoredRuleSet
    from .rules.services.rules import relying_on as relying_on, years as years
    from .score.model import (
        CriterionScore as CriterionScore,
        DatasetFacts as DatasetFacts,
        Finding as Finding,
        Scorecard as Scorecard,
    )
    from .score.services.runs import latest as latest_run

__getattr__ = open_face(__name__, __file__)
