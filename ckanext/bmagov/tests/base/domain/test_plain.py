"""Kept facts come back as they were, and what does not fit is named by its path."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest

from ckanext.bmagov.base.domain.plain import PlainError, canonical_json, digest
from ckanext.bmagov.kpi.score.domain.criteria import CHECKS, check
from ckanext.bmagov.kpi.score.domain.facts import Facts
from ckanext.bmagov.tests.kpi.make import perfect


def test_equal_values_have_equal_bytes_whatever_the_order_of_keys():
    assert canonical_json({"b": Fraction(1, 3), "a": "ก"}) == '{"a":"ก","b":"1/3"}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_what_has_no_single_form_is_refused():
    with pytest.raises(ValueError, match="zone"):
        canonical_json(datetime(2021, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda raw: raw.update(score="100"), "score"),
        (lambda raw: raw.update(fiscal_year="2564"), "fiscal_year"),
        (lambda raw: raw.update(fiscal_year=True), "fiscal_year"),
        (lambda raw: raw.update(datasets={}), "datasets"),
        (lambda raw: raw["datasets"][1].update(has_owner="yes"), "datasets[1].has_owner"),
        (lambda raw: raw["datasets"][0].update(systems=[]), "datasets[0].systems"),
        (
            lambda raw: raw["documents"][0].update(received_at="2021-01-20T09:00:00"),
            "documents[0].received_at",
        ),
        (lambda raw: raw["uses"][0].update(kind="elsewhere"), "uses[0].kind"),
        (lambda raw: raw["proposal"].pop("origin"), "proposal"),
    ],
)
def test_stored_facts_that_do_not_fit_are_named(change, path):
    raw = perfect().to_dict()
    change(raw)
    with pytest.raises(PlainError) as refused:
        Facts.from_dict(raw)
    assert refused.value.params["path"] == path


def test_the_name_of_a_check_is_taken_once():
    with pytest.raises(ValueError, match="document"):
        check("document")(type(CHECKS["document"]))
