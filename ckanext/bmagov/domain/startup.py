"""Which settings the catalog does not start with, and which ones its operator should hear about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Level = Literal["refuse", "warn"]

OURS = "bmagov"
FORMS = ("bmagov_datasets", "scheming_organizations")
"""The plugins that carry our forms: both or none."""

RIVAL = "scheming_datasets"
"""Registers a form for the same datasets as `bmagov_datasets`."""

_YES = {"true", "yes", "on", "y", "t", "1"}


@dataclass(frozen=True)
class OptionRule:
    """An option that has to be on or off; `why` names a text of the rules."""

    option: str
    wanted: bool
    level: Level
    why: str


@dataclass(frozen=True)
class Rules:
    """What `rules/startup.yaml` says."""

    after_bmagov: frozenset[str]
    options: tuple[OptionRule, ...]
    why: Mapping[str, Mapping[str, str]]
    messages: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `code` names its message."""

    code: str
    level: Level
    params: Mapping[str, str] = field(default_factory=dict)


def parse_rules(raw: Mapping[str, Any]) -> Rules:
    """Read the rules as they are in the file. Raises KeyError for a rule whose text is missing."""
    options = tuple(OptionRule(r["option"], r["set"], r["level"], r["why"]) for r in raw["options"])
    texts = raw["why"]
    return Rules(
        after_bmagov=frozenset(raw["after_bmagov"]),
        options=options,
        why={rule.why: texts[rule.why] for rule in options},
        messages=raw["messages"],
    )


def problems(options: Mapping[str, Any], plugins: Sequence[str], rules: Rules) -> list[Problem]:
    """Return what is wrong with the options and the order of plugins, plugins first.

    An option that is not set at all counts as good: CKAN's own default is then what the rule asks for, or the
    plugin it belongs to is not there.
    """
    return [*_plugin_problems(plugins, rules), *_option_problems(options, rules)]


def text(problem: Problem, rules: Rules, language: str) -> str:
    """Return the sentence for a problem, in `en` or `th`."""
    params = dict(problem.params)
    if "why" in params:
        params["why"] = rules.why[params["why"]][language]
    return rules.messages[problem.code][language].format(**params)


def _plugin_problems(plugins: Sequence[str], rules: Rules) -> list[Problem]:
    if OURS not in plugins:
        return []
    found: list[Problem] = []
    before = plugins[: plugins.index(OURS)]
    behind_must = [name for name in before if name in rules.after_bmagov]
    if behind_must:
        found.append(Problem("order", "refuse", {"plugins": ", ".join(behind_must)}))
    elif before:
        found.append(Problem("not-first", "warn", {"plugins": ", ".join(before)}))
    if RIVAL in plugins:
        found.append(Problem("two-forms", "refuse"))
    missing = [name for name in FORMS if name not in plugins]
    if len(missing) == len(FORMS):
        found.append(Problem("search-only", "warn"))
    elif missing:
        found.append(Problem("missing", "refuse", {"plugins": ", ".join(missing)}))
    return found


def _option_problems(options: Mapping[str, Any], rules: Rules) -> list[Problem]:
    found: list[Problem] = []
    for rule in rules.options:
        value = options.get(rule.option)
        if value in (None, "") or _is_on(value) == rule.wanted:
            continue
        params = {"option": rule.option, "value": _word(value), "wanted": _word(rule.wanted), "why": rule.why}
        found.append(Problem("option", rule.level, params))
    return found


def _is_on(value: Any) -> bool:
    return str(value).strip().lower() in _YES


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
