"""What a caller of the API may send: strict JSON, and parameters of the kind and size that names promise.

CKAN's own actions hand most parameters to PostgreSQL or Solr as they come; what neither can take (an id that
is a dictionary, a limit of a hundred digits, a NUL) ends there as an error of the server. These rules refuse
it before. They know the names that CKAN's actions share; what an action takes beyond those, it checks itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ckanext.bmagov.base.domain.limits import LARGEST
from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import find_control_character

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

DEEPEST = 100
"""Levels of nesting in a body. A dataset with its resources has four."""


LONGEST_ID = 200
"""Characters of an id or name: twice what CKAN gives to the longest."""

IDENTIFIERS = frozenset((
    "id", "name_or_id", "package_id", "dataset_id", "resource_id", "org_id", "organization_id",
    "group_id", "user_id", "object_id", "owner_id", "entity_id", "vocabulary_id",
))  # fmt: skip
NUMBERS = frozenset(("limit", "offset", "rows", "start"))
FLAGS = frozenset(("include_drafts", "include_private", "include_deleted", "use_default_schema"))
TEXTS = frozenset(("q", "query", "fq", "sort"))
NEEDED = {"group_autocomplete": "q", "organization_autocomplete": "q", "job_show": "id"}
"""Actions of CKAN that fail without this parameter instead of asking for it."""

_SHOWN_NUMBERS = re.compile(r"[0-9]{1,10}\Z")
_FLAG_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "1", "0", ""))
# Neither can be stored in PostgreSQL.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# These look at each text of theirs themselves, and name its field.
_CHECKED_BY_FIELD = re.compile(r"(package|resource)_(create|update|patch|revise)\Z")

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_FIELD = re.compile(r"(?:^|(?<=[\s(+\-!]))([A-Za-z_][\w.\-]*):(?=\S)")
_PARSER = re.compile(r"\{!|_query_|_val_")
# CKAN makes fields of these from extras, vocabularies and resources; the last are this project's own.
_OPEN_ENDED = re.compile(r"(extras|vocab|res|res_extras|ext|bmagov)_[\w.\-]+\Z")
_INDEXED = frozenset((
    "id", "name", "title", "title_string", "notes", "text", "url", "author", "author_email", "maintainer",
    "maintainer_email", "license", "license_id", "tags", "groups", "organization", "owner_org", "version",
    "type", "dataset_type", "state", "capacity", "private", "site_id", "entity_type", "creator_user_id",
    "metadata_created", "metadata_modified", "num_resources", "num_tags", "score", "urls",
    "res_name", "res_description", "res_format", "res_url", "res_type", "isopen", "ckan_url",
))  # fmt: skip

_NO_FACET = frozenset(("res_url", "urls", "text", "bmagov_words", "bmagov_trigram"))
"""The words of addresses and of all texts together: no groups that a reader could want."""

_SITES_OWN = frozenset((
    "permission_labels", "bmagov_seal", "extras_bmagov_seal", "data_dict", "validated_data_dict",
    "indexed_ts", "index_id", "_version_",
))  # fmt: skip
"""What the index keeps for the site itself: who may find a document, and its stored form."""

QUERIES = ("q", "fq", "fq_list")
"""Parameters of a search in which a name before a colon is that of a field."""

FIELD_NAMES = ("sort", "fl", "facet.field", "qf", "bf", "boost", "df")
"""Parameters of a search in which names of fields stand alone or in functions."""

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_SITES_OWN_FIELD = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(_SITES_OWN))})(?![\w.\-])(?P<field>\s*:)?")


class BodyError(ProblemError):
    """A body that is not one JSON object."""


@dataclass(frozen=True)
class ParameterProblem:
    """What is wrong with the parameter ``name``."""

    name: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def read_body(raw: bytes) -> dict[str, object]:
    """Return the JSON object of a request's body.

    Raises BodyError JSON-INVALID for what is no JSON object in UTF-8, for NaN and Infinity (which JSON does
    not have) and for a name that is there twice (readers differ on which value counts), JSON-DEPTH for
    nesting that no record needs.
    """
    try:
        body = json.loads(
            raw.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates
        )
    except UnicodeDecodeError as error:
        raise BodyError("JSON-INVALID", reason="encoding", position=error.start + 1) from error
    except json.JSONDecodeError as error:
        raise BodyError("JSON-INVALID", reason="syntax", position=error.pos + 1) from error
    except RecursionError as error:
        raise BodyError("JSON-DEPTH", limit=DEEPEST) from error
    except BodyError:
        raise
    except ValueError as error:  # a number of more digits than Python reads
        raise BodyError("JSON-INVALID", reason="number") from error
    if not isinstance(body, dict):
        raise BodyError("JSON-INVALID", reason="object")
    if _depth(body) > DEEPEST:
        raise BodyError("JSON-DEPTH", limit=DEEPEST)
    return body


def _refuse_constant(name: str) -> Any:
    raise BodyError("JSON-INVALID", reason="constant", value=name)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BodyError("JSON-INVALID", reason="duplicate", value=twice)
    return record


def _depth(value: Any) -> int:
    deepest, rest = 0, [(value, 1)]
    while rest:
        item, level = rest.pop()
        if isinstance(item, (dict, list)):
            deepest = max(deepest, level)
            rest += [(inner, level + 1) for inner in (item.values() if isinstance(item, dict) else item)]
    return deepest


def parameter_problems(
    action: str, params: Mapping[str, Any], fields: Collection[str] = ()
) -> list[ParameterProblem]:
    """Return what is wrong with an action's parameters; ``fields`` are the catalog's own, to search by."""
    problems = [problem for name, value in params.items() for problem in _of_parameter(action, name, value)]
    needed = NEEDED.get(action)
    if needed and params.get(needed) in (None, ""):
        problems.append(ParameterProblem(needed, "FIELD-REQUIRED"))
    if action == "package_search" and not problems:
        problems += _of_search(params, _INDEXED.union(fields))
    return problems


def _of_parameter(action: str, name: str, value: Any) -> Iterator[ParameterProblem]:
    if value is None:
        return
    if name in IDENTIFIERS and not _is_id(value):
        yield ParameterProblem(name, "ID-FORMAT", {"limit": LONGEST_ID})
    elif name in NUMBERS and not is_count(value):
        yield ParameterProblem(name, "LIMIT-RANGE", {"least": 0, "most": LARGEST})
    elif name in FLAGS and not is_flag(value):
        yield ParameterProblem(name, "VALUE-UNKNOWN", {"value": value})
    elif name in TEXTS and not _is_text(action, name, value):
        yield ParameterProblem(name, "TEXT-TYPE")
    elif not _CHECKED_BY_FIELD.match(action) or name in TEXTS:
        bad = _unstorable(value)
        if bad:
            yield ParameterProblem(name, "TEXT-CONTROL-CHAR", {"position": bad[0], "code": bad[1]})


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_ID and not find_control_character(value)


def is_flag(value: Any) -> bool:
    """Tell whether a value means true or false."""
    return str(value).lower() in _FLAG_WORDS


def is_count(value: Any) -> bool:
    """Tell whether a value is a number that may be a limit or a place: whole, and not below 0."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return False
    if isinstance(value, int):
        return 0 <= value <= LARGEST
    text = value.strip()
    return not text or (bool(_SHOWN_NUMBERS.match(text)) and int(text) <= LARGEST)


def _is_text(action: str, name: str, value: Any) -> bool:
    if action.startswith("datastore_"):  # its `q` and `sort` have forms of their own, which it checks
        return True
    if name == "query" and isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, str)


def _unstorable(value: Any) -> tuple[int, str] | None:
    rest = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            match = _UNSTORABLE.search(item)
            if match:
                return match.start() + 1, f"U+{ord(match.group()):04X}"
        elif isinstance(item, dict):
            rest += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            rest += item
    return None


def _of_search(params: Mapping[str, Any], known: Collection[str]) -> Iterator[ParameterProblem]:
    for name in ("fl", "facet.field", "qf"):
        for text in _names(params.get(name)):
            field_name = text.partition("^")[0] if name == "qf" else text
            if not _is_known(field_name, known) or (name == "facet.field" and text in _NO_FACET):
                yield _not_allowed(name, text)
    for part in str(params.get("sort") or "").split(","):
        words = part.split()
        if words and not (
            _is_known(words[0], known) and [word.lower() for word in words[1:]] in (["asc"], ["desc"])
        ):
            yield _not_allowed("sort", part.strip())
    for name in ("q", "fq", "fq_list"):
        value = params.get(name)
        if name == "fq_list" and not isinstance(value, (list, str, type(None))):
            yield ParameterProblem(name, "TEXT-TYPE")
        for text in value if isinstance(value, list) else [value]:
            yield from _of_filter(name, str(text or ""), known)


def _of_filter(name: str, text: str, known: Collection[str]) -> Iterator[ParameterProblem]:
    parser = _PARSER.search(text)
    if parser:
        yield _not_allowed(name, parser.group())
    if name == "q":  # what a reader types; a colon in it may mean no field
        return
    for match in _FIELD.finditer(_QUOTED.sub('""', text)):
        if not _is_known(match[1], known):
            yield _not_allowed(name, match[1])


def _names(value: Any) -> list[str]:
    """Return field names of a list, of a JSON list as text, or of text with commas or blanks between them."""
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                return [value]
        else:
            value = value.replace(",", " ").split()
    if not isinstance(value, list):
        return [] if value is None else [str(value)]
    return [str(item) for item in value]


def _is_known(name: str, known: Collection[str]) -> bool:
    return name not in _SITES_OWN and (name in known or bool(_OPEN_ENDED.match(name)))


def asks_for_sites_own(params: Mapping[str, Any]) -> bool:
    """Tell whether a search names a field that the index keeps for the site itself, however it is written."""
    return any(
        match["field"] or name in FIELD_NAMES
        for name in (*QUERIES, *FIELD_NAMES)
        for text in _each(params.get(name))
        for match in _SITES_OWN_FIELD.finditer(_unescaped(str(text)))
    )


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []


def _unescaped(text: str) -> str:
    """Return a query as Solr's parser reads names in it."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\\", "")


def _not_allowed(name: str, value: str) -> ParameterProblem:
    return ParameterProblem(name, "PARAM-NOT-ALLOWED", {"value": value})
