"""What plain answers lead to, and what is wrong with a file of questions."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from ckanext.bmagov.access.domain.classification import Policy, PolicyError
from ckanext.bmagov.access.domain.classification.proposal import parse_questions

RULES = Path(__file__).parents[3] / "rules"
RAW = yaml.safe_load((RULES / "classification_questions.yaml").read_text(encoding="utf-8"))
POLICY = yaml.safe_load((RULES / "classification.yaml").read_text(encoding="utf-8"))
KNOWN = Policy(tuple(POLICY["levels"]), POLICY["categories"], POLICY["licences"])
QUESTIONS = parse_questions(RAW, "questions", KNOWN)

NO = {"law_secret": "no", "harm": "none", "personal": "no", "staff_only": "no"}


def lead(**answers: str) -> tuple[str, str]:
    found = QUESTIONS.propose({**NO, **answers})
    assert found
    assert found.reason["th"]
    return found.category, found.level


class TestProposal:
    def test_data_without_a_reason_to_close_them_are_open(self):
        assert lead() == ("public", "open")

    def test_work_of_staff_is_internal(self):
        assert lead(staff_only="yes") == ("internal", "internal")

    def test_personal_data_are_closed_until_they_are_de_identified(self):
        assert lead(personal="yes", deidentified="no") == ("personal", "confidential")
        assert lead(personal="yes", deidentified="yes") == ("public", "open")

    @pytest.mark.parametrize(
        ("harm", "level"), [("some", "confidential"), ("grave", "secret"), ("gravest", "top_secret")]
    )
    def test_harm_decides_the_level(self, harm: str, level: str):
        assert lead(harm=harm) == ("security", level)
        assert lead(harm=harm, law_secret="yes") == ("official_secret", level)

    def test_what_the_law_makes_secret_is_confidential_at_least(self):
        assert lead(law_secret="yes") == ("official_secret", "confidential")

    def test_nothing_is_proposed_before_every_question_is_answered(self):
        assert QUESTIONS.propose({**NO, "personal": "yes"}) is None
        assert [one.id for one in QUESTIONS.missing({**NO, "personal": "yes"})] == ["deidentified"]
        assert QUESTIONS.propose({}) is None

    def test_a_question_that_does_not_arise_needs_no_answer(self):
        assert "deidentified" not in [one.id for one in QUESTIONS.asked(NO)]
        assert QUESTIONS.propose({**NO, "deidentified": "no"}) == QUESTIONS.propose(NO)

    def test_an_answer_that_is_no_choice_is_no_answer(self):
        assert [one.id for one in QUESTIONS.missing({**NO, "harm": "a lot"})] == ["harm"]


def change(how) -> PolicyError:
    raw = copy.deepcopy(RAW)
    how(raw)
    with pytest.raises(PolicyError) as caught:
        parse_questions(raw, "questions", KNOWN)
    return caught.value


class TestFile:
    def test_every_set_of_answers_must_lead_somewhere(self):
        error = change(lambda raw: raw["proposals"].pop())
        assert [one.code for one in error.problems] == ["policy-unanswered"]

    def test_a_proposal_that_never_comes_up_is_told(self):
        error = change(lambda raw: raw["proposals"].append(copy.deepcopy(raw["proposals"][-1])))
        assert [one.code for one in error.problems] == ["policy-unused"]

    def test_our_own_proposals_are_those_of_our_own_matrix(self):
        for one in RAW["proposals"]:
            assert one["level"] in KNOWN.levels_for(one["category"])

    def test_where_a_site_has_another_matrix_that_one_is_held(self):
        stricter = Policy(KNOWN.levels, {**KNOWN.categories, "personal": ("secret", "top_secret")}, {})
        found = parse_questions(RAW, "questions", stricter).propose({
            **NO, "personal": "yes", "deidentified": "no",
        })  # fmt: skip
        assert found
        assert (found.category, found.level) == ("personal", "secret")

    @pytest.mark.parametrize(
        ("how", "path"),
        [
            (lambda raw: raw["questions"][0]["text"].pop("th"), "questions[law_secret].text"),
            (lambda raw: raw["proposals"][0].update(when={"law": "yes"}), "proposals[1].when.law"),
            (lambda raw: raw["proposals"][0].update(when={"harm": "huge"}), "proposals[1].when.harm"),
            (lambda raw: raw["proposals"][0].update(category="odd"), "proposals[1].category"),
            (lambda raw: raw["proposals"][0].update(level="odd"), "proposals[1].level"),
            (lambda raw: raw["questions"][0].update(answers={}), "questions[law_secret].answers"),
            (lambda raw: raw.pop("proposals"), "proposals"),
        ],
    )
    def test_a_mistake_is_told_with_its_place(self, how, path: str):
        assert path in [one.path for one in change(how).problems]
