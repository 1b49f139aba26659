"""What auditors should look at among the documents of an agency's year. It costs nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ckanext.bmagov.kpi.score.domain.document_content import Content, content_of, repeated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckanext.bmagov.kpi.evidence.domain.document_text import Reading
    from ckanext.bmagov.kpi.rules.domain.ruleset import Substance
    from ckanext.bmagov.kpi.score.domain.facts import Facts

    Flag = tuple[str, str, dict[str, str | int]]
    """Code, id of the document or use, and what a sentence on it names."""

SCANNED: Final = "DOCUMENT-SCANNED"
"""Pages are pictures: only people can read it (`pages`)."""
ADDRESS: Final = "DOCUMENT-ADDRESS"
"""It is an address: nobody has read what lies there."""
UNREADABLE: Final = "DOCUMENT-UNREADABLE"
"""It could not be read by the catalog."""
EMPTY: Final = "DOCUMENT-EMPTY"
"""There is hardly any text (`characters`)."""
REPEATED: Final = "TEXT-ALIKE"
"""Its text is that of others, so many `documents`, and most of all that of one (`document`, `relation` as in
`Relation`, `percent`)."""
LIST_NOT_READ: Final = "LIST-NOT-READ"
"""Which datasets a list of data names could not be read."""

_LIST: Final = "data_catalog_list"


def document_flags(facts: Facts, substance: Substance) -> tuple[Flag, ...]:
    """Return what is striking about documents and evidence, by what was read of them.

    A file that shows several uses is named once. A substance that asks for nothing flags nothing.
    """
    flags: dict[tuple[str, str], Flag] = {}
    for document in facts.documents:
        for flag in _flags(document.id, document.sha256, document.reading, substance):
            flags.setdefault((flag[0], document.url), flag)
        reading = document.reading
        if document.kind == _LIST and substance.list_as_of_its_day and not (reading and reading.is_read):
            flags[LIST_NOT_READ, document.url] = (LIST_NOT_READ, document.id, {})
    for use in facts.uses:
        for piece in use.evidence:
            for flag in _flags(use.id, piece.sha256, piece.reading, substance):
                flags.setdefault((flag[0], piece.ref), flag)
    return tuple(flags.values())


def _flags(subject_id: str, sha256: str, reading: Reading | None, substance: Substance) -> Iterator[Flag]:
    content = content_of(sha256, reading, substance)
    if not sha256:
        if substance.document_characters:
            yield ADDRESS, subject_id, {}
        return
    if content is Content.UNREADABLE:
        yield UNREADABLE, subject_id, {}
    if reading is None or reading.characters is None:
        return
    if substance.document_characters and reading.scanned:
        yield SCANNED, subject_id, {"pages": reading.pages or 0}
    if content is Content.EMPTY and not reading.datasets:
        yield EMPTY, subject_id, {"characters": reading.characters}
    alike = tuple(repeated(reading, substance))
    if alike:
        most = max(alike, key=lambda other: (other.share, other.document))
        params = {"document": most.document, "relation": most.relation.value, "documents": len(alike)}
        yield REPEATED, subject_id, {**params, "percent": int(most.share * 100)}
