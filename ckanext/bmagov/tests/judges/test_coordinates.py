"""PROJ puts coordinates of Bangkok where we put them."""

from __future__ import annotations

import math
import random

import pyproj
import pytest

from ckanext.bmagov.visuals.domain.coordinates import System, to_degrees

METRES = 0.01
"""The formulas are the same; what differs is rounding."""

CODES = {System.UTM47: 32647, System.INDIAN47: 24047}


@pytest.mark.parametrize("system", CODES)
def test_proj_agrees_all_over_thailand(system: System):
    judge = pyproj.Transformer.from_crs(CODES[system], 4326, always_xy=True)
    turn, chance = to_degrees(system), random.Random(2569)
    for _ in range(2_000):
        point = chance.uniform(350_000, 950_000), chance.uniform(650_000, 2_250_000)
        ours, proj = turn(*point), judge.transform(*point)
        assert math.dist(ours, proj) * 111_000 < METRES
