"""The message catalogues: `python tools/bmagov_messages.py extract | update | compile`.

`extract` writes the template, `update` brings it into each language's `.po`, `compile` writes the `.mo`.

Three sources of messages, one template (`ckanext/bmagov/i18n/ckanext-bmagov.pot`):

* our own Python, Jinja and JavaScript;
* the first sentences of the docstrings of our actions and of their auth functions: the pages on the API show
  them;
* upstream: the messages of CKAN that CKAN's own Thai lacks or says badly (those our catalogue already
  carries), and all of ckanext-scheming's and ckanext-dcat's, read from the installed packages. They are part
  of the template so that `update` never takes them for obsolete.

CKAN builds the browser's messages from the locations in the template, so they
must stay in it.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ckanext.bmagov.site.readers.api_reference import sentences

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "ckanext/bmagov"
I18N = SOURCE / "i18n"
DOMAIN = "ckanext-bmagov"
TEMPLATE = I18N / f"{DOMAIN}.pot"

# CKAN's own template of messages is older than its release and leaves out some kinds of files.
UPSTREAM = (
    "ckan",
    "ckanext.activity",
    "ckanext.datastore",
    "ckanext.datatablesview",
    "ckanext.textview",
    "ckanext.imageview",
    "ckanext.scheming",
    "ckanext.dcat",
)

MAPPING = [
    ("**.py", "python"),
    ("**/templates/**.html", "ckan"),
    ("**/templates/**.txt", "ckan"),
    ("templates/**.html", "ckan"),
    ("templates/**.txt", "ckan"),
    ("**/templates/**.text", "ckan"),
    ("templates/**.text", "ckan"),
    ("**.js", "javascript"),
]

HEADER = """\
# Messages of ckanext-bmagov, and those of CKAN, ckanext-scheming and ckanext-dcat that it translates.
# See docs/translation.md."""


def key(msgid: Any) -> str:
    """The singular, by which gettext finds a message."""
    return msgid if isinstance(msgid, str) else msgid[0]


def forms(text: Any) -> tuple[str, ...]:
    """The texts of a message: one, or one for each plural form."""
    return (text,) if isinstance(text, str) else tuple(text)


def translated(message: Message | None) -> bool:
    """Whether the message has every form of its translation."""
    return message is not None and all(forms(message.string))


def own_messages() -> Catalog:
    """Messages of this extension's source, with the places where they are used."""
    catalog = _extract(SOURCE, SOURCE.relative_to(ROOT))
    for sentence, module in sentences().items():
        catalog.add(sentence, locations=[(f"{module.replace('.', '/')}.py", 1)])
    return catalog


def upstream_messages() -> Catalog:
    """Every message of the installed CKAN and of the extensions that a site of ours runs with it."""
    catalog = read(package_dir("ckan") / "i18n/ckan.pot")
    for name in UPSTREAM:
        for message in _extract(package_dir(name), Path(*name.split("."))):
            if message.id and message.id not in catalog:
                catalog.add(message.id, locations=message.locations, context=message.context)
    return catalog


def core_translations(locale: str) -> Catalog:
    """CKAN's own catalogue of a language."""
    return read(package_dir("ckan") / "i18n" / locale / "LC_MESSAGES/ckan.po", locale)


def our_translations(locale: str) -> Catalog:
    """Our catalogue of a language."""
    return read(I18N / locale / "LC_MESSAGES" / f"{DOMAIN}.po", locale)


def wanted(*locales: str) -> Catalog:
    """Our own messages and those of upstream that these languages of ours carry or should carry."""
    catalog = own_messages()
    carries = [_carried_by(locale) for locale in locales]
    for message in upstream_messages():
        if message.id and message.id not in catalog and any(carried(message) for carried in carries):
            catalog.add(message.id, locations=message.locations, context=message.context)
    return catalog


def _carried_by(locale: str) -> Callable[[Message], bool]:
    ours = our_translations(locale)
    core = core_translations(locale) if locale != "en" else None

    def carried(message: Message) -> bool:
        if translated(ours.get(key(message.id), message.context)):
            return True
        return core is not None and not translated(core.get(key(message.id), message.context))

    return carried


def read(path: Path, locale: str | None = None) -> Catalog:
    """A catalogue from a .po or .pot file."""
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def package_dir(name: str) -> Path:
    """Folder of an installed package, without importing the package itself."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed")
    return Path(spec.submodule_search_locations[0])


def _extract(folder: Path, shown_as: Path) -> Catalog:
    catalog = Catalog(project=DOMAIN, charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        folder,
        MAPPING,
        comment_tags=("TRANSLATORS:",),
        strip_comment_tags=True,
        directory_filter=_has_messages,
    )
    for filename, line, msgid, comments, context in found:
        place = (shown_as / filename).as_posix()
        catalog.add(msgid, locations=[(place, line)], auto_comments=comments, context=context)
    for path in sorted(folder.rglob("*.py")):
        if all(_has_messages(part) for part in path.relative_to(folder).parts):
            place = (shown_as / path.relative_to(folder)).as_posix()
            for line, msgid in in_f_strings(path.read_text(encoding="utf-8")):
                catalog.add(msgid, locations=[(place, line)])
    return catalog


def in_f_strings(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of messages inside of f-strings: before Python 3.12 Babel does not look there."""
    for string in ast.walk(ast.parse(source)):
        if not isinstance(string, ast.JoinedStr):
            continue
        for call in ast.walk(string):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "_" and call.args:
                text = call.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield call.lineno, text.value


def _has_messages(path: str | os.PathLike[str]) -> bool:
    return Path(path).name not in {"tests", "vendor", "migration", "i18n", "__pycache__"}


def extract() -> None:
    """Write the template."""
    with TEMPLATE.open("wb") as target:
        catalog = _head(wanted(*catalogues()))
        write_po(target, catalog, width=0, sort_output=True, include_lineno=False)


def update() -> None:
    """Add new messages to every language, untranslated, and drop those that are gone."""
    for locale, path in catalogues().items():
        catalog = read(path, locale)
        catalog.update(wanted(locale), no_fuzzy_matching=True)
        _head(catalog)
        with path.open("wb") as target:
            write_po(target, catalog, width=0, sort_output=True, no_location=True, ignore_obsolete=True)


def _head(catalog: Catalog) -> Catalog:
    catalog.project, catalog.version, catalog.header_comment = DOMAIN, "", HEADER
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    return catalog


def compile_() -> None:
    """Write a `.mo` beside each `.po`."""
    for locale, path in catalogues().items():
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read(path, locale))


def catalogues() -> dict[str, Path]:
    """Our `.po` by language."""
    return {path.parts[-3]: path for path in sorted(I18N.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))}


def main() -> None:
    """Run one of the steps."""
    steps = {"extract": extract, "update": update, "compile": compile_}
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=steps)
    steps[parser.parse_args().step]()


if __name__ == "__main__":
    main()
