"""The configset as text: what it is made of, and how it refuses bad lists. No service is needed."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from ckanext.bmagov.search.cli import search
from ckanext.bmagov.search.solr import configset, synonyms


@pytest.fixture
def schema() -> ET.Element:
    return ET.fromstring(configset.files()["schema.xml"])


def names(schema: ET.Element, section: str) -> list[str | None]:
    return [element.get("name") for element in schema.iterfind(f"{section}/*")]


class TestSchema:
    def test_keeps_the_name_that_ckan_checks(self, schema):
        assert schema.get("name") == "ckan-2.12"

    def test_keeps_every_field_type_and_copy_of_ckan(self, schema):
        core = ET.fromstring(configset.core_schema())
        for section in ("types", "fields"):
            assert set(names(core, section)) <= set(names(schema, section))
        copies = {(copy.get("source"), copy.get("dest")) for copy in schema.findall("copyField")}
        assert {(copy.get("source"), copy.get("dest")) for copy in core.findall("copyField")} <= copies

    def test_changes_only_the_fields_it_means_to(self, schema):
        core_fields = ET.fromstring(configset.core_schema()).iterfind("fields/*")
        core = {field.get("name"): field.attrib for field in core_fields}
        ours = {field.get("name"): field.attrib for field in schema.iterfind("fields/*")}
        changed = {name for name, attributes in ours.items() if core.get(name) != attributes}
        own = {"bmagov_index_form", "bmagov_names", "bmagov_seal", "bmagov_trigram", "bmagov_words"}
        assert changed == {"title_string", "indexed_ts", *own}

    def test_what_the_site_keeps_for_itself_cannot_be_asked(self, schema):
        fields = {field.get("name"): field.attrib for field in schema.iterfind("fields/*")}
        copied = {copy.get("source") for copy in schema.findall("copyField")}
        for name in ("bmagov_seal", "indexed_ts"):
            assert (fields[name]["indexed"], fields[name]["docValues"]) == ("false", "false")
            assert name not in copied

    def test_no_name_twice(self, schema):
        for section in ("types", "fields"):
            assert len(names(schema, section)) == len(set(names(schema, section)))

    def test_never_folds_tone_marks_away(self, schema):
        assert "ICUFolding" not in ET.tostring(schema, encoding="unicode")

    def test_every_file_it_names_is_there(self, schema):
        files = configset.files()
        named = {
            name.split(":")[-1]
            for element in schema.iter()
            for key in ("mapping", "synonyms", "protected", "rulefiles")
            for name in (element.get(key) or "").split(",")
            if name
        }
        assert named <= files.keys()

    def test_refuses_a_ckan_of_another_schema_version(self):
        with pytest.raises(configset.ConfigsetError, match=r"ckan-2\.13"):
            configset.merge_schema(configset.core_schema().replace("ckan-2.12", "ckan-2.13"), "<schema/>")


class TestWriting:
    def test_twice_changes_nothing(self, tmp_path):
        assert set(configset.write(tmp_path)) == configset.files().keys()
        assert configset.write(tmp_path) == []

    def test_the_zip_holds_the_same_files_at_its_top(self):
        with zipfile.ZipFile(io.BytesIO(configset.archive())) as packed:
            assert {name: packed.read(name).decode() for name in packed.namelist()} == configset.files()

    def test_command_writes_a_folder_a_zip_and_names_a_bad_row(self, tmp_path):
        run = CliRunner().invoke
        assert run(search, ["configset", str(tmp_path / "conf")]).exit_code == 0
        assert (tmp_path / "conf" / "schema.xml").exists()
        assert run(search, ["configset", str(tmp_path / "conf.zip")]).exit_code == 0
        assert zipfile.is_zipfile(tmp_path / "conf.zip")
        bad = tmp_path / "mine.csv"
        bad.write_text("terms,glued,note\nก|ข,,\nอยู่คนเดียว,,\n", encoding="utf-8")
        refused = run(search, ["configset", str(tmp_path / "other"), "--synonyms", str(bad)])
        assert refused.exit_code == 1
        assert "mine.csv, line 3" in refused.output
        assert not (tmp_path / "other").exists()

    def test_a_list_of_agencies_without_a_column_is_refused_in_words(self, tmp_path):
        own = tmp_path / "agencies.csv"
        own.write_text("name_th\nสำนักอนามัย\n", encoding="utf-8")
        result = CliRunner().invoke(search, ["configset", str(tmp_path / "conf"), "--agencies", str(own)])
        assert result.exit_code == 1
        assert "agencies.csv, line 1: there is no column name_en" in result.output

    def test_module_writes_without_a_ckan_configuration(self, tmp_path):
        assert configset.main([str(tmp_path / "conf")]) == 0
        assert configset.main([str(tmp_path / "conf" / "schema.xml" / "under-a-file")]) == 1


class TestSynonyms:
    def test_rules_are_written_as_the_analysis_leaves_words(self):
        groups = [synonyms.Group(("ก.ท.ม.", "กรุงเทพฯ", "PM2.5", "Culture, Sports", "มี.ค.", "wiFi_x"))]
        assert synonyms.rules(groups) == "กทม, กรุงเทพ, pm 2 5, culture sports, มีค, wi fi x\n"

    def test_an_abbreviation_is_told_apart_in_all_its_spellings_and_never_inside_a_word(self):
        text = synonyms.abbreviations([synonyms.Group(("สนอ.", "สำนักอนามัย"))])
        rules = dict(line.replace('"', "").split(" => ") for line in text.splitlines())
        assert {old for old, new in rules.items() if new == " สนอ "} == {"สนอ.", "ส.น.อ", "ส.น.อ."}
        assert rules["เสนอ."] == "เสนอ."

    def test_without_a_dot_only_when_listed_as_glued(self):
        groups = [synonyms.Group(("กทม.", "กรุงเทพมหานคร"), ("กทม",)), synonyms.Group(("สนอ.", "สำนักอนามัย"))]
        text = synonyms.abbreviations(groups)
        assert '"กทม" => " กทม "' in text
        assert '"สนอ" =>' not in text

    def test_every_agency_with_an_abbreviation_is_in_the_rules(self):
        lines = synonyms.rules(synonyms.load()).splitlines()
        for wanted in ("สำนักอนามัย, health department, สนอ", "ลาดพร้าว, lat phrao, latphrao"):
            assert wanted in lines

    def test_longest_known_phrase_wins(self):
        found = synonyms.phrases().findall("flood Bangkok Metropolitan Administration Lat  Phrao")
        assert found == ["Bangkok Metropolitan Administration", "Lat  Phrao"]
