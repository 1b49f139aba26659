"""The words of a reason are those of its class, in the reader's language."""

from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.message import N_
from ckanext.bmagov.kpi.score import words
from ckanext.bmagov.kpi.score.domain.findings import Reason

REASON = Reason("TITLE-MISSING", N_("There are no metadata yet."), N_("Fill in the metadata."))


@pytest.mark.usefixtures("with_plugins")
def test_a_reason_brings_its_words(read_in):
    with read_in("th"):
        assert words.finding_text(REASON, {}, {}) == "ยังไม่มีคำอธิบายชุดข้อมูล"
        assert words.remedy_text(REASON, {}, {}) != REASON.remedy
    with read_in("en"):
        assert words.finding_text(REASON, {}, {}) == REASON.sentence
        assert words.remedy_text(REASON, {}, {}) == REASON.remedy
