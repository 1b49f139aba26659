"""Every code that the domain can say has its sentence, in both languages, with nothing left to fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ckanext.bmagov.files.domain import FRESHNESS_SENTENCES
from ckanext.bmagov.kpi.common.words import messages
from ckanext.bmagov.kpi.oversight import words as flag_words
from ckanext.bmagov.kpi.rules import words as rule_messages
from ckanext.bmagov.kpi.score import words
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.tests.kpi.make import rules

PACKAGE = Path(__file__).parents[4]
GOLDEN = sorted((PACKAGE / "tests/golden/kpi").glob("*.json"))
CODE = re.compile(r'"([A-Z]+(?:-[A-Z0-9]+)+|LIMIT|DUPLICATE)"')


def codes(*paths):
    found = set()
    for path in paths:
        for file in [PACKAGE / path] if path.endswith(".py") else (PACKAGE / path).glob("*.py"):
            found |= set(CODE.findall(file.read_text(encoding="utf-8")))
    return found


def test_a_reason_is_worded_alike_by_all_checks():
    worded = {}
    for check in CHECKS.values():
        for code, reason in check.reasons.items():
            assert worded.setdefault(code, reason.sentence) == reason.sentence
    assert set(FRESHNESS_SENTENCES) <= set(worded)


def test_every_problem_of_a_rule_file_has_a_sentence():
    said = codes(
        "kpi/rules/domain/parsing.py",
        "kpi/rules/domain/reader.py",
        "kpi/rules/domain/ruleset.py",
        "kpi/rules/formats.py",
    )
    assert said <= set(rule_messages._SENTENCES) | rule_messages._DATE_CODES


def test_every_problem_of_register_record_and_round_has_a_sentence():
    said = codes(
        "kpi/register/domain/obligations.py",
        "kpi/evidence/domain/record.py",
        "kpi/report/domain/report.py",
        "kpi/round/domain",
        "kpi/oversight/domain",
    )
    assert said <= set(messages._SENTENCES) | messages._DATE_CODES | {*flag_words._SENTENCES, "SELF-AGREED"}


@pytest.mark.usefixtures("with_plugins")
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["th", "en"])
def test_findings_read_as_sentences(path, language, read_in):
    card = json.loads(path.read_text(encoding="utf-8"))
    checks = {criterion.id: CHECKS[criterion.check] for criterion in rules().criteria}
    with read_in(language):
        for finding in card["findings"]:
            reason = checks[finding["criterion"]].reasons[finding["reason"]]
            text = words.finding_text(reason, finding["params"], {"indicator": "X"})
            todo = words.remedy_text(reason, finding["params"], {"indicator": "X"})
            assert text
            assert "{" not in text + todo
            if language == "th":
                assert re.search("[\u0e00-\u0e7f]", text)
