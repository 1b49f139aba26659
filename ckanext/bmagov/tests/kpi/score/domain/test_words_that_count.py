"""What only fills a place earns nothing under rules that ask for substance; under others all is as it was."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from ckanext.bmagov.dictionary import Extent
from ckanext.bmagov.kpi.rules.domain.ruleset import Substance, Words
from ckanext.bmagov.kpi.score.domain.amend import amend
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import (
    Column,
    Facts,
    GovernanceEntry,
    GovernanceKind,
    GovernancePart,
    Imported,
    Origin,
)
from ckanext.bmagov.kpi.score.domain.findings import State, SubjectKind
from ckanext.bmagov.tests.kpi.make import AS_OF, document, duty, perfect, rules, with_dataset

ASKED = Substance(
    words=Words(title=8, notes=40, description=6, importance=40, governance=15),
    alike_share=Decimal("0.2"),
    least_rows=10,
    checked_only=True,
    dictionary_by_type=True,
    governance=True,
)
TEXTS = {"title": 30, "notes": 120, "tag_string": 14, "maintainer": 25, "data_source": 12}
COLUMNS = tuple(
    Column(name, True, True, characters=20, alike=1, of=5)
    for name in ("month", "district", "visits", "beds", "cost")
)
IMPORTANCE = "ใช้วางแผนการประชาสัมพันธ์ของกรุงเทพมหานครและจัดสรรงบประมาณรายเขต"
WIDENING = "เพิ่มข้อมูลการเข้าถึงจากสื่อสังคมออนไลน์รายวันของทุกสำนักงานเขต"


def entry(text: int, characters: int = 40) -> GovernanceEntry:
    return GovernanceEntry(characters, text)


PARTS = (
    GovernancePart(
        1,
        (
            GovernanceKind("data_owner", entries=(entry(1),)),
            GovernanceKind("data_steward", entries=(entry(2),)),
            GovernanceKind("working_group", "working_group_order"),
        ),
        ("owner",),
    ),
    GovernancePart(2, (GovernanceKind("exchange", entries=(entry(3),)),)),
    GovernancePart(3, (GovernanceKind("security_measure", entries=(entry(4),)),), ("agreement", "fresh")),
    GovernancePart(4, (GovernanceKind("quality_assessment", entries=(entry(5),)),)),
    GovernancePart(5, (), ("classification",)),
    GovernancePart(6, (), ("metadata", "dictionary", "fresh")),
)


def asking(**changes: Any):
    """The rules of the year with all that is asked for here, or some of it."""
    return replace(rules(), substance=replace(ASKED, **changes))


def honest(kind: str = "bureau") -> Facts:
    """An agency that has done everything and says so in words."""
    facts = perfect(kind)
    proposal = replace(facts.proposal, importance=IMPORTANCE, widened_by=WIDENING)
    datasets = tuple(
        replace(
            dataset,
            data_type="record",
            machine_readable=True,
            characters=TEXTS,
            columns=COLUMNS,
            imported=Imported(120, 600, 0, 100, Extent.WHOLE),
        )
        for dataset in facts.datasets
    )
    return replace(facts, datasets=datasets, proposal=proposal, governance=PARTS)


def judged(facts: Facts, criterion: str, rule_set=None):
    """Points, reasons and parameters of a criterion."""
    card = evaluate(facts, rule_set or asking(), AS_OF)
    score = next(score for score in card.criteria if score.id == criterion)
    return score.points, [finding for finding in card.findings if finding.criterion == criterion]


def share(facts: Facts, criterion: str, rule_set=None) -> Fraction:
    points, _ = judged(facts, criterion, rule_set)
    return points.earned / points.weight


@pytest.mark.parametrize("kind", ["bureau", "district_office"])
def test_who_has_done_everything_in_earnest_loses_nothing(kind: str):
    card = evaluate(honest(kind), asking(), AS_OF)
    assert card.result == Decimal("100.00")
    assert card.counts["unknown"] == 0


@pytest.mark.parametrize("kind", ["bureau", "district_office"])
def test_rules_that_ask_for_nothing_do_not_see_what_is_measured(kind: str):
    """The facts of before and those of today come to the same bytes."""
    before, today = perfect(kind), honest(kind)
    today = replace(
        today,
        proposal=before.proposal,
        datasets=tuple(
            replace(
                dataset,
                characters=dict.fromkeys(TEXTS, 0),
                columns=tuple(
                    Column(column.name, True, True, characters=0, alike=2, of=2)
                    for column in dataset.columns or ()
                ),
                imported=Imported(120, 240, 0, 100),
                machine_readable=False,
            )
            for dataset in (replace(other, columns=before.datasets[0].columns) for other in today.datasets)
        ),
    )
    assert evaluate(today, rules(), AS_OF).to_json() == evaluate(before, rules(), AS_OF).to_json()


def test_facts_of_before_are_read_and_judged_as_they_were():
    plain: Any = perfect().to_dict()
    for dataset in plain["datasets"]:
        for name in ("data_type", "machine_readable", "characters"):
            del dataset[name]
        del dataset["imported"]["checked"]
        for column in dataset["columns"]:
            for name in ("characters", "alike", "of"):
                del column[name]
    del plain["governance"], plain["proposal"]["title"]
    old = Facts.from_dict(plain)
    assert old == perfect()
    assert evaluate(old, rules(), AS_OF).to_json() == evaluate(perfect(), rules(), AS_OF).to_json()


class TestMetadata:
    def test_junk_in_every_text_earns_nothing(self):
        junk = dict.fromkeys(TEXTS, 0)
        points, (finding,) = judged(with_dataset(honest(), "new", characters=junk), "2.2.1")
        assert points.earned == 0
        assert finding.params["thin"] == tuple(TEXTS)

    @pytest.mark.parametrize("field", TEXTS)
    def test_junk_in_a_field_counts_as_a_field_that_is_missing(self, field):
        facts = with_dataset(honest(), "new", characters={**TEXTS, field: 0})
        assert share(facts, "2.2.1") == Fraction(13, 14)

    @pytest.mark.parametrize(
        ("field", "characters", "thin"),
        [("title", 7, True), ("title", 8, False), ("notes", 39, True), ("notes", 40, False)]
        + [(name, 1, False) for name in ("tag_string", "maintainer", "data_source")],
    )
    def test_titles_and_notes_need_the_characters_of_the_rules(self, field, characters, thin):
        facts = with_dataset(honest(), "new", characters={**TEXTS, field: characters})
        assert (share(facts, "2.2.1") < 1) is thin

    def test_junk_for_a_person_is_no_owner(self):
        facts = with_dataset(honest(), "d1", characters={**TEXTS, "maintainer": 0})
        finding = judged(facts, "1.3")[1][0]
        assert finding.params["lacking"] == ("metadata", "owner")

    def test_what_nobody_measured_costs_nothing(self):
        assert share(with_dataset(honest(), "new", characters=None), "2.2.1") == 1


class TestDictionary:
    def described(self, **changes: Any) -> Facts:
        columns = tuple(replace(column, **changes) for column in COLUMNS)
        return with_dataset(honest(), "new", columns=columns)

    def test_fillers_and_names_describe_nothing(self):
        points, (finding,) = judged(self.described(characters=0), "2.2.2")
        assert points.earned == 0
        assert (finding.params["thin_columns"], finding.params["columns"]) == (5, 5)

    def test_types_and_names_alone_are_no_dictionary(self):
        assert share(self.described(described=False, characters=0), "2.2.2") == 0
        assert share(self.described(described=False, characters=0), "2.2.2", rules()) == Fraction(3, 4)

    @pytest.mark.parametrize(("characters", "whole"), [(5, False), (6, True), (None, True)])
    def test_a_description_needs_the_characters_of_the_rules(self, characters, whole):
        assert (share(self.described(characters=characters), "2.2.2") == 1) is whole

    @pytest.mark.parametrize(
        ("alike", "of", "whole"),
        [(5, 5, False), (2, 9, False), (2, 10, True), (1, 4, True), (2, 3, True), (3, 3, True)],
    )
    def test_the_same_words_for_many_columns_describe_none(self, alike, of, whole):
        assert (share(self.described(alike=alike, of=of), "2.2.2") == 1) is whole


class TestRows:
    def small(self, rows: int, **changes: Any) -> Facts:
        imported = Imported(rows, 5 * rows, 0, None, Extent.WHOLE)
        return with_dataset(honest(), "new", imported=imported, **changes)

    @pytest.mark.parametrize("criterion", ["2.2.3", "2.2.4"])
    def test_a_table_of_one_row_is_no_database(self, criterion):
        points, (finding,) = judged(self.small(1), criterion)
        assert points.earned == 0
        assert (finding.reason, finding.params["rows"], finding.params["least"]) == ("FEW-ROWS", 1, 10)

    @pytest.mark.parametrize("criterion", ["2.2.3", "2.2.4"])
    def test_as_many_rows_as_the_rules_ask_for_are_enough(self, criterion):
        assert share(self.small(10), criterion) == 1

    def test_rows_behind_an_api_cannot_be_counted(self):
        facts = self.small(0, in_datastore=False, has_working_api=True, tabular=False)
        assert share(facts, "2.2.3") == 1

    def test_rows_that_a_worker_has_yet_to_count_cost_nothing(self):
        facts = self.small(0, import_known=False)
        points, _ = judged(facts, "2.2.4")
        assert points.lost == 0


class TestChecked:
    def checked(self, extent: Extent, **changes: Any) -> Facts:
        imported = Imported(120, 0 if extent is Extent.NOT else 600, 0, 100, extent)
        return with_dataset(honest(), "new", imported=imported, **changes)

    @pytest.mark.parametrize(
        ("extent", "reason"),
        [(Extent.NOT, "IMPORTED-NOT-CHECKED"), (Extent.PARTLY, "IMPORTED-PARTLY-CHECKED")],
    )
    def test_what_was_not_checked_is_not_correct(self, extent, reason):
        points, (finding,) = judged(self.checked(extent), "2.2.4")
        assert points.earned / points.weight == Fraction(2, 3)
        assert (finding.reason, finding.params["missing"]) == (reason, ("correct",))

    def test_a_check_that_waits_for_a_worker_costs_nothing(self):
        points, (finding,) = judged(self.checked(Extent.WAITING), "2.2.4")
        assert (points.lost, points.unknown / points.weight) == (0, Fraction(1, 3))
        assert finding.state is State.UNKNOWN

    def test_who_was_checked_does_not_stand_below_who_was_not(self):
        wrong = Imported(120, 600, 60, 100, Extent.WHOLE)
        assert share(with_dataset(honest(), "new", imported=wrong), "2.2.4") > share(
            self.checked(Extent.NOT), "2.2.4"
        )

    def test_without_a_plan_what_is_there_is_complete_and_says_so(self):
        imported = Imported(120, 600, 0, None, Extent.WHOLE)
        points, (finding,) = judged(with_dataset(honest(), "new", imported=imported), "2.2.4")
        assert points.earned == points.weight
        assert finding.evidence[0].value.startswith("rows 120/120 (no plan)")


class TestProposal:
    @pytest.mark.parametrize("words", ["x", "ทดสอบ " * 20, "สำคัญมาก", "", "ชุดข้อมูล new " * 9])
    def test_an_importance_that_says_nothing_earns_nothing(self, words):
        facts = honest()
        facts = replace(facts, proposal=replace(facts.proposal, importance=words))
        points, (finding,) = judged(facts, "2.1.4")
        assert points.earned == 0
        assert (finding.reason, finding.params["least"]) == ("IMPORTANCE-THIN", 40)

    @pytest.mark.parametrize("words", ["x", "", IMPORTANCE])
    def test_what_is_new_is_said_in_words_of_its_own(self, words):
        facts = honest()
        facts = replace(facts, proposal=replace(facts.proposal, widened_by=words))
        assert [finding.reason for finding in judged(facts, "2.1.4")[1]] == ["WIDENING-THIN"]
        new = replace(facts, proposal=replace(facts.proposal, origin=Origin.NEW))
        assert share(new, "2.1.4") == 1

    def test_the_word_of_an_auditor_goes_before_the_count(self):
        facts = honest()
        facts = replace(facts, proposal=replace(facts.proposal, importance="x", accepted=True))
        assert share(facts, "2.1.4") == 1


class TestKindOfDataset:
    def of(self, **changes: Any) -> Fraction:
        facts = with_dataset(replace(honest(), governance=None, obligations=(duty(),)), "d1", **changes)
        return share(facts, "1.3")

    def test_a_page_of_a_table_is_asked_for_what_a_table_is_asked_for(self):
        page = self.of(tabular=False, machine_readable=False, columns=())
        assert page == Fraction(3, 5)

    @pytest.mark.parametrize("data_type", ["record", "statistics", "geospatial", "mixed", "other", ""])
    @pytest.mark.parametrize("columns", [(), COLUMNS[:1]])
    def test_a_table_locked_in_a_page_never_beats_the_table(self, data_type, columns):
        page = self.of(tabular=False, machine_readable=False, columns=(), data_type=data_type)
        table = self.of(columns=columns, data_type=data_type, dictionary_agrees=False)
        assert page < table

    def test_under_rules_that_go_by_the_file_it_did(self):
        by_file = asking(dictionary_by_type=False)
        facts = replace(honest(), governance=None, obligations=(duty(),))
        page = with_dataset(facts, "d1", tabular=False, machine_readable=False)
        assert share(page, "1.3", by_file) == 1

    def test_a_file_of_which_nobody_knows_the_kind_costs_nothing(self):
        facts = with_dataset(replace(honest(), governance=None), "d1", machine_readable=None)
        assert judged(facts, "1.3")[0].lost == 0


class TestGovernance:
    def record(self, *parts: GovernancePart, **changes: Any) -> Facts:
        return replace(honest(), governance=parts, **changes)

    @pytest.mark.parametrize("kind", ["bureau", "district_office"])
    def test_the_six_parts_weigh_as_much_as_the_datasets(self, kind):
        nothing = tuple(GovernancePart(number, (GovernanceKind(f"k{number}"),)) for number in range(1, 7))
        assert share(replace(honest(kind), governance=nothing), "1.3") == Fraction(1, 2)

    @pytest.mark.parametrize("worth", ["0", "0.25", "0.9"])
    def test_rules_say_what_the_six_parts_are_worth_together(self, worth):
        asked = asking(governance_share=Decimal(worth))
        nothing = tuple(GovernancePart(number, (GovernanceKind(f"k{number}"),)) for number in range(1, 7))
        assert share(replace(honest(), governance=nothing), "1.3", asked) == 1 - Fraction(worth)
        assert share(honest(), "1.3", asked) == 1

    def test_eleven_entries_of_nothing_complete_nothing(self):
        junk = tuple(
            replace(
                part,
                measures=(),
                kinds=tuple(replace(kind, document="", entries=(entry(1, 0),)) for kind in part.kinds),
            )
            for part in PARTS[:4]
        )
        assert share(self.record(*junk), "1.3") == Fraction(1, 2)
        reasons = [finding.reason for finding in judged(self.record(*junk), "1.3")[1]][2:]
        assert reasons == ["GOVERNANCE-PART-LACKING"] * 4

    def test_the_same_words_serve_one_kind(self):
        same = GovernancePart(1, tuple(GovernanceKind(name, entries=(entry(7),)) for name in ("a", "b")))
        assert share(self.record(same), "1.3") == Fraction(3, 4)
        other = replace(same, kinds=(replace(same.kinds[0], entries=(entry(7), entry(8))), same.kinds[1]))
        assert share(self.record(other), "1.3") == 1, "words of its own are found wherever they stand"

    def test_a_document_that_is_handed_in_counts(self):
        facts = honest()
        gone = replace(facts, documents=(document("development_plan"),))
        finding = judged(gone, "1.3")[1][2]
        assert (finding.subject_id, finding.params["kinds"]) == ("1", ("working_group",))

    def test_each_part_shows_its_share(self):
        facts = with_dataset(honest(), "new", has_category=False)
        parts = {finding.subject_id: finding.points for finding in judged(facts, "1.3")[1][2:]}
        assert parts["5"].earned / parts["5"].weight == Fraction(2, 3)

    def test_who_publishes_nothing_keeps_to_no_measure(self):
        facts = replace(self.record(*PARTS), published=())
        parts = {finding.subject_id: finding.points for finding in judged(facts, "1.3")[1][2:]}
        assert (parts["5"].earned, parts["6"].earned) == (0, 0)

    def test_a_catalog_that_cannot_be_asked_costs_nothing(self):
        facts = replace(self.record(*PARTS), published=None)
        assert judged(facts, "1.3")[0].lost == 0

    def test_amending_counts_the_parts_again(self):
        before = honest()
        after = with_dataset(before, "d1", has_category=False, mandatory_missing=("objective",))
        card = evaluate(before, asking(), AS_OF)
        changed = replace(after, obligations=(duty(),))
        kept = [
            finding
            for finding in card.findings
            if finding.subject_id == "o1" or finding.subject is SubjectKind.GOVERNANCE
        ]
        scores = {score.id: score for score in card.criteria}
        amended = amend(scores, card.counts, kept, changed, asking(), AS_OF, register_only=True)
        whole = evaluate(after, asking(), AS_OF)
        assert amended is not None
        assert (tuple(amended.scores.values()), amended.counts) == (whole.criteria, whole.counts)
        assert all(finding in whole.findings for finding in amended.findings)

    def test_without_duties_the_parts_are_all_of_it(self):
        points, findings = judged(self.record(*PARTS, obligations=()), "1.3")
        assert points.weight == points.earned == 15
        assert len(findings) == 7

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 30)), max_size=8),
        st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 30)),
    )
    def test_another_entry_never_lowers(self, entries, more):
        def facts(some):
            kinds = tuple(
                GovernanceKind(
                    f"k{kind}", entries=tuple(entry(text, size) for at, text, size in some if at == kind)
                )
                for kind in range(4)
            )
            return self.record(GovernancePart(1, kinds))

        assert share(facts(entries), "1.3") <= share(facts([more, *entries]), "1.3")
