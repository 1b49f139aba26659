"""The types that a column of data may have, and which text is one of them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final

from ckanext.bmagov.base.domain.problem import ProblemError
from ckanext.bmagov.base.domain.text import to_arabic_digits
from ckanext.bmagov.dictionary.domain.registry import (
    TYPES,
    DataType,
    TypeName,
    data_type,
    nearest_types,
    resolve_type,
)
from ckanext.bmagov.dictionary.domain.values import (
    ANY_FORM,
    DateForm,
    read_date,
    read_datetime,
    read_time,
    read_year,
)

__all__ = ["BOOLEANS", "TYPES", "DataType", "TypeName", "has_check_digit", "nearest_types", "resolve_type"]

LONGEST_NUMBER: Final = 100
"""Characters; no number of the world needs more, and longer ones are slow to read."""

BOOLEANS: Final = {
    **dict.fromkeys(("true", "t", "yes", "y", "1", "ใช่", "มี", "จริง", "ถูก"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0", "ไม่ใช่", "ไม่มี", "เท็จ", "ผิด"), False),
}

_INTEGER: Final = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_NUMBER: Final = re.compile(
    r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:(?<=[0-9])\.[0-9]*|\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
)
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
_URL: Final = re.compile(r"https?://[^\s/?#<>\"]+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"(?:ต่อ|ext\.?|#) *[0-9]{1,6}(?:[-, ]+[0-9]{1,6})*$", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?<=[0-9]) ?- ?[0-9]{1,3}$")
_THAI_PHONE: Final = re.compile(r"0[2-57][0-9]{7}|0[689][0-9]{8}|1[0-9]{2,3}")
_WKT: Final = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION", re.IGNORECASE)


@data_type(
    "text",
    th="ข้อความ",
    en="Text",
    aliases="string, str, varchar, character varying, char, character, bpchar, nvarchar, nchar, "
    "varchar2, nvarchar2, clob, nclob, long, tinytext, mediumtext, longtext, ntext, name, "
    "citext, ตัวอักษร, อักษร, ตัวอักขระ, สตริง, ตัวหนังสือ, ข้อความยาว, ข้อความสั้น, any, "
    "alphanumeric, national varchar, sysname, xml, interval, duration, enum, set, inet, cidr, "
    "macaddr, object, inet4, inet6, xmltype, int4range, int8range, numrange, tsrange, "
    "tstzrange, daterange, memo, memo/hyperlink, hyperlink",
    frictionless="string",
    sized=True,
)
class Text(DataType):
    """Any text."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """Accept every text."""
        return text


@data_type(
    "code",
    th="รหัส",
    en="Code",
    aliases="id code, uuid, uniqueidentifier, guid, รหัสอ้างอิง, เลขรหัส, ตัวเลือก, category, "
    "categorical, codelist, rowid, identifier",
    frictionless="string",
    sized=True,
)
class CodeText(DataType):
    """A code: text, even of digits only, because `001` is not `1`."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """Accept every line of text."""
        if "\n" in text:
            raise self.refuse()
        return text


@data_type(
    "integer",
    th="จำนวนเต็ม",
    en="Integer",
    aliases="int, int2, int4, int8, bigint, smallint, mediumint, tinyint, serial, bigserial, "
    "smallserial, serial4, serial8, เลขจำนวนเต็ม, ตัวเลขจำนวนเต็ม, int32, int64, whole number, "
    "unsigned int, signed, byteint, pls_integer, int unsigned, bigint unsigned, "
    "smallint unsigned, tinyint unsigned, mediumint unsigned, integer unsigned, hugeint, uhugeint, "
    "ubigint, uinteger, usmallint, utinyint, long integer, byte, autonumber",
    frictionless="integer",
    datastore="int8",
    sql="bigint",
    ordered=True,
    sized=True,
)
class Integer(DataType):
    """A whole number; Thai digits and separators of thousands are read."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> int:  # noqa: ARG002
        """`1,234`, `๑๒`, `-5`."""
        plain = text if text.isascii() else to_arabic_digits(text)
        if len(plain) > LONGEST_NUMBER or not _INTEGER.fullmatch(plain):
            raise self.refuse()
        return int(plain.replace(",", ""))


@data_type(
    "number",
    th="จำนวนทศนิยม",
    en="Number",
    aliases="numeric, decimal, dec, float, float4, float8, real, double, double precision, money, "
    "smallmoney, binary_float, binary_double, ตัวเลข, จำนวน, ตัวเลขทศนิยม, เลขทศนิยม, ทศนิยม, "
    "จำนวนจริง, จำนวนเงิน, เงิน, fixed, float64, float32, currency, percent, ร้อยละ, "
    "double unsigned, decimal unsigned, float unsigned, decfloat, single",
    frictionless="number",
    datastore="numeric",
    sql="numeric",
    ordered=True,
    sized=True,
)
class Number(DataType):
    """A decimal number, kept exactly; Thai digits and separators of thousands are read."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> Decimal:  # noqa: ARG002
        """`1,234.50`, `๑๒.๕`, `1e6`."""
        plain = text if text.isascii() else to_arabic_digits(text)
        if len(plain) > LONGEST_NUMBER or not _NUMBER.fullmatch(plain) or not _has_digit_first(plain):
            raise self.refuse()
        return Decimal(plain.replace(",", ""))


def _has_digit_first(text: str) -> bool:
    """Tell whether digits stand before an exponent: `e5` and `.` are no numbers."""
    return any(c.isdigit() for c in re.split("[eE]", text, maxsplit=1)[0])


@data_type(
    "boolean",
    th="ใช่/ไม่ใช่",
    en="Yes/no",
    aliases="bool, bit, logical, ตรรกะ, จริง/เท็จ, บูลีน, true/false, yesno, flag",
    frictionless="boolean",
    datastore="bool",
    sql="boolean",
)
class Boolean(DataType):
    """Yes or no, in the words people use."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> bool:  # noqa: ARG002
        """`ใช่`, `ไม่มี`, `Y`, `0`."""
        result = BOOLEANS.get(to_arabic_digits(text).casefold())
        if result is None:
            raise self.refuse()
        return result


@data_type(
    "date",
    th="วันที่",
    en="Date",
    aliases="วัน, วันเดือนปี, วัน เดือน ปี, วัน/เดือน/ปี, ว/ด/ป, day",
    frictionless="date",
    datastore="date",
    sql="date",
    ordered=True,
)
class Date(DataType):
    """A day, in the era and format of its column."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> Any:
        """`2021-01-31`, `31 ม.ค. 2564`, `๓๑/๐๑/๒๕๖๔`."""
        return read_date(text, form)


@data_type(
    "datetime",
    th="วันที่และเวลา",
    en="Date and time",
    aliases="timestamp, timestamptz, timestamp with time zone, timestamp without time zone, datetime2, "
    "smalldatetime, datetimeoffset, timestamp with local time zone, timestamp_ntz, timestamp_ltz, "
    "timestamp_tz, วันเวลา, วันที่เวลา, "
    "วันและเวลา",
    frictionless="datetime",
    datastore="timestamp",
    sql="timestamp",
    ordered=True,
)
class DateTime(DataType):
    """A day with a time of day."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> Any:
        """`2021-01-31T08:30`, `31 ม.ค. 2564 08.30 น.`; times are compared without their zone."""
        return read_datetime(text, form).replace(tzinfo=None)


@data_type(
    "time",
    th="เวลา",
    en="Time",
    aliases="timetz, time without time zone, time with time zone, เวลา (น.), นาฬิกา",
    frictionless="time",
    datastore="time",
    sql="time",
    ordered=True,
)
class Time(DataType):
    """A time of day."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> Any:  # noqa: ARG002
        """`14:30`, `14.30 น.`."""
        return read_time(text)


@data_type(
    "year",
    th="ปี",
    en="Year",
    aliases="ปี พ.ศ., ปี ค.ศ., พ.ศ., ค.ศ., ปีงบประมาณ, ปีการศึกษา, gyear, fiscal year",
    frictionless="year",
    datastore="int4",
    sql="smallint",
    ordered=True,
)
class Year(DataType):
    """A year in either era; its value is the Gregorian one."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> int:
        """`2564`, `พ.ศ. ๒๕๖๔`, `2021`."""
        return read_year(text, form.era)


@data_type(
    "email",
    th="อีเมล",
    en="E-mail",
    aliases="อีเมล์, mail, email address, ไปรษณีย์อิเล็กทรอนิกส์",
    frictionless="string",
    sized=True,
)
class Email(DataType):
    """An address of e-mail."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """Read one address."""
        if len(text) > 254 or not _EMAIL.fullmatch(text):
            raise self.refuse()
        return text


@data_type(
    "phone",
    th="หมายเลขโทรศัพท์",
    en="Telephone number",
    aliases="โทรศัพท์, เบอร์โทร, เบอร์โทรศัพท์, เบอร์ติดต่อ, tel, telephone, phone number, mobile, มือถือ",
    frictionless="string",
    sized=True,
)
class Phone(DataType):
    """A telephone number of Thailand (with extension or range) or an international one."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """`0 2221 2141-69`, `081-234-5678 ต่อ 12`, `+66 81 234 5678`, `1555`."""
        plain = _EXTENSION.sub("", to_arabic_digits(text)).strip()
        for candidate in (plain, _RANGE.sub("", plain)):
            digits = re.sub(r"[ ().\-]", "", candidate)
            if digits.startswith("+66"):
                digits = "0" + digits[3:].lstrip("0")
            if _THAI_PHONE.fullmatch(digits) or re.fullmatch(r"\+[0-9]{8,15}", digits):
                return digits
        raise self.refuse()


@data_type(
    "citizen_id",
    th="เลขประจำตัวประชาชน",
    en="Citizen number",
    aliases="เลขบัตรประชาชน, หมายเลขบัตรประชาชน, เลขที่บัตรประชาชน, เลขประจำตัว 13 หลัก, "
    "รหัสบัตรประชาชน, citizen number, national id, pid, idcard, id card",
    frictionless="string",
)
class CitizenId(DataType):
    """Thirteen digits whose last one proves the others."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """`1-2345-67890-12-1` or thirteen digits; `CITIZEN-ID-CHECK` when the check digit is not theirs."""
        digits = re.sub("[ -]", "", to_arabic_digits(text))
        if not re.fullmatch("[0-9]{13}", digits):
            raise self.refuse()
        if not has_check_digit(digits):
            raise ProblemError("CITIZEN-ID-CHECK")
        return digits


def has_check_digit(digits: str) -> bool:
    """Tell whether the last of thirteen digits is the check digit (modulo 11) of the twelve before it."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10 == int(digits[12])


@data_type(
    "url",
    th="ลิงก์",
    en="Link",
    aliases="uri, link, เว็บไซต์, ที่อยู่เว็บ, website, ลิงค์, anyuri, web address",
    frictionless="string",
    sized=True,
)
class Url(DataType):
    """An address of the web."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """http or https."""
        if not _URL.fullmatch(text):
            raise self.refuse()
        return text


@data_type(
    "geopoint",
    th="พิกัด",
    en="Coordinates",
    aliases="พิกัดภูมิศาสตร์, ละติจูด ลองจิจูด, lat long, latlong, latlng, lat/lon, coordinate, point, จุดพิกัด",
    frictionless="string",  # its geopoint has the longitude first
)
class GeoPoint(DataType):
    """Latitude and longitude in degrees, in this order."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> tuple[Decimal, Decimal]:  # noqa: ARG002
        """`13.7563, 100.5018`."""
        parts = re.split(r"[,\s]+", to_arabic_digits(text).strip("()[] "))
        if len(parts) != 2 or not all(
            re.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?", part) for part in parts
        ):
            raise self.refuse()
        latitude, longitude = Decimal(parts[0]), Decimal(parts[1])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ProblemError("GEOPOINT-RANGE")
        return latitude, longitude


@data_type(
    "geometry",
    th="รูปทรงเรขาคณิต",
    en="Geometry",
    aliases="geojson, wkt, geography, sdo_geometry, polygon, linestring, multipolygon, รูปแปลง, พื้นที่แผนที่",
    frictionless="geojson",
)
class Geometry(DataType):
    """A shape as GeoJSON or WKT."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """Look at the beginning alone; the coordinates are not checked."""
        if _WKT.match(re.sub(r"^SRID=\d+;", "", text)):
            return text
        if not isinstance(_load(self, text).get("type"), str):
            raise self.refuse()
        return text


@data_type(
    "json",
    th="JSON",
    en="JSON object",
    aliases="jsonb, array, list, variant, struct, map, geo json object, อาร์เรย์",
    frictionless="object",
    datastore="json",
    sql="jsonb",
)
class Json(DataType):
    """A JSON object or array."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """`{...}` or `[...]`."""
        if not text.startswith("["):
            _load(self, text)
        else:
            _load(self, f'{{"list": {text}}}')
        return text


def _load(known: DataType, text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise known.refuse() from error
    if not isinstance(loaded, dict):
        raise known.refuse()
    return loaded


@data_type(
    "binary",
    th="ไฟล์หรือรูปภาพ",
    en="File or picture",
    aliases="bytea, blob, longblob, mediumblob, tinyblob, varbinary, image, raw, long raw, bfile, ไฟล์, "
    "รูปภาพ, rowversion, ole, ole object",
    frictionless="string",
    sql="bytea",
)
class Binary(DataType):
    """Bytes; what stands for them in a table of text is not checked."""

    def parse(self, text: str, form: DateForm = ANY_FORM) -> str:  # noqa: ARG002
        """Accept every text."""
        return text
