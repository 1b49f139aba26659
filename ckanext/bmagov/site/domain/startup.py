"""Which settings the catalog does not start with, and which ones its operator should hear about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ckanext.bmagov.site.domain.web_headers import parse_frames, parse_origin, parse_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Level = Literal["refuse", "warn"]

OURS = "bmagov"
FORMS = ("bmagov_datasets", "scheming_organizations")
"""The plugins that carry our forms: both or none."""

RIVAL = "scheming_datasets"
"""Registers a form for the same datasets as `bmagov_datasets`."""

PICTURE_STORAGES = {"user": "users", "group": "groups", "admin": "admins"}
"""What CKAN keeps for everybody -> the usual name of its storage."""

_DEFAULT_STORAGES = "ckan.files.default_storages"
_PUBLIC_STORAGE = re.compile(r"ckan\.files\.storage\.([^.]+)\.public")

COOKIES = ("SESSION_COOKIE_DOMAIN", "REMEMBER_COOKIE_DOMAIN")

_YES = {"true", "yes", "on", "y", "t", "1"}


EMPTY = "empty"
"""What a rule wants of an option that must list nothing."""


@dataclass(frozen=True)
class OptionRule:
    """An option that has to be on, off or empty; `why` names a text of the rules."""

    option: str
    wanted: bool | Literal["empty"]
    level: Level
    why: str


@dataclass(frozen=True)
class Rules:
    """What `rules/startup.yaml` says."""

    after_bmagov: frozenset[str]
    unsafe_plugins: Mapping[str, str]
    """Plugin -> the name of the reason."""

    options: tuple[OptionRule, ...]
    why: Mapping[str, Mapping[str, str]]
    messages: Mapping[str, Mapping[str, str]]
    headers: Mapping[str, str]
    """Code of a problem with headers or the host for files -> the option."""


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
        unsafe_plugins=raw["unsafe_plugins"],
        options=options,
        why={why: texts[why] for why in (*(rule.why for rule in options), *raw["unsafe_plugins"].values())},
        messages=raw["messages"],
        headers=raw["headers"],
    )


def problems(options: Mapping[str, Any], plugins: Sequence[str], rules: Rules) -> list[Problem]:
    """Return what is wrong with the options and the order of plugins, plugins first.

    An option that is not set at all counts as good: CKAN's own default is then what the rule asks for, or the
    plugin it belongs to is not there.
    """
    return [
        *_plugin_problems(plugins, rules),
        *_option_problems(options, rules),
        *_storage_problems(options),
        *_session_problems(options),
        *_header_problems(options, rules),
    ]


def label_problem(first: str | None) -> Problem | None:
    """Return what is wrong with who decides who finds datasets: CKAN asks the first such plugin only."""
    return None if first in (None, OURS) else Problem("labels", "refuse", {"plugin": str(first)})


def text(problem: Problem, rules: Rules, language: str) -> str:
    """Return the sentence for a problem, in `en` or `th`."""
    params = dict(problem.params)
    if "why" in params:
        params["why"] = rules.why[params["why"]][language]
    return rules.messages[problem.code][language].format(**params)


def _plugin_problems(plugins: Sequence[str], rules: Rules) -> Iterator[Problem]:
    if OURS not in plugins:
        return
    before = plugins[: plugins.index(OURS)]
    behind_must = [name for name in before if name in rules.after_bmagov]
    if behind_must:
        yield Problem("order", "refuse", {"plugins": ", ".join(behind_must)})
    elif before:
        yield Problem("not-first", "warn", {"plugins": ", ".join(before)})
    if RIVAL in plugins:
        yield Problem("two-forms", "refuse")
    for name, why in rules.unsafe_plugins.items():
        if name in plugins:
            yield Problem("unsafe-plugin", "refuse", {"plugin": name, "why": why})
    missing = [name for name in FORMS if name not in plugins]
    if len(missing) == len(FORMS):
        yield Problem("search-only", "warn")
    elif missing:
        yield Problem("missing", "refuse", {"plugins": ", ".join(missing)})


def _option_problems(options: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    for rule in rules.options:
        value = options.get(rule.option)
        if value in (None, "", []) or (rule.wanted != EMPTY and _is_on(value) == rule.wanted):
            continue
        params = {"option": rule.option, "value": _word(value), "why": rule.why}
        if rule.wanted == EMPTY:
            yield Problem("filled-option", rule.level, params)
        else:
            yield Problem("option", rule.level, params | {"wanted": _word(rule.wanted)})


def _storage_problems(options: Mapping[str, Any]) -> list[Problem]:
    """Return the storages that anybody may read, other than those of logos and portraits."""
    pictures = {
        str(options.get(f"{_DEFAULT_STORAGES}.{kind}") or name) for kind, name in PICTURE_STORAGES.items()
    }
    pictures.discard(str(options.get(f"{_DEFAULT_STORAGES}.resource") or "resources"))
    return [
        Problem("public-storage", "refuse", {"option": option})
        for option, value in sorted(options.items())
        if (match := _PUBLIC_STORAGE.fullmatch(str(option))) and _is_on(value) and match[1] not in pictures
    ]


def _session_problems(options: Mapping[str, Any]) -> list[Problem]:
    """Return what would let other websites use a session."""
    same_site = str(options.get("SESSION_COOKIE_SAMESITE") or "").strip().lower()
    return [Problem("samesite", "refuse")] if same_site == "none" else []


def _header_problems(options: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    """Yield what is wrong with the options about headers and the host for files."""
    for code, parse in (
        ("header-sources", parse_sources),
        ("header-frames", parse_frames),
        ("files-host", parse_origin),
    ):
        option = rules.headers[code]
        try:
            parse(_word(options.get(option) or ""))
        except ValueError as error:
            yield Problem(code, "refuse", {"option": option, "part": str(error)})
        else:
            if code == "files-host":
                yield from _host_problems(options, option)


def _host_problems(options: Mapping[str, Any], option: str) -> Iterator[Problem]:
    host = parse_origin(_word(options.get(option) or ""))
    if not host:
        return
    site, files = urlsplit(str(options.get("ckan.site_url") or "").lower()), urlsplit(host)
    params = {"option": option, "part": host}
    if site.hostname == files.hostname:
        yield Problem("files-host-same", "refuse", params)
    if site.scheme == "https" and files.scheme != "https":
        yield Problem("files-host-plain", "refuse", params)
    for cookie in COOKIES:
        domain = str(options.get(cookie) or "").lower().lstrip(".")
        if domain and f".{files.hostname}".endswith(f".{domain}"):
            yield Problem("files-host-cookie", "refuse", params | {"cookie": cookie, "part": domain})


def _is_on(value: Any) -> bool:
    return str(value).strip().lower() in _YES


def _word(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
