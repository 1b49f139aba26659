"""Categories that are proposed, and those that are not."""

from __future__ import annotations

import pytest

from ckanext.bmagov.metadata.domain.categories import Category, CategoryProposal, propose, subject_words

HEALTH = Category("public-health", ("สาธารณสุข", "Public health", "สถานพยาบาล วัคซีน และผู้สูงอายุ", "Vaccines"))
WATER = Category("water", ("การระบายน้ำและคุณภาพน้ำ", "Drainage", "คลอง สถานีสูบน้ำ", "Canals"))
ARTS = Category("arts", ("ศิลปะ", "Art", "", ""))
ALL = (HEALTH, WATER, ARTS)


def names(texts=(), by_keyword=None, by_agency=None) -> list[str]:
    return [proposal.name for proposal in propose(ALL, texts, by_keyword or {}, by_agency or {})]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("จำนวนวัคซีนรายเขต", ["public-health"]),
        ("ระดับน้ำในคลอง", ["water"]),
        ("การระบายน้ำฝน", ["water"]),
        ("VACCINES by district", ["public-health"]),
        ("Art in schools", ["arts"]),
        ("Departments", []),
        ("และ", []),
        ("", []),
    ],
)
def test_words_of_a_category_in_the_title_propose_it(text, proposed):
    assert names([text]) == proposed


def test_a_word_counts_once_when_it_is_a_part_of_another():
    twice = Category("x", ("น้ำฝน ปริมาณน้ำฝน", "", "", ""))
    (proposal,) = propose([twice], ["ปริมาณน้ำฝนรายเดือน"], {}, {})
    assert proposal.words == ("ปริมาณน้ำฝน",)


def test_thai_words_that_join_say_nothing():
    assert subject_words(WATER) == {"ระบายน้ำ", "คุณภาพน้ำ", "drainage", "คลอง", "สถานีสูบน้ำ", "canals"}


def test_what_others_do_counts_from_half_of_them_and_from_two():
    assert names(by_agency={"water": 5, "arts": 2}) == ["water"]
    assert names(by_agency={"water": 4, "arts": 2}) == ["arts", "water"]
    assert names(by_keyword={"arts": 1}) == []


def test_keywords_weigh_more_than_the_agency_and_words_of_the_dataset_add_to_it():
    proposals = propose(ALL, ["วัคซีน"], {"water": 3}, {"arts": 9, "public-health": 9})
    assert [proposal.name for proposal in proposals] == ["public-health", "water", "arts"]
    assert proposals[0] == CategoryProposal("public-health", ("วัคซีน",), agency=True)


def test_at_most_three_are_proposed():
    many = [Category(f"c{n}", ("คลอง", "", "", "")) for n in range(9)]
    assert len(propose(many, ["คลอง"], {}, {})) == 3
