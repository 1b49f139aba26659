"""Datasets made up from the vocabulary of a city's catalog, always the same for the same number."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ["ทะเบียน", "สถิติ", "รายงาน", "แผนที่", "ผลสำรวจ", "จำนวน", "รายชื่อ", "ตำแหน่ง", "ปริมาณ", "แผนงาน"]
TOPICS = [
    ("น้ำท่วม", "flood"), ("ขยะมูลฝอย", "waste"), ("คุณภาพอากาศ", "air quality"), ("สวนสาธารณะ", "parks"),
    ("โรงเรียน", "schools"), ("ศูนย์บริการสาธารณสุข", "health centres"), ("ทางเท้า", "footpaths"),
    ("ไฟฟ้าส่องสว่าง", "street lights"), ("ประชากรแฝง", "latent population"), ("ผู้สูงอายุ", "elderly"),
    ("คนพิการ", "disabled persons"), ("ตลาดนัด", "markets"), ("หาบเร่แผงลอย", "street vendors"),
    ("จัดซื้อจัดจ้าง", "procurement"), ("งบประมาณรายจ่าย", "budget"), ("ภาษีป้าย", "signboard tax"),
    ("อุบัติเหตุทางถนน", "road accidents"), ("เส้นทางจักรยาน", "bike lanes"), ("กล้องวงจรปิด", "cameras"),
    ("ต้นไม้ใหญ่", "trees"), ("ไข้เลือดออก", "dengue"), ("วัคซีนพิษสุนัขบ้า", "rabies vaccine"),
    ("เรื่องร้องเรียน", "complaints"), ("ตัวชี้วัดธรรมาภิบาลข้อมูล", "governance indicators"),
    ("ใบอนุญาตก่อสร้าง", "building permits"), ("การประชาสัมพันธ์", "public relations"),
]  # fmt: skip
DISTRICTS = [
    ("ลาดพร้าว", "Lat Phrao"), ("ดินแดง", "Din Daeng"), ("บางรัก", "Bang Rak"), ("คลองเตย", "Khlong Toei"),
    ("สะพานสูง", "Saphan Sung"), ("บางขุนเทียน", "Bang Khun Thian"), ("ตลิ่งชัน", "Taling Chan"),
    ("จตุจักร", "Chatuchak"), ("หนองจอก", "Nong Chok"), ("ราษฎร์บูรณะ", "Rat Burana"),
]  # fmt: skip
AGENCIES = [
    "สำนักอนามัย", "สำนักการระบายน้ำ", "สำนักสิ่งแวดล้อม", "สำนักการศึกษา", "สำนักการโยธา", "สำนักเทศกิจ",
    "สำนักการคลัง", "สำนักพัฒนาสังคม", "สำนักการจราจรและขนส่ง", "สำนักงานประชาสัมพันธ์",
]  # fmt: skip
SENTENCES = [
    "ข้อมูลนี้จัดทำขึ้นเพื่อใช้วางแผนและติดตามผลการดำเนินงานของ{agency}",
    "ประกอบด้วย{kind}{topic}แยกตามแขวงและเดือน",
    "ปรับปรุงทุกเดือนโดยเจ้าหน้าที่ของเขต{district}",
    "ใช้ร่วมกับข้อมูลพิกัดทางภูมิศาสตร์และทะเบียนชุมชนของ กทม.",
    "เก็บจากแบบสำรวจภาคสนามและระบบสารสนเทศของหน่วยงาน",
    "ปีงบประมาณ พ.ศ. {year} เปรียบเทียบกับปีก่อนหน้า",
    "มีหน่วยนับเป็นครั้ง คน แห่ง หรือบาท ตามที่ระบุในพจนานุกรมข้อมูล",
    "ค่าที่ว่างหมายถึงไม่มีการรายงานในเดือนนั้น",
    "Updated monthly; coordinates are WGS84.",
    "เผยแพร่เป็นไฟล์ CSV และ GeoJSON ตามมาตรฐานข้อมูลเปิดภาครัฐ",
    "สอบถามรายละเอียดได้ที่ฝ่าย{topic} เขต{district}",
]


def documents(count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Yield ``count`` records, the first of them number ``first``."""
    for number in range(first, first + count):
        dice = random.Random(number)
        kind, (topic, topic_en) = dice.choice(KINDS), dice.choice(TOPICS)
        district, district_en = dice.choice(DISTRICTS)
        agency, year = dice.choice(AGENCIES), dice.randint(2555, 2569)
        filled = {"kind": kind, "topic": topic, "district": district, "agency": agency, "year": year}
        told = dice.choices(SENTENCES, k=dice.randint(2, 14))
        yield {
            "name": f"{topic_en}-{number}".lower().replace(" ", "-"),
            "title": f"{kind}{topic} เขต{district} ปี {year}",
            "title_en": f"{topic_en.capitalize()} in {district_en}, {year - 543}",
            "notes": " ".join(sentence.format(**filled) for sentence in told),
            "organization": agency,
            "org_name": f"agency-{AGENCIES.index(agency)}",
            "resources": [f"{kind}{topic} {year}", f"พจนานุกรมข้อมูล {topic}"],
        }


def queries() -> list[str]:
    """Queries of many forms; the first half are cut out by white space, so that stock answers them too."""
    spaced = [
        "flood", "waste budget", "street vendors", "WGS84", "coordinates", "GeoJSON", "CSV",
        "เขตลาดพร้าว", "เขตดินแดง", "เขตบางรัก 2565", "ปี 2569", "2569", "สถิติน้ำท่วม", "ทะเบียนทางเท้า",
        "รายงานงบประมาณรายจ่าย เขตบางรัก", "จำนวนคนพิการ", "แผนที่เส้นทางจักรยาน", "ปริมาณขยะมูลฝอย เขตจตุจักร",
        "ผลสำรวจตลาดนัด", '"Bang Rak"', "title:2568", "title:flood OR notes:WGS84", "complaints -budget",
        "พจนานุกรมข้อมูล", "Lat Phrao flood", "กทม.", "แห่ง", "dengue 2021", "*:*", "rabies vaccine",
    ]  # fmt: skip
    inside = [
        "น้ำท่วม", "น้ําท่วม", "ขยะ", "มูลฝอย", "ประชาสัมพันธ์", "ธรรมาภิบาล", "ตัวชี้วัด", "สุนัข", "วัคซีน",
        "ลาดพร้าว", "น้ำท่วมลาดพร้าว", "สนอ.", "สำนักอนามัย", "กรุงเทพ", "ผู้สูงอายุ ดินแดง", "ใบอนุญาต",
        "พ.ศ. ๒๕๖๕", "๒๕๖๙", "ภูมิศาสตร์", "มาตรฐานข้อมูลเปิด", "จัดซื้อจัดจ้าง 2566", "ไข้เลือดออก",
        "ป้าย", "แผงลอย ตลิ่งชัน", "เจ้าหน้าที่", "แบบสำรวจภาคสนาม", "พิกัด", "จักรยาน หนองจอก", "ข้าว", "สวน",
    ]  # fmt: skip
    return spaced + inside
