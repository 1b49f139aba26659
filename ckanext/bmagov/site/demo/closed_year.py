"""A year of many agencies that is closed and published, from a few words about each (`kpi_2569.yaml`).

What agencies do alike is said once here; what differs, and the days, are in the file. The rules of that year
are those of `rules-2569.yaml`: no other site has such a year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOCUMENTS = {
    "order": ("working_group_order", "คำสั่งแต่งตั้งคณะทำงานกำกับดูแลข้อมูลระดับหน่วยงาน"),
    "plan": ("development_plan", "แผนพัฒนาฐานข้อมูลของหน่วยงาน"),
    "list": ("data_catalog_list", "บัญชีรายการข้อมูลของหน่วยงาน"),
    "import_report": ("import_report", "รายงานผลการดำเนินการในขั้นตอนที่ 4"),
    "use_report": ("use_report", "รายงานผลการดำเนินการในขั้นตอนที่ 5"),
}
PROGRESS = {
    "order": "แต่งตั้งคณะทำงานกำกับดูแลข้อมูลระดับหน่วยงานแล้ว",
    "plan": "ส่งแผนพัฒนาฐานข้อมูลของหน่วยงานให้สำนักยุทธศาสตร์และประเมินผลแล้ว",
    "described": "จัดทำคำอธิบายชุดข้อมูลและพจนานุกรมข้อมูลครบถ้วน",
    "filled": "นำเข้าฐานข้อมูลในระบบครบถ้วน",
    "use_report": "ส่งผลการดำเนินการและการนำไปใช้ประโยชน์แล้ว",
}
DISTRICT = "-district"


def years(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Return what `content.KpiYear` takes, for each agency of the file."""
    for entry in source["agencies"]:
        days = entry["days"]
        yield {
            "agency": entry["agency"],
            "fiscal_year": source["fiscal_year"],
            "register": tuple(_duty(entry["agency"], name, source["fiscal_year"]) for name in entry["kept"]),
            "proposal": _proposal(entry),
            "database": {
                "dataset": entry["database"],
                "described_on": days["described"],
                "filled_on": days["filled"],
            }
            if "database" in entry
            else {},
            "documents": tuple(
                {"kind": kind, "title": title, "received_on": days[name], "lists": "all"}
                for name, (kind, title) in DOCUMENTS.items()
                if name in days
            ),
            "progress": tuple((days[name], text) for name, text in PROGRESS.items() if name in days),
            "uses": tuple(
                {
                    "kind": kind,
                    "declared_on": days.get("use_report", days["filled"]),
                    "description": text,
                    "evidence": ["use_report"] if "use_report" in days else ["import_report"],
                }
                for kind, text in entry.get("uses", {}).items()
            ),
            "statement": {
                "summary": f"ดำเนินการตามขั้นตอนของปีงบประมาณ พ.ศ. {source['fiscal_year']} แล้ว",
                "stated": entry["stated"],
            },
            "submit": {
                "by": source["submitted_by"],
                "signed_by": entry["signed"][0],
                "position": entry["signed"][1],
            },
            "review": {"until": "closed", "auditor": source["auditor"], "supervisor": source["supervisor"]},
        }


def _duty(agency: str, dataset: str, fiscal_year: int) -> dict[str, Any]:
    kind = "spatial" if agency.endswith(DISTRICT) else "city_indicator"
    return {"kind": kind, "dataset": dataset, "added_year": fiscal_year - 1}


def _proposal(entry: Mapping[str, Any]) -> dict[str, str]:
    if "database" not in entry:
        return {}
    return {
        "title": entry["title"],
        "origin": "new",
        "importance": entry["importance"],
        "proposed_on": entry["days"]["proposal"],
    }
