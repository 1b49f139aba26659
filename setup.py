"""The build step that setup.cfg cannot express: compiled messages."""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

I18N = Path(__file__).parent / "ckanext/bmagov/i18n"


def compile_messages() -> None:
    """Write a .mo beside each .po: a wheel or an editable install must speak Thai at once."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in I18N.glob("*/LC_MESSAGES/*.po"):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=po.parts[-3]))


class BuildWithMessages(build_py):
    """`build_py` that compiles the message catalogues first."""

    def run(self) -> None:
        compile_messages()
        super().run()


setup(cmdclass={"build_py": BuildWithMessages})
