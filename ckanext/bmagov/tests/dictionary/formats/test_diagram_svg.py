"""The picture as markup."""

from __future__ import annotations

from xml.etree import ElementTree

from ckanext.bmagov.dictionary.domain.diagram import diagram
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Reference, Table
from ckanext.bmagov.dictionary.formats.diagram_svg import to_svg

WORDS = {"title": "ตาราง & การอ้างอิง", "more": "อีก {n}", "unnamed": "ตาราง"}


def test_it_is_well_formed_whatever_the_names_are():
    evil = "<script>\"&'</script>"
    dictionary = Dictionary(
        (
            Table(evil, columns=(Column("id", primary_key=True), *(Column(f"c{n}") for n in range(20)))),
            Table("", columns=(Column(evil, references=Reference(evil, "id")),)),
        )
    )
    picture = diagram(dictionary)
    assert picture
    root = ElementTree.fromstring(to_svg(picture, **WORDS))
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    assert {"id", "PK", "FK", "ตาราง"} <= set(texts)
    assert any(text.startswith("อีก ") for text in texts)
    assert not any(element.tag.endswith("script") for element in root.iter())
    assert root.get("role") == "img"
