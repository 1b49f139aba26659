"""What is checked when CKAN starts, before a page is served or a command runs.

Commands are refused as well: what is wrong is mended in the configuration file, for which none is needed, and
one that writes (a job worker, a bulk load) would do so under the unsafe setting.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.exceptions import CkanConfigurationException

from ckanext.bmagov.access import policy, questions
from ckanext.bmagov.base.formats.yaml_file import FileProblem, RuleFileError
from ckanext.bmagov.search import missing_fields, outdated_documents
from ckanext.bmagov.site.domain.startup import Problem, label_problem, problems, text
from ckanext.bmagov.site.readers.startup import rules

if TYPE_CHECKING:
    from ckan.common import CKANConfig

log = logging.getLogger(__name__)

SOLR_SECONDS = 2
"""A Solr that hangs must not hold up the start much longer than CKAN's own check already does."""


class Startup(p.IConfigurer, p.IConfigurable):
    """`IConfigurer`, `IConfigurable`: refuse an unsafe configuration, warn of a doubtful one."""

    def update_config(self, config: CKANConfig) -> None:
        """Look at options and plugins, before CKAN itself stumbles over two forms for one type."""
        tk.requires_ckan_version("2.12", "2.12.999")
        wrong = problems(config, tk.aslist(config.get("ckan.plugins")), rules())
        labels = label_problem(_first_with_labels())
        if labels:
            wrong.append(labels)
        refused = [problem for problem in wrong if problem.level == "refuse"]
        if refused:
            raise CkanConfigurationException(_refusal(refused))
        for problem in wrong:
            _warn(problem)
        super().update_config(config)

    def configure(self, config: CKANConfig) -> None:
        """Look at the classification policy and at Solr.

        Solr never stops the start: without search the catalog still answers, and says so.
        """
        super().configure(config)
        try:
            policy()
            questions()
        except RuleFileError as error:
            raise CkanConfigurationException(
                _refusal([_in_file(error, problem) for problem in error.problems])
            ) from None
        missing = missing_fields(timeout=SOLR_SECONDS)
        if missing:
            _warn(Problem("solr-schema", "warn", {"fields": ", ".join(missing)}))
        elif missing is not None and (outdated := outdated_documents(timeout=SOLR_SECONDS)):
            _warn(Problem("index-form", "warn", {"count": str(outdated)}))


def _first_with_labels() -> str | None:
    first: Any = next(iter(p.PluginImplementations(p.IPermissionLabels)), None)
    return first.name if first else None


def _refusal(refused: list[Problem]) -> str:
    lines = []
    for language in ("en", "th"):
        lines.append(rules().messages["refused"][language])
        lines += [f"  - {_sentence(problem, language)}" for problem in refused]
    return "\n".join(lines)


def _sentence(problem: Problem, language: str) -> str:
    sentence = text(problem, rules(), language)
    if "file" not in problem.params:
        return sentence
    return rules().messages["policy"][language].format(**{**problem.params, "reason": sentence})


def _in_file(error: RuleFileError, problem: FileProblem) -> Problem:
    """Return what is wrong with the policy's file as a problem of the start."""
    params = {name: str(value) for name, value in problem.params.items()}
    if problem.code not in rules().messages:
        detail = "".join(f", {name}: {value}" for name, value in params.items())
        problem, params = replace(problem, code="policy-yaml"), {"code": problem.code, "detail": detail}
    place = f" ({problem.path})" if problem.path else ""
    return Problem(
        problem.code, "refuse", params | {"file": error.source, "line": str(problem.line), "place": place}
    )


def _warn(problem: Problem) -> None:
    log.warning("%s | %s", text(problem, rules(), "en"), text(problem, rules(), "th"))
