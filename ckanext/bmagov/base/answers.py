"""What actions and helpers of the base tell."""

from __future__ import annotations

from typing import TypedDict


class TextDict(TypedDict):
    """A text in both languages."""

    th: str
    en: str


class CodeListSummary(TypedDict):
    """A code list; `scheme` is its address, `count` how many codes it has."""

    name: str
    title: TextDict
    scheme: str
    count: int


class CodeDict(TypedDict):
    """A code. `uri` is the same concept in a public vocabulary, `close_match` nearly the same, `concept` its
    own address.
    """

    value: str
    label_th: str
    label_en: str
    standard_code: str
    standard_code_inferred: bool
    aliases: list[str]
    uri: str
    close_match: str
    concept: str


class CodeListDict(TypedDict):
    """A code list with what is in it."""

    name: str
    title: TextDict
    scheme: str
    codes: list[CodeDict]


class ChoiceDict(TypedDict):
    """A choice of a field, as scheming's templates take it."""

    value: str
    label: TextDict


class DateDict(TypedDict):
    """How a typed date or year is understood; `moment` when a time was typed."""

    value: str
    moment: str | None
    era: str
    notes: list[str]
    text: str


class LanguageDict(TypedDict):
    """A language of the site, with the address of the page in it."""

    code: str
    bcp47: str
    name: str
    url: str
    is_current: bool


class CheckpointDict(TypedDict):
    """The log as it was when a day began, signed. `note` is the signed text, `key` what it is checked by."""

    day: str
    origin: str
    size: int
    root: str
    note: str
    key: str


class InclusionDict(TypedDict):
    """That an entry is in the log: the hash of its leaf, and those beside the way to the root."""

    entry: int
    leaf: str
    hashes: list[str]


class ConsistencyDict(TypedDict):
    """That an earlier log is the beginning of this one."""

    old_size: int
    old_root: str
    hashes: list[str]


class LogProofDict(TypedDict):
    """Proofs for the log of a size; null for what was not asked. Hashes are SHA-256 in base64."""

    origin: str
    size: int
    root: str
    inclusion: InclusionDict | None
    consistency: ConsistencyDict | None
