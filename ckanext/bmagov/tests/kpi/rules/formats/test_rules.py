"""Rule sets as files: the rows of design/security.md 4.5, each with its line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.formats.yaml_file import MAX_BYTES, RuleFileError, load_yaml
from ckanext.bmagov.kpi.rules.domain import ruleset as rs
from ckanext.bmagov.kpi.rules.domain.json_schema import json_schema
from ckanext.bmagov.kpi.rules.domain.ruleset import Rounding, Status, check_successor, compare
from ckanext.bmagov.kpi.rules.formats import read_rule_file, read_rules
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS
from ckanext.bmagov.tests.kpi.make import RULES_DIR, rules

SOURCE = (RULES_DIR / "kpi-2564.yaml").read_text(encoding="utf-8")


def problems(text: str | bytes):
    with pytest.raises(RuleFileError) as refused:
        read_rules(text.encode() if isinstance(text, str) else text, "rules.yaml")
    return refused.value.problems


def edited(old: str, new: str, count: int = 1) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new, count)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("path", sorted(RULES_DIR.rglob("kpi-*.yaml")), ids=lambda path: path.stem)
def test_our_rule_sets_are_taken(path):
    found = read_rule_file(path)
    assert str(found.fiscal_year) in path.stem
    assert len(found.steps) == 5
    assert len(found.criteria) == (16 if found.version > 1 else 14)


def test_the_default_weights_say_that_they_are_ours():
    assert {one.weight_source for one in rules().criteria} == {rs.Source.DEFAULT}
    assert {one.deadline_source for one in rules().steps} == {rs.Source.DEFAULT}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: !!python/object/apply:os.system ['true']", "YAML-TAG"),
        ("a: !!binary aGk=", "YAML-TAG"),
        ("a: &x [1]\nb: *x", "YAML-ALIAS-LIMIT"),
        ("a: 1\na: 2", "YAML-DUPLICATE-KEY"),
        ("a: no", "YAML-QUOTE-VALUE"),
        ("a: on", "YAML-QUOTE-VALUE"),
        ("a: 010", "YAML-QUOTE-VALUE"),
        ("a: 1:30", "YAML-QUOTE-VALUE"),
        ("a: 0x1F", "YAML-QUOTE-VALUE"),
        ("a: 1_000", "YAML-QUOTE-VALUE"),
        ("a: ~", "YAML-QUOTE-VALUE"),
        ("a:", "YAML-QUOTE-VALUE"),
        ("no: 1", "YAML-QUOTE-VALUE"),
        ("1: 1", "YAML-QUOTE-VALUE"),
        ("a: 2021-01-31 10:00:00", "YAML-QUOTE-VALUE"),
        ("a: 2564-01-31", "DATE-ISO-BE"),
        ("a:\n\t- 1", "YAML-SYNTAX"),
        ("a: [1", "YAML-SYNTAX"),
        ("a: 1\n---\nb: 1", "YAML-SYNTAX"),
        ("a: \x00", "YAML-SYNTAX"),
        ("", "YAML-EMPTY"),
        ("# nothing", "YAML-EMPTY"),
        ("a: " + "[" * 30 + "]" * 30, "YAML-LIMIT"),
        ("a: " + "[" * 5000, "YAML-LIMIT"),
        ("a: [" + "1," * 25_000 + "]", "YAML-LIMIT"),
        ("#" * (MAX_BYTES + 1), "YAML-LIMIT"),
    ],
    ids=lambda value: ascii(value[:30]),
)
def test_what_yaml_would_take_wrongly_is_refused(text, code):
    assert problems(text)[0].code == code


def test_an_alias_bomb_is_refused_before_it_unfolds():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    found = problems("\n".join(levels))
    assert (found[0].code, found[0].line) == ("YAML-ALIAS-LIMIT", 1)


def test_both_lines_of_a_key_that_stands_twice_are_told():
    found = problems(SOURCE + "kpi: other\n")
    first, second = found[0].params["lines"]
    assert (first, second) == (line_of(SOURCE, "kpi: database"), SOURCE.count("\n") + 1)


def test_bytes_that_are_not_utf8_are_told_with_their_line():
    found = problems(b"a: 1\nb: \xa1\xd2\xc3")
    assert (found[0].code, found[0].line, found[0].params["byte"]) == ("YAML-ENCODING", 2, "0xA1")


def test_numbers_are_exact_and_days_are_text():
    plain, lines = load_yaml(b"a: 0.1\nb: [2021-01-31, 7, true, '010']\n")
    assert (str(plain["a"]), plain["b"]) == ("0.1", ["2021-01-31", 7, True, "010"])
    assert lines["b[2]"] == 2


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("weight: 40", "weight: 39.9", "WEIGHT-SUM", "parts"),
        ("weight: 25", "weight: 24.9", "WEIGHT-SUM", "parts[1]"),
        ("weight: 25", "weight: -25", "WEIGHT-RANGE", "parts[1].criteria[1.1].weight"),
        ("weight: 25", "weight: .nan", "WEIGHT-RANGE", "parts[1].criteria[1.1].weight"),
        ("weight: 25", "weight: .inf", "WEIGHT-RANGE", "parts[1].criteria[1.1].weight"),
        ("weight: 25", "weight: true", "WEIGHT-RANGE", "parts[1].criteria[1.1].weight"),
        (
            "check: database_stored",
            "check: database_store",
            "CRITERION-UNKNOWN",
            "parts[2].criteria[2.2.3].check",
        ),
        ("        weight: 25", "        wieght: 25", "RULE-UNKNOWN", "parts[1].criteria[1.1].wieght"),
        ("    deadline: 2021-01-31\n", "", "DEADLINE-MISSING", "steps[1].deadline"),
        ("    deadline: 2021-01-31\n", "    deadline: 31/9/2564\n", "DATE-NOT-EXIST", "steps[1].deadline"),
        ("    deadline: 2021-01-31\n", "    deadline: 3/4/2564\n", "DATE-AMBIGUOUS", "steps[1].deadline"),
        ("    deadline: 2021-01-31\n", "    deadline: 2019-01-31\n", "DATE-OUT-OF-YEAR", "steps[1].deadline"),
        ("        step: '1'\n", "", "DEADLINE-MISSING", "parts[2].criteria[2.1.1].step"),
        ("        step: '1'\n", "        step: '9'\n", "VALUE-UNKNOWN", "parts[2].criteria[2.1.1].step"),
        ("id: '1.2'", "id: '1.1'", "DUPLICATE", "parts[1].criteria[1.1]"),
        ("id: '1.2'", "id: 1.2", "YAML-QUOTE-VALUE", "parts[1].criteria[2].id"),
        ("[district_office]", "[district]", "VALUE-UNKNOWN", "parts[1].criteria[1.2].applies_to[1]"),
        (
            "systems: [indicator]",
            "systems: [indicater]",
            "VALUE-UNKNOWN",
            "parts[2].criteria[2.2.5].params.systems",
        ),
        (
            "{kind: city_indicator}",
            "{pattern: (a+)+$}",
            "RULE-UNKNOWN",
            "parts[1].criteria[1.1].params.pattern",
        ),
        ("late_share: 0.5", "late_share: 0.9", "SHARE-ORDER", "lateness.late_share"),
        ("late_share: 0.5", "late_share: 5", "SHARE-RANGE", "lateness.late_share"),
        ("status: published", "status: final", "VALUE-UNKNOWN", "status"),
        ("format: 1", "format: 2", "RULE-FORMAT", "format"),
        ("version: 1", "version: 0", "NUMBER-RANGE", "version"),
        ("unknown: excluded", "unknown: ignored", "VALUE-UNKNOWN", "unknown"),
    ],
)
def test_a_rule_set_with_an_error_is_refused_with_line_and_path(old, new, code, path):
    found = next(one for one in problems(edited(old, new)) if one.code == code)
    assert found.path == path
    assert found.line > 0


def test_the_line_is_the_line():
    text = edited("weight: 25", "weight: -25")
    found = problems(text)[0]
    assert found.line == line_of(text, "weight: -25")


def test_an_unknown_name_is_told_with_the_nearest():
    found = problems(edited("unknown: excluded", "unknwon: excluded"))
    assert [(one.code, one.params.get("nearest")) for one in found] == [
        ("RULE-MISSING", None),
        ("RULE-UNKNOWN", "unknown"),
    ]


def test_all_problems_are_told_at_once_in_the_order_of_the_file():
    text = edited("weight: 25", "weight: -25").replace("late_share: 0.5", "late_share: 7")
    lines = [one.line for one in problems(text)]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_ten_thousand_criteria_are_refused():
    criterion = SOURCE[SOURCE.index("      - id: '1.1'") : SOURCE.index("      - id: '1.2'")]
    assert problems(edited(criterion, criterion * 2000))[0].code == "YAML-LIMIT"


def test_a_list_is_no_rule_set():
    assert problems("- a\n- b")[0].code == "RULE-TYPE"


# Versions


def test_equal_content_has_an_equal_digest_however_it_is_written():
    quoted = edited("effective_from: 2020-10-01", "effective_from: '1 ต.ค. 2563'")
    assert read_rules(quoted.encode()).digest == rules().digest
    assert read_rules(edited("status: published", "status: locked").encode()).digest == rules().digest
    assert read_rules(edited("grace_days: 7", "grace_days: 8").encode()).digest != rules().digest


def test_what_changed_between_two_versions_is_told_by_name():
    new = read_rules(
        edited("deadline: 2021-03-31", "deadline: 15/5/2564").replace("version: 1", "version: 2").encode()
    )
    changes = [(one.path, one.before, one.after) for one in compare(rules(), new)]
    assert changes == [("version", "1", "2"), ("steps[2].deadline", "2021-03-31", "2021-05-15")]


def test_the_second_version_of_2570_follows_the_first_and_adds_what_counts():
    first = read_rule_file(RULES_DIR / "kpi-2570.yaml")
    second = read_rule_file(RULES_DIR / "kpi-2570-2.yaml")
    check_successor(first, second)
    changed = {re.split(r"[.\[]", one.path)[0] for one in compare(first, second)}
    assert changed == {"version", "plan", "definitions", "method", "substance", "parts"}
    asked = {criterion.id: criterion for criterion in second.criteria}
    assert asked["1.1"].params["systems"] == ("indicator",)
    new = {name: asked[name].params["kind"] for name in asked.keys() - {item.id for item in first.criteria}}
    assert new == {"2.2.6": "import_report", "2.3.3": "use_report"}


def test_rule_sets_that_ask_for_no_substance_keep_the_digests_they_had():
    digests = {path.name: read_rule_file(path).digest[:12] for path in sorted(RULES_DIR.glob("kpi-*.yaml"))}
    assert digests["kpi-2564.yaml"] == "b233a721b985"
    assert digests["kpi-2570.yaml"] == "b1407881a445"


def test_a_field_that_came_later_changes_no_digest_while_it_says_what_was_so_before():
    second = read_rule_file(RULES_DIR / "kpi-2570-2.yaml")
    assert second.digest.startswith("36fad236e60d")
    other = replace(second.substance, governance_share=Decimal("0.4"))
    assert replace(second, substance=other).digest != second.digest


@pytest.mark.parametrize(
    ("substance", "path"),
    [
        ("{words: {title: -1}}", "substance.words.title"),
        ("{words: {titel: 1}}", "substance.words.titel"),
        ("{currency: weeks}", "substance.currency"),
        ("{alike_share: 1.5}", "substance.alike_share"),
        ("{governance_share: 1}", "substance.governance_share"),
        ("{least_rows: many}", "substance.least_rows"),
        ("{checked_only: 1}", "substance.checked_only"),
        ("{unheard: true}", "substance.unheard"),
        ("[]", "substance"),
    ],
)
def test_a_substance_that_cannot_be_read_is_named(substance, path):
    text = edited("objection_days: 15", f"substance: {substance}\nobjection_days: 15")
    with pytest.raises(RuleFileError) as refused:
        read_rules(text.encode())
    assert [problem.path for problem in refused.value.problems] == [path]


def test_a_published_version_never_changes():
    changed = read_rules(edited("grace_days: 7", "grace_days: 8").encode())
    with pytest.raises(ProblemError, match="RULESET-IMMUTABLE") as refused:
        check_successor(rules(), changed)
    assert refused.value.params == {"version": 1, "path": "lateness.grace_days"}
    check_successor(rules(), replace(changed, version=2))
    check_successor(replace(rules(), status=Status.DRAFT), changed)
    check_successor(rules(), replace(rules(), status=Status.LOCKED))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"status": Status.DRAFT}, "RULESET-IMMUTABLE"), ({"version": 0}, "RULESET-VERSION")],
)
def test_no_version_goes_back(changes, code):
    with pytest.raises(ProblemError, match=code):
        check_successor(rules(), replace(rules(), **changes))


def test_an_id_keeps_its_meaning_in_later_versions():
    text = edited("check: database_stored", "check: database_linked").replace("version: 1", "version: 2")
    with pytest.raises(ProblemError, match="RULESET-IMMUTABLE"):
        check_successor(rules(), read_rules(text.encode()))


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [
        ("half_up", "1/8", "0.13"),
        ("half_even", "1/8", "0.12"),
        ("down", "199/1000", "0.19"),
        ("half_up", "2/3", "0.67"),
    ],
)
def test_rounding_is_exact(mode, value, expected):
    from fractions import Fraction

    assert str(Rounding(2, mode).apply(Fraction(value))) == expected


# The JSON Schema, for editors


def test_the_json_schema_is_what_the_reader_asks_for():
    written = json.loads((RULES_DIR / "kpi.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema(CHECKS), "write it anew: make rules-schema"


def test_the_json_schema_takes_our_rule_files():
    jsonschema = pytest.importorskip("jsonschema")
    for path in sorted(RULES_DIR.glob("kpi-*.yaml")):
        plain, _ = load_yaml(path.read_bytes(), path.name)
        jsonschema.validate(in_numbers(plain), json_schema(CHECKS))


NUMBERS = {"target", "weight", "delinquent_periods"}


def in_numbers(plain):
    """Numbers as YAML has them; our reader keeps them as text, so that they stay exact."""
    if isinstance(plain, dict):
        return {
            key: float(value) if key in NUMBERS or key.endswith("_share") else in_numbers(value)
            for key, value in plain.items()
        }
    return [in_numbers(item) for item in plain] if isinstance(plain, list) else plain


def test_the_seed_is_in_the_file_word_for_word():
    """Names, definitions and method are the source's own; read only where the source lies beside us."""
    seed = RULES_DIR.parents[2].parent / "shared" / "seed" / "kpi-report-fy2564.txt"
    if not seed.is_file():
        pytest.skip("the source document is not beside the project")
    text = re.sub(r"\s+", " ", seed.read_text(encoding="utf-8"))
    for line in (rules().name.th, *rules().definitions, *rules().method):
        assert line in text


def test_a_criterion_names_kinds_of_duties_that_there_are():
    old, new = "params: {kind: city_indicator}", "params: {kinds: [city_indicator, new_database]}"
    assert read_rules(edited(old, new).encode()).criteria[0].kinds == ("city_indicator", "new_database")
    assert read_rules(edited(old, old).encode()).criteria[0].kinds == ("city_indicator",)
    with pytest.raises(RuleFileError) as refused:
        read_rules(edited(old, "params: {kinds: [new_databse]}").encode())
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["nearest"]) == ("VALUE-UNKNOWN", "new_database")
