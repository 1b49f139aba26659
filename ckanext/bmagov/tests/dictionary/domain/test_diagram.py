"""Where the tables stand."""

from __future__ import annotations

from hypothesis import given

from ckanext.bmagov.dictionary.domain.diagram import MAX_TABLES, diagram, links, shortened
from ckanext.bmagov.dictionary.domain.spec import Column, Dictionary, Reference, Table
from ckanext.bmagov.tests.dictionary.domain.strategies import DICTIONARIES


def table(name: str, **refers: str) -> Table:
    return Table(
        name,
        columns=(
            Column("id", primary_key=True),
            *(Column(column, references=Reference(other, "id")) for column, other in refers.items()),
        ),
    )


def test_what_is_referred_to_stands_left():
    picture = diagram(
        Dictionary((table("visit", place="place", who="person"), table("place"), table("person", at="place")))
    )
    assert picture
    left = {box.name: box.x for box in picture.boxes}
    assert left["place"] < left["person"] < left["visit"]
    assert len(picture.arrows) == 3


def test_boxes_do_not_overlap_and_stand_within_the_picture():
    picture = diagram(Dictionary(tuple(table(f"t{n}", up=f"t{n // 2}") for n in range(12))))
    assert picture
    for one in picture.boxes:
        assert 0 <= one.x <= picture.width - one.width
        assert 0 <= one.y <= picture.height - one.height
        for other in picture.boxes:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert one is other or apart


def test_circles_and_trees_are_drawn():
    circle = diagram(Dictionary((table("a", b="b"), table("b", c="c"), table("c", a="a"))))
    assert circle
    assert len(circle.arrows) == 3
    tree = diagram(Dictionary((table("unit", parent="unit"),)))
    assert tree
    assert len(tree.arrows) == 1


def test_without_references_or_with_too_many_tables_there_is_no_picture():
    assert diagram(Dictionary((table("a"), table("b")))) is None
    assert diagram(Dictionary((table("a", b="missing"),))) is None
    many = Dictionary(tuple(table(f"t{n}", up="t0") for n in range(MAX_TABLES + 1)))
    assert diagram(many) is None
    assert len(links(many)) == MAX_TABLES + 1


def test_a_wide_table_shows_its_keys_and_counts_the_rest():
    wide = Table(
        "wide",
        columns=(
            *(Column(f"c{n}") for n in range(40)),
            Column("id", primary_key=True),
            Column("up", references=Reference("", "id")),
        ),
    )
    picture = diagram(Dictionary((wide,)))
    assert picture
    assert [row.name for row in picture.boxes[0].rows][-2:] == ["id", "up"]
    assert len(picture.boxes[0].rows) + picture.boxes[0].more == 42


def test_thai_marks_take_no_room():
    assert shortened("ที่อยู่ปัจจุบันของผู้ป่วย") == "ที่อยู่ปัจจุบันของผู้ป่วย"
    assert shortened("a" * 30) == "a" * 25 + "…"


@given(DICTIONARIES)
def test_any_dictionary_can_be_placed(dictionary: Dictionary):
    picture = diagram(dictionary)
    assert (picture is None) == (not links(dictionary))
