"""One Thai word for one thing, in every text of ours, and each word in the form that search finds."""

from __future__ import annotations

import re
from pathlib import Path

import bmagov_messages as messages
import pytest
import yaml

from ckanext.bmagov.tests.i18n import thai_texts

GLOSSARY = yaml.safe_load((Path(__file__).parent / "glossary.yaml").read_text(encoding="utf-8"))
AVOID = [(pattern, term["th"]) for term in GLOSSARY for pattern in term.get("avoid", ())]
MALFORMED = {
    "\u0e4d\u0e32": "nikhahit and sara aa for sara am",
    "\u0e40\u0e40": "two sara e for sara ae",
    "[\u200b-\u200f\u2060\ufeff\u00ad]": "an invisible character",
}


def faults_in(text: str) -> list[str]:
    """Return what stands in a text in the place of which word."""
    return [f"{pattern} -> {right}" for pattern, right in AVOID if re.search(pattern, text)]


@pytest.fixture(scope="module")
def texts() -> list[thai_texts.Said]:
    """What readers meet."""
    return thai_texts.everywhere()


def test_one_term_for_one_thing(texts):
    faults = [f"{one.place}: {fault}: {one.text}" for one in texts for fault in faults_in(one.text)]
    assert faults == []


def test_every_kind_of_source_is_read(texts):
    for source in (
        thai_texts.catalogue,
        thai_texts.yaml_files,
        thai_texts.python,
        thai_texts.templates,
    ):
        assert any(thai_texts.THAI.search(one.text) for one in source()), source.__name__


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("กรุณาลองใหม่", "โปรด"),
        ("ข้อมูลของคุณ", "ท่าน"),
        ("ผู้ตรวจอ่านได้", "ผู้ตรวจประเมิน"),
        ("ลงนามรับรอง", "รับรองผล, รับรองผลแล้ว"),
        ("กำหนดชั้นข้อมูล", "ระดับชั้นข้อมูล; ชั้น “ลับ” ก่อนชื่อ"),
        ("สั้นๆ", "อื่น ๆ, ใด ๆ"),
    ],
)
def test_what_is_to_be_avoided_is_found(text, right):
    assert any(fault.endswith(f"-> {right}") for fault in faults_in(text))


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term["en"])
def test_no_term_is_what_another_avoids(term):
    assert [fault for word in re.split("[,;] ", term["th"]) for fault in faults_in(word)] == []


def test_the_glossary_of_the_documentation_is_this_one():
    page = (messages.ROOT / "docs/translation.md").read_text(encoding="utf-8")
    rows = [f"| {term['en']} | {term['th']} |" for term in GLOSSARY]
    assert [row for row in rows if row not in page] == []


def test_thai_is_stored_in_one_form():
    """In files of every kind. A published rule set stays as it was published; its next version is read."""
    faults = []
    for path in thai_texts.written_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yaml" and thai_texts.is_frozen(yaml.safe_load(text)):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            faults += [
                f"{path.name}:{number}: {why}" for form, why in MALFORMED.items() if re.search(form, line)
            ]
    assert faults == []
