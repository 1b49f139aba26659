"""What is handed in counts by what it holds; what nobody could see for too long is not reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from ckanext.bmagov.kpi.evidence.domain.document_flags import document_flags
from ckanext.bmagov.kpi.evidence.domain.document_text import Alike, Reading, Relation
from ckanext.bmagov.kpi.rules.domain.ruleset import Substance, Words
from ckanext.bmagov.kpi.score.domain.engine import evaluate
from ckanext.bmagov.kpi.score.domain.facts import Document, UseEvidence
from ckanext.bmagov.tests.kpi.make import AS_OF, at, document, perfect, rules, use, with_dataset

SUBSTANCE = Substance(
    words=Words(use=40),
    document_characters=200,
    document_alike=Decimal("0.8"),
    list_as_of_its_day=True,
    unseen_is_unknown=True,
    unknown_days=14,
)
RULES = replace(rules(), substance=SUBSTANCE)
TEXT = Reading(pages=3, characters=900, language="th")
LIST = ("d1", "d2", "new")
TELLS = "กองประชาสัมพันธ์ใช้เลือกช่องทางเผยแพร่ข่าว ลดเวลาเตรียมข่าวจากสองวันเหลือครึ่งวัน"


def paper(kind: str, reading: Reading | None = TEXT, **changes) -> Document:
    return document(kind, reading=reading, **changes)


def data_list(*datasets: str, published: tuple[str, ...] | None = LIST, **changes) -> Document:
    reading = changes.pop("reading", replace(TEXT, characters=60, datasets=datasets))
    return paper("data_catalog_list", reading, published=published, **changes)


def shown_by(*evidence: UseEvidence, **changes):
    return use("inside", description=changes.pop("description", TELLS), evidence=evidence, **changes)


def file(reading: Reading | None = TEXT) -> UseEvidence:
    return UseEvidence("/kpi/document/e", "sha-e", reading=reading)


def finding(criterion: str, *documents: Document, uses=None, rule_set=RULES, as_of=AS_OF, **datasets):
    facts = replace(perfect(), documents=documents)
    facts = facts if uses is None else replace(facts, uses=uses)
    facts = with_dataset(facts, "new", **datasets) if datasets else facts
    card = evaluate(facts, rule_set, as_of)
    return next(each for each in card.findings if each.criterion == criterion)


def judged(criterion: str, *documents: Document, **more) -> tuple[str, str]:
    known = finding(criterion, *documents, **more)
    return known.reason, known.state.value


class TestDocument:
    def order(self, reading: Reading | None, **changes):
        return judged("2.1.1", paper("working_group_order", reading, **changes))

    @pytest.mark.parametrize(
        ("reading", "expected"),
        [
            (TEXT, ("DOCUMENT-RECEIVED", "pass")),
            (replace(TEXT, characters=199), ("DOCUMENT-WITHOUT-CONTENT", "fail")),
            (Reading(1, 1), ("DOCUMENT-WITHOUT-CONTENT", "fail")),
            (Reading(2, 0, scanned=True), ("DOCUMENT-RECEIVED", "pass")),
            (None, ("DOCUMENT-NOT-READ", "unknown")),
        ],
    )
    def test_counts_by_its_text(self, reading, expected):
        assert self.order(reading) == expected

    def test_one_that_cannot_be_read_is_unknown_for_some_days_only(self):
        soon = AS_OF - timedelta(days=14)
        assert self.order(Reading(), received_at=soon) == ("DOCUMENT-UNREADABLE", "unknown")
        assert self.order(Reading()) == ("DOCUMENT-UNREADABLE-LONG", "fail")

    def test_text_of_another_kind_counts_once(self):
        copy = replace(TEXT, alike=(Alike("other", Relation.KIND, Decimal("0.80")),))
        assert self.order(copy) == ("DOCUMENT-REPEATED", "fail")

    @pytest.mark.parametrize(
        "alike",
        [
            Alike("other", Relation.KIND, Decimal("0.79")),
            Alike("other", Relation.AGENCY, Decimal(1)),
            Alike("other", Relation.YEAR, Decimal(1)),
        ],
    )
    def test_other_likeness_costs_nothing(self, alike):
        assert self.order(replace(TEXT, alike=(alike,))) == ("DOCUMENT-RECEIVED", "pass")

    def test_a_better_one_counts_beside_a_bad_one(self):
        bad = paper("working_group_order", Reading(1, 1), name="bad")
        assert judged("2.1.1", bad, paper("working_group_order")) == ("DOCUMENT-RECEIVED", "pass")

    def test_an_address_that_cannot_be_asked(self):
        silent = {"sha256": "", "readable": None}
        assert self.order(None, **silent) == ("DOCUMENT-NOT-SEEN", "unknown")
        long_ago = {**silent, "unknown_since": AS_OF - timedelta(days=15)}
        assert self.order(None, **long_ago) == ("DOCUMENT-NOT-SEEN-LONG", "fail")

    def test_is_told_how_much_there_is(self):
        known = finding("2.1.1", paper("working_group_order", Reading(1, 7)))
        assert (known.params["characters"], known.params["least"]) == (7, 200)

    def test_without_substance_nothing_is_asked(self):
        for reading in (None, Reading(), Reading(1, 1)):
            known = finding("2.1.1", paper("working_group_order", reading), rule_set=rules())
            assert known == finding("2.1.1", document("working_group_order"), rule_set=rules())


class TestList:
    def test_its_own_rows_count(self):
        assert judged("2.1.3", data_list(*LIST)) == ("DOCUMENT-RECEIVED", "pass")
        known = finding("2.1.3", data_list("d1", listed_datasets=LIST))
        assert (known.reason, known.params["listed"], known.params["published"]) == (
            "LIST-ROWS-MISSING", 1, 3,
        )  # fmt: skip

    def test_what_whoever_hands_it_in_says_does_not_count(self):
        assert judged("2.1.3", data_list(listed_datasets=LIST)) == ("LIST-ROWS-MISSING", "fail")

    def test_publishing_later_never_costs(self):
        assert judged("2.1.3", data_list("d1", published=("d1",))) == ("DOCUMENT-RECEIVED", "pass")

    @pytest.mark.parametrize("reading", [Reading(2, 0, scanned=True), replace(TEXT, datasets=None)])
    def test_rows_that_cannot_be_read_are_unknown_for_some_days(self, reading):
        soon = data_list(reading=reading, received_at=AS_OF - timedelta(days=3))
        assert judged("2.1.3", soon) == ("LIST-NOT-READ", "unknown")
        assert judged("2.1.3", data_list(reading=reading)) == ("LIST-NOT-READ", "fail")

    def test_one_that_waits_to_be_read_costs_nothing(self):
        assert judged("2.1.3", data_list(reading=None)) == ("DOCUMENT-NOT-READ", "unknown")

    def test_where_nothing_was_published_it_still_has_to_say_something(self):
        assert judged("2.1.3", data_list(published=())) == ("DOCUMENT-WITHOUT-CONTENT", "fail")
        assert judged("2.1.3", data_list(published=(), reading=TEXT)) == ("DOCUMENT-RECEIVED", "pass")

    def test_without_the_catalog_of_its_day_it_is_unknown(self):
        known = data_list(published=None, reading=replace(TEXT, datasets=()))
        assert judged("2.1.3", known) == ("CATALOG-NOT-SEEN", "unknown")


class TestUse:
    def inside(self, *evidence: UseEvidence, **changes):
        return judged("2.3.1", uses=(shown_by(*evidence, **changes),))

    @pytest.mark.parametrize(
        ("evidence", "expected"),
        [
            (file(), ("USE-SHOWN", "pass")),
            (file(Reading(1, 1)), ("USE-EVIDENCE-WITHOUT-CONTENT", "fail")),
            (file(Reading(1, 0, scanned=True)), ("USE-SHOWN", "pass")),
            (file(None), ("USE-EVIDENCE-NOT-SEEN", "unknown")),
            (file(Reading()), ("USE-EVIDENCE-NOT-SEEN-LONG", "fail")),
            (UseEvidence("https://a.th", readable=True), ("USE-SHOWN", "pass")),
            (UseEvidence("https://a.th", readable=None), ("USE-EVIDENCE-NOT-SEEN", "unknown")),
            (
                UseEvidence("https://a.th", readable=None, unknown_since=at("2021-08-31")),
                ("USE-EVIDENCE-NOT-SEEN-LONG", "fail"),
            ),
            (UseEvidence("https://a.th", readable=False), ("USE-EVIDENCE-GONE", "fail")),
        ],
    )
    def test_is_shown_by_what_can_be_seen(self, evidence, expected):
        assert self.inside(evidence) == expected

    def test_one_good_piece_is_enough(self):
        assert self.inside(file(Reading(1, 1)), file()) == ("USE-SHOWN", "pass")

    @pytest.mark.parametrize(
        "words", ["x", "ใช้แล้ว", "ใช้ " * 30, "ชุดข้อมูล new" * 6, "ประชาสัมพันธ์" * 8, "x" * 80]
    )
    def test_words_that_tell_nothing_show_nothing(self, words):
        assert self.inside(file(), description=words) == ("USE-WORDS-MISSING", "fail")
        assert self.inside(file(), description=words, counted=3) == ("USE-WORDS-MISSING", "fail")

    def test_words_of_before_are_not_judged(self):
        assert self.inside(file(), description=None) == ("USE-SHOWN", "pass")


class TestLinks:
    def linked(self, **changes):
        return judged("2.2.5", **changes)

    def test_a_word_that_nobody_confirmed_takes_nothing_out_of_the_sum(self):
        declared = {"systems": {"indicator": None}, "systems_since": {"indicator": at("2021-03-01")}}
        assert self.linked(**declared) == ("LINKED-UNCONFIRMED", "fail")
        none = evaluate(with_dataset(perfect(), "new", systems={}), RULES, AS_OF)
        word = evaluate(with_dataset(perfect(), "new", **declared), RULES, AS_OF)
        assert word.result == none.result

    def test_a_confirmed_one_counts_from_its_day(self):
        declared = {"systems": {"indicator": True}, "systems_since": {"indicator": at("2021-03-01")}}
        late = {name: at("2021-09-10") for name in ("metadata", "dictionary", "stored", "imported", "linked")}
        assert self.linked(**declared, milestones=late) == ("LINKED-COMPLETE", "pass")
        assert judged("2.2.5", rule_set=rules(), **declared, milestones=late)[0] == "LINKED-LATE"

    def test_an_api_that_cannot_be_asked(self):
        silent = {"in_datastore": False, "has_working_api": None}
        assert judged("2.2.3", **silent) == ("STORED-NOT-SEEN", "unknown")
        long_ago = {**silent, "api_unknown_since": AS_OF - timedelta(days=15)}
        assert judged("2.2.3", **long_ago) == ("STORED-MISSING", "fail")
        assert judged("2.2.3", **long_ago, rule_set=rules()) == ("STORED-NOT-SEEN", "unknown")


class TestFlags:
    def flags(self, *documents: Document, uses=(), substance=SUBSTANCE):
        return document_flags(replace(perfect(), documents=documents, uses=uses), substance)

    def test_what_an_auditor_should_see(self):
        others = (("first", "0.91"), ("other", "0.93"), ("last", "0.90"))
        alike = tuple(Alike(name, Relation.AGENCY, Decimal(share)) for name, share in others)
        copy = replace(TEXT, alike=alike)
        repeated = {"document": "other", "relation": "agency", "documents": 3, "percent": 93}
        assert self.flags(
            paper("working_group_order", Reading(4, 0, scanned=True)),
            paper("development_plan", copy),
            data_list(reading=Reading()),
            paper("use_report", None, sha256=""),
            uses=(shown_by(file(Reading(1, 3))),),
        ) == (
            ("DOCUMENT-SCANNED", "working_group_order", {"pages": 4}),
            ("TEXT-ALIKE", "development_plan", repeated),
            ("DOCUMENT-UNREADABLE", "data_catalog_list", {}),
            ("LIST-NOT-READ", "data_catalog_list", {}),
            ("DOCUMENT-ADDRESS", "use_report", {}),
            ("DOCUMENT-EMPTY", "use-inside", {"characters": 3}),
        )

    def test_a_file_is_named_once(self):
        scanned = file(Reading(1, 0, scanned=True))
        both = (shown_by(scanned), use("public", evidence=(scanned,)))
        assert [flag[1] for flag in self.flags(uses=both)] == ["use-inside"]

    def test_honest_documents_and_older_rules_flag_nothing(self):
        assert self.flags(paper("working_group_order"), data_list(*LIST)) == ()
        assert self.flags(paper("working_group_order", Reading(1, 0)), substance=Substance()) == ()
