"""Which categories a dataset may belong into: by its words, by its keywords, by its agency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST: Final = 3
"""Categories that are proposed at once."""

LEAST_USES: Final = 2
"""Datasets that a habit takes: one alone may be a slip."""

_BETWEEN: Final = re.compile(r"[\s,;/()·“”\"]+|(?<=\w)และ|\band\b")
_LEAST_LETTERS: Final = 3
_JOINS: Final = ("และ", "หรือ", "การ", "ความ", "งาน")
"""Thai words that join or begin others and say nothing about a subject."""

_EMPTY: Final = frozenset(("the", "for", "how", "that", "with", "data", "bangkok", "ข้อมูล"))
"""Words that stand in descriptions of anything."""


@dataclass(frozen=True)
class Category:
    """A category with everything that is written about it."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class CategoryProposal:
    """A category, and why: words of the dataset, keywords that it shares with others there, its agency."""

    name: str
    words: tuple[str, ...] = ()
    keywords: bool = False
    agency: bool = False

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return 2 * len(self.words) + 3 * self.keywords + self.agency


def propose(
    categories: Iterable[Category],
    texts: Sequence[str],
    by_keyword: Mapping[str, int],
    by_agency: Mapping[str, int],
) -> tuple[CategoryProposal, ...]:
    """Return at most three categories, the likeliest first.

    :param texts: title and keywords of the dataset
    :param by_keyword: how many datasets with one of its keywords are in each category, by name
    :param by_agency: how many datasets of its agency are in each category, by name
    """
    said = " ".join(texts).lower()
    proposals = [
        CategoryProposal(
            category.name,
            _said(subject_words(category), said),
            _is_usual(category.name, by_keyword),
            _is_usual(category.name, by_agency),
        )
        for category in categories
    ]
    likely = [proposal for proposal in proposals if proposal.weight]
    return tuple(sorted(likely, key=lambda proposal: (-proposal.weight, proposal.name))[:MOST])


def subject_words(category: Category) -> frozenset[str]:
    """Return the words that say what a category is about, in small letters."""
    words = (_without_joins(word) for text in category.texts for word in _BETWEEN.split(text.lower()))
    return frozenset(word for word in words if len(word) >= _LEAST_LETTERS and word not in _EMPTY)


def _said(words: Iterable[str], text: str) -> tuple[str, ...]:
    """Return the words that stand in a text, without those that are only a part of another one."""
    said = [word for word in words if (word in text if not word.isascii() else _stands_alone(word, text))]
    parts = {word for word in said for longer in said if word != longer and word in longer}
    return tuple(sorted(set(said) - parts))


def _stands_alone(word: str, text: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def _without_joins(word: str) -> str:
    for join in _JOINS:
        if word.startswith(join) and len(word) >= len(join) + _LEAST_LETTERS:
            word = word.removeprefix(join)
    return word


def _is_usual(name: str, uses: Mapping[str, int]) -> bool:
    """Return whether at least half of the datasets that are in any category are in this one."""
    return uses.get(name, 0) >= LEAST_USES and 2 * uses[name] >= max(uses.values())
