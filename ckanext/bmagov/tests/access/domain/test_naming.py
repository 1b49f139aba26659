"""Which keys speak of a classification level."""

from __future__ import annotations

import pytest

from ckanext.bmagov.access.domain.classification.naming import names_level
from ckanext.bmagov.base.readers.dataset_schema import DATASET_TYPE
from ckanext.bmagov.dictionary.domain.spec import ATTRIBUTES


@pytest.mark.parametrize(
    "key",
    [
        "classification", "data_classification", "resource_classification", "dataClassification",
        "ResourceDataClassification", "Data Classification Level", "classification-level",
        "classification:level",
        "clasification", "data_clasification", "calssification", "classificattion", "classificaton",
        "security_level", "confidentiality", "classified", "disclosure", "dataLevel",
        "ชั้นข้อมูล", "ระดับชั้นข้อมูล", "ชั้นความลับ", "ระดับ ชั้น ข้อมูล", "การจัดชั้นข้อมูล",
    ],
)  # fmt: skip
def test_it_does(key: str):
    assert names_level(key)


@pytest.mark.parametrize(
    "key",
    ["", "notes", "class", "category", "data_category", "certification", "clarification", "level", "ชั้น",
     "จำนวนชั้นข้อมูล", "ระดับชั้นเรียน", "water_level", DATASET_TYPE, None, 7, ["classification"]],
)  # fmt: skip
def test_it_does_not(key: object):
    assert not names_level(key)


def test_of_the_attributes_of_a_column_only_its_own():
    assert [name for name in ATTRIBUTES if names_level(name)] == ["classification"]
