from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.order import Ordered

WHY = {("a", "c"): "c counts what a leaves"}


def test_those_of_which_nothing_is_said_may_change_places():
    assert Ordered(("b", "a", "c"), WHY).names == ("b", "a", "c")


def test_another_order_is_refused_and_says_why():
    with pytest.raises(ValueError, match="a must come before c: c counts what a leaves"):
        Ordered(("c", "b", "a"), WHY)


def test_a_pair_names_what_is_there():
    with pytest.raises(ValueError, match="a or c is not in the list"):
        Ordered(("a", "b"), WHY)
