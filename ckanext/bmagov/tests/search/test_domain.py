from __future__ import annotations

import json

from ckanext.bmagov.search.domain import closed, opened

RAW = {
    "id": "d",
    "num_resources": 3,
    "data_dict": json.dumps({"resources": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}),
    "res_name": ["A", "B", "C"],
    "res_url": ["/a", "/b", "/c"],
    "res_other": ["of two", "resources"],
}


def test_lists_come_back_as_they_were_but_for_one_that_does_not_fit():
    assert closed(opened(RAW)) == {name: value for name, value in RAW.items() if name != "res_other"}


def test_a_resource_goes_with_all_that_is_said_of_it_whatever_went_before():
    document = (
        opened(RAW).keeping(lambda key, _: key != "a").keeping(lambda _, values: values["res_name"] != "C")
    )
    assert closed(document)["res_url"] == ["/b"]
    assert closed(document)["num_resources"] == 1


def test_a_value_that_is_not_shown_is_empty_and_no_value_is_no_row():
    document = opened(RAW)
    some = document.showing(lambda key, name, _: name == "res_name" or key == "b")
    assert closed(some)["res_url"] == ["", "/b", ""]
    none = document.showing(lambda _key, name, _value: name == "res_name")
    assert (closed(none)["res_url"], closed(none)["res_name"]) == ([], ["A", "B", "C"])
