"""The report as DOCX: plain styles that an office may change; Thai marked as Thai, so that Word breaks it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from ckanext.bmagov.kpi.report.domain.report_text import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ckanext.bmagov.kpi.report.domain.report_text import Paragraph

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT: Final = "TH Sarabun New"
"""What offices of the state write with; Word takes another where it is missing."""
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can tell, so that equal reports are equal bytes."""
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class _Style:
    """A style of Word. Size in points; distances in twentieths of a point."""

    name: str
    size: int = 16
    bold: bool = False
    before: int = 40
    left: int = 340
    centred: bool = False
    level: int | None = None
    """Of a heading, from 0: it shows in Word's outline and stays with what follows."""

    def xml(self, style_id: str) -> str:
        """Return the style; Word wants its parts in this order."""
        heading = self.level is not None
        paragraph = "".join(
            (
                "<w:keepNext/>" if heading else "",
                f'<w:spacing w:before="{self.before}"/><w:ind w:left="{self.left}"/>',
                '<w:jc w:val="center"/>' if self.centred else "",
                f'<w:outlineLvl w:val="{self.level}"/>' if heading else "",
            )
        )
        size = f'<w:sz w:val="{self.size * 2}"/><w:szCs w:val="{self.size * 2}"/>'
        weight = "<w:b/><w:bCs/>" if self.bold else ""
        return (
            f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
            f"<w:rPr>{weight}{size}</w:rPr></w:style>"
        )


_STYLES: Final = {
    Role.TITLE: _Style("Title", 20, bold=True, left=0, centred=True),
    Role.SUBTITLE: _Style("Subtitle", 18, bold=True, left=0, before=0, centred=True),
    Role.SECTION: _Style("heading 1", bold=True, left=0, before=240, level=0),
    Role.HEADING: _Style("heading 2", bold=True, before=120, level=1),
    Role.TEXT: _Style("Report text"),
    Role.FIGURE: _Style("Report figure"),
    Role.ENTRY: _Style("Report entry", left=567),
    Role.LINK: _Style("Report link", left=567, before=0),
    Role.SIGNATURE: _Style("Report signature", left=4536, before=200),
    Role.FOOT: _Style("Report foot", 11, left=0, before=0),
}


def write_docx(paragraphs: Sequence[Paragraph], *, made_at: datetime, title: str) -> bytes:
    """Return the file. The same paragraphs give the same bytes."""
    links = list(dict.fromkeys(paragraph.link for paragraph in paragraphs if _is_web(paragraph.link)))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            [
                ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml", False),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", False),
            ]
        ),
        "docProps/core.xml": _properties(title, made_at),
        "word/document.xml": _document(paragraphs, links),
        "word/styles.xml": _styles(),
        "word/footer1.xml": _footer(title),
        "word/_rels/document.xml.rels": _relations(
            [
                ("rId1", f"{_OFFICE}/styles", "styles.xml", False),
                ("rId2", f"{_OFFICE}/footer", "footer1.xml", False),
                *((f"link{n}", f"{_OFFICE}/hyperlink", link, True) for n, link in enumerate(links)),
            ]
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _HEAD + content)
    return out.getvalue()


def _is_web(link: str) -> bool:
    return link.startswith(("http:", "https:"))


def _document(paragraphs: Iterable[Paragraph], links: list[str]) -> str:
    body = "".join(_paragraph(paragraph, links) for paragraph in paragraphs)
    return (
        f'<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}'
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1417" w:header="708" w:footer="567"'
        ' w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _paragraph(paragraph: Paragraph, links: list[str]) -> str:
    run = _run(paragraph.text)
    if _is_web(paragraph.link):
        run = f'<w:hyperlink r:id="link{links.index(paragraph.link)}">{run}</w:hyperlink>'
    return f'<w:p><w:pPr><w:pStyle w:val="{paragraph.role.value}"/></w:pPr>{run}</w:p>'


def _run(text: str) -> str:
    """Write text in lines. ``w:cs`` marks complex script: Word then takes the Thai font and size."""
    lines = _NOT_XML.sub("", text).split("\n")
    pieces = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f'<w:r><w:rPr><w:cs/><w:lang w:bidi="th-TH"/></w:rPr>{pieces}</w:r>'


def _styles() -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    styles = "".join(style.xml(role.value) for role, style in _STYLES.items())
    return (
        f'<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="32"/>'
        '<w:szCs w:val="32"/><w:lang w:val="en-US" w:bidi="th-TH"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{styles}</w:styles>"
    )


def _footer(title: str) -> str:
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:pStyle w:val="foot"/><w:tabs><w:tab w:val="right"'
        f' w:pos="9355"/></w:tabs></w:pPr>{_run(title)}<w:r><w:tab/></w:r>{page}</w:p></w:ftr>'
    )


def _content_types() -> str:
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = {
        "/word/document.xml": f"{base}.document.main+xml",
        "/word/styles.xml": f"{base}.styles+xml",
        "/word/footer1.xml": f"{base}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(rows: Iterable[tuple[str, str, str, bool]]) -> str:
    relations = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target={quoteattr(target)}'
        f"{' TargetMode=' + quoteattr('External') if outside else ''}/>"
        for key, kind, target, outside in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _properties(title: str, made_at: datetime) -> str:
    moment = made_at.isoformat(timespec="seconds")
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>th-TH</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )
