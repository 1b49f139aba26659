"""What auditors should look at first: agencies by their risk, with flags in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import readable
from ckanext.bmagov.base.actions.declaration import reads
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.words.language import lang
from ckanext.bmagov.kpi.common.actions.year import rules_of
from ckanext.bmagov.kpi.common.answers import listed_agency_dict
from ckanext.bmagov.kpi.common.auth import audit_readers
from ckanext.bmagov.kpi.common.services.agencies import scored_agencies
from ckanext.bmagov.kpi.common.words.labels import document_label, use_label
from ckanext.bmagov.kpi.evidence.model.workspace import Deliverable, Use, document_address
from ckanext.bmagov.kpi.oversight import schema, services
from ckanext.bmagov.kpi.oversight.readers.limits import limits
from ckanext.bmagov.kpi.oversight.words import flag_text
from ckanext.bmagov.kpi.register.services import duties_by_id, readable_duties
from ckanext.bmagov.kpi.score.actions.scorecards import hidden_text
from ckanext.bmagov.kpi.score.domain.findings import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.oversight.answers import AgencyRiskDict, FlagDict, RiskListDict
    from ckanext.bmagov.kpi.oversight.domain.flags import Flag
    from ckanext.bmagov.kpi.rules.domain.ruleset import RuleSet


@reads(schema.risk_list_schema, allowed=audit_readers)
def bmagov_risk_list(context: Context, data_dict: DataDict) -> RiskListDict:
    """List what auditors should look at first: agencies by their risk, each with its flags. Auditors.

    Read from what is kept with the scores; of a round that is handed in, from what was frozen then. A flag
    costs nothing by itself. What you may not know of is left out and said.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param id: only this agency, by name or id (optional)
    :type id: string
    :param limit: at most so many agencies (optional, default: 50, at most 200)
    :type limit: int
    :param offset: leave out so many (optional, default: 0)
    :type offset: int

    :returns: ``count`` of agencies, ``flagged``: how many have flags, ``unseen``: at how many nobody looked
        yet; ``agencies``: the greatest risk first, each with ``id``, ``name``, ``title``, ``title_en``,
        ``kind``, ``risk`` (or null), ``result``, ``as_of``, ``round`` (state), ``flags`` (``code``, ``text``,
        ``weight``, ``subject``, ``subject_id``, ``title``, ``link`` and ``params``: its numbers), those that
        weigh most first, and ``hidden``: a sentence where some are not shown
    :rtype: dict
    """
    rules = rules_of(data_dict)
    agencies = scored_agencies(model.Session, rules)
    if wanted := data_dict.get("id"):
        agencies = [agency for agency in agencies if wanted in (agency.node.id, agency.node.name)]
    listed = services.risks(model.Session, rules, agencies)
    start = data_dict["offset"]
    page = services.with_flags(model.Session, rules, listed[start : start + data_dict["limit"]])
    view = FlagView(context, page, rules)
    return {
        "kpi": rules.kpi,
        "fiscal_year": rules.fiscal_year,
        "count": len(listed),
        "flagged": sum(bool(risk.risk) for risk in listed),
        "unseen": sum(risk.risk is None for risk in listed),
        "agencies": [view.agency(risk) for risk in page],
    }


class FlagView:
    """Flags of some agencies as a caller may read them: titles are read once."""

    def __init__(self, context: Context, listed: list[services.Risk], rules: RuleSet) -> None:
        self.systems = {system.id: getattr(system.name, lang(), system.name.en) for system in rules.systems}
        self.fiscal_year = rules.fiscal_year
        flags = [flag for risk in listed for flag in risk.flags]
        ids = {kind: {flag.subject_id for flag in flags if flag.subject_kind == kind} for kind in SubjectKind}
        known = readable(context, ids[SubjectKind.DATASET])
        query = sa.select(model.Package.id, model.Package.title).where(model.Package.id.in_(known))
        duties = duties_by_id(model.Session, ids[SubjectKind.OBLIGATION])
        own = readable_duties(context, duties)
        duty_titles = {duty.id: duty.title for duty in duties if duty.id in own}
        self.titles: dict[str, dict[str, str]] = {
            SubjectKind.DATASET.value: {row.id: row.title for row in model.Session.execute(query)},
            SubjectKind.OBLIGATION.value: duty_titles,
            SubjectKind.DOCUMENT.value: {
                row.id: row.title or document_label(row.kind)
                for row in _rows(Deliverable, ids[SubjectKind.DOCUMENT])
            },
            SubjectKind.USE.value: {row.id: use_label(row.kind) for row in _rows(Use, ids[SubjectKind.USE])},
        }

    def agency(self, risk: services.Risk) -> AgencyRiskDict:
        """Return an agency with those of its flags that the caller may read."""
        shown = [flag for flag in risk.flags if self.is_readable(flag)]
        return {
            **listed_agency_dict(risk.agency),
            "risk": risk.risk,
            "result": to_plain(risk.result),
            "as_of": to_plain(risk.as_of),
            "round": risk.round_state,
            "flags": [self.flag(flag, risk.agency.name) for flag in shown],
            "hidden": hidden_text(len(risk.flags) - len(shown)),
        }

    def is_readable(self, flag: Flag) -> bool:
        """Tell whether the caller may know what a flag is about."""
        closed = (SubjectKind.DATASET, SubjectKind.OBLIGATION)
        return flag.subject_kind not in closed or flag.subject_id in self.titles[flag.subject_kind]

    def flag(self, flag: Flag, agency: str) -> FlagDict:
        """Return a flag in words, with where to look."""
        links = {
            SubjectKind.DATASET.value: f"/dataset/{flag.subject_id}",
            SubjectKind.DOCUMENT.value: document_address(flag.subject_id),
        }
        record = f"/kpi/{self.fiscal_year}/{agency}"
        if flag.params.get("criterion"):
            record = f"{record}#criterion-{flag.params['criterion']}"
        params = {name: value for name, value in flag.params.items() if name != "dataset"}
        return {
            "code": flag.code,
            "text": flag_text(flag.code, flag.params, self.systems),
            "weight": limits().weight(flag.code),
            "subject": flag.subject_kind,
            "subject_id": flag.subject_id,
            "title": self.title(flag),
            "link": links.get(flag.subject_kind, record),
            "params": params,
        }

    def title(self, flag: Flag) -> str:
        """Return the name of what a flag is about; empty for the agency itself."""
        if flag.subject_kind == SubjectKind.PROPOSAL:
            return tk._("Database of Part 2")
        return self.titles.get(flag.subject_kind, {}).get(flag.subject_id, "")


def _rows(table: type[Deliverable | Use], ids: Collection[str]) -> Iterator[Any]:
    return iter(model.Session.scalars(sa.select(table).where(table.id.in_(ids))))
