from __future__ import annotations

import pytest

from ckanext.bmagov.site.domain.api.docstring import first_sentence, parse

TEXT = """Show a thing. Anyone may ask.

    Two lines
    of one paragraph.

    :param id: name of the thing,
        or its id
    :type id: string
    :param upload: a file
    :type upload: file (multipart/form-data)

    :returns: the thing
    :rtype: dict
    :raises ValidationError: A-CODE,
        B-CODE
    :raises ObjectNotFound: no such thing
    """


def test_a_docstring_is_taken_apart():
    found = parse(TEXT)
    assert found.sentence == "Show a thing."
    assert found.more == ("Anyone may ask.", "Two lines of one paragraph.")
    assert found.parameters == {"id": "name of the thing, or its id", "upload": "a file"}
    assert found.types == {"id": "string", "upload": "file (multipart/form-data)"}
    assert found.returns == "the thing"
    assert found.raises == (("ValidationError", "A-CODE, B-CODE"), ("ObjectNotFound", "no such thing"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One line.", "One line."),
        ("A sentence over\n    two lines. More.", "A sentence over two lines."),
        ("No full stop", "No full stop"),
        ("Version 2.12 counts. More.", "Version 2.12 counts."),
        ("", ""),
    ],
)
def test_the_first_sentence_is_one_line(text, sentence):
    assert first_sentence(text) == sentence


def test_nothing_is_told_by_nothing():
    found = parse("")
    assert (found.sentence, found.more, found.parameters, found.returns, found.raises) == ("", (), {}, "", ())
