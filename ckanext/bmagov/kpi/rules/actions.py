"""Rule sets: what a KPI asks for in a fiscal year, in versions that never change once published.

Published ones are for everyone to read: who is scored by them has a right to. Drafts are for auditors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.bmagov.access import reader
from ckanext.bmagov.base.actions.declaration import reads, writes
from ckanext.bmagov.base.domain.plain import to_plain
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats.yaml_file import RuleFileError
from ckanext.bmagov.base.readers.clock import today
from ckanext.bmagov.base.services import audit_log
from ckanext.bmagov.kpi.common.auth import auditors, everyone, reads_audit, supervisors
from ckanext.bmagov.kpi.rules import schema
from ckanext.bmagov.kpi.rules.domain.ruleset import Status, compare
from ckanext.bmagov.kpi.rules.services import rules as service
from ckanext.bmagov.kpi.rules.words import file_problem_text, rule_error_text

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.bmagov.kpi.rules.answers import (
        ComparisonDict,
        DiscardedDict,
        FullRuleSetDict,
        RuleCheckDict,
        RuleProblemDict,
        RuleSetDict,
    )


@reads(schema.ruleset_list_schema, allowed=everyone)
def bmagov_ruleset_list(context: Context, data_dict: DataDict) -> list[RuleSetDict]:
    """List the rule sets, the newest fiscal year and version first. Auditors see drafts too.

    :param kpi: only of this KPI (optional)
    :type kpi: string
    :param fiscal_year: only of this fiscal year, พ.ศ. (optional)
    :type fiscal_year: int

    :returns: for each ``kpi``, ``fiscal_year``, ``version``, ``status`` (draft, published or locked),
        ``effective_from`` (ISO), ``digest`` (SHA-256), ``name`` (dict of th, en), ``code``, ``in_force`` (by
        which the year is scored today) and ``differs`` (the file on the server says something else)
    :rtype: list of dicts
    """
    every = service.all_rule_sets(model.Session)
    return [
        _summary(known, every)
        for known in every
        if data_dict.get("kpi") in (None, known.rules.kpi)
        and data_dict.get("fiscal_year") in (None, known.rules.fiscal_year)
        and _may_read(context, known)
    ]


@reads(schema.ruleset_show_schema, allowed=everyone)
def bmagov_ruleset_show(context: Context, data_dict: DataDict) -> FullRuleSetDict:
    """Show a rule set: names, definitions, plan, parts, criteria, weights, steps with deadlines, thresholds.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param version: the version (optional, default: the one in force today)
    :type version: int

    :returns: as in ``bmagov_ruleset_list``, with ``rules`` (all of it; what our defaults are is marked
        ``default`` in its ``weight_source`` or ``deadline_source``) and, for auditors, ``source`` (the YAML)
    :rtype: dict
    """
    known = _find(context, data_dict["kpi"], data_dict["fiscal_year"], data_dict.get("version"))
    shown: FullRuleSetDict = {**_summary(known), "rules": to_plain(known.rules)}
    return {**shown, "source": known.source} if reads_audit(context) else shown


@reads(schema.ruleset_compare_schema, allowed=everyone)
def bmagov_ruleset_compare(context: Context, data_dict: DataDict) -> ComparisonDict:
    """Tell what differs between two rule sets.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: fiscal year of the earlier one, พ.ศ.
    :type fiscal_year: int
    :param version: its version
    :type version: int
    :param with_fiscal_year: fiscal year of the later one
    :type with_fiscal_year: int
    :param with_version: its version
    :type with_version: int

    :returns: ``changes``: each with ``path``, ``before`` and ``after`` (null where it is absent)
    :rtype: dict
    """
    old = _find(context, data_dict["kpi"], data_dict["fiscal_year"], data_dict["version"])
    new = _find(context, data_dict["kpi"], data_dict["with_fiscal_year"], data_dict["with_version"])
    return {"changes": [to_plain(change) for change in compare(old.rules, new.rules)]}


@reads(schema.ruleset_source_schema, allowed=auditors)
def bmagov_ruleset_check(context: Context, data_dict: DataDict) -> RuleCheckDict:
    """Check a rule set without keeping it.

    :param source: the YAML
    :type source: string

    :returns: ``valid``; ``problems``: each with ``line``, ``path``, ``code`` and ``message``; ``digest`` when
        there are none
    :rtype: dict
    """
    try:
        rules = service.read_rules(data_dict["source"].encode())
    except RuleFileError as error:
        return {"valid": False, "problems": _problems(error), "digest": None}
    return {"valid": True, "problems": [], "digest": rules.digest}


@writes(schema.ruleset_source_schema, allowed=auditors)
def bmagov_ruleset_create(context: Context, data_dict: DataDict) -> RuleSetDict:
    """Keep a draft of a rule set, in place of an earlier draft of the same version. Auditors only.

    :param source: the YAML, with ``status: draft``
    :type source: string

    :returns: as in ``bmagov_ruleset_list``
    :rtype: dict
    """
    user_id = reader(context).user_id
    try:
        rules = service.keep(model.Session, data_dict["source"].encode(), user_id)
    except RuleFileError as error:
        raise tk.ValidationError(
            {"source": [file_problem_text(problem) for problem in error.problems]}
        ) from error
    except ProblemError as error:
        raise tk.ValidationError({"source": [rule_error_text(error)]}) from error
    key = (rules.kpi, rules.fiscal_year, rules.version)
    _log(context, "ruleset_draft", key, rules.digest)
    model.Session.commit()
    return _summary(_find(context, *key))


@writes(schema.ruleset_publish_schema, allowed=auditors)
def bmagov_ruleset_discard(context: Context, data_dict: DataDict) -> DiscardedDict:
    """Throw a draft of a rule set away. Auditors only. That there was one stays in the log, with its digest.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param version: the version
    :type version: int
    :param digest: of the draft that you read; another one is kept
    :type digest: string

    :returns: ``kpi``, ``fiscal_year``, ``version``, ``discarded``
    :raises ValidationError: STALE-VERSION, RULESET-PUBLISHED, RULESET-FILE
    :rtype: dict
    """
    known = _read(context, data_dict)
    try:
        service.discard(model.Session, known)
    except ProblemError as error:
        raise tk.ValidationError({"version": [rule_error_text(error)]}) from error
    _log(context, "ruleset_discarded", known.key, known.rules.digest)
    model.Session.commit()
    kpi, fiscal_year, version = known.key
    return {"kpi": kpi, "fiscal_year": fiscal_year, "version": version, "discarded": True}


@writes(schema.ruleset_publish_schema, allowed=supervisors)
def bmagov_ruleset_publish(context: Context, data_dict: DataDict) -> RuleSetDict:
    """Publish a draft: agencies are scored by it from its effective date on, and it never changes again.

    Supervisors only.

    :param kpi: the KPI (optional, default: database)
    :type kpi: string
    :param fiscal_year: the fiscal year, พ.ศ.
    :type fiscal_year: int
    :param version: the version
    :type version: int
    :param digest: of the draft that you read; of another one nothing is published
    :type digest: string

    :returns: as in ``bmagov_ruleset_list``
    :rtype: dict
    """
    known = _read(context, data_dict)
    try:
        service.publish(model.Session, known, reader(context).user_id)
    except ProblemError as error:
        raise tk.ValidationError({"version": [rule_error_text(error)]}) from error
    _log(context, "ruleset_published", known.key, known.rules.digest)
    model.Session.commit()
    return _summary(_find(context, *known.key))


def _read(context: Context, data_dict: DataDict) -> service.Known:
    """Return the version that is meant, if it still is what the caller read."""
    known = _find(context, data_dict["kpi"], data_dict["fiscal_year"], data_dict["version"])
    if known.rules.digest != data_dict["digest"]:
        said = tk._("The draft was changed since you read it. Read it again, then decide.")
        raise tk.ValidationError({"digest": [f"STALE-VERSION: {said}"]})
    return known


def _log(context: Context, kind: str, key: tuple[str, int, int], digest: str) -> None:
    kpi, fiscal_year, version = key
    payload = {"kpi": kpi, "fiscal_year": fiscal_year, "version": version, "digest": digest}
    audit_log.append(model.Session, reader(context).user_id, kind, payload)


def _may_read(context: Context, known: service.Known) -> bool:
    return known.rules.status is not Status.DRAFT or reads_audit(context)


def _find(context: Context, kpi: str, fiscal_year: int, version: int | None) -> service.Known:
    if version is None:
        rules = service.in_force(model.Session, kpi, fiscal_year, today())
        version = rules.version if rules else 0
    known = service.find(model.Session, kpi, fiscal_year, version)
    if known is None or not _may_read(context, known):
        raise tk.ObjectNotFound(tk._("There is no such rule set"))
    return known


def _summary(known: service.Known, every: list[service.Known] | None = None) -> RuleSetDict:
    """Describe a rule set. ``every`` rule set, where they are at hand."""
    rules = known.rules
    if every is None:
        every = service.all_rule_sets(model.Session)
    holds = service.choose(every, rules.kpi, rules.fiscal_year, today())
    return {
        "kpi": rules.kpi,
        "fiscal_year": rules.fiscal_year,
        "version": rules.version,
        "status": rules.status.value,
        "effective_from": rules.effective_from.isoformat(),
        "digest": rules.digest,
        "name": {"th": rules.name.th, "en": rules.name.en},
        "code": rules.code,
        "in_force": holds is not None and holds.version == rules.version,
        "differs": known.differs,
    }


def _problems(error: RuleFileError) -> list[RuleProblemDict]:
    return [
        {
            "line": problem.line,
            "path": problem.path,
            "code": problem.code,
            "message": file_problem_text(problem),
        }
        for problem in error.problems
    ]
