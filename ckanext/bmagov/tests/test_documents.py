"""Documents can be found and their links lead somewhere."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
DOCS = PROJECT / "docs"
PAGES = [PROJECT / "README.md", *sorted(DOCS.rglob("*.md"))]

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def links(page: Path) -> list[str]:
    text = re.sub(r"```.*?```|`[^`\n]*`(?!\])", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The headings as GitHub and GitLab name them."""
    titles = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    words = (re.sub(r"[^\w\s\u0e00-\u0e7f-]", "", title.lower()) for title in titles)
    return {re.sub(r"\s", "-", title.strip()) for title in words}


def linked(page: Path) -> set[Path]:
    return {(page.parent / link.split("#")[0]).resolve() for link in links(page)}


def test_every_page_is_in_the_table_of_contents():
    """A folder may have a table of its own, `index.md`, that stands in the first one."""
    contents = linked(DOCS / "index.md")
    listed = contents.union(*(linked(page) for page in contents if page.name == "index.md"))
    missing = {page for page in DOCS.rglob("*.md") if page.name != "index.md"} - listed
    assert not missing, "add a line to docs/index.md, or to the index.md of its folder"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path):
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_modules_that_documents_run_are_there():
    named = {
        module
        for page in PAGES
        for module in re.findall(r"python -m (ckanext\.[\w.]+)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert [module for module in sorted(named) if find_spec(module) is None] == []
