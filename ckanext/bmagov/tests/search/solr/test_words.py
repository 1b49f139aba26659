"""How words are cut, spelled and told apart, through CKAN's own `package_search` on a real Solr."""

from __future__ import annotations

import pytest

from ckan.tests import factories

pytestmark = pytest.mark.ckan_config("ckan.plugins", "bmagov activity")


class TestThaiWords:
    def test_words_inside_a_sentence_are_found(self, add, find):
        name = add(
            "การพัฒนาสื่อสังคมออนไลน์เสริมสร้างการรับรู้เชิงรุก",
            notes="ข้อมูลสถิติการประชาสัมพันธ์ของกรุงเทพมหานคร",
        )
        for q in ("ประชาสัมพันธ์", "สื่อสังคม", "กรุงเทพ", "ออนไลน์", "สื่อสังคมออนไลน์"):
            assert find(q) == {name}, q

    def test_a_compound_is_not_found_by_its_parts_elsewhere(self, add, find):
        whole = add("สำนักงานเขตบางรัก")
        add("สำนักงานที่ปรึกษาผังเมือง", notes="เขตทาง")
        assert find("สำนักงานเขต") == {whole}

    def test_words_that_differ_by_a_tone_mark_stay_apart(self, add, find):
        names = {word: add(f"ราคา{word}รายวัน") for word in ("ข้าว", "ขาว", "ข่าว")}
        for word, name in names.items():
            assert find(word) == {name}, word

    def test_risk_is_not_sound(self, add, find):
        risk, sound = add("ทะเบียนความเสี่ยง"), add("ระดับเสียง")
        assert find("เสี่ยง") == {risk}
        assert find("เสียง") == {sound}

    def test_a_short_word_is_not_found_inside_another(self, add, find):
        temple = add("รายชื่อวัด")
        add("รายชื่อจังหวัด")
        assert find("วัด") == {temple}


class TestSpelling:
    @pytest.mark.parametrize(
        "typed",
        [
            "น้ำท่วม",
            "น้ําท่วม",
            "นํ้าท่วม",
            "น้ำ\u200bท่วม",
            "\ufeffน้ำท่วม",
            "น้\u200b\u0e4dาท่วม",
        ],
        ids=ascii,
    )
    def test_one_word_in_many_code_orders(self, add, find, typed):
        stored_well, stored_badly = add("จุดเสี่ยงน้ำท่วม"), add("จุดเสี่ยงน\u0e4d\u0e49\u0e32\u200bท่วม")
        assert find(typed) == {stored_well, stored_badly}

    def test_thai_digits_are_digits(self, add, find):
        thai, arabic = add("งบประมาณ พ.ศ. ๒๕๖๙"), add("งบประมาณ พ.ศ. 2569")
        other = add("งบประมาณ พ.ศ. 2568")
        assert find("2569") == find("๒๕๖๙") == {thai, arabic}
        assert find("๒๕๖๘") == {other}

    def test_sara_ae_typed_as_two_sara_e(self, add, find):
        assert find("เเผนที่") == set()
        name = add("แผนที่ฐาน")
        assert find("เเผนที่") == {name}

    def test_a_space_inside_a_word_and_none_between_words(self, add, find):
        name = add("จุดเสี่ยงน้ำท่วมในเขตลาดพร้าว")
        assert find("น้ำ ท่วม") == find("น้ำท่วม ลาดพร้าว") == find("น้ำท่วมลาดพร้าว") == {name}
        assert find("ลาด พร้าว") == {name}


class TestAbbreviations:
    @pytest.mark.parametrize(
        "typed", ["กทม.", "กทม", "ก.ท.ม.", "กรุงเทพฯ", "กรุงเทพมหานคร", "Bangkok", "กรุงเทพ"]
    )
    def test_the_city_has_many_names(self, add, find, typed):
        written = {
            add("สถิติของกทม.และปริมณฑล"),
            add("สถิติ ก.ท.ม."),
            add("สถิติกรุงเทพมหานคร"),
            add("Bangkok statistics"),
        }
        assert find(typed) == written

    def test_an_agency_by_abbreviation_finds_its_datasets(self, add, find):
        name = add("การฉีดวัคซีน")
        for q in ("สนอ.", "สนอ", "ส.น.อ.", "สำนักอนามัย", "Health Department", "สำนักอนามัย วัคซีน"):
            assert find(q) == {name}, q

    def test_an_abbreviation_is_not_found_at_the_end_of_a_word(self, add, find):
        other = factories.Organization(title="สำนักการโยธา")["id"]
        name = add("แผนที่นำเสนอ.", owner_org=other)
        assert find("เสนอ") == {name}
        assert find("สนอ.") == set()

    def test_names_of_several_words_are_one_thing(self, add, find):
        thai = add("ชุมชนในเขตคลองเตย")
        add("คลองในเขตเตยหอม")
        assert find("Khlong Toei") == {thai}

    def test_law_with_and_without_dots(self, add, find):
        name = add("โครงการตาม พ.ร.บ.การจัดซื้อจัดจ้าง")
        for q in ("พรบ.การจัดซื้อจัดจ้าง", "พ.ร.บ.การจัดซื้อ", "พรบ", "พระราชบัญญัติ"):
            assert find(q) == {name}, q


class TestEnglish:
    def test_stems_case_and_parts(self, add, find):
        name = add("Flooding risk points", notes="wi-fi sensors of floodSensor_v2, PM2.5")
        for q in (
            "flood",
            "floods",
            "FLOODING",
            "point",
            "wifi",
            "wi-fi",
            "sensor",
            "pm2.5",
            "PM 2.5",
            "flood risk",
        ):
            assert find(q) == {name}, q

    def test_accents_fold(self, add, find):
        name = add("Café licences")
        assert find("cafe") == {name}

    def test_mixed_scripts(self, add, find):
        name = add("ค่าฝุ่น PM2.5 รายชั่วโมงจากกล้องCCTVริมถนน")
        for q in ("ฝุ่น PM2.5", "CCTV", "กล้องวงจรปิด", "กล้อง cctv"):
            assert find(q) == {name}, q
