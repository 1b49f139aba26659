"""Every code that the domain can say has its sentence, in both languages, with nothing left to fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ckanext.bmagov.kpi.common.words import messages
from ckanext.bmagov.kpi.rules import words as rule_messages
from ckanext.bmagov.kpi.score import words

PACKAGE = Path(__file__).parents[4]
GOLDEN = sorted((PACKAGE / "tests/golden/kpi").glob("*.json"))
CODE = re.compile(r'"([A-Z]+(?:-[A-Z0-9]+)+|LIMIT|DUPLICATE)"')
ENDINGS = ("COMPLETE", "LATE", "TIME-NOT-SEEN", "NOT-SEEN", "INCOMPLETE", "MISSING")
FRESHNESS = ("FRESH", "DUE", "OVERDUE", "DELINQUENT", "EXEMPT", "UNKNOWN")


def codes(*paths):
    found = set()
    for path in paths:
        for file in [PACKAGE / path] if path.endswith(".py") else (PACKAGE / path).glob("*.py"):
            found |= set(CODE.findall(file.read_text(encoding="utf-8")))
    return found


def test_every_reason_of_a_finding_has_a_sentence():
    built = {
        f"{word}-{end}"
        for word in ("METADATA", "DICTIONARY", "STORED", "IMPORTED", "LINKED")
        for end in ENDINGS
    }
    built |= {f"DATA-{state}" for state in FRESHNESS}
    parts = {"TIME-NOT-SEEN", "NOT-SEEN"}
    assert words.reasons() == (codes("kpi/score/domain/criteria") - parts) | built


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
    assert said <= set(messages._SENTENCES) | messages._DATE_CODES


@pytest.mark.usefixtures("with_plugins")
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["th", "en"])
def test_findings_read_as_sentences(path, language, read_in):
    card = json.loads(path.read_text(encoding="utf-8"))
    with read_in(language):
        for finding in card["findings"]:
            text = words.finding_text(finding["reason"], finding["params"], {"indicator": "X"})
            todo = words.remedy_text(finding["reason"], finding["params"], {"indicator": "X"})
            assert text
            assert "{" not in text + todo
            if language == "th":
                assert re.search("[\u0e00-\u0e7f]", text)
