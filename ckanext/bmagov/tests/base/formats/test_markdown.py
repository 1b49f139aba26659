"""Markdown becomes HTML that runs nothing, whatever was typed, and stays what it was where it was honest."""

# ruff: noqa: E501 (samples are lines)
from __future__ import annotations

import time
from typing import Any

import lxml.html
import nh3
import pytest
from hypothesis import example, given, settings, strategies as st
from lxml import etree

from ckan.lib import helpers

from ckanext.bmagov.base.domain.markup import LONGEST
from ckanext.bmagov.base.formats.markdown import Site, clean, to_html, to_text
from ckanext.bmagov.tests.hostile.payloads import RUN, THAI, Findings, is_harmless, payloads

PAYLOADS = payloads()
SITE = Site("https://data.example.go.th", lambda kind, name: f"/{kind.replace('package', 'dataset')}/{name}")

PIECES = [
    "<", ">", '"', "'", "`", "&", "[", "]", "(", ")", "!", "=", "/", "\\", " ", "\n", "\n\n", "    ", "*", "_", "#",
    ":", "<!--", "-->", "<![CDATA[", "<?", "</", "/>", "&lt;", "&#x3c;", "&quot;", "http://a.b/", "javascript:",
    "data:text/html,", "dataset:x", 'tag:"a b"', "<a href=", "<img src=x ", " onerror=", "<svg>", "<math>", "<style>",
    "<script>", "<noscript>", "<template>", "<table>", "</p>", "title=", "[1]: ", "- ", "1. ", "> ", "\x00", "\x02",
    "\x03", "\u202e", "ก", "กำ", "x",
]  # fmt: skip


def wrong(markup: str) -> list[str]:
    """Return what is in a piece of HTML that may not be there, as two parsers read it."""
    found = list(Findings(markup).wrong)
    for one in lxml.html.fragments_fromstring(f"<i>{markup}</i>")[0].iter():
        if not isinstance(one.tag, str):
            found.append(str(one))
            continue
        found += [f"{one.tag} {key}" for key in one.attrib if key.startswith(("on", "style", "data-", "id"))]
        found += [f"{one.tag} {key}" for key in ("href", "src") if not is_harmless(one.get(key, ""))]
    return found


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_payload_comes_out_alive(kind: str):
    made = to_html(PAYLOADS[kind], SITE)
    assert wrong(made) == []
    again = made.replace(' target="_blank"', "")
    assert clean(made, SITE) == again, "read again it would be something else"


@pytest.mark.parametrize("kind", PAYLOADS)
@pytest.mark.parametrize(
    "around", ["{thai}\n\n{payload}\n\n{thai}", "- {thai}\n- {payload}", "> {thai} {payload}"]
)
def test_thai_beside_a_payload_stays(kind: str, around: str):
    made = to_html(around.format(thai=THAI, payload=PAYLOADS[kind]), SITE)
    assert wrong(made) == []
    assert THAI in "".join(Findings(made).words)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_words_of_a_payload_are_text(kind: str):
    text = to_text(f"{THAI} {PAYLOADS[kind]}")
    assert type(text) is str, "escaped by the template that shows it"
    assert text.startswith(THAI)
    assert not any(sign in text for sign in "\x00\x01\x02\u202e\ud800")


@settings(deadline=None, max_examples=250)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(sorted(PAYLOADS.values())), st.text(max_size=8)),
                max_size=25).map("".join))  # fmt: skip
@example("<![")
@example('"><a title="http://a.b/><b onclick=x>')
def test_nothing_generated_comes_out_alive(text: str):
    made = to_html(text, SITE)
    assert wrong(made) == []
    assert wrong(clean(made, SITE)) == []
    assert to_html(text, SITE, auto_link=False) is not None
    assert isinstance(to_text(text), str)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_html_from_elsewhere_is_cleaned_too(markup: str):
    assert wrong(clean(markup, SITE)) == []


UNITS = [
    "`", "`a ", "[", "![", "[a](", "[[a]", "[\n\n", "a\n- [\n", "*__", "<", "<![", "<a ", "<!--", "&lt;", "1. ", "> > ",
    "* * a\n", "- a\n", "*\n", "    - a\n", "<b>", "http://a.b ", "dataset:", "`" * 24 + " ", "+ a\n\n  ", "\\", "ก",
]  # fmt: skip
"""What made the library slow, or could."""


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_length_costs_no_more_than_its_share(unit: str):
    """Processor time of this thread; the smallest of some, so that a busy machine changes nothing."""

    def price(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        took = []
        for _ in range(2):
            before = time.thread_time()
            to_html(text, SITE)
            to_text(text)
            took.append(time.thread_time() - before)
        return min(took)

    short, long = price(LONGEST // 16), price(LONGEST // 2)
    # Eight times the length: 8 for linear, 64 for quadratic, 512 for cubic. The floor is what plain text costs.
    assert long < 24 * max(short, 0.05), (short, long)


HONEST = {
    "paragraphs": f"{THAI}\n\nบรรทัดที่สอง  \nขึ้นบรรทัดใหม่",
    "emphasis": "**ตัวหนา** *ตัวเอน* ***ทั้งคู่*** `รหัส` __a__ _b_ snake_case_name",
    "headings": "# หนึ่ง\n\n## สอง\n\nสาม\n===\n\nสี่\n---\n",
    "lists": "- ก\n- ข\n    - ค\n\n1. a\n2. b\n\n* x\n\n* y",
    "quotation": "> อ้างอิง\n> ต่อ\n\n> > ซ้อน",
    "code": "    import csv\n    x < 3 && y > 4\n\nและ `a < b`",
    "rule": "ก\n\n---\n\nข\n\n- - - - - - - - - - - - - - - - - - - -\n",
    "links": '[ศูนย์ข้อมูล](https://example.org/a?b=1&c=2 "คำอธิบาย") <https://example.org/> <a@example.org>',
    "own links": "[ชุดข้อมูล](/dataset/x) [หน้าเดียวกัน](#ส่วน) [ในเว็บนี้](https://data.example.go.th/about)",
    "reference links": "[เอกสาร][1] [a]\n\n[1]: https://example.org/1 'ชื่อ'\n[a]: https://example.org/a",
    "bare addresses": "ดูที่ https://example.org/a_b-c?x=1&y=2, และ http://example.org/ก. (https://example.org/d)",
    "bare address in html": "<p>https://example.org/</p><ul><li>dataset:abc</li></ul>",
    "things of the catalog": 'dataset:abc package:a-b_c group:ก tag:ก tag:"น้ำ ท่วม" xtag:y',
    "own picture": '![แผนที่](/uploads/map.png "ชื่อ")',
    "html table": "<table><thead><tr><th scope=col colspan=2>ก</th></tr></thead><tr><td align=right>1</td></tr></table>",
    "inline html": "H<sub>2</sub>O <abbr title='องค์การ'>WHO</abbr> <u>x</u> <mark>y</mark> <br> <span lang=en>z</span>",
    "details": "<details><summary>เพิ่ม</summary>ข้อความ</details>",
    "entities": "AT&T &amp; &lt;b&gt; &copy; 1 < 2 > 0 \"a\" 'b' &nbsp;",
    "escapes": r"\*ไม่เอน\* 1\. \[x\]",
}  # fmt: skip


def tree(markup: str) -> Any:
    """Return a piece of HTML as a browser has it, without relations of links: these are ours."""
    root = lxml.html.fragment_fromstring(markup, create_parent="div")
    for one in root.iter("a"):
        one.attrib.pop("rel", None)
    return etree.tostring(root, method="c14n").decode()


def core(text: str) -> str:
    """Return what CKAN's own steps make of an honest text, with links as this site has them."""
    with pytest.MonkeyPatch.context() as patch:
        link = '<a href="/{}/{}">{}</a>'
        patch.setattr(helpers, "dataset_link", lambda one: link.format("dataset", one["name"], one["title"]))
        patch.setattr(helpers, "group_link", lambda one: link.format("group", one["name"], one["title"]))
        patch.setattr(helpers, "tag_link", lambda one: link.format("tag", one["name"], one["title"]))
        made = nh3.clean(
            helpers.markdown(text), tags=helpers.MARKDOWN_TAGS, attributes=helpers.MARKDOWN_ATTRIBUTES
        )
        return helpers.html_auto_link(made)


@pytest.mark.parametrize("kind", HONEST)
def test_honest_text_renders_as_in_core(kind: str):
    made = to_html(HONEST[kind], SITE)
    assert wrong(made) == []
    assert tree(made) == tree(core(HONEST[kind]))


def test_links_that_leave_the_site_say_so():
    made = lxml.html.fragment_fromstring(
        to_html(HONEST["links"] + "\n\n" + HONEST["bare addresses"], SITE), "div"
    )
    away = [one.get("rel") for one in made.iter("a") if one.get("href").startswith("http")]
    assert len(away) == 5
    assert set(away) == {"nofollow noopener noreferrer"}
    own = lxml.html.fragment_fromstring(to_html(HONEST["own links"], SITE), "div")
    assert {one.get("rel") for one in own.iter("a")} == {"noopener noreferrer"}


def test_pictures_of_other_sites_are_links():
    made = to_html(
        "![แผนที่](https://example.org/pixel.gif?reader=1) [![ป้าย](//example.org/b.svg)](/dataset/x)", SITE
    )
    assert "<img" not in made
    assert (
        '<a href="https://example.org/pixel.gif?reader=1" rel="nofollow noopener noreferrer">แผนที่</a>' in made
    )
    assert '<a href="/dataset/x" rel="noopener noreferrer">ป้าย</a>' in made
    own = to_html("![x](https://data.example.go.th/uploads/x.png) ![y](/uploads/y.png)", SITE)
    assert own.count("<img") == 2


@pytest.mark.parametrize(
    "text", ["`" * 20_000, "[" * 5_000, "1. " * 400, "> " * 200, "ก" * (LONGEST + 1), "<![" * 3000]
)
def test_what_would_cost_too_much_is_shown_as_it_was_typed(text: str):
    made = Findings(to_html(f"{THAI}\n{text}\n\nhttps://example.org/", SITE))
    assert made.wrong == []
    assert text.strip() in "".join(made.words)
    assert RUN not in "".join(made.words)
