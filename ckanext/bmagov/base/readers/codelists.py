"""Read the code lists from their files: ours, and those with which a site replaces them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

import ckan.plugins.toolkit as tk

from ckanext.bmagov import config
from ckanext.bmagov.base.domain.codelist import CodeList, CodeListError, parse_codelist
from ckanext.bmagov.folder import PACKAGE

_OURS = PACKAGE / "schemas" / "codelists"


class _Loader(yaml.SafeLoader):
    """Tells the line of each code and refuses a key written twice, which YAML would let win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys: set[str] = set()
        for key, _value in node.value:
            if key.value in keys:
                raise CodeListError(f"line {key.start_mark.line + 1}: key {key.value!r} is there twice")
            keys.add(key.value)
        mapping = super().construct_mapping(node, deep)
        if "value" in mapping:
            mapping["line"] = node.start_mark.line + 1
        return mapping


def codelists() -> dict[str, CodeList]:
    """Return every code list by name. Read once for each configured directory; raises CodeListError."""
    return _read_all(config.codelists_dir())


def codelist(name: str) -> CodeList:
    """Return one code list. Raises KeyError for a name that no file has."""
    return codelists()[name]


def scheme_url(name: str) -> str:
    """Return the address of a list as a concept scheme: its page, whatever the reader's language."""
    return f"{tk.config['ckan.site_url'].rstrip('/')}/codelists/{name}"


def read_file(path: Path) -> CodeList:
    """Read and check one file. Raises CodeListError naming the file, and the line where it can."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except CodeListError as error:
        raise CodeListError(f"{path.name}, {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise CodeListError(f"{path.name}{line}: {getattr(error, 'problem', None) or error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CodeListError(f"{path.name}: cannot be read as UTF-8 text ({error})") from error
    return parse_codelist(raw, path.name)


@functools.lru_cache(maxsize=8)
def _read_all(directory: str) -> dict[str, CodeList]:
    lists = {codelist.name: codelist for codelist in map(read_file, sorted(_OURS.glob("*.yaml")))}
    if directory:
        if not Path(directory).is_dir():
            raise CodeListError(f"{config.CODELISTS_DIR}: {directory} is not a directory")
        lists |= {
            codelist.name: codelist for codelist in map(read_file, sorted(Path(directory).glob("*.yaml")))
        }
    return lists
