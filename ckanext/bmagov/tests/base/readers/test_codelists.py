from __future__ import annotations

import pytest

from ckanext.bmagov.base.domain.codelist import CodeListError
from ckanext.bmagov.base.readers import codelists as module
from ckanext.bmagov.base.readers.codelists import codelists, read_file

GOOD = """\
name: yes_no
title: {th: ใช่หรือไม่, en: Yes or no}
codes:
  - {value: "yes", label_th: ครับ, label_en: "Yes"}
"""


def write(folder, text: str):
    path = folder / "list.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_list_of_ours_is_read():
    assert {"data_type", "update_frequency", "license", "data_classification"} <= set(codelists())


@pytest.mark.ckan_config("ckanext.bmagov.codelists_dir", "")
def test_a_site_replaces_a_list_by_name(tmp_path, ckan_config):
    write(tmp_path, GOOD)
    ckan_config["ckanext.bmagov.codelists_dir"] = str(tmp_path)
    lists = codelists()
    assert [code.label_th for code in lists["yes_no"].codes] == ["ครับ"]
    assert "license" in lists


def test_a_directory_that_is_not_there_is_named(ckan_config, tmp_path, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.bmagov.codelists_dir", str(tmp_path / "gone"))
    with pytest.raises(CodeListError, match=r"codelists_dir: .*gone is not a directory"):
        module.codelists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace('"yes", label', "yes, label"),
            r"list\.yaml, line 4: value must be text; put True in quotes",
        ),
        (
            GOOD + '  - {value: "yes", label_th: ค่ะ, label_en: "Y"}\n',
            r"list\.yaml, line 5: value 'yes' is there twice",
        ),
        (GOOD.replace("name: yes_no", "name: a\nname: b"), r"list\.yaml, line 2: key 'name' is there twice"),
        ("name: [", r"list\.yaml, line"),
        ("- a", r"list\.yaml: a code list has the keys"),
        ("name: !!python/object/apply:os.system [ls]", r"list\.yaml, line 1"),
    ],
)
def test_an_error_names_file_and_line(tmp_path, text, said):
    with pytest.raises(CodeListError, match=said):
        read_file(write(tmp_path, text))


def test_what_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "list.yaml"
    path.write_bytes("name: ก".encode("cp874"))
    with pytest.raises(CodeListError, match="cannot be read as UTF-8"):
        read_file(path)
