"""Write the Solr configset: ``python -m ckanext.bmagov.search.solr.configset OUTDIR``.

The schema is CKAN's own, read from the installed CKAN, with ``solr/schema-additions.xml`` laid over it. It is
made when it is needed, not shipped: a repair in CKAN's schema arrives with CKAN, and no copy grows old.
Nothing here needs a running CKAN, a database or a Solr.
"""

from __future__ import annotations

import argparse
import copy
import io
import sys
import zipfile
from importlib import metadata, resources
from pathlib import Path
from xml.etree import ElementTree as ET

from ckanext.bmagov.search.solr import synonyms

SOURCE = Path(__file__).parent
SCHEMA_NAME = "ckan-2.12"


class ConfigsetError(Exception):
    """The configset cannot be made; the message says why."""


def core_schema() -> str:
    """Return the text of the installed CKAN's Solr schema."""
    return resources.files("ckan").joinpath("config/solr/schema.xml").read_text(encoding="utf-8")


def merge_schema(core: str, additions: str) -> str:
    """Lay ``additions`` over CKAN's schema: an element of the same name is replaced, others are added.

    Raises :class:`ConfigsetError` when CKAN's schema is not of the version these additions were written for.
    """
    schema = ET.fromstring(core)  # noqa: S314 (both files are installed software)
    if schema.get("name") != SCHEMA_NAME:
        raise ConfigsetError(
            f"The installed CKAN has the Solr schema {schema.get('name')!r}; this extension needs"
            f" {SCHEMA_NAME!r}."
        )
    for addition in ET.fromstring(additions):  # noqa: S314
        if addition.tag == "copyField":
            schema.append(copy.deepcopy(addition))
            continue
        section = schema.find(addition.tag)
        if section is None:
            raise ConfigsetError(f"CKAN's Solr schema has no <{addition.tag}>.")
        for element in addition:
            for old in [e for e in section if _key(e) == _key(element)]:
                section.remove(old)
            section.append(copy.deepcopy(element))
    ET.indent(schema)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<!-- Made from the schema of CKAN {metadata.version('ckan')} and ckanext-bmagov's additions."
        " Do not edit: make it again. -->\n" + ET.tostring(schema, encoding="unicode") + "\n"
    )


def _key(element: ET.Element) -> tuple[str, str | None]:
    # CKAN's schema writes fieldType and fieldtype.
    return element.tag.lower(), element.get("name")


def files(general: Path = synonyms.GENERAL, agencies: Path = synonyms.AGENCIES) -> dict[str, str]:
    """Return every file of the configset: name -> text. Other lists of synonyms and agencies can be given."""
    groups = synonyms.load(agencies, general)
    made = {path.name: path.read_text(encoding="utf-8") for path in sorted((SOURCE / "conf").iterdir())}
    additions = (SOURCE / "schema-additions.xml").read_text(encoding="utf-8")
    made["schema.xml"] = merge_schema(core_schema(), additions)
    made["synonyms.txt"] = synonyms.rules(groups)
    made["abbreviations.txt"] = synonyms.abbreviations(groups)
    return made


def write(directory: Path, general: Path = synonyms.GENERAL, agencies: Path = synonyms.AGENCIES) -> list[str]:
    """Write the configset's files into ``directory``, made if missing. Returns the names of changed files."""
    made = files(general, agencies)
    directory.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in made.items():
        path = directory / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def archive(general: Path = synonyms.GENERAL, agencies: Path = synonyms.AGENCIES) -> bytes:
    """Return the configset as a zip, as SolrCloud's configset API takes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files(general, agencies).items():
            packed.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Write the configset where the command line says: a folder, or a file that ends in .zip."""
    parser = argparse.ArgumentParser(description="Write the Solr configset for a Thai CKAN catalog.")
    parser.add_argument("target", type=Path, help="a folder (conf of a Solr core), or a .zip for SolrCloud")
    target: Path = parser.parse_args(arguments).target
    try:
        if target.suffix == ".zip":
            target.write_bytes(archive())
        else:
            write(target)
    except (ConfigsetError, synonyms.SynonymsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
