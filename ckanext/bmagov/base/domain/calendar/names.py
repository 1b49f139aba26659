"""Names of months and weekdays as officials write them, and as people type them."""

from __future__ import annotations

THAI_MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
THAI_MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ENGLISH_MONTHS_SHORT = tuple(name[:3] for name in ENGLISH_MONTHS)

# Monday first, as `date.weekday()` counts.
THAI_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_TYPED_THAI_MONTHS = (
    ("มกรา",),
    ("กุมภา", "กุมภาพันธุ์", "กุมภาพัน"),
    ("มีนา",),
    ("เมษา",),
    ("พฤษภา",),
    ("มิถุนา",),
    ("กรกฎา", "กรกฏาคม", "กรกฏา", "กรกดาคม"),
    ("สิงหา",),
    ("กันยา",),
    ("ตุลา",),
    ("พฤศจิกา",),
    ("ธันวา",),
)


def _letters(name: str) -> str:
    return name.replace(".", "").casefold()


def _month_keys() -> dict[str, int]:
    keys = {"sept": 9}
    for names in (THAI_MONTHS, THAI_MONTHS_SHORT, ENGLISH_MONTHS, ENGLISH_MONTHS_SHORT):
        keys.update({_letters(name): month for month, name in enumerate(names, 1)})
    for month, typed in enumerate(_TYPED_THAI_MONTHS, 1):
        keys.update(dict.fromkeys(typed, month))
    return keys


def _weekday_keys() -> dict[str, int]:
    keys = {"พฤหัส": 3}
    for weekday, (thai, english) in enumerate(zip(THAI_WEEKDAYS, ENGLISH_WEEKDAYS, strict=True)):
        keys.update({thai: weekday, english.casefold(): weekday, english[:3].casefold(): weekday})
    return keys


MONTH_BY_KEY = _month_keys()
"""Letters of a month's name, lower case and without dots -> 1..12; common misspellings included."""

WEEKDAY_BY_KEY = _weekday_keys()
"""Letters of a weekday's name -> 0..6, Monday first."""
