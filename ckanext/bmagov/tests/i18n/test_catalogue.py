"""The catalogues alone: complete, and safe to format. Needs no service."""

from __future__ import annotations

import gettext
import io
import re

import bmagov_messages as messages
import polib
import pytest
from babel.messages.mofile import write_mo
from babel.support import Translations

PERCENT = re.compile(r"%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[a-zA-Z%]")
PERCENT_NAMED = re.compile(r"%\(\w+\)[sdif]|%%")
BRACES = re.compile(r"\{[^{}<>\s]*\}")
TAG = re.compile(r"<[^<>]+>")
WORDS_IN_TAG = re.compile(r'\b(title|alt)="[^"]*"')
CODE = re.compile(r"[A-Z]+(?:-[A-Z0-9]+)+: ")
THAI = re.compile("[\u0e00-\u0e7f]")
FIX = (
    "write the Thai in i18n/th/LC_MESSAGES/ckanext-bmagov.po, then `make i18n-compile` (docs/translation.md)"
)


@pytest.fixture(scope="module")
def thai() -> dict[tuple[str, str | None], tuple[str, ...]]:
    """What a reader sees: CKAN's Thai, under ours."""
    return {
        (messages.key(m.id), m.context): messages.forms(m.string)
        for catalog in (messages.core_translations("th"), messages.our_translations("th"))
        for m in catalog
        if m.id and messages.translated(m)
    }


def missing(wanted, thai) -> list[str]:
    return [
        f"{m.id!r} ({m.locations[0][0]})"
        for m in wanted
        if m.id and (messages.key(m.id), m.context) not in thai
    ]


def test_every_message_of_ours_is_in_thai(thai):
    assert missing(messages.own_messages(), thai) == [], FIX


def test_every_message_of_ckan_scheming_and_dcat_is_in_thai(thai):
    assert missing(messages.upstream_messages(), thai) == [], FIX


def test_a_code_at_the_start_of_a_message_stays_there(thai):
    """Callers and tests know an error by it, in every language."""
    lost = [
        english
        for (english, _), translated in thai.items()
        if (code := CODE.match(english)) and not translated[0].startswith(code[0])
    ]
    assert lost == []


def test_messages_are_written_in_english():
    """With Thai in it only as an example of what to type."""
    thai_ids = [
        m.id for m in messages.own_messages() if m.id and THAI.match(messages.key(m.id).lstrip("\"'“( "))
    ]
    assert thai_ids == [], "a message is English in the source and Thai in the catalogue"


def test_no_message_holds_a_bare_percent_sign():
    """Templates format every message with `%`: a bare sign breaks the page. Put it in the placeholder."""
    bare = [
        text
        for m in messages.own_messages()
        if m.id
        for text in messages.forms(m.id)
        if "%" in PERCENT_NAMED.sub("", text)
    ]
    assert bare == []


def test_english_counts_one_and_many():
    catalog = messages.our_translations("en")
    assert catalog.num_plurals == 2
    assert catalog.plural_expr == "(n != 1)"


def test_template_lists_every_message_used_in_javascript():
    """CKAN sends the browser only what a template of messages places in a `.js` file."""
    template = messages.read(messages.TEMPLATE)
    scripts = [m for m in messages.own_messages() if any(place.endswith(".js") for place, _ in m.locations)]
    lost = [
        m.id
        for m in scripts
        if not any(place.endswith(".js") for place, _ in getattr(template.get(m.id), "locations", []))
    ]
    assert lost == [], "run `make i18n-extract`"


def test_no_message_is_marked_doubtful():
    fuzzy = [
        m.id
        for locale in messages.catalogues()
        for m in messages.our_translations(locale)
        if m.id and m.fuzzy
    ]
    assert fuzzy == []


def shape(text: str) -> tuple[list[str], set[str], set[str], list[str]]:
    """What a translation must keep: positional %s in order, named ones, {braces}, tags."""
    percent = [mark for mark in PERCENT.findall(text.replace("%%", "")) if not mark.endswith("%")]
    return (
        [mark for mark in percent if "(" not in mark],
        {mark for mark in percent if "(" in mark},
        set(BRACES.findall(text)),
        sorted(WORDS_IN_TAG.sub("", tag) for tag in TAG.findall(text)),
    )


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def pairs(locale: str = "th") -> list[tuple[str, str]]:
    """Each text a reader sees, CKAN's own included, beside its English (the plural, when there is one)."""
    catalogs = [messages.our_translations(locale)]
    if locale != "en":
        catalogs.insert(0, messages.core_translations(locale))
    seen = {messages.key(m.id): m for catalog in catalogs for m in catalog if m.id and messages.translated(m)}
    return [(messages.forms(m.id)[-1], text) for m in seen.values() for text in messages.forms(m.string)]


@pytest.mark.parametrize("locale", sorted(messages.catalogues()))
def test_placeholders_and_tags_are_kept(locale):
    broken = [(english, text) for english, text in pairs(locale) if shape(english) != shape(text)]
    assert broken == []


def test_broken_placeholders_would_be_seen():
    assert shape("%s of %s") == shape("%s จาก %s")
    assert shape("%(a)s and {b}") != shape("%(a)s")
    assert shape("%s of %i") != shape("%i จาก %s")
    assert shape("<a href='x'>y</a>") != shape("y")


def test_spaces_at_the_edges_are_kept():
    assert [pair for pair in pairs() if edges(pair[0]) != edges(pair[1])] == []


def compiled(locale: str) -> Translations:
    target = io.BytesIO()
    write_mo(target, messages.our_translations(locale))
    target.seek(0)
    return Translations(target)


def test_our_message_wins_over_core_when_catalogues_are_merged():
    """As flask-babel does it: core first, ours last, whose plural rule is the one that stays."""
    core_mo = messages.package_dir("ckan") / "i18n/th/LC_MESSAGES/ckan.mo"
    with core_mo.open("rb") as source:
        merged = Translations(source)
    assert gettext.GNUTranslations.gettext(merged, "Organization") == "องค์กร"
    merged.merge(compiled("th"))
    assert merged.gettext("Organization") == "หน่วยงาน"
    for number in (0, 1, 2):
        found = merged.ngettext("{number} group found", "{number} groups found", number)
        assert found == "พบ {number} หมวดหมู่"


def test_untranslated_english_is_left_to_the_message():
    assert compiled("en").gettext("Organization") == "Organization"
    assert [pair for pair in pairs("en") if THAI.search(pair[1])] == []


def test_catalogues_are_readable_by_the_library_that_builds_the_browsers_messages():
    for path in messages.catalogues().values():
        assert polib.pofile(str(path)).metadata["Plural-Forms"]
